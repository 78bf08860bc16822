"""Items that read like what a person liked or asks for: cosine of text vectors, no training.

Knows unit vectors and how history, wish and dislikes are mixed. Knows no events besides popularity, so unseen
items are as good as any.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from catalog.interactions import Interactions
from recommenders.popularity import popularity_scores
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.split import Split
from recommenders.storage import load_model, save_model

DECAY = 0.6
LONGEST = 50
WISH_SHARE = 0.7  # what is asked for now outweighs what was liked before
DISLIKE = 0.5  # an item that reads exactly like a disliked one loses half a cosine
_TIE = 1e-3  # popularity decides between equal texts, and alone where nothing is known


class TextSimilarity(Recommender):
    """cos(taste, item) - 0.5 * highest cos(disliked, item)."""

    name: ClassVar[str] = "text"

    def __init__(self, vectors: Vector, popularity: Vector) -> None:
        """vectors: float32[n, d] of unit norm; popularity: float32[n]."""
        self._vectors = vectors
        self._popularity = popularity
        highest = float(popularity.max(initial=0.0))
        self._ties = popularity * np.float32(_TIE / highest if highest > 0 else 0)
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
        """Keep the vectors; seed and validation change nothing."""
        progress(cls.name, 1, 1)
        return cls(items.vectors, popularity_scores(interactions, items))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Cosine to the decayed mean of the history mixed with the wish, less the likeness to dislikes."""
        scores = self._ties.copy()
        rows = profile.sequence(LONGEST)
        past = decayed_mean(self._vectors[rows], DECAY) if len(rows) else None
        taste = mix(past, wish)
        if taste is not None:
            scores += self._vectors @ taste
        if profile.disliked:
            scores -= np.float32(DISLIKE) * dislike(self._vectors, profile.disliked)
        return scores

    def save(self, folder: Path) -> None:
        """Write the popularity; the vectors belong to the catalog and come back with it."""
        save_model(folder, {"popularity": self._popularity}, {"metrics": self.metrics})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the popularity and take the vectors of `items`."""
        arrays, facts = load_model(folder, ["popularity"], ["metrics"])
        joined = check_growth(len(arrays["popularity"]), items, cls.name)
        model = cls(items.vectors, np.append(arrays["popularity"], np.zeros(joined, np.float32)))
        model.metrics = facts["metrics"]
        return model


def decayed_mean(vectors: Vector, decay: float) -> Vector:
    """Unit vector of sum_k decay^k * vectors[-1-k]: float32[m, d], oldest first, m >= 1 -> float32[d]."""
    weights = (decay ** np.arange(len(vectors) - 1, -1, -1)).astype(np.float32)
    mean: Vector = weights @ vectors
    return unit(mean)


def mix(past: Vector | None, wish: Vector | None) -> Vector | None:
    """What is looked for now, as a unit vector: past taste and wish, 30 to 70; None where both are unknown."""
    if past is None or wish is None:
        return wish if past is None else past
    return unit(np.float32(1 - WISH_SHARE) * past + np.float32(WISH_SHARE) * wish)


def dislike(vectors: Vector, rows: tuple[int, ...]) -> Vector:
    """Per item the likeness to the nearest of the disliked `rows`, float32[n] in [0, 1]."""
    nearest: Vector = (vectors @ vectors[np.array(rows, dtype=np.int64)].T).max(axis=1)
    return np.maximum(nearest, np.float32(0))


def unit(vector: Vector) -> Vector:
    """`vector` at norm 1; a zero vector stays zero."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
