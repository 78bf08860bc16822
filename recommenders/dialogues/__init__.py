"""What a workspace learns from conversations of its own catalog."""
