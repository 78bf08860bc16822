"""How sure a figure is when people are drawn anew: bootstrap over users, bias-corrected and accelerated.

Knows sums per user. Does not know what they count. A figure is a ratio of two sums over users, so that the trials,
turns and sessions of one person are drawn together or not at all; in every draw all columns meet the same people.

Sources: Efron, "Better bootstrap confidence intervals", JASA 1987 (BCa); Clopper and Pearson, Biometrika 1934, for a
share that is 0 or 1 for everybody, and a difference of shares that is the same for everybody: about these drawing
people anew says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from recommenders.interval import rounded
from simulator.draws import Draws

Floats = npt.NDArray[np.float64]
DRAWS = 2_000
_CELLS = 1 << 22
_GRID = 1 << 22
_NORMAL = NormalDist()
_TAILS = (0.025, 0.975)


class Resampled:
    """Columns of sums over users, and the same sums over `draws` samples of as many users with replacement.

    above, below: float64[users, columns]; figures are above / below. Values are kept to 2**-22: their sums are then
    exact in any order, and equal runs give equal figures on any machine.
    """

    def __init__(self, above: Floats, below: Floats, *, draws: int = DRAWS, key: str = "") -> None:
        self._above, self._below = on_grid(above), on_grid(below)
        drawn = [ratio(block @ self._above, block @ self._below) for block in _weights(len(above), draws, key)]
        self._drawn = np.concatenate(drawn)
        self._means = ratio(self._above.sum(axis=0), self._below.sum(axis=0))

    def mean(self, column: int) -> float | None:
        """The figure itself; None where nothing was counted."""
        mean = float(self._means[column])
        return None if np.isnan(mean) else mean

    def figure(self, column: int, *, share: bool = False) -> list[float] | None:
        """[mean, low, high] with a 95 % interval; None where nothing was counted. `share`: it lies in [0, 1]."""
        mean = self.mean(column)
        if mean is None:
            return None
        people = int((self._below[:, column] > 0).sum())
        if share and mean in (0.0, 1.0):
            low, high = exact(mean, people)
        else:
            low, high = bca(mean, self._drawn[:, column], self._left_out(column))
        return [rounded(mean), rounded(low), rounded(high)]

    def difference(self, first: int, second: int, *, share: bool = False) -> list[float] | None:
        """[mean, low, high] of the first column less the second; None where one of them counts nothing. `share`: both
        lie in [0, 1]."""
        one, other = self.mean(first), self.mean(second)
        if one is None or other is None:
            return None
        if share and self.error(first, second) == 0:
            slack = exact(0.0, min(int((self._below[:, column] > 0).sum()) for column in (first, second)))[1]
            low, high = max(one - other - slack, -1.0), min(one - other + slack, 1.0)
        else:
            drawn = self._drawn[:, first] - self._drawn[:, second]
            low, high = bca(one - other, drawn, self._left_out(first) - self._left_out(second))
        return [rounded(one - other), rounded(low), rounded(high)]

    def error(self, first: int, second: int) -> float:
        """Standard error of the difference of two columns over users, by linearising both ratios."""
        parts = self._influence(first) - self._influence(second)
        return float(parts.std(ddof=1) / np.sqrt(len(parts))) if len(parts) > 1 else 0.0

    def sums(self, column: int) -> tuple[Floats, Floats]:
        """Per user above and below the line, float64[users] each."""
        return self._above[:, column], self._below[:, column]

    def _influence(self, column: int) -> Floats:
        below = self._below[:, column]
        return np.asarray((self._above[:, column] - self._means[column] * below) / below.mean())

    def _left_out(self, column: int) -> Floats:
        """The figure without each user in turn, float64[users]."""
        above, below = self._above[:, column], self._below[:, column]
        return ratio(above.sum() - above, below.sum() - below)


def bca(estimate: float, drawn: Floats, left_out: Floats) -> tuple[float, float]:
    """The 95 % BCa interval of an estimate; drawn: float64[draws], left_out: float64[users], nan where undefined.

    Where the bias or the acceleration cannot be told (all draws on one side, no spread) it is the percentile interval.
    """
    drawn, left_out = drawn[~np.isnan(drawn)], left_out[~np.isnan(left_out)]
    if not len(drawn):
        return estimate, estimate
    under = float((drawn < estimate).mean() + (drawn <= estimate).mean()) / 2
    spread = left_out.mean() - left_out if len(left_out) else np.zeros(1)
    squares = float((spread**2).sum())
    tails = list(_TAILS)
    if 0 < under < 1 and squares > 0:
        bias = _NORMAL.inv_cdf(under)
        acceleration = float((spread**3).sum()) / (6 * squares**1.5)
        reach = [bias + _NORMAL.inv_cdf(tail) for tail in _TAILS]
        tails = [_NORMAL.cdf(bias + z / (1 - acceleration * z)) for z in reach]
    low, high = np.quantile(drawn, tails)
    return float(low), float(high)


def exact(share: float, people: int) -> tuple[float, float]:
    """The 95 % interval of a share that is 0 or 1 for each of so many people."""
    edge = 0.025 ** (1 / people) if people else 0.0
    return (edge, 1.0) if share else (0.0, 1.0 - edge)


def on_grid(values: Floats) -> Floats:
    """Rounded to 2**-22: sums of fewer than 2**31 in all are exact in any order."""
    return np.asarray(np.round(values * _GRID) / _GRID, dtype=np.float64)


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below, element by element; nan where nothing is below."""
    quotient: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)
    return quotient


def _weights(users: int, draws: int, key: str) -> Iterator[Floats]:
    """How often each user is drawn, float64[some draws, users] at a time."""
    generator = np.random.default_rng(Draws("bootstrap", key).stream(0, "users").getrandbits(128))
    at_once = max(1, _CELLS // max(users, 1))
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        chosen = generator.integers(0, users, (rows, users)) if users else np.zeros((rows, 0), dtype=np.int64)
        flat = (chosen + np.arange(rows)[:, None] * users).ravel()
        yield np.bincount(flat, minlength=rows * users).reshape(rows, users).astype(np.float64)
