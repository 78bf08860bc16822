"""Which items share genres, makers, people, themes: attribute values as a sparse matrix.

Knows items and named values. Does not know what a value means or who learns from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from catalog.schema import Role
from catalog.table import Catalog

_ROLES: tuple[Role, ...] = ("genre", "mood", "keyword", "creator", "performer", "language", "country", "certificate")
_SHARED = 5  # a value of fewer items says nothing about others
_MOST = 4_096  # values kept, the commonest first

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Attributes:
    """Values `names[columns[starts[i]:starts[i + 1]]]` are those of item i; starts: int64[n + 1], columns: int64[m]."""

    names: tuple[str, ...] = ()
    starts: Rows = field(default_factory=lambda: np.zeros(1, np.int64))
    columns: Rows = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        """How many items."""
        return len(self.starts) - 1

    @classmethod
    def none(cls, n_items: int) -> Self:
        """No item has any value."""
        return cls((), np.zeros(n_items + 1, np.int64), np.empty(0, np.int64))

    @classmethod
    def of(cls, catalog: Catalog) -> Self:
        """The values of fields with a role that tells kinds and makers, each as "field=value"; the 4,096 commonest."""
        fields = [field.name for role in _ROLES for field in catalog.schema.by_role(role)]
        return cls.from_sets(
            [
                [f"{name}={value}" for name in fields for value in _values(record.get(name))]
                for record in catalog.records
            ]
        )

    @classmethod
    def from_sets(cls, sets: Sequence[Sequence[str]]) -> Self:
        """From the named values of every item; values of fewer than 5 items are dropped."""
        counts = Counter(name for values in sets for name in dict.fromkeys(values))
        common = sorted((-count, name) for name, count in counts.items() if count >= _SHARED)[:_MOST]
        return cls._built(tuple(sorted(name for _, name in common)), sets)

    def under(self, names: tuple[str, ...]) -> Attributes:
        """The same items under another vocabulary: values it lacks are dropped."""
        if names == self.names:
            return self
        sets = [
            [self.names[column] for column in self.columns[low:high]]
            for low, high in zip(self.starts[:-1], self.starts[1:], strict=True)
        ]
        return self._built(names, sets)

    @classmethod
    def _built(cls, names: tuple[str, ...], sets: Sequence[Sequence[str]]) -> Self:
        number = {name: place for place, name in enumerate(names)}
        rows = [sorted({number[name] for name in values if name in number}) for values in sets]
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        return cls(names, starts, np.array([column for row in rows for column in row], dtype=np.int64))


def _values(value: object) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else [str(value)]
