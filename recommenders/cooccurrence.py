"""Items that follow each other: windowed co-occurrence over people's sequences.

Knows pairs of rows within a window and their weights. Knows no text, so a new item gets only its popularity.

Source: session kNN with directed, distance-weighted pairs. For events at distance k <= 5 the pair (a, b) in order
of time adds 1/k to a->b and 0.5/k to b->a; a sum is divided by sqrt(pop a * pop b) + 1; a profile scores
item i by the square root of the sum over its events, newest first, of 0.7^age * weight(event -> i). The root changes no
order: sums of counts spread the wider the larger they are, and only under it do they add to other models' scores.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from catalog.interactions import Interactions
from recommenders.popularity import popularity_scores
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.split import Split
from recommenders.storage import Array, load_model, save_model

WINDOW = 5
BACKWARD = 0.5
DECAY = 0.7
LONGEST = 50
_TIE = 1e-4  # popularity decides between items the profile says nothing about, and between nothing else


class Cooccurrence(Recommender):
    """A sparse matrix item -> item in rows (`starts`, `columns`, `weights`) plus popularity for ties."""

    name: ClassVar[str] = "cooccurrence"

    def __init__(self, starts: Array, columns: Array, weights: Array, popularity: Vector) -> None:
        """starts: int64[n+1]; columns: int32[m]; weights: float32[m]; popularity: float32[n]."""
        self._starts, self._columns, self._weights = starts, columns, weights
        self._popularity = popularity
        highest = float(popularity.max(initial=0.0))
        self._ties = popularity * np.float32(_TIE / highest if highest > 0 else 0)
        self.metrics: dict[str, float] = {"pairs": float(len(columns))}

    @classmethod
    def fit(
        cls,
        interactions: Interactions,
        items: ItemData,
        *,
        seed: int,
        progress: Progress,
        validation: Split | None = None,
        checkpoint: Path | None = None,
    ) -> Self:
        """Count pairs; seed and validation change nothing."""
        liked = interactions.values > 0
        sources, targets, weights = _pairs(interactions.users[liked], interactions.items[liked])
        n = len(items)
        keys, where = np.unique(sources * n + targets, return_inverse=True)
        sums = np.bincount(where, weights=weights, minlength=len(keys)).astype(np.float64)
        rows, columns = keys // n, keys % n
        counts = interactions.counts()
        sums = sums / (np.sqrt(counts[rows] * counts[columns]) + 1)
        starts = np.searchsorted(rows, np.arange(n + 1))
        progress(cls.name, 1, 1)
        return cls(starts, columns.astype(np.int32), sums.astype(np.float32), popularity_scores(interactions, items))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Root of the decayed sum of the rows of the history; `wish` is passed over."""
        sums = np.zeros(len(self._popularity), np.float32)
        weight = 1.0
        for row in profile.sequence(LONGEST)[::-1]:
            part = slice(int(self._starts[row]), int(self._starts[row + 1]))
            sums[self._columns[part]] += np.float32(weight) * self._weights[part]
            weight *= DECAY
        return np.asarray(np.sqrt(sums) + self._ties, dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write matrix and popularity."""
        arrays = {
            "starts": self._starts,
            "columns": self._columns,
            "weights": self._weights,
            "popularity": self._popularity,
        }
        save_model(folder, arrays, {"metrics": self.metrics})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the matrix; items that joined since have empty rows."""
        arrays, facts = load_model(folder, ["starts", "columns", "weights", "popularity"], ["metrics"])
        joined = check_growth(len(arrays["popularity"]), items, cls.name)
        starts = np.append(arrays["starts"], np.full(joined, arrays["starts"][-1]))
        popularity = np.append(arrays["popularity"], np.zeros(joined, np.float32))
        model = cls(starts, arrays["columns"], arrays["weights"], popularity)
        model.metrics = facts["metrics"]
        return model


def _pairs(
    users: npt.NDArray[np.int32], items: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Directed pairs (source, target, weight) of every two events of one user at distance <= WINDOW."""
    sources, targets, weights = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    rows = items.astype(np.int64)
    for distance in range(1, WINDOW + 1):
        early, late = rows[:-distance], rows[distance:]
        same = users[:-distance] == users[distance:]
        early, late = early[same], late[same]
        sources += [early, late]
        targets += [late, early]
        weights += [np.full(len(early), 1 / distance), np.full(len(early), BACKWARD / distance)]
    return np.concatenate(sources), np.concatenate(targets), np.concatenate(weights)
