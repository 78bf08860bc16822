"""What a model shows: how much of the catalog, how evenly, how popular, how new, how varied, how fair to items.

Knows lists, training counts and text vectors. Does not know scores or models.

Sources. Gini: evenness of the times items are shown (0 even, 1 one item has all). Popularity lift: Abdollahpouri et
al., "The unfairness of popularity bias in recommendation", RMSE 2019: mean training count of what is shown over that of
the histories, less 1. Novelty: Zhou et al., PNAS 2010: mean self-information of the items shown, in bits. Diversity:
Ziegler et al., WWW 2005: mean distance of pairs in a list. Exposure: Singh and Joachims, "Fairness of exposure in
rankings", KDD 2018: place j of a list is worth 1 / log2(1 + j). RSP and REO: Zhu, Wang and Caverlee, "Measuring and
mitigating item under-recommendation bias in personalized ranking systems", SIGIR 2020: standard deviation over mean,
across groups of items, of the chance to be shown (statistical parity) and of the chance to be shown when wanted (equal
opportunity); 0 is fair. Groups after Abdollahpouri et al.: head and tail are the most and the least popular items with
a fifth of the training events each, mid the others; items without events belong to the tail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Vector

GROUPS = ("head", "mid", "tail")
_SHARE = 0.2
_BLOCK = 1_024

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shown:
    """Lists int64[p, k], -1 where one ends early, of people with known histories, over items with training counts."""

    top: Rows
    counts: Rows
    people_trained: int

    @property
    def real(self) -> npt.NDArray[np.bool_]:
        """Where a list holds an item, bool[p, k]."""
        return self.top >= 0

    def novelty(self) -> Floats:
        """Mean bits of -log2((count + 1) / (people + 1)) per list, float[p]; an empty list gives 0."""
        bits = -np.log2((self.counts + 1) / (max(self.people_trained, int(self.counts.max(initial=0))) + 1))
        return self._mean(bits)

    def popularity(self) -> Floats:
        """Mean training count per list, float[p]."""
        return self._mean(self.counts.astype(np.float64))

    def diversity(self, vectors: Vector) -> Floats:
        """One less the mean cosine of pairs per list, float[p]; vectors: float32[n, d] of unit norm."""
        found = np.zeros(len(self.top))
        for start in range(0, len(self.top), _BLOCK):
            part = slice(start, start + _BLOCK)
            real = self.real[part]
            listed = vectors[self.top[part]] * real[:, :, None]
            length = real.sum(axis=1)
            # The square of the sum holds every pair twice and every item once with itself.
            squares = (listed.sum(axis=1) ** 2).sum(axis=1) - (listed**2).sum(axis=(1, 2))
            pairs = length * (length - 1)
            found[part] = np.where(pairs > 0, 1 - squares / np.maximum(pairs, 1), 0.0)
        return found

    def groups(self, groups: Rows, discounted: bool) -> Floats:
        """What each list gives to each group of items, float[p, 3]: places, or places by their worth."""
        worth = 1 / np.log2(np.arange(2, self.top.shape[1] + 2)) if discounted else np.ones(self.top.shape[1])
        held = groups[self.top]
        return np.stack([((held == group) & self.real) @ worth for group in range(len(GROUPS))], axis=1)

    def times(self, people: Rows, parts: int) -> Floats:
        """How often every item is shown to each part of the people, float[parts, n]; people: int64[p], their part."""
        n = len(self.counts)
        keys = (people[:, None] * n + self.top)[self.real]
        return np.bincount(keys, minlength=parts * n).reshape(parts, n).astype(np.float64)

    def _mean(self, values: Floats) -> Floats:
        total = (values[self.top] * self.real).sum(axis=1)
        return np.asarray(total / np.maximum(self.real.sum(axis=1), 1), dtype=np.float64)


def coverage(times: Floats) -> float:
    """Share of the catalog that is shown at all; times: float[n], how often each item is shown."""
    return float(np.mean(times > 0))


def gini(times: Floats) -> float:
    """Gini coefficient of float[n] >= 0: 0 where all are equal, (n - 1) / n where one has everything; 0 for nothing."""
    total = times.sum()
    if total <= 0:
        return 0.0
    ordered = np.sort(times)
    n = len(ordered)
    return float((2 * (np.arange(1, n + 1) @ ordered) / total - (n + 1)) / n)


def popularity_groups(counts: Rows) -> Rows:
    """0 head, 1 mid, 2 tail for every item, int64[n]; counts: training events, int64[n]."""
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    total = counts.sum()
    groups = np.empty(len(counts), dtype=np.int64)
    groups[order] = np.where(before < _SHARE * total, 0, np.where(before < (1 - _SHARE) * total, 1, 2))
    groups[counts == 0] = 2
    return groups


def disparity(chances: Floats) -> float:
    """Standard deviation over mean across groups, float[groups]; 0 where all are equal or all are nothing."""
    mean = chances.mean() if len(chances) else 0.0
    return float(chances.std() / mean) if mean > 0 else 0.0
