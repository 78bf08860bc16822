"""One transaction at work on one user: `Work`.

Knows what has happened in it so far. Knows nothing about databases.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from agent.store.traces import Traces


@dataclass
class Work:
    """What a transaction needs to know of itself until it ends."""

    session: Session
    user: str
    spoilt: bool = False
    """True once a part of it failed: nothing of it is kept."""
    blanks: bool = False
    """True once it deletes what must leave the files."""
    forgotten: list[Traces] = field(default_factory=list)
    """What was forgotten in it: a turn kept later in it must not tell of that either."""
    forgot_all: bool = False
    """True once everything about the user went; a turn kept later in it would bring them back."""
