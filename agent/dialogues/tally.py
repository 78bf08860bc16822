"""Figures over dialogues: sums per dialogue, a ratio or a mean of F1 of them, and a bootstrap interval.

Knows arrays with one row a dialogue. Does not know what was counted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from recommenders.interval import Floats, bootstrap, rounded

Statistic = Callable[[Floats], Floats]


def ratio(above: int, below: int) -> Statistic:
    """Column `above` over column `below` of sums, float64[..., k] -> float64[...]; nothing below gives 0."""

    def of(sums: Floats) -> Floats:
        return np.asarray(sums[..., above] / np.maximum(sums[..., below], 1), dtype=np.float64)

    return of


def mean_f1(answers: tuple[int, ...], size: int = 3) -> Statistic:
    """Mean F1 of `answers` from sums of a confusion table laid flat: column = size * true answer + given answer.

    An answer that is neither true nor given counts 0.
    """

    def of(sums: Floats) -> Floats:
        table = sums.reshape(*sums.shape[:-1], size, size)
        hits = np.diagonal(table, axis1=-2, axis2=-1)
        both = table.sum(axis=-1) + table.sum(axis=-2)
        return np.asarray((2 * hits / np.maximum(both, 1))[..., list(answers)].mean(axis=-1), dtype=np.float64)

    return of


def figure(counts: npt.NDArray[np.float64], statistic: Statistic) -> list[float]:
    """[mean, low, high] of a statistic of the sums over dialogues; counts: float64[dialogues, k]."""
    low, high = bootstrap(counts, statistic)
    return [rounded(float(statistic(counts.sum(axis=0)))), rounded(low), rounded(high)]
