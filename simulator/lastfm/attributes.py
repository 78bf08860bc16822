"""Which item has which attribute: `Attributes`, a sparse table read in both directions.

Knows rows and columns by number. Does not know what an attribute is called nor who asks about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


class Attributes:
    """A 0/1 table of items by attributes; every item has at least one."""

    def __init__(self, of_items: Sequence[Sequence[int]], count: int) -> None:
        """of_items: the attributes of every item, each once, counted from 0; count: how many attributes there are."""
        self.count = count
        self.sizes: Ints = np.array([len(own) for own in of_items], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self.sizes)])
        self._columns: Ints = np.array([a for own in of_items for a in sorted(own)], dtype=np.int64)
        rows = np.repeat(np.arange(len(of_items)), self.sizes)
        order = np.argsort(self._columns, kind="stable")
        self._rows: Ints = rows[order]
        self._row_starts = np.searchsorted(self._columns[order], np.arange(count + 1))

    def __len__(self) -> int:
        return len(self.sizes)

    def of(self, item: int) -> Ints:
        """Attributes of an item, ascending."""
        return self._columns[self._starts[item] : self._starts[item + 1]]

    def having(self, attribute: int) -> Ints:
        """Items that have an attribute, ascending."""
        return self._rows[self._row_starts[attribute] : self._row_starts[attribute + 1]]

    def nth(self, items: Ints, shares: npt.NDArray[np.float64]) -> Ints:
        """One attribute of each item: the one at the share (in [0, 1)) of its attributes in ascending order."""
        return np.asarray(self._columns[self._starts[items] + (self.sizes[items] * shares).astype(np.int64)])

    def counts(self, items: Ints) -> Ints:
        """How many of the items have each attribute, int64[attributes]."""
        return np.asarray(np.bincount(self._columns[self._places(items)], minlength=self.count))

    def dense(self, items: Ints, attributes: Ints) -> Floats:
        """float32[items, attributes], 1 where an item has an attribute; `attributes` ascending."""
        columns = self._columns[self._places(items)]
        rows = np.repeat(np.arange(len(items)), self.sizes[items])
        places = np.searchsorted(attributes, columns)
        held = places < len(attributes)
        held[held] = attributes[places[held]] == columns[held]
        out = np.zeros((len(items), len(attributes)), dtype=np.float32)
        out[rows[held], places[held]] = 1.0
        return out

    def sparse(self) -> csr_array:
        """The whole table as a SciPy array, float32."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self._columns), dtype=np.float32)
        return csr_array((ones, self._columns, self._starts), (len(self), self.count))

    def _places(self, items: Ints) -> Ints:
        """Where the attributes of the items lie in the list of all, item by item."""
        sizes = self.sizes[items]
        offsets = np.repeat(self._starts[items] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        return np.asarray(offsets + np.arange(len(offsets)), dtype=np.int64)
