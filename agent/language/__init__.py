"""The language-model brain: any OpenAI-compatible endpoint, through LangChain."""
