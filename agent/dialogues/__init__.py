"""Measuring what the embedded brain understands of conversations people had."""
