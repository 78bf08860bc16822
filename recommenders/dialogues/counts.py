"""How often items are named in dialogues, and together with which others.

Knows counts of dialogues, and how one dialogue is taken out of them again so that it can be learnt from. Knows no text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from recommenders.storage import Array

Vector = npt.NDArray[np.float32]

_LONGEST = 8
_DECAY = 0.85
_NONE = 0.15  # what "never" counts
_SHRINK = (1.5, 3.0)


@dataclass(frozen=True, eq=False)
class Counts:
    """said: float32[n], dialogues that name an item. A sparse symmetric matrix of dialogues that name both (`starts`
    int64[n+1], `columns` int32[m], `common` float32[m]), its diagonal empty."""

    said: Vector
    starts: Array
    columns: Array
    common: Vector

    @classmethod
    def of(cls, named: Sequence[Collection[int]], n_items: int) -> Self:
        """Count dialogues, each given as the rows it names."""
        from scipy.sparse import csr_array

        cells = [(number, row) for number, rows in enumerate(named) for row in sorted(set(rows))]
        at = np.array(cells, dtype=np.int64).reshape(-1, 2)
        table: Any = csr_array((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(max(len(named), 1), n_items))
        common = csr_array(table.T @ table)
        common.setdiag(0)
        common.eliminate_zeros()
        common.sort_indices()
        said = np.asarray(table.sum(axis=0)).ravel().astype(np.float32)
        data = common.data.astype(np.float32)
        return cls(said, common.indptr.astype(np.int64), common.indices.astype(np.int32), data)

    def popularity(self, without: Collection[int] | None = None) -> Vector:
        """float32[n]: log of the dialogues that name an item; `without`: rows of one counted dialogue to leave out."""
        said = self.said.copy()
        if without is not None:
            said[list(without)] -= 1
        return np.log(np.maximum(said, 0) + np.float32(_NONE))

    def together(self, rows: Sequence[int], without: Collection[int] | None = None) -> Vector:
        """float32[n]: root of the decayed sum over the newest `rows` of shrunken cosines of common dialogues."""
        sums = np.zeros(len(self.said), np.float32)
        own = np.zeros(len(self.said), np.float32)
        if without is not None:
            own[list(without)] = 1
        for age, row in enumerate(reversed(rows[-_LONGEST:])):
            part = slice(int(self.starts[row]), int(self.starts[row + 1]))
            columns = self.columns[part]
            common = self.common[part] - own[row] * own[columns]
            scale = (self.said[row] - own[row] + _SHRINK[0]) * (self.said[columns] - own[columns] + _SHRINK[1])
            sums[columns] += np.float32(_DECAY**age) * common / np.sqrt(scale)
        return np.sqrt(np.maximum(sums, 0))
