"""How much a condition gives away: `bits`.

Knows how many items conditions leave. Who says them, and how much may be said, is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log2

from catalog.constraint import Constraint
from simulator.world import World


def bits(world: World, before: Iterable[Constraint], after: Iterable[Constraint]) -> float:
    """log2 of how many items meet `before` and how many `after`, at least one each; 0 where nothing is narrowed."""
    left = [max(1, int(world.holds(constraints).sum())) for constraints in (before, after)]
    return max(0.0, log2(left[0] / left[1]))
