"""What a language model answers to a message: `Draft`, still in words.

Knows the shape of an answer. Items are "#2" (a place on the list) or a title, values are as the model wrote them; what
they mean in the catalog is `agent.language.resolve`'s business.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.plan import MAX_STEPS
from catalog.constraint import Op, Value

Intent = Literal[
    "recommend", "more", "ask", "lookup", "compare", "why", "saved", "known", "done", "greet", "thanks", "help",
    "refuse", "unclear",
]  # fmt: skip
_MOST = 24
"""Entries of a list that a single message can reasonably lead to."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Part):
    """A condition the person set in this message; `hard` unless it is a mere preference."""

    field: str
    op: Op
    value: Value
    hard: bool = True


class Withdrawal(_Part):
    """Conditions the person took back: all on a field, or those that name one of the values."""

    field: str
    values: tuple[str, ...] = ()


class Felt(_Part):
    """How the person stands to an item."""

    item: str
    feeling: Literal["liked", "disliked", "seen", "rejected", "saved"]


class DraftStep(_Part):
    """One tool call; arguments that the state supplies (conditions) are left out."""

    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


class DraftQuestion(_Part):
    """A question to the person about one field."""

    field: str
    text: str = Field(max_length=300)
    options: tuple[str, ...] = Field(default=(), max_length=6)


class Draft(_Part):
    """What the message changes, and what to do about it."""

    intent: Intent
    start_over: bool = False
    """Everything said so far no longer counts."""
    undo: bool = False
    """What was said last no longer counts, as if it had not been said."""
    new_topic: bool = False
    """Earlier wishes and likenesses no longer count; conditions do."""
    require: tuple[Condition, ...] = Field(default=(), max_length=_MOST)
    drop: tuple[Withdrawal, ...] = Field(default=(), max_length=_MOST)
    wish: str = Field(default="", max_length=400)
    avoid: str = Field(default="", max_length=400)
    feelings: tuple[Felt, ...] = Field(default=(), max_length=_MOST)
    like: tuple[str, ...] = Field(default=(), max_length=_MOST)
    """Items that the next ones should be like."""
    about: tuple[str, ...] = Field(default=(), max_length=10)
    """Items a question or comparison is about."""
    fields: tuple[str, ...] = Field(default=(), max_length=10)
    """Fields a question asks for."""
    size: int | None = Field(default=None, ge=1, le=20)
    steps: tuple[DraftStep, ...] = Field(default=(), max_length=MAX_STEPS)
    question: DraftQuestion | None = None
    summary: str | None = Field(default=None, max_length=800)
