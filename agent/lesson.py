"""What one turn teaches about a person: `Lesson`.

Knows which feelings, conditions and tastes of a turn outlast the conversation, which known facts it takes back, and
which of those are to be forgotten. Knows nothing about where facts are kept or how messages are understood.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.changes import Change, Drop, Feel, Require, Reset, Scope, Undo
from agent.lasting import STRONG, expiry_of, for_now, forgets, lasting, loved
from agent.preference import ITEM_KINDS, LONGEST_EVIDENCE, FactKind, PreferenceFact, Source, pairs_of
from agent.state import DialogueState, removed
from catalog.constraint import Constraint
from catalog.schema import Schema

_Polarity = Literal[-1, 0, 1]
_STANDING: dict[FactKind, tuple[_Polarity, float]] = {
    "liked": (1, 1.0), "disliked": (-1, 1.0), "seen": (0, 1.0), "saved": (1, 0.5), "rejected": (-1, 0.3),
}  # fmt: skip
_SET_ASIDE = 60
"""Days for which an item that was set aside does not come back."""
_SINGLE = ("genre", "creator", "performer", "keyword", "origin", "language", "country")
"""Roles whose values are things of their own; the words of a theme or mood together mean one thing."""


@dataclass(frozen=True)
class Lesson:
    """One turn of a user: the words ("" for a button), what they were understood to change, the states around it."""

    user: str
    catalog: str
    schema: Schema
    words: str
    source: Source
    changes: tuple[Change, ...]
    before: DialogueState
    after: DialogueState
    today: dt.date

    @property
    def undoes(self) -> bool:
        """True where the last words are taken back, which is no wish to have them forgotten for good."""
        return any(isinstance(change, Undo | Scope) for change in self.changes)

    def learned(self) -> list[PreferenceFact]:
        """New facts, or known ones said again."""
        if any(isinstance(change, Undo) for change in self.changes) and not self._said():
            return []
        return [*self._items(), *self._conditions(), *self._tastes()]

    def withdraws(self) -> bool:
        """True where the turn may take a known fact back."""
        taken = any(isinstance(change, Drop | Undo | Scope) for change in self.changes)
        return taken or any(isinstance(c, Feel) and c.feeling == "forgotten" for c in self.changes)

    def forgotten(self, known: Iterable[PreferenceFact]) -> list[PreferenceFact]:
        """The known facts that the person wants forgotten, or took back in the breath after saying them."""
        facts = list(known)
        felt = {item for c in self.changes if isinstance(c, Feel) and c.feeling == "forgotten" for item in c.items}
        gone = [fact for fact in facts if fact.item_id in felt]
        if not self.words or forgets(self.words):
            dropped = [change for change in self.changes if isinstance(change, Drop)]
            gone += [fact for fact in facts if any(_dropped(fact, drop) for drop in dropped)]
        if any(isinstance(change, Undo | Scope) for change in self.changes):
            gone += [fact for fact in facts if self._unsaid(fact)]
        return list({fact.id: fact for fact in gone}.values())

    def ended(self, known: Iterable[PreferenceFact]) -> list[PreferenceFact]:
        """Known exclusions that the person withdrew, as ended; "horror is fine tonight" ends none."""
        if any(isinstance(change, Reset) for change in self.changes) or for_now(self.words):
            return []
        drops = [change for change in self.changes if isinstance(change, Drop)]
        gone = _excluded(self.before) - _excluded(self.after)
        out = [f for f in known if f.polarity < 0 and f.pairs() & gone and any(_dropped(f, drop) for drop in drops)]
        return [fact.model_copy(update={"ended": self.today}) for fact in out if fact.holds(self.today)]

    def restored(self, known: Iterable[PreferenceFact]) -> list[PreferenceFact]:
        """Known facts that hold again, since what took their place is taken back."""
        if not any(isinstance(change, Undo) for change in self.changes):
            return []
        back = _spoken_of(self.after) - _spoken_of(self.before)
        over = [fact for fact in known if fact.ended == self.today]
        items = {(k, i) for k in ITEM_KINDS for i in removed(getattr(self.after, k), getattr(self.before, k))}
        again = [fact for fact in over if _sensed(fact) & back or (fact.kind, fact.item_id) in items]
        return [fact.model_copy(update={"ended": None}) for fact in again]

    def _said(self) -> bool:
        return any(isinstance(change, Require | Feel) for change in self.changes)

    def _items(self) -> list[PreferenceFact]:
        kept = tuple(item for kind in ITEM_KINDS for item in getattr(self.before, kind))
        felt = [change for change in self.changes if isinstance(change, Feel)]
        single = {item for c in felt if len(c.items) == 1 or not self.words for item in c.items}
        found: list[PreferenceFact] = []
        for kind in ITEM_KINDS:
            new = set(removed(getattr(self.after, kind), getattr(self.before, kind)))
            again = {item for c in felt if c.feeling == kind for item in c.items if item in kept}
            items = [item for item in getattr(self.after, kind) if item in new | again]
            if kind == "rejected":  # a whole list turned down is about this evening
                items = [item for item in items if item in single]
            polarity, strength = _STANDING[kind]
            expiry = self.today + dt.timedelta(days=_SET_ASIDE) if kind == "rejected" else None
            found += [self._fact(kind, polarity, strength, item=item, expiry=expiry) for item in items]
        return found

    def _conditions(self) -> list[PreferenceFact]:
        """Exclusions that last, and what the person afterwards said to hold always."""
        known, expiry = _excluded(self.before), expiry_of(self.words, self.today)
        always = any(isinstance(change, Scope) and change.always for change in self.changes)
        found: list[PreferenceFact] = []
        for constraint in self.after.constraints:
            said_now = constraint.turn == self.after.turn
            if always and constraint.turn == self.after.latest:
                found += self._split("constraint" if constraint.hard else "taste", constraint, STRONG, None)
            elif said_now or not pairs_of(constraint) <= known:
                part = lasting(self.words, constraint, self.schema)
                if part is None and expiry is not None and said_now and constraint.hard and constraint.negative:
                    part = constraint
                found += self._split("constraint", part, STRONG, expiry) if part is not None else []
        return found

    def _tastes(self) -> list[PreferenceFact]:
        asked = [c.constraint for c in self.changes if isinstance(c, Require) and not c.constraint.negative]
        found = [(said, liked) for said in asked if (liked := loved(self.words, said, self.schema)) is not None]
        themes = {str(value) for said, (soft, _) in found if not said.hard for value in soft.values}
        facts: list[PreferenceFact] = []
        for said, (soft, strength) in found:
            values = tuple(v for v in soft.values if not (said.hard and _qualified(str(v), themes, self.words)))
            if values:
                facts += self._split("taste", soft.model_copy(update={"value": values}), strength, None)
        return list({fact.id: fact for fact in facts}.values())

    def _split(
        self, kind: FactKind, constraint: Constraint, strength: float, expiry: dt.date | None
    ) -> list[PreferenceFact]:
        """A fact for each value that is a thing of its own."""
        single = self.schema.field(constraint.field).role in _SINGLE and constraint.op in ("any_of", "none_of")
        values = [(v,) for v in constraint.values] if single else [constraint.value]
        parts = [constraint.model_copy(update={"value": value, "turn": 0}) for value in values]
        polarity: _Polarity = -1 if constraint.negative else 1
        return [self._fact(kind, polarity, strength, constraint=part, expiry=expiry) for part in parts]

    def _fact(
        self,
        kind: FactKind,
        polarity: _Polarity,
        strength: float,
        *,
        item: str | None = None,
        constraint: Constraint | None = None,
        expiry: dt.date | None = None,
    ) -> PreferenceFact:
        return PreferenceFact(
            user=self.user,
            catalog=self.catalog,
            kind=kind,
            item_id=item,
            constraint=constraint,
            polarity=polarity,
            strength=strength,
            evidence=_evidence(self.words),
            turn=self.after.turn,
            date=self.today,
            expiry=expiry,
            source=self.source,
            called=self._called(constraint) if constraint is not None and len(constraint.values) > 1 else "",
        )

    def _called(self, constraint: Constraint) -> str:
        """The value that the person named, of this condition or of one of this turn that says the same otherwise."""
        said = set(re.findall(r"[\w'-]+", self.words.casefold()))
        beside = (c for c in self.after.constraints if c.turn == self.after.turn and c.negative == constraint.negative)
        values = [str(v) for c in (constraint, *beside) if len(c.values) > 1 for v in c.values]
        return next((value for value in values if value.casefold() in said), "")[:LONGEST_EVIDENCE]

    def _unsaid(self, fact: PreferenceFact) -> bool:
        """Whether a fact was first learned in what is now taken back, or is only for now after all."""
        fresh = fact.date == self.today and fact.since is None
        if any(isinstance(change, Scope) and not change.always for change in self.changes):
            last = _pairs(c for c in self.after.constraints if c.turn and c.turn == self.after.latest)
            return fresh and bool(fact.pairs() & last)
        if not any(isinstance(change, Undo) for change in self.changes) or not fresh:
            return False
        if fact.item_id is not None:
            return fact.item_id in removed(getattr(self.before, fact.kind), getattr(self.after, fact.kind))
        gone = _spoken_of(self.before) - _spoken_of(self.after)
        return fact.turn == self.before.latest and bool(_sensed(fact) & gone)


def _dropped(fact: PreferenceFact, drop: Drop) -> bool:
    """Whether a withdrawal is about what the fact is about."""
    if fact.constraint is None or fact.constraint.field != drop.field or (drop.exclusions and fact.polarity > 0):
        return False
    return not drop.values or bool(fact.pairs() & {(drop.field, value.casefold()) for value in drop.values})


def _qualified(value: str, themes: Iterable[str], words: str) -> bool:
    """Whether a kind was named only with a theme before it: "courtroom dramas" are no taste for every drama."""
    low, stem = words.casefold(), value.casefold()[:5]
    return any(f"{theme.casefold()} {stem}" in low for theme in themes)


def _excluded(state: DialogueState) -> frozenset[tuple[str, str]]:
    """(field, value) of everything that must not be."""
    return _pairs(c for c in state.hard if c.negative)


def _spoken_of(state: DialogueState) -> frozenset[tuple[str, str, bool]]:
    """(field, value, whether it must not be) of every condition."""
    return frozenset((*pair, c.negative) for c in state.constraints for pair in pairs_of(c))


def _sensed(fact: PreferenceFact) -> frozenset[tuple[str, str, bool]]:
    return frozenset((*pair, fact.polarity < 0) for pair in fact.pairs())


def _pairs(constraints: Iterable[Constraint] | Sequence[Constraint]) -> frozenset[tuple[str, str]]:
    return frozenset(pair for constraint in constraints for pair in pairs_of(constraint))


def _evidence(words: str) -> str:
    """The person's words on one line without control characters, cut to what is kept."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:LONGEST_EVIDENCE]
