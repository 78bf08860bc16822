"""A run as one page for the browser."""
