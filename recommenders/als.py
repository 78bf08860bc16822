"""Matrix factorisation for implicit feedback by alternating least squares, with the library `implicit`.

Knows which people took which rows. Knows no text and no order. A person is folded in from the profile, so new people
need no retraining.

Source: Hu, Koren and Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from catalog.interactions import Interactions
from recommenders.popularity import popularity_scores
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.split import Split
from recommenders.storage import Array, load_model, save_model

FACTORS = 64
ITEMS_PER_FACTOR = 8  # with more factors a small catalog is learnt by heart
PENALTY = 0.05
CONFIDENCE = 10.0  # an item taken counts this much, one not taken counts 1
ITERATIONS = 15
LONGEST = 50
_TIE = 1e-4


class Als(Recommender):
    """Item factors; the score is their product with the factors of the profile, plus popularity for ties."""

    name: ClassVar[str] = "als"

    def __init__(self, factors: Vector, popularity: Vector) -> None:
        """factors: float32[n, f], zero for items without events; popularity: float32[n]."""
        self._factors, self._popularity = factors, popularity
        self._square = factors.T @ factors + np.float32(PENALTY) * np.eye(factors.shape[1], dtype=np.float32)
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
        """Fifteen rounds of least squares; validation changes nothing."""
        counts = interactions.counts()
        width = int(np.clip((counts > 0).sum() // ITEMS_PER_FACTOR, 1, FACTORS))
        factors = np.zeros((len(items), width), dtype=np.float32)
        if counts.any():
            factors = _factorise(interactions, len(items), width, seed)
            factors[counts == 0] = 0
        progress(cls.name, 1, 1)
        return cls(factors, popularity_scores(interactions, items))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Product of item factors and the least-squares factors of the history; `wish` is passed over."""
        return np.asarray(self.score_many([profile])[0], dtype=np.float32)

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n]."""
        tastes = np.stack([self._taste(np.unique(profile.sequence(LONGEST))) for profile in profiles])
        return np.asarray(self._ties + tastes @ self._factors.T, dtype=np.float32)

    def _taste(self, rows: Array) -> Vector:
        """Factors of somebody who took `rows` (int64[m], unique), float32[f]."""
        mine = self._factors[rows]
        left = self._square + np.float32(CONFIDENCE - 1) * (mine.T @ mine)
        return np.asarray(np.linalg.solve(left, np.float32(CONFIDENCE) * mine.sum(axis=0)), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write factors and popularity."""
        save_model(folder, {"factors": self._factors, "popularity": self._popularity}, {"metrics": self.metrics})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the factors; items that joined since have none."""
        arrays, facts = load_model(folder, ["factors", "popularity"], ["metrics"])
        joined = check_growth(len(arrays["popularity"]), items, cls.name)
        factors = np.pad(arrays["factors"], ((0, joined), (0, 0)))
        model = cls(factors, np.append(arrays["popularity"], np.zeros(joined, np.float32)))
        model.metrics = facts["metrics"]
        return model


def _factorise(interactions: Interactions, n_items: int, width: int, seed: int) -> Vector:
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits

    liked = interactions.values > 0
    places = (interactions.users[liked], interactions.items[liked])
    taken = csr_matrix((np.ones(int(liked.sum()), np.float32), places), (interactions.n_users, n_items))
    taken.data[:] = CONFIDENCE
    with threadpool_limits(1, "blas"):  # implicit's own threads and those of BLAS wait for each other
        model = AlternatingLeastSquares(
            factors=width,
            regularization=PENALTY,
            alpha=1.0,
            iterations=ITERATIONS,
            num_threads=1,
            random_state=seed,
        )
        model.fit(taken, show_progress=False)
    return np.asarray(model.item_factors, dtype=np.float32)
