"""Conditions that no item meets together, though every smaller choice of them is met: `conflict`.

Knows how plausible conditions of items somebody likes are put together until nothing is left. Does not know who says
so, and how an agent should answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from catalog.columns import NumberColumn
from catalog.constraint import Constraint
from catalog.schema import Role
from simulator.draws import Draws
from simulator.tasks.askable import NAMES, Ask
from simulator.tasks.choosing import Choosing, in_order

_ALONE, _TOGETHER = 10, 3
"""Items that a condition alone must be met by, and any but one of them together."""
_PAIRS = 0.25
"""How often it takes two conditions only."""
_TRIES = 12
_EXACT: tuple[Role, ...] = (
    "genre", "origin", "creator", "performer", "year", "duration", "language", "certificate", "price",
)  # fmt: skip
"""Roles whose conditions hold or do not: a theme may always be told from a text in another way."""
_MARGIN: dict[str | None, float] = {"year": 1, "minutes": 5, "USD": 0.5}
"""By how much a limit may be misheard without an item turning up, by unit."""


def conflict(choosing: Choosing, rows: Sequence[int], draws: Draws) -> list[Ask]:
    """Two or three hard conditions of different roles, from items in `rows`, that cannot hold together, also where a
    limit is a little wider; [] where a few tries find none. Two of three always leave some items, and one name at most
    is among them: who asks for two names knows that they worked together."""
    for attempt in range(_TRIES):
        here = draws.under("conflict", attempt)
        number = 2 if here.chance(_PAIRS, 0, "pair") else 3
        first = _some(choosing, here.pick(rows, 0, "first"), number - 1, here.under("first"))
        if len(first) < number - 1:
            continue
        roles = {ask.role for ask in first}
        for ask in _exact(choosing, here.pick(rows, 0, "second"), here.under("second")):
            if ask.role in roles or (ask.role in NAMES and roles & set(NAMES)):
                continue
            if _is_conflict(choosing, (*first, ask)):
                return in_order((*first, ask))
    return []


def _some(choosing: Choosing, row: int, number: int, draws: Draws) -> list[Ask]:
    """So many conditions of different roles that an item and others meet."""
    out: list[Ask] = []
    for ask in _exact(choosing, row, draws):
        if len(out) == number:
            break
        named = ask.role in NAMES and any(other.role in NAMES for other in out)
        if not named and all(ask.role != other.role for other in out) and _left(choosing, (*out, ask)) >= _TOGETHER:
            out.append(ask)
    return out


def _exact(choosing: Choosing, row: int, draws: Draws) -> list[Ask]:
    asks = [ask for ask in choosing.askable.of(row) if ask.role in _EXACT]
    return [ask for ask in choosing.order(asks, draws) if _left(choosing, (ask,)) >= _ALONE]


def _is_conflict(choosing: Choosing, asks: tuple[Ask, ...]) -> bool:
    if any(_left(choosing, smaller) < _TOGETHER for smaller in combinations(asks, len(asks) - 1)):
        return False
    catalog = choosing.askable.catalog
    return not catalog.mask([_widened(choosing, ask.constraint) for ask in asks]).any()


def _left(choosing: Choosing, asks: Sequence[Ask]) -> int:
    return int(choosing.fits(asks).sum())


def _widened(choosing: Choosing, constraint: Constraint) -> Constraint:
    """The condition with its limits moved outwards by the margin of its unit."""
    catalog = choosing.askable.catalog
    margin = _MARGIN.get(catalog.schema.field(constraint.field).unit, 0.0)
    if not margin or not isinstance(catalog.column(constraint.field), NumberColumn):
        return constraint
    signs = {"le": (1,), "lt": (1,), "ge": (-1,), "gt": (-1,), "between": (-1, 1)}.get(constraint.op)
    if signs is None:
        return constraint
    moved = tuple(float(v) + sign * margin for v, sign in zip(constraint.values, signs, strict=True))
    return constraint.model_copy(update={"value": moved if constraint.op == "between" else moved[0]})
