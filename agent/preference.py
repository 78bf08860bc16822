"""One thing known about a person: `PreferenceFact`.

Knows what a fact is made of, what makes two facts the same, and when one holds and how much it still weighs. Knows
nothing about where facts are kept or how they are learned.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from catalog.constraint import Constraint
from catalog.errors import ConfigError

FactKind = Literal["liked", "disliked", "seen", "saved", "rejected", "constraint", "taste"]
"""How a person stands to an item; a condition that always holds for them; a value they like."""
ItemKind = Literal["liked", "disliked", "seen", "saved", "rejected"]
Source = Literal["embedded", "model", "button", "import"]
"""Who understood it: the embedded brain, a language model, nobody (a button was pressed), another program."""
ITEM_KINDS: tuple[ItemKind, ...] = ("liked", "disliked", "seen", "saved", "rejected")
LONGEST_USER = 200
LONGEST_EVIDENCE = 200
_HALF_LIFE = 365
"""Days after which a taste that was not mentioned again counts half."""


class PreferenceFact(BaseModel):
    """One thing known about a person: about an item, a condition that always holds for them, or a taste."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: str = PydanticField(min_length=1, max_length=LONGEST_USER)
    catalog: str
    """Name of the catalog that the item or the field is of."""
    kind: FactKind
    item_id: str | None = None
    constraint: Constraint | None = None
    """For a condition a hard constraint, for a taste a soft one."""
    polarity: Literal[-1, 0, 1]
    strength: float = PydanticField(ge=0, le=1)
    """How strongly it was said on `date`; what is said again grows stronger."""
    evidence: str = PydanticField(default="", max_length=LONGEST_EVIDENCE)
    """The person's words; empty for a press of a button."""
    turn: int = PydanticField(ge=0)
    """The turn of the conversation in which it was learned."""
    date: dt.date
    """When it was last said."""
    since: dt.date | None = None
    """When it was first said, where that was on another day."""
    expiry: dt.date | None = None
    """The last day on which it holds; None means always."""
    ended: dt.date | None = None
    """The day on which something said later took its place; it is kept, but no longer holds."""
    source: Source = "embedded"
    called: str = PydanticField(default="", max_length=LONGEST_EVIDENCE)
    """The person's word for it, where several values together mean one thing ("gore")."""

    @property
    def id(self) -> str:
        """16 hex digits: the same for the same fact about the same catalog, however often it is learned."""
        return fact_id(self.catalog, self.kind, self.item_id, self.constraint)

    @property
    def scope(self) -> Literal["always", "period"]:
        """Whether it holds until it is taken back, or until a day."""
        return "always" if self.expiry is None else "period"

    @property
    def explicit(self) -> bool:
        """True for what the person said or pressed here."""
        return self.source != "import"

    def holds(self, today: dt.date) -> bool:
        """True unless it is over or something said later took its place."""
        return self.ended is None and (self.expiry is None or self.expiry >= today)

    def weight(self, today: dt.date) -> float:
        """0..1: what the strength is worth today. Tastes fade; what was said of items or must hold does not."""
        if self.kind != "taste":
            return self.strength
        return float(self.strength * 0.5 ** (max(0, (today - self.date).days) / _HALF_LIFE))

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(field, value) of everything that a condition or taste speaks of; empty for an item."""
        return pairs_of(self.constraint) if self.constraint is not None else frozenset()

    def __str__(self) -> str:
        about = self.constraint.describe() if self.constraint else self.item_id
        return f"{self.id}  {self.date}  {self.catalog}  {self.kind}: {about}  “{self.evidence}”"


def fact_id(catalog: str, kind: FactKind, item_id: str | None = None, constraint: Constraint | None = None) -> str:
    """The id of a fact, from what it is about."""
    condition = constraint and constraint.model_dump(mode="json", exclude={"turn"})
    return hashlib.sha256(json.dumps([catalog, kind, item_id, condition]).encode()).hexdigest()[:16]


def pairs_of(constraint: Constraint) -> frozenset[tuple[str, str]]:
    """(field, value) of everything a condition speaks of, values in one case."""
    return frozenset((constraint.field, str(value).casefold()) for value in constraint.values)


def named_user(user: str) -> str:
    """The user's name, or ConfigError where it cannot be one."""
    if not user.strip() or len(user) > LONGEST_USER or not user.isprintable():
        raise ConfigError(f"{user[:40]!r} cannot be a user: a name has 1 to {LONGEST_USER} printable characters")
    return user
