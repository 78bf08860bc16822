"""What items score with people on the whole: `Usual`.

Knows mean and spread of each item's score over some people, and how one person's scores count against them. Does not
know where scores come from.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
_SHRINK = 0.5  # share of the mean spread that is added to every item's: what varies little may do so by chance
_NOTHING = 1e-9
_FAR = 4.0  # deviations beyond which nothing counts: one rare attribute must not settle everything


class Usual:
    """Mean and spread per item, float64[n] each."""

    def __init__(self, mean: Doubles, spread: Doubles) -> None:
        self._mean = mean
        self._scale = 1.0 / np.maximum(spread + _SHRINK * spread.mean(), _NOTHING)

    @classmethod
    def of(cls, n_items: int, scores: Iterable[Doubles]) -> Usual:
        """From the scores float64[n] of some people; the scores of others stand as they are where there are none."""
        people, total, squares = 0, np.zeros(n_items), np.zeros(n_items)
        for one in scores:
            people += 1
            total += one
            squares += one * one
        if not people:
            return cls(total, np.ones(n_items))
        mean = total / people
        return cls(mean, np.sqrt(np.maximum(squares / people - mean * mean, 0.0)))

    def against(self, scores: Doubles) -> Doubles:
        """float64[n], standardised: by how many of each item's deviations the scores are above what is usual."""
        return standard((scores - self._mean) * self._scale)


def standard(values: Doubles) -> Doubles:
    """With mean 0 and deviation 1, but for what is far off; zeros where all are equal."""
    spread = values.std()
    if spread <= _NOTHING:
        return np.zeros_like(values)
    return np.asarray(np.clip((values - values.mean()) / spread, -_FAR, _FAR))
