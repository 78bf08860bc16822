"""What is known about a person on a day: `Profile`, and how a day is told.

Knows which facts hold and how strong they are by then. Knows nothing about catalogs, dialogues or where facts are kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from agent.preference import FactKind, PreferenceFact

_FAINT = 0.25
"""A taste that weighs less no longer counts."""
_LATELY = 28
"""Days for which a day is told by its date, not by its month."""


@dataclass(frozen=True)
class Profile:
    """Everything known about one person, as of `today`; facts in the order learned."""

    facts: tuple[PreferenceFact, ...]
    today: dt.date

    def holding(self, *kinds: FactKind) -> tuple[PreferenceFact, ...]:
        """The facts of these kinds that hold today; tastes too faint to count are left out."""
        held = [fact for fact in self.facts if fact.kind in kinds and fact.holds(self.today)]
        return tuple(fact for fact in held if fact.kind != "taste" or fact.weight(self.today) >= _FAINT)

    def strongest(self, kind: FactKind) -> tuple[PreferenceFact, ...]:
        """Those of one kind that hold, the strongest first."""
        return tuple(sorted(self.holding(kind), key=lambda fact: -fact.weight(self.today)))


def told_when(day: dt.date, today: dt.date) -> str:
    """The day as one says it later: "today", "yesterday", "on 4 May", "in May", "in May 2025"."""
    ago = (today - day).days
    if ago <= 1:
        return "yesterday" if ago == 1 else "today"
    if ago <= _LATELY:
        return f"on {day.day} {day:%B}"
    return f"in {day:%B}" if day.year == today.year else f"in {day:%B %Y}"
