"""Format 2: conversations, their turns and what people felt about items; facts may have further fields.

Knows the tables as they were then, not as `agent.store.tables` has them now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"

_PRIVATE = {
    "parley_facts": ("user", "id", "item_id", "constraint", "evidence", "extra"),
    "parley_conversations": ("user", "name"),
    "parley_turns": ("user", "words", "reply", "changes", "state"),
    "parley_feedback": ("user", "item_id"),
}
"""Columns whose values a server must not copy into its statistics: they would outlive forgetting there."""


def upgrade() -> None:
    """From format 1 to format 2."""
    op.add_column("parley_facts", sa.Column("extra", sa.Text, nullable=False, server_default="{}"))
    op.create_table(
        "parley_conversations",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("user", sa.String(200), nullable=False),
        sa.Column("catalog", sa.Text, nullable=False),
        sa.Column("name", sa.String(250), nullable=False),
        sa.Column("begun", sa.DateTime, nullable=False),
        sa.Column("last", sa.DateTime, nullable=False),
        sa.UniqueConstraint("user", "catalog", "name"),
    )
    op.create_table(
        "parley_turns",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("user", sa.String(200), nullable=False, index=True),
        _conversation(),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("date", sa.DateTime, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("conversation", "turn"),
    )
    op.create_table(
        "parley_feedback",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("user", sa.String(200), nullable=False, index=True),
        _conversation(),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("feeling", sa.String(16), nullable=False),
        sa.Column("date", sa.DateTime, nullable=False),
        sa.UniqueConstraint("conversation", "turn", "item_id", "feeling"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _PRIVATE.items():
            for column in columns:
                op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')
    # a Parley that knows nothing of these steps reads this number and refuses what it could not keep
    op.execute("DELETE FROM parley_format")
    op.execute("INSERT INTO parley_format (version) VALUES (2)")


def _conversation() -> sa.Column[int]:
    link = sa.ForeignKey("parley_conversations.number", ondelete="CASCADE")
    return sa.Column("conversation", sa.Integer, link, nullable=False)
