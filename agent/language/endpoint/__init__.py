"""Calls of models: where they are, how they are made, bounded and accounted for."""
