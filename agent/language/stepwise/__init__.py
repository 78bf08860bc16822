"""Planning step by step, one tool at a time."""
