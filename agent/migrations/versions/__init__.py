"""One file a format of the store; Alembic loads them by path."""
