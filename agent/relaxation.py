"""Giving way when nothing fits: which constraint to loosen, and how far.

Knows which conditions people mind least: limits on numbers before places, people and kinds. Exclusions and
age limits are never given up. Knows nothing about ranking or wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from agent.reply import Relaxed
from agent.state import DialogueState
from catalog.columns import Mask
from catalog.constraint import Constraint, Op, plain
from catalog.schema import Role
from catalog.table import Catalog

_IMPORTANCE: dict[Role | None, int] = {
    "duration": 1, "mood": 1, "year": 2, "price": 2, "keyword": 2, "language": 3, "country": 3, "origin": 3,
    "performer": 5, "creator": 5, "genre": 4,
}  # fmt: skip
_JUST_NOW = 10
_STEPS: dict[Role | None, tuple[float, ...]] = {"duration": (10, 20, 40), "year": (3, 10), "price": (5, 15)}


@dataclass(frozen=True)
class Relaxation:
    """The constraints to go on with, and what was given up."""

    constraints: tuple[Constraint, ...]
    relaxed: tuple[Relaxed, ...]


def relax(state: DialogueState, catalog: Catalog, allowed: Mask | None = None) -> Relaxation | None:
    """The least loosening of the hard constraints after which something fits; None if there is none.
    `allowed`, bool[n], is what house rules leave.

    Fewest constraints first, then the least important; a number is widened before it is dropped.
    """
    hard = state.hard
    loose = [c for c in hard if may_relax(c, catalog)]
    allowed = np.ones(len(catalog), dtype=bool) if allowed is None else allowed.copy()
    allowed[[catalog.row_of(i) for i in state.excluded if i in catalog]] = False
    masks = {c: catalog.mask([c]) for c in hard}
    for size in range(1, len(loose) + 1):
        options = sorted(combinations(loose, size), key=lambda group: sum(_weight(c, state, catalog) for c in group))
        for group in options:
            rest = _all([masks[c] for c in hard if c not in group], allowed)
            if rest.any():
                return _loosened(group, rest, state, catalog)
    return None


def may_relax(constraint: Constraint, catalog: Catalog) -> bool:
    """False for exclusions and for limits of age, which are never given up."""
    role = catalog.schema.field(constraint.field).role
    return not constraint.negative and role != "certificate"


def _weight(constraint: Constraint, state: DialogueState, catalog: Catalog) -> float:
    """What was said just now weighs more than what was said before, and of that the later a little more."""
    role = catalog.schema.field(constraint.field).role
    return _IMPORTANCE.get(role, 3) + constraint.turn / 1_000 + (_JUST_NOW if constraint.turn == state.turn else 0)


def _all(masks: list[Mask], start: Mask) -> Mask:
    out = start.copy()
    for mask in masks:
        out &= mask
    return out


def _loosened(group: tuple[Constraint, ...], rest: Mask, state: DialogueState, catalog: Catalog) -> Relaxation:
    kept = [c for c in state.constraints if c not in group]
    relaxed: list[Relaxed] = []
    for constraint in group:
        field = catalog.schema.field(constraint.field)
        said = constraint.describe(field.label, field.unit)
        wider = _widened(constraint, rest, catalog)
        if wider is None:
            reason = f"nothing fits everything you asked, so I gave up: {said}"
        else:
            kept.append(wider)
            rest = rest & catalog.mask([wider])
            reason = f"nothing fits {said}, so I went to {wider.describe(field.label, field.unit)}"
        relaxed.append(Relaxed(constraint.field, constraint.op, constraint.value, reason))
    return Relaxation(tuple(kept), tuple(relaxed))


def _widened(constraint: Constraint, rest: Mask, catalog: Catalog) -> Constraint | None:
    """The constraint with the smallest wider limit under which something fits."""
    steps = _STEPS.get(catalog.schema.field(constraint.field).role, ())
    numbers = [float(v) for v in constraint.values if isinstance(v, (int, float))]
    for step in steps:
        op: Op = constraint.op
        value: tuple[float, ...]
        if op in ("lt", "le"):
            op, value = "le", (numbers[0] + step,)
        elif op in ("gt", "ge"):
            op, value = "ge", (numbers[0] - step,)
        elif op == "between":
            value = (min(numbers) - step, max(numbers) + step)
        elif op == "eq":
            op, value = "between", (numbers[0] - step, numbers[0] + step)
        else:
            return None
        whole = tuple(int(v) if v.is_integer() else v for v in value)
        wider = constraint.model_copy(update={"op": op, "value": whole if len(whole) > 1 else whole[0]})
        if (rest & catalog.mask([wider])).any():
            return wider
    return None


def missed_themes(rows: tuple[int, ...], state: DialogueState, catalog: Catalog) -> list[Relaxed]:
    """Soft themes of the person's last words that no item of the slate is about."""
    missed = []
    for constraint in state.constraints:
        if constraint.hard or constraint.field != "about" or constraint.negative or constraint.turn != state.turn:
            continue
        if rows and not catalog.mask([constraint])[list(rows)].any():
            words = " or ".join(plain(v) for v in constraint.values)
            reason = f"I found nothing about {words!r} that fits the rest"
            missed.append(Relaxed(constraint.field, constraint.op, constraint.value, reason))
    return missed
