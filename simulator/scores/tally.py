"""Sums per user in columns with names: `Tally`.

Knows users and numbers. What is summed is for those who add to it; how sure the ratios are, for `resampling`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from simulator.scores.measures import Measure
from simulator.scores.reading import Reading
from simulator.scores.resampling import DRAWS, Floats, Resampled


class Tally:
    """Columns under any key, over the users given, whose order decides nothing but the draws."""

    def __init__(self, users: Iterable[str]) -> None:
        self._rows = {user: row for row, user in enumerate(sorted(set(users)))}
        self._columns: dict[Hashable, int] = {}
        self._sums: list[tuple[list[float], list[float]]] = []
        self._shares: list[bool] = []

    def add(self, key: Hashable, user: str, above: float, below: float, *, share: bool) -> None:
        """Add to a column, which is there from its first mention."""
        column = self._columns.setdefault(key, len(self._columns))
        if column == len(self._sums):
            self._sums.append(([0.0] * len(self._rows), [0.0] * len(self._rows)))
            self._shares.append(share)
        row = self._rows[user]
        self._sums[column][0][row] += above
        self._sums[column][1][row] += below

    def measure(self, key: Sequence[Hashable], measures: Iterable[Measure], reading: Reading) -> None:
        """Add what a dialogue says, under (*key, name of the measure)."""
        for measure in measures:
            above, below = measure.of(reading)
            if not below:
                continue
            self.add((*key, measure.name), reading.task.user.id, above, below, share=measure.share)

    def figures(self, key: str = "", draws: int = DRAWS) -> Figures:
        """Everything so far, with intervals."""
        above = np.array([sums[0] for sums in self._sums], dtype=np.float64).reshape(-1, len(self._rows)).T
        below = np.array([sums[1] for sums in self._sums], dtype=np.float64).reshape(-1, len(self._rows)).T
        return Figures(Resampled(above, below, draws=draws, key=key), dict(self._columns), list(self._shares))


class Figures:
    """The columns of a tally as figures; None for a column nothing was counted in or that is not there."""

    def __init__(self, resampled: Resampled, columns: dict[Hashable, int], shares: list[bool]) -> None:
        self.resampled, self.columns, self._shares = resampled, columns, shares

    def __call__(self, *key: Hashable) -> list[float] | None:
        """[mean, low, high]."""
        column = self.columns.get(key)
        return None if column is None else self.resampled.figure(column, share=self._shares[column])

    def difference(self, first: Sequence[Hashable], second: Sequence[Hashable]) -> list[float] | None:
        """[mean, low, high] of the first less the second."""
        one, other = self.columns.get(tuple(first)), self.columns.get(tuple(second))
        if one is None or other is None:
            return None
        return self.resampled.difference(one, other, share=self._shares[one] and self._shares[other])

    def error(self, first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
        """Standard error of the difference of two columns that are there."""
        return self.resampled.error(self.columns[tuple(first)], self.columns[tuple(second)])

    def sums(self, key: Sequence[Hashable]) -> tuple[Floats, Floats]:
        """A column's sums per user above and below the line, float64[users] each."""
        return self.resampled.sums(self.columns[tuple(key)])
