"""What items are worth to people: `TasteModel`, by a family of models that no agent under test uses.

Knows events, attributes and a person's past. Knows nothing about dialogues or goals. The utility of an item is the sum
of three standardised parts: likeness to what people with the same past like (truncated SVD of the ratings, the person
folded in), the person's weights of attributes (learnt from their past, shrunken), and what people think of it on the
whole. The first two count against what they are to others (`simulator.taste_usual`): people come across famous items
more often, which does not say that they like them better. Equal catalog and events give equal bytes: the SVD starts
from a fixed point, takes a fixed number of steps, and utilities are rounded to 1/1024, far above what another order of
additions changes.

Source: Cremonesi, Koren and Turrin, "Performance of recommender algorithms on top-N recommendation tasks", RecSys 2010
(PureSVD and its folding in); Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 2011.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from catalog.table import Catalog
from simulator.task import TaskUser
from simulator.taste_attributes import Attributes
from simulator.taste_usual import Usual, standard
from simulator.world import Floats, World

if TYPE_CHECKING:
    from catalog.interactions import Interactions

Doubles = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_FACTORS = 32
_STEPS = 4
_FREQUENT = 0.25  # an item's column is divided by its number of events to this power: else the SVD is about fame
_PRIOR = 10.0  # events an item is thought to have had, of the average value, before the first one
_PEOPLE, _ATTRIBUTES, _QUALITY = 0.6, 0.8, 0.3
_OTHERS, _LEAST = 300, 5  # people that tell what is usual, with so many events each
_GRAIN = 1024.0


class WithEvents(Protocol):
    """A workspace, or a `simulator.tasks.source.TaskSource`."""

    @property
    def catalog(self) -> Catalog: ...
    @property
    def interactions(self) -> Interactions: ...
    @property
    def held_out(self) -> Interactions | None: ...


class TasteModel:
    """Utilities of people over one catalog; nothing changes in it once it is fitted."""

    def __init__(self, catalog: Catalog, parts: Sequence[Interactions]) -> None:
        """Fit on events in parts whose people do not overlap."""
        self._catalog = catalog
        self._factors = _factors(parts, len(catalog))
        self._quality = _quality(parts, len(catalog))
        self._attributes = Attributes(catalog)
        some = _some_people(parts)
        self._people_usual = Usual.of(len(catalog), (self._by_people(rows, values) for rows, values in some))
        self._attributes_usual = Usual.of(len(catalog), (self._by_attributes(rows, values) for rows, values in some))

    @classmethod
    def of(cls, source: WithEvents) -> TasteModel:
        """Fitted on everybody's events, those that were kept from the recommenders included."""
        parts = [source.interactions] if source.held_out is None else [source.interactions, source.held_out]
        return cls(source.catalog, parts)

    def utilities(self, user: TaskUser) -> Floats:
        """float32[n items], about standard normal over the catalog; items of the past that are gone count for nothing.

        Somebody without a past likes what people like on the whole; `TaskUser.taste` comes on top, in deviations.
        """
        known = [past for past in user.past if past.item in self._catalog]
        total = _QUALITY * self._quality
        if known:
            rows = np.array([self._catalog.row_of(past.item) for past in known], dtype=np.int64)
            values = np.array([past.value for past in known], dtype=np.float64)
            total = total + _PEOPLE * self._people_usual.against(self._by_people(rows, values))
            total += _ATTRIBUTES * self._attributes_usual.against(self._by_attributes(rows, values))
        total = standard(total) + self._attributes.wished(user.taste)
        return np.asarray(np.rint(total * _GRAIN) / _GRAIN, dtype=np.float32)

    def _by_people(self, rows: Rows, values: Doubles) -> Doubles:
        """float64[n], standardised: what people with this past like."""
        return standard(self._factors @ (self._factors[rows].T @ values))

    def _by_attributes(self, rows: Rows, values: Doubles) -> Doubles:
        """float64[n], standardised: what has the attributes of this past."""
        return standard(self._attributes.scores(rows, values))


def world_of(source: WithEvents) -> World:
    """The world of a workspace: its catalog and what items are truly worth to people."""
    return World(source.catalog, TasteModel.of(source))


def _factors(parts: Sequence[Interactions], n_items: int) -> Doubles:
    """float64[n, k]: orthonormal directions of taste, one row an item; zeros without events."""
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


def _quality(parts: Sequence[Interactions], n_items: int) -> Doubles:
    """float64[n], standardised: the mean value of each item's events, drawn towards the mean of all."""
    items = np.concatenate([p.items for p in parts])
    values = np.concatenate([p.values for p in parts]).astype(np.float64)
    mean = values.mean() if len(values) else 0.0
    sums = np.bincount(items, weights=values - mean, minlength=n_items)
    return standard(sums / (np.bincount(items, minlength=n_items) + _PRIOR))


def _some_people(parts: Sequence[Interactions]) -> list[tuple[Rows, Doubles]]:
    """Rows and values of the events of some people, evenly spread over everybody in the order of their ids."""
    everybody: list[tuple[str, Rows, Doubles]] = []
    for part in parts:
        cuts = np.cumsum(np.bincount(part.users, minlength=part.n_users))[:-1]
        rows = np.split(part.items.astype(np.int64), cuts)[: part.n_users]
        values = np.split(part.values.astype(np.float64), cuts)[: part.n_users]
        everybody += [one for one in zip(part.user_ids, rows, values, strict=True) if len(one[1]) >= _LEAST]
    everybody.sort(key=lambda one: one[0])
    step = max(1, len(everybody) // _OTHERS)
    return [(rows, values) for _, rows, values in everybody[::step][:_OTHERS]]
