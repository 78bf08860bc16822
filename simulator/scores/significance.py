"""Whether a paired difference could be chance: permutation test, McNemar's test, Holm's correction, detectable effects.

Knows sums per user and counts of pairs. Does not know agents.

Sources: Good, "Permutation tests", 2000 (under the null the two sides of a user may be swapped, all their trials
together); McNemar, Psychometrika 1947, exact; Holm, Scandinavian Journal of Statistics 1979.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

from simulator.draws import Draws
from simulator.scores.resampling import Floats, on_grid, ratio

SWAPS = 10_000
_CELLS = 1 << 22
_NEAR = 1e-12
_POWER = 1.959964 + 0.841621
"""Standard errors that a difference must have to be found at alpha .05 (two-sided) in 80 of 100 runs."""


def permutation(first: tuple[Floats, Floats], second: tuple[Floats, Floats], key: str = "") -> Floats:
    """p of every column, two-sided, for the difference of ratios of sums; (above, below), each float64[users, columns].

    From 10,000 random swaps, so that p is at least 1 / 10,001.
    """
    sides = [on_grid(np.hstack(side)) for side in (first, second)]
    columns = first[0].shape[1]
    sums, gap = [side.sum(axis=0) for side in sides], sides[0] - sides[1]
    found = _apart(sums[0], sums[1], columns)
    generator = np.random.default_rng(Draws("permutation", key).stream(0, "swaps").getrandbits(128))
    at_once, beyond = max(1, _CELLS // max(len(gap), 1)), np.zeros(columns)
    for start in range(0, SWAPS, at_once):
        swapped = generator.integers(0, 2, (min(at_once, SWAPS - start), len(gap))).astype(np.float64) @ gap
        beyond += (np.abs(_apart(sums[0] - swapped, sums[1] + swapped, columns)) >= np.abs(found) - _NEAR).sum(axis=0)
    return np.asarray((1 + beyond) / (1 + SWAPS))


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of so many pairs in which one side alone succeeded; it takes pairs as independent."""
    pairs, fewer = only_first + only_second, min(only_first, only_second)
    tail: float = 2 * sum(comb(pairs, k) for k in range(fewer + 1)) / 2**pairs
    return min(1.0, tail)


def holm(values: Sequence[float]) -> list[float]:
    """The p values of one family, adjusted so that the chance of any false finding stays below alpha."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    adjusted, greatest = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        greatest = max(greatest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = greatest
    return adjusted


def detectable(error: float) -> float:
    """The least true difference found with 80 % power at alpha .05, given the standard error of the paired one."""
    return _POWER * error


def _apart(first: Floats, second: Floats, columns: int) -> Floats:
    """Difference of the ratios; a side with nothing below the line gives nan, which is beyond nothing."""
    return ratio(first[..., :columns], first[..., columns:]) - ratio(second[..., :columns], second[..., columns:])
