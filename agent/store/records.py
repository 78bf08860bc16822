"""What a store keeps beside facts: `Conversation`, `TurnRecord` and `Feedback`.

Knows their shape. Knows nothing about tables, or about what a state or a reply holds (both are JSON objects here).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from agent.preference import LONGEST_USER
from catalog.errors import ConfigError

LONGEST_NAME = 250
"""Of a conversation, with what is added when it is over."""


def _named(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("a name has printable characters")
    return name


User = Annotated[str, Field(min_length=1, max_length=LONGEST_USER), AfterValidator(_named)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_named)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    user: User | None
    catalog: str


class Conversation(_Record):
    """One conversation; its name is one of a kind for its user and catalog."""

    name: Name
    begun: AwareDatetime
    last: AwareDatetime


class TurnRecord(_Record):
    """One turn of a conversation."""

    conversation: Name
    number: int = Field(default=0, ge=0)
    """Counted from 1; 0 until it is kept."""
    date: AwareDatetime = Field(default_factory=lambda: dt.datetime.now(dt.UTC))
    words: str
    """What the person said; empty for a press of a button, or once it is forgotten."""
    reply: dict[str, Any]
    """`agent.reply.Reply.to_json`."""
    changes: tuple[dict[str, Any], ...] = ()
    """What the words were understood to change (`agent.changes`)."""
    state: dict[str, Any]
    """The state after the turn (`agent.state_json`)."""


class Feedback(_Record):
    """What a person felt about an item in a turn: one of the feelings of `agent.changes.Feel`."""

    conversation: Name
    turn: int = Field(ge=1)
    item_id: str
    feeling: str
    date: AwareDatetime


_R = TypeVar("_R", bound=_Record)


def checked(kind: type[_R], **values: Any) -> _R:
    """A record; ConfigError, in one line, for values it cannot have."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        fault = error.errors()[0]
        raise ConfigError(f"{fault['loc'][0]} {str(fault['input'])[:40]!r} cannot be: {fault['msg']}") from error
