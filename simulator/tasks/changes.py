"""How somebody changes their mind half way: `mind_change`.

Knows three ways: another value for something said, one condition more, one less. Does not know whether what is wanted
then can be had.
"""

from __future__ import annotations

from collections.abc import Sequence

from simulator.draws import Draws
from simulator.fitted import draw_one
from simulator.goal import MindChange, Wanted
from simulator.tasks.askable import Ask
from simulator.tasks.choosing import Choosing


def mind_change(choosing: Choosing, asks: Sequence[Ask], rows: Sequence[int], draws: Draws) -> MindChange | None:
    """A change of the conditions `asks`, new ones taken from items in `rows`; None where none is at hand."""
    mix = choosing.mix.mind_change
    kind = draw_one(mix.kinds, draws, "kind")
    hard = [place for place, ask in enumerate(asks) if ask.constraint.hard]
    drop: tuple[int, ...] = ()
    add: tuple[Wanted, ...] = ()
    if kind in ("swap", "drop"):
        if kind == "drop" and len(hard) < 2:
            return None
        drop = (draws.pick(hard, 0, "dropped"),)
    if kind in ("swap", "add"):
        new = _new(choosing, asks, asks[drop[0]] if drop else None, rows, draws)
        if new is None:
            return None
        add = (Wanted(constraint=new.constraint, reveal="volunteer"),)
    announced = draws.chance(mix.announced, 0, "announced")
    return MindChange(turn=draws.pick(mix.turns, 0, "turn"), drop=drop, add=add, announced=announced)


def _new(choosing: Choosing, asks: Sequence[Ask], instead: Ask | None, rows: Sequence[int], draws: Draws) -> Ask | None:
    """A hard condition of the role of the one it stands for, or of a role not asked for yet."""
    roles = {ask.role for ask in asks}
    said = {ask.constraint.values for ask in asks}
    row = draws.pick(rows, 0, "new from")
    for ask in choosing.order(choosing.askable.of(row), draws.under("new")):
        fitting = ask.role == instead.role if instead else ask.role not in roles
        if not fitting or ask.constraint.values in said or choosing.mix.soft.get(ask.role, 0.0) >= 1:
            continue
        if instead is None or _differs(choosing, instead, ask):
            return ask
    return None


def _differs(choosing: Choosing, one: Ask, other: Ask) -> bool:
    """Whether most items that meet the other condition do not meet this one."""
    here, there = choosing.askable.holds(one.constraint), choosing.askable.holds(other.constraint)
    return 2 * int((here & there).sum()) < int(there.sum())
