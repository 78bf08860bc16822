"""How tasks are made from a catalog and people's events, and checked against it."""
