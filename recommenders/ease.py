"""EASE: a linear item-to-item model in closed form, a strong baseline.

Knows which people took which rows. Knows no text and no order while it learns; the newest of a profile weigh most.

Source: Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019: with P = (X'X + l I)^-1, the weight of
item i for item j is -P_ij / P_jj, and 0 on the diagonal. Time grows with the cube of the number of items that have
events, memory with its square.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from catalog.errors import ConfigError
from catalog.interactions import Interactions
from recommenders.popularity import popularity_scores
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.split import Split
from recommenders.storage import Array, load_model, save_model

PENALTY = 150.0
DECAY = 0.7
LONGEST = 50
LARGEST = 20_000  # items with events: 1.6 GB and some minutes; beyond, the cube of it is out of reach
_TIE = 1e-4


class Ease(Recommender):
    """Dense weights between the items that have events, plus popularity for ties."""

    name: ClassVar[str] = "ease"

    def __init__(self, known: Array, weights: Vector, popularity: Vector) -> None:
        """known: int64[k], rows with events; weights: float32[k, k], from row to column; popularity: float32[n]."""
        self._known, self._weights, self._popularity = known, weights, popularity
        self._place = np.full(len(popularity), -1, dtype=np.int64)
        self._place[known] = np.arange(len(known))
        highest = float(popularity.max(initial=0.0))
        self._ties = popularity * np.float32(_TIE / highest if highest > 0 else 0)
        self.metrics: dict[str, float] = {"known": float(len(known))}

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
        """Invert the penalised Gram matrix; seed and validation change nothing.

        Raises ConfigError where more than 20,000 items have events.
        """
        known = np.flatnonzero(interactions.counts())
        if len(known) > LARGEST:
            raise ConfigError(f"ease needs the inverse of a matrix of {len(known)} items, {LARGEST} is its limit")
        weights = _weights(_gram(interactions, known))
        progress(cls.name, 1, 1)
        return cls(known, weights, popularity_scores(interactions, items))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Decayed sum of the weights from the rows of the history; `wish` is passed over."""
        return np.asarray(self.score_many([profile])[0], dtype=np.float32)

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n]."""
        scores = np.tile(self._ties, (len(profiles), 1))
        for number, profile in enumerate(profiles):
            rows = profile.sequence(LONGEST)[::-1]
            places = self._place[rows]
            decayed = (DECAY ** np.arange(len(rows))).astype(np.float32)
            heard = places >= 0
            scores[number, self._known] += decayed[heard] @ self._weights[places[heard]]
        return scores

    def save(self, folder: Path) -> None:
        """Write weights and popularity."""
        arrays = {"known": self._known, "weights": self._weights, "popularity": self._popularity}
        save_model(folder, arrays, {"metrics": self.metrics})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since have none."""
        arrays, facts = load_model(folder, ["known", "weights", "popularity"], ["metrics"])
        joined = check_growth(len(arrays["popularity"]), items, cls.name)
        popularity = np.append(arrays["popularity"], np.zeros(joined, np.float32))
        model = cls(arrays["known"], arrays["weights"], popularity)
        model.metrics = facts["metrics"]
        return model


def _gram(interactions: Interactions, known: Array) -> Vector:
    """X'X over the items `known` (int64[k]), X = 1 where a person took an item, plus the penalty; float32[k, k]."""
    from scipy.sparse import csr_array

    liked = interactions.values > 0
    columns = np.searchsorted(known, interactions.items[liked])
    shape = (interactions.n_users, len(known))
    taken = csr_array((np.ones(len(columns), np.float32), (interactions.users[liked], columns)), shape)
    taken.data[:] = 1.0
    gram: Vector = (taken.T @ taken).toarray(order="F")
    gram[np.diag_indices_from(gram)] += np.float32(PENALTY)
    return gram


def _weights(gram: Vector) -> Vector:
    """-P_ij / P_jj with a zero diagonal, P the inverse of `gram` (float32[k, k], written over)."""
    from scipy.linalg.lapack import spotrf, spotri

    if not len(gram):
        return gram
    # The penalty makes it positive definite, so Cholesky's half of the work is enough and cannot fail.
    factor, _ = spotrf(gram, lower=False, overwrite_a=True)
    inverse, _ = spotri(factor, lower=False, overwrite_c=True)
    upper = np.triu(inverse)
    inverse = upper + np.triu(inverse, 1).T
    weights = np.ascontiguousarray(inverse / -np.diag(inverse), dtype=np.float32)
    np.fill_diagonal(weights, 0.0)
    return weights
