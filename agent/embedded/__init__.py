"""The embedded brain: grammar, catalog vocabulary and sentence embeddings; no network, no language model."""
