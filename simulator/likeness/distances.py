"""How far two samples are apart, and how far two halves of one are: KS, Jensen-Shannon, and a null for both.

Knows values kept together by dialogue. Does not know what they measure.

Kolmogorov-Smirnov: the greatest difference of two distribution functions. Jensen-Shannon divergence in bits (Lin,
"Divergence measures based on the Shannon entropy", 1991) between shares of values. The null is what these come to
between random halves of the people, so that a distance of simulated people below it cannot be told from people's own
spread.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommenders.interval import rounded

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.float64]
Measure = Callable[[Counts, Counts], float]
_DRAWS = 200


@dataclass(frozen=True)
class Sample:
    """Counts of values per dialogue: float64[dialogues, values]; columns mean the same in samples compared."""

    counts: Counts

    def total(self, rows: npt.NDArray[np.int64] | None = None) -> Counts:
        """Counts over all dialogues, or over some of them, repeats counted."""
        return np.asarray(self.counts.sum(axis=0) if rows is None else self.counts[rows].sum(axis=0))


def samples(*groups: Sequence[Sequence[Hashable]]) -> list[Sample]:
    """For each group of dialogues, each with its values, a sample; columns are all values, sorted."""
    values = sorted({value for group in groups for dialogue in group for value in dialogue}, key=_order)
    column = {value: place for place, value in enumerate(values)}
    out = []
    for group in groups:
        counts = np.zeros((len(group), len(values)))
        for row, dialogue in enumerate(group):
            for value in dialogue:
                counts[row, column[value]] += 1
        out.append(Sample(counts))
    return out


def ks(one: Counts, other: Counts) -> float:
    """Greatest difference of the two distribution functions; columns in the order of values."""
    return float(np.abs(np.cumsum(_shares(one)) - np.cumsum(_shares(other))).max(initial=0.0))


def js(one: Counts, other: Counts) -> float:
    """Jensen-Shannon divergence in bits, 0 to 1."""
    p, q = _shares(one), _shares(other)
    middle = (p + q) / 2
    parts = [np.sum(x[x > 0] * np.log2(x[x > 0] / middle[x > 0])) for x in (p, q)]
    return max(0.0, float(sum(parts)) / 2)


def distance(measure: Measure, people: Sample, simulated: Sample, *, seed: int = 0) -> dict[str, object]:
    """The distance [value, low, high] (95 %, by drawing dialogues of both sides; biased upwards, as all distances of
    samples are), and the null: the mean and the 95th percentile between halves of the people."""
    generator = np.random.default_rng(seed)
    n, m = len(people.counts), len(simulated.counts)
    drawn, halves = [], []
    for _ in range(_DRAWS):
        ours, theirs = generator.integers(0, n, n), generator.integers(0, m, m)
        drawn.append(measure(people.total(ours), simulated.total(theirs)))
        order = generator.permutation(n)
        halves.append(measure(people.total(order[: n // 2]), people.total(order[n // 2 :])))
    value = measure(people.total(), simulated.total())
    low, high = np.quantile(drawn, [0.025, 0.975])
    null = {"mean": rounded(float(np.mean(halves))), "p95": rounded(float(np.quantile(halves, 0.95)))}
    return {"value": [rounded(value), rounded(min(low, value)), rounded(max(high, value))], "people_halves": null}


def _shares(counts: Counts) -> Counts:
    return np.asarray(counts / max(float(counts.sum()), 1e-12))


def _order(value: Hashable) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, repr(value))
