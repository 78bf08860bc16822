"""Commands of `parley`: flags, tables and bars; the work is done by the packages.

Knows typer and rich. Nothing heavy is imported before a command runs.
"""
