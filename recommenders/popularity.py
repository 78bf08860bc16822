"""What most people like: the baseline every other model must beat and falls back on.

Knows event counts and the catalog's own popularity figure. Ignores who asks and what for.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from catalog.interactions import Interactions
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.split import Split
from recommenders.storage import load_model, save_model

_PRIOR = 0.5  # the catalog's figure counts at most this much: it orders items that have equally many events


def popularity_scores(interactions: Interactions, items: ItemData) -> Vector:
    """float32[n]: log(1 + liked events + prior); the prior in [0, 0.5] grows with the catalog's own figure."""
    figure = np.log1p(items.popularity)
    highest = figure.max(initial=0.0)
    prior = _PRIOR * figure / highest if highest > 0 else figure
    return np.log1p(interactions.counts() + prior).astype(np.float32)


class Popularity(Recommender):
    """Log of how many people liked an item."""

    name: ClassVar[str] = "popularity"

    def __init__(self, scores: Vector) -> None:
        """Take finished scores, float32[n]."""
        self._scores = scores
        self.metrics: dict[str, float] = {}

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
        """Count; seed and validation change nothing."""
        progress(cls.name, 1, 1)
        return cls(popularity_scores(interactions, items))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """The same scores for everyone."""
        return self._scores.copy()

    def save(self, folder: Path) -> None:
        """Write the scores."""
        save_model(folder, {"scores": self._scores}, {"metrics": self.metrics})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the scores; items that joined since start at zero."""
        arrays, facts = load_model(folder, ["scores"], ["metrics"])
        joined = check_growth(len(arrays["scores"]), items, cls.name)
        model = cls(np.append(arrays["scores"], np.zeros(joined, np.float32)))
        model.metrics = facts["metrics"]
        return model
