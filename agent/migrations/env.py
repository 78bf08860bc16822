"""What Alembic runs before the steps: on the connection, and in the transaction, of whoever asks.

Knows Alembic only. Knows nothing about tables.
"""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
