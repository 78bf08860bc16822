"""What items are worth to people: `TasteModel`, by a family of models that no agent under test uses.

Knows events, attributes and a person's past. Knows nothing about dialogues or goals. The utility of an item is the sum
of three standardised parts: likeness to what people with the same past like (truncated SVD of the ratings, the person
folded in), the person's weights of attributes (learnt from their past, shrunken), and what people think of it on the
whole. Equal catalog and events give equal bytes: the SVD starts from a fixed point, takes a fixed number of steps, and
utilities are rounded to 1/1024, far above what another order of additions changes.

Source: Cremonesi, Koren and Turrin, "Performance of recommender algorithms on top-N recommendation tasks", RecSys 2010
(PureSVD and its folding in); Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 2011.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from catalog.table import Catalog
from simulator.task import TaskUser
from simulator.taste_attributes import Attributes
from simulator.world import Floats, World

if TYPE_CHECKING:
    from catalog.interactions import Interactions
    from recommenders.workspace import Workspace

Doubles = npt.NDArray[np.float64]
_FACTORS = 32
_STEPS = 4
_FREQUENT = 0.25  # an item's column is divided by its number of events to this power: else the SVD is about fame
_PRIOR = 10.0  # events an item is thought to have had, of the average value, before the first one
_PARTS = {"people": 0.7, "attributes": 0.6, "quality": 0.35}
_GRAIN = 1024.0


class TasteModel:
    """Utilities of people over one catalog; nothing changes in it after `fit`."""

    def __init__(self, catalog: Catalog, factors: Doubles, quality: Doubles, attributes: Attributes) -> None:
        """`factors` float64[n, k], `quality` float64[n]; use `fit` or `of`."""
        self._catalog = catalog
        self._factors = factors
        self._quality = quality
        self._attributes = attributes

    @classmethod
    def of(cls, workspace: Workspace) -> TasteModel:
        """Fitted on everybody's events, those that were kept from the recommenders included."""
        held_out = workspace.held_out
        parts = [workspace.interactions] if held_out is None else [workspace.interactions, held_out]
        return cls.fit(workspace.catalog, parts)

    @classmethod
    def fit(cls, catalog: Catalog, events: Iterable[Interactions]) -> TasteModel:
        """Fit on parts whose people do not overlap."""
        parts = list(events)
        return cls(catalog, _factors(parts, len(catalog)), _quality(parts, len(catalog)), Attributes(catalog))

    def utilities(self, user: TaskUser) -> Floats:
        """float32[n items], about standard normal over the catalog; items of the past that are gone count for nothing.

        Somebody without a past likes what people like on the whole; `TaskUser.taste` comes on top, in deviations.
        """
        known = [past for past in user.past if past.item in self._catalog]
        rows = np.array([self._catalog.row_of(past.item) for past in known], dtype=np.int64)
        values = np.array([past.value for past in known], dtype=np.float64)
        people = self._factors @ (self._factors[rows].T @ values)
        attributes = self._attributes.scores(rows, values)
        total = _PARTS["people"] * _standard(people) + _PARTS["attributes"] * _standard(attributes)
        total = _standard(total + _PARTS["quality"] * self._quality) + self._attributes.wished(user.taste)
        return np.asarray(np.rint(total * _GRAIN) / _GRAIN, dtype=np.float32)


def world_of(workspace: Workspace) -> World:
    """The world of a workspace: its catalog and what items are truly worth to people."""
    return World(workspace.catalog, TasteModel.of(workspace))


def _factors(parts: list[Interactions], n_items: int) -> Doubles:
    """float64[n, k]: orthonormal directions of taste, each row scaled back to the item; zeros without events."""
    from scipy.sparse import csr_array, vstack

    ratings: Any = vstack(
        [
            csr_array((p.values.astype(np.float64), (p.users, p.items)), shape=(max(p.n_users, 1), n_items))
            for p in parts
        ],
        format="csr",
    )
    counts = np.bincount(np.concatenate([p.items for p in parts]), minlength=n_items)
    ratings = ratings @ _diagonal(1.0 / np.maximum(counts, 1) ** _FREQUENT)
    size = min(_FACTORS, *ratings.shape)
    block = np.random.Generator(np.random.PCG64(0)).standard_normal((n_items, size))
    for _ in range(_STEPS):
        block = np.linalg.qr(ratings.T @ (ratings @ block))[0]
    return np.asarray(block)


def _diagonal(values: Doubles) -> Any:
    from scipy.sparse import dia_array

    return dia_array((values[None, :], [0]), shape=(len(values), len(values)))


def _quality(parts: list[Interactions], n_items: int) -> Doubles:
    """float64[n], standardised: the mean value of each item's events, drawn towards the mean of all."""
    items = np.concatenate([p.items for p in parts])
    values = np.concatenate([p.values for p in parts]).astype(np.float64)
    mean = values.mean() if len(values) else 0.0
    sums = np.bincount(items, weights=values - mean, minlength=n_items)
    return _standard(sums / (np.bincount(items, minlength=n_items) + _PRIOR))


def _standard(values: Doubles) -> Doubles:
    """With mean 0 and deviation 1; zeros where all are equal."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
