"""Format 1: facts about people.

Knows the tables as they were then, not as `agent.store.tables` has them now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """From nothing to format 1."""
    version = op.create_table("parley_format", sa.Column("version", sa.Integer, primary_key=True, autoincrement=False))
    op.bulk_insert(version, [{"version": 1}])
    op.create_table(
        "parley_facts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("user", sa.String(200), nullable=False, index=True),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("catalog", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item_id", sa.Text),
        sa.Column("constraint", sa.Text),
        sa.Column("polarity", sa.Integer, nullable=False),
        sa.Column("strength", sa.Double, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("expiry", sa.Date),
        sa.UniqueConstraint("user", "id"),
    )
