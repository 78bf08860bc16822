"""The tables of a store: facts, conversations, their turns, and what people felt about items.

Knows columns. How a table came to look as it does is in `agent.migrations`, what a row means in `agent.store.records`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, Dialect, Double, ForeignKey, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from agent.preference import LONGEST_USER
from agent.store.records import LONGEST_NAME

NOBODY = ""
"""The owner of a conversation without a user; no person can have this name."""


class Moment(TypeDecorator[dt.datetime]):
    """A point in time, kept as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """As the database has it."""
        return value and value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """As Python has it."""
        return value and value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """The tables of this store."""


class Format(Base):
    """The format of the store, in one row."""

    __tablename__ = "parley_format"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class FactRow(Base):
    """A `PreferenceFact`; `number` keeps the order in which facts were learned, `extra` its fields without a column
    as a JSON object."""

    __tablename__ = "parley_facts"
    __table_args__ = (UniqueConstraint("user", "id"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(LONGEST_USER), index=True)
    id: Mapped[str] = mapped_column(String(16))
    catalog: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str | None] = mapped_column(Text)
    constraint: Mapped[str | None] = mapped_column(Text)
    polarity: Mapped[int]
    strength: Mapped[float] = mapped_column(Double)
    evidence: Mapped[str] = mapped_column(Text)
    turn: Mapped[int]
    date: Mapped[dt.date]
    expiry: Mapped[dt.date | None]
    extra: Mapped[str] = mapped_column(Text, server_default="{}")


class ConversationRow(Base):
    """A `Conversation`."""

    __tablename__ = "parley_conversations"
    __table_args__ = (UniqueConstraint("user", "catalog", "name"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(LONGEST_USER))
    catalog: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    begun: Mapped[dt.datetime] = mapped_column(Moment)
    last: Mapped[dt.datetime] = mapped_column(Moment)


class TurnRow(Base):
    """A `TurnRecord`; reply, changes and state are JSON in ASCII, which takes every character a person may type."""

    __tablename__ = "parley_turns"
    __table_args__ = (UniqueConstraint("conversation", "turn"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(LONGEST_USER), index=True)
    conversation: Mapped[int] = mapped_column(ForeignKey(ConversationRow.number, ondelete="CASCADE"))
    turn: Mapped[int]
    date: Mapped[dt.datetime] = mapped_column(Moment)
    words: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)


class FeedbackRow(Base):
    """A `Feedback`."""

    __tablename__ = "parley_feedback"
    __table_args__ = (UniqueConstraint("conversation", "turn", "item_id", "feeling"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(LONGEST_USER), index=True)
    conversation: Mapped[int] = mapped_column(ForeignKey(ConversationRow.number, ondelete="CASCADE"))
    turn: Mapped[int]
    item_id: Mapped[str] = mapped_column(Text)
    feeling: Mapped[str] = mapped_column(String(16))
    date: Mapped[dt.datetime] = mapped_column(Moment)
