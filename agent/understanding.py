"""What one message was understood to mean: `Understanding`.

Knows the intents. Knows nothing about how a brain finds them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent.changes import Change
from agent.plan import Plan
from catalog.constraint import Constraint

Act = Literal["request", "question", "feedback", "accept", "close", "greet"]
"""What a part of a message does: asks for items or says what is wanted, asks for a fact, tells how the person stands to
an item talked about, takes a suggestion, ends the talk, greets."""
Intent = Literal[
    "recommend",
    "more",
    "lookup",
    "superlative",
    "compare",
    "why",
    "saved",
    "known",
    "noted",
    "done",
    "greet",
    "thanks",
    "help",
    "refuse",
    "unclear",
    "reset",
]


class Understanding(BaseModel):
    """The intent, the changes to the state, and what a question is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intent: Intent
    acts: tuple[Act, ...] = ()
    """What the message does besides, in the order of its parts; empty where the intent says it all."""
    changes: tuple[Change, ...] = ()
    subjects: tuple[str, ...] = ()
    """Ids of the items a question or comparison is about."""
    fields: tuple[str, ...] = ()
    """Fields a question asks for."""
    largest: bool = True
    """For a superlative: whether the largest or the smallest value is wanted."""
    unclear_titles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Titles that several items share: the words used and the ids they may mean."""
    unknown: tuple[str, ...] = ()
    """Names or titles the person used that the catalog does not have."""
    given_up: tuple[Constraint, ...] = ()
    """Conditions of earlier turns that do not go together with this message and no longer count; a note says so."""
    notes: tuple[str, ...] = ()
    """Sentences to tell the person about how the message was read."""
    plan: Plan | None = None
    """What to do about it, where the brain decided that in the same breath; steps lack what the state supplies."""
    summary: str | None = None
    """What is worth remembering of turns no longer shown to a model; None leaves the state's summary as it is."""
