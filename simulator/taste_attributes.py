"""What attributes of items are worth to a person: `Attributes`, a sparse table of items by attribute values.

Knows the values of the fields whose role says that people choose by them, decades among them, and how weights are
learnt from a past. Knows no other person: what people have in common is for the model of taste.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.columns import CategoryColumn, TextColumn
from catalog.schema import Role
from catalog.table import Catalog

Doubles = npt.NDArray[np.float64]
_ROLES: dict[Role, float] = {
    "genre": 1.0,
    "mood": 0.8,
    "keyword": 0.6,
    "creator": 0.8,
    "performer": 0.6,
    "language": 0.5,
    "country": 0.5,
    "certificate": 0.3,
}
_DECADE = 0.6
_LEAST = 3  # items that share a value, for it to be a matter of taste
_SHRINK = 8.0  # items of a past at which the weights count half


class Attributes:
    """Values are named "field=value", as displayed; decades are written "year=1990s" by the year's field."""

    def __init__(self, catalog: Catalog) -> None:
        from scipy.sparse import csr_array

        self._catalog = catalog
        self._decades = _decades(catalog)
        found = [*_values(catalog), *((rows, _DECADE) for rows in self._decades.values())]
        columns = [rows for rows, _ in found]
        weights = [weight for _, weight in found]
        lengths = np.array([len(rows) for rows in columns], dtype=np.int64)
        share = lengths / max(len(catalog), 1)
        self._base = share
        self._scale = np.array(weights) / np.sqrt(share * (1 - share) + 1e-3)
        places = (
            np.concatenate(columns) if columns else np.zeros(0, np.int64),
            np.repeat(np.arange(len(columns)), lengths),
        )
        self._table: Any = csr_array((np.ones(int(lengths.sum())), places), shape=(len(catalog), len(columns)))

    def scores(self, rows: npt.NDArray[np.int64], values: Doubles) -> Doubles:
        """float64[n items]: the sum of the weights of each item's values, not standardised; zeros without a past.

        A weight is how much more often (or more gladly) a value occurs in the past than in the catalog, in the value's
        own deviations.
        """
        mass = float(np.abs(values).sum()) + _SHRINK
        found = np.asarray(self._table[rows].T @ values)
        weights = (found - values.sum() * self._base) / mass * self._scale
        return np.asarray(self._table @ weights)

    def wished(self, taste: Mapping[str, float]) -> Doubles:
        """float64[n items]: the sum of the weights that `taste` gives by name ("field=value") to what an item has.

        Names of fields that the catalog has not, or that hold numbers, count for nothing.
        """
        out = np.zeros(len(self._catalog))
        for name in sorted(taste):
            out += taste[name] * self._having(name)
        return out

    def _having(self, name: str) -> npt.NDArray[np.bool_]:
        """bool[n items]: those with a value, given by its name."""
        none = np.zeros(len(self._catalog), dtype=bool)
        if name in self._decades:
            none[self._decades[name]] = True
            return none
        field, _, value = name.partition("=")
        if not value or all(field != known.name for known in self._catalog.schema.fields):
            return none
        column = self._catalog.column(field)
        return column.mask("any_of", (value,)) if isinstance(column, CategoryColumn | TextColumn) else none


def _values(catalog: Catalog) -> list[tuple[npt.NDArray[np.int64], float]]:
    """(rows, weight) of every value that enough items share."""
    out: list[tuple[npt.NDArray[np.int64], float]] = []
    for role, weight in _ROLES.items():
        for field in catalog.schema.by_role(role):
            column = catalog.column(field.name)
            if isinstance(column, CategoryColumn):
                out += [(rows, weight) for rows in column.rows if len(rows) >= _LEAST]
    return out


def _decades(catalog: Catalog) -> dict[str, npt.NDArray[np.int64]]:
    """name -> rows of every decade with enough items."""
    years = catalog.schema.by_role("year")
    decades = np.floor(catalog.years / 10) * 10
    known = np.unique(decades[~np.isnan(decades)]) if years else np.zeros(0)
    found = {f"{years[0].name}={int(decade)}s": np.flatnonzero(decades == decade) for decade in known}
    return {name: rows for name, rows in found.items() if len(rows) >= _LEAST}
