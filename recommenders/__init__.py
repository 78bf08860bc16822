"""Who ranks and who generates: encoders, rankers, semantic IDs, the retriever, their training and metrics.

Knows item rows, their text vectors and past events. Knows nothing about dialogue, tools or language models.
"""
