"""An example before it is checked: `Attempt`, and what it is meant to lead to: `Aim`.

Knows what was said, the draft and the outcome that the draft must have. Knows nothing about how either was found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from agent.language.demonstrations.facet import Facet
from agent.language.draft import Draft
from agent.reply import ReplyType
from agent.state import SLATE_SIZE, DialogueState


@dataclass(frozen=True)
class Aim:
    """What must hold after the message; items are catalog ids, `alike` is a row."""

    reply: ReplyType
    facets: tuple[Facet, ...] = ()
    """All conditions that then hold, also those of earlier messages."""
    alike: int | None = None
    """The items shown must have much in common with this one."""
    gone: frozenset[str] = frozenset()
    """Items that must not come."""
    felt: frozenset[tuple[str, str]] = frozenset()
    """(feeling, item) for everything the message says about items."""
    like: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    size: int = SLATE_SIZE
    order: Literal["newest", "popularity"] | None = None
    impossible: bool = False
    """No item meets all the conditions; those that come meet all but one."""


@dataclass(frozen=True)
class Attempt:
    """One message in a dialogue, and the draft that should answer it."""

    kind: str
    message: str
    draft: Draft
    aim: Aim
    said: tuple[str, ...] = ()
    before: DialogueState = field(default_factory=DialogueState)


@dataclass(frozen=True)
class Opened:
    """An attempt that held, and the state it left: later messages go on from there."""

    attempt: Attempt
    state: DialogueState
