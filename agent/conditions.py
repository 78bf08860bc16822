"""How constraints go together: what a new one leaves of the old ones.

Knows when two constraints on a field hold side by side and when the newer takes the older's place. Knows nothing about
dialogues.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from catalog.constraint import Constraint

_UPPER, _LOWER = ("lt", "le"), ("gt", "ge")
_RANGES = (*_UPPER, *_LOWER, "between")


def required(constraints: tuple[Constraint, ...], new: Constraint, *, instead: bool = False) -> tuple[Constraint, ...]:
    """The constraints with a new one added; those that cannot hold beside it go, with `instead` also those on the same
    field in the same direction."""
    kept: list[Constraint] = []
    for old in constraints:
        if old.field != new.field or (old.hard and not new.hard):
            kept.append(old)
        elif old.negative or new.negative:
            left = _disjoint(old, new)
            kept += [left] if left is not None else []
        elif not (instead or clash(old, new)):
            kept.append(old)
    same = {"field": new.field, "op": new.op, "value": new.value, "hard": new.hard}
    return (*(c for c in kept if c.model_dump(exclude={"turn"}) != same), new)


def _disjoint(old: Constraint, new: Constraint) -> Constraint | None:
    """The old constraint without values the new one speaks of in the other sense ("no horror", then "horror")."""
    if old.negative == new.negative:
        return old
    if old.op in _RANGES or new.op in _RANGES:
        return _beside_range(old, new)
    left = tuple(v for v in old.values if str(v).casefold() not in {str(w).casefold() for w in new.values})
    if len(left) == len(old.values):
        return old
    return old.model_copy(update={"value": left}) if left else None


def _beside_range(old: Constraint, new: Constraint) -> Constraint | None:
    """The old one of a range and an exclusion: both hold ("the 80s", "not 1984"), unless together they leave nothing
    ("not the 80s", then "the 80s"); then the newer counts."""
    span, excluded = (new, old) if old.negative else (old, new)
    if span.op != "between" or not _numeric(span, excluded):
        return old
    low, high = sorted(float(v) for v in span.values)
    gone = {float(v) for v in excluded.values}
    if not all(float(n) in gone for n in range(math.ceil(low), math.floor(high) + 1)):
        return old
    left = tuple(v for v in excluded.values if not low <= float(v) <= high)
    return old.model_copy(update={"value": left}) if old.negative and left else None


def clash(old: Constraint, new: Constraint) -> bool:
    """True if a new positive constraint on the same field takes the place of the old one.

    Two bounds stay together when they leave an interval ("after 1990" and then "before 2000").
    """
    if old.turn == new.turn and {old.op, new.op} <= {*_UPPER, *_LOWER}:
        return False  # said in one breath: both are meant, even where they contradict each other
    if old.op in _UPPER and new.op in _LOWER:
        return bool(float(new.values[0]) >= float(old.values[0])) if _numeric(old, new) else True
    if old.op in _LOWER and new.op in _UPPER:
        return bool(float(new.values[0]) <= float(old.values[0])) if _numeric(old, new) else True
    return old.op not in ("any_of", "all_of", "contains", "eq") or new.op not in ("any_of", "all_of", "contains")


def _numeric(*constraints: Constraint) -> bool:
    return all(isinstance(v, (int, float)) for c in constraints for v in c.values)


def without(constraint: Constraint, values: Iterable[str]) -> Constraint | None:
    """The constraint without these values, in whatever case; None where nothing is left of it."""
    gone = {v.casefold() for v in values}
    left = tuple(v for v in constraint.values if str(v).casefold() not in gone)
    if len(left) == len(constraint.values):
        return constraint
    return constraint.model_copy(update={"value": left}) if left and constraint.op not in _RANGES else None
