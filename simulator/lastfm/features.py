"""What a person's training items tell about what else they listen to: `Features` of every user and item.

Knows training pairs, attributes and friends. Knows no validation or test pair: those are for who fits and who scores.

EASE is that of Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019; items nobody has in training
score 0 there, and are told by their attributes: cosine of weighted attributes to the person's items, and the log odds
of an attribute among the person's items against all (naive Bayes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.lastfm.attributes import Bools, Floats, Ints
from simulator.lastfm.world import LastfmWorld

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PENALTY = 200.0  # of EASE
_SMOOTHING = 2.0  # items' worth of what everybody likes, in a person's shares of attributes
NAMES = (
    "log popularity",
    "its square",
    "never heard",
    "heard once",
    "ease",
    "root of ease",
    "cosine",
    "cosine of never heard",
    "odds",
    "odds of never heard",
    "log attributes",
    "log friends",
)


class Features:
    """Features of users' items, computed for a block of users at a time."""

    def __init__(self, world: LastfmWorld) -> None:
        self._taken = _table(world.train, (world.users, world.items))
        self.popularity: Floats = np.asarray(self._taken.sum(0), dtype=np.float32)
        self._known = np.flatnonzero(self.popularity)
        self._weights = _ease(self._taken[:, self._known])
        self._near = _table(world.friends, (world.users, world.users))
        self._attributes = world.attributes.sparse()
        self._sizes = world.attributes.sizes
        shares = (self._attributes.sum(0) + 0.0) / world.items
        idf = np.log(1 / np.maximum(shares, 1 / world.items))
        weighted = self._attributes * idf[None, :]
        length = np.sqrt(np.asarray((weighted * weighted).sum(1)))
        self._directions = (weighted * (1 / np.maximum(length, 1e-6))[:, None]).tocsr()

    def seen(self, users: Ints) -> Bools:
        """bool[users, items]: the person's training items."""
        return np.asarray(self._taken[users].toarray() > 0)

    def ease(self, users: Ints) -> Floats:
        """float32[users, items]."""
        out = np.zeros((len(users), len(self.popularity)), dtype=np.float32)
        out[:, self._known] = self._taken[users][:, self._known] @ self._weights
        return out

    def of(self, users: Ints) -> Floats:
        """float32[users, items, len(NAMES)], each about of size 1."""
        heard, never = np.log1p(self.popularity), (self.popularity == 0).astype(np.float32)
        ease, cosine, odds = self.ease(users), self._cosine(users), self._odds(users)
        friends = np.log1p((self._near[users] @ self._taken).toarray())
        columns = (
            heard,
            heard**2 / 5,
            never,
            (self.popularity == 1).astype(np.float32),
            ease,
            np.sqrt(np.maximum(ease, 0)),
            cosine,
            cosine * never,
            odds,
            odds * never,
            np.log(self._sizes),
            friends,
        )
        out = np.empty((*ease.shape, len(NAMES)), dtype=np.float32)
        for place, column in enumerate(columns):
            out[:, :, place] = column
        return out

    def _cosine(self, users: Ints) -> Floats:
        """Mean cosine of every item to the person's items."""
        profile = self._taken[users] @ self._directions
        count = np.maximum(np.asarray(self._taken[users].sum(1)), 1)
        return np.asarray(3 * (profile @ self._directions.T).toarray() / count[:, None], dtype=np.float32)

    def _odds(self, users: Ints) -> Floats:
        """Sum over an item's attributes of the log odds among the person's items less those among everybody's."""
        everybody = (self.popularity @ self._attributes + 0.5) / (self.popularity.sum() + 1)
        count = np.asarray(self._taken[users].sum(1))[:, None]
        shares = ((self._taken[users] @ self._attributes).toarray() + _SMOOTHING * everybody) / (count + _SMOOTHING)
        told = np.log(shares / np.maximum(1 - shares, 1e-3)) - np.log(everybody / np.maximum(1 - everybody, 1e-3))
        return np.asarray((self._attributes @ told.T.astype(np.float32)).T / 3, dtype=np.float32)


def _table(pairs: Ints, shape: tuple[int, int]) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(pairs), dtype=np.float32), (pairs[:, 0], pairs[:, 1])), shape)


def _ease(taken: csr_array) -> Floats:
    """float32[k, k] weights between items, zero on the diagonal."""
    gram = (taken.T @ taken).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += PENALTY
    inverse = np.linalg.inv(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights, dtype=np.float32)
