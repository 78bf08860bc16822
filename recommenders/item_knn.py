"""Items that the same people took: item-to-item cosine, whatever the order.

Knows which people took which rows. Knows no text and no order while it counts; the newest of a profile weigh most, as
in `recommenders.cooccurrence`, whose matrix and scores it shares.

Source: Deshpande and Karypis, "Item-based top-N recommendation algorithms", TOIS 2004; the shrinkage is a constant in
the denominator: likeness(a, b) = people of both / (sqrt(people of a * people of b) + 5).
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from catalog.interactions import Interactions
from recommenders.cooccurrence import Cooccurrence
from recommenders.popularity import popularity_scores
from recommenders.progress import Progress
from recommenders.recommender import ItemData
from recommenders.split import Split

SHRINK = 5.0


class ItemKnn(Cooccurrence):
    """A sparse matrix of cosines plus popularity for ties."""

    name: ClassVar[str] = "itemknn"

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
        """Count people in common; seed and validation change nothing."""
        from scipy.sparse import csr_array

        liked = interactions.values > 0
        shape = (interactions.n_users, len(items))
        taken = csr_array((np.ones(int(liked.sum())), (interactions.users[liked], interactions.items[liked])), shape)
        taken.data[:] = 1.0  # taking a thing twice tells nothing about its neighbours
        common = csr_array(taken.T @ taken)
        common.setdiag(0)
        common.eliminate_zeros()
        people = taken.sum(axis=0)
        sources = np.repeat(np.arange(len(items)), np.diff(common.indptr))
        cosines = common.data / (np.sqrt(people[sources] * people[common.indices]) + SHRINK)
        progress(cls.name, 1, 1)
        return cls(
            common.indptr.astype(np.int64),
            common.indices.astype(np.int32),
            cosines.astype(np.float32),
            popularity_scores(interactions, items),
        )
