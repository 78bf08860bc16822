"""Columns of values as arrays, each of which turns a constraint into a boolean mask over rows.

Knows storage and the meaning of every operator on every kind. A row whose value is unknown is never in a
mask, positive or negated. Knows nothing about schemas, titles or people's words.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.constraint import Op, Scalar
from catalog.errors import CatalogError
from catalog.values import certificate_age, key

Mask = NDArray[np.bool_]

_ORDER = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal}


class Column(ABC):
    """Values of one field for n rows; `known` is a mask of the rows that have one."""

    known: Mask
    ops: tuple[Op, ...]

    @abstractmethod
    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        """Rows (bool[n]) that satisfy `op` with `values`; CatalogError for values of the wrong type."""


class NumberColumn(Column):
    """Numbers as float64, nan where unknown."""

    ops = ("eq", "ne", "lt", "le", "gt", "ge", "between", "any_of", "none_of")

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)
        self.known = ~np.isnan(self.values)

    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        return compare(self.values, self.known, op, np.array([self._number(v) for v in values]))

    @staticmethod
    def _number(value: Scalar) -> float:
        try:
            return float(value)
        except ValueError:
            raise CatalogError(f"{value!r} is not a number") from None


class DateColumn(Column):
    """Days as datetime64[D], NaT where unknown; values are ISO dates, and a bare year means its first day."""

    ops = NumberColumn.ops

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = np.array([np.datetime64("NaT") if v is None else day(v) for v in values], "datetime64[D]")
        self.known = ~np.isnat(self.values)

    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        return compare(self.values, self.known, op, np.array([day(v) for v in values], "datetime64[D]"))


def day(value: Scalar) -> np.datetime64:
    """A day from an ISO date or a year; CatalogError for anything else."""
    text = str(value).strip()
    try:
        date = dt.date(int(text), 1, 1) if re.fullmatch(r"\d{4}", text) else dt.date.fromisoformat(text[:10])
    except ValueError:
        raise CatalogError(f"{value!r} is not a date (write YYYY-MM-DD)") from None
    return np.datetime64(date, "D")


def compare(column: NDArray[Any], known: Mask, op: Op, values: NDArray[Any]) -> Mask:
    """Ordered comparison of known entries with one value (two for `between`, inclusive), or membership."""
    if op == "between":
        if len(values) != 2:
            raise CatalogError(f"`between` takes two values, not {len(values)}")
        low, high = sorted(values)
        return bools(known & (column >= low) & (column <= high))
    if op in _ORDER:
        return bools(known & _ORDER[op](column, values[0]))
    inside = np.isin(column, values)
    return bools(known & (~inside if op in ("ne", "none_of") else inside))


def bools(values: Any) -> Mask:
    """Values as a boolean mask."""
    return np.asarray(values, dtype=np.bool_)


class FlagColumn(Column):
    """True, false or unknown."""

    ops = ("eq", "ne")

    def __init__(self, values: Sequence[bool | None]) -> None:
        self.known = np.array([v is not None for v in values], dtype=bool)
        self.values = np.array([bool(v) for v in values], dtype=bool)

    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        wanted = str(values[0]).strip().lower() in ("true", "1", "yes")
        return bools(self.known & (self.values == (wanted if op == "eq" else not wanted)))


class CategoryColumn(Column):
    """One or several values of a vocabulary per row, stored as inverted lists.

    `vocabulary` holds the values as displayed, most frequent first; `rows[c]` the rows that have value c.
    A list that is present is complete: it answers negations too.
    """

    ops: tuple[Op, ...] = ("eq", "ne", "any_of", "all_of", "none_of", "contains")

    def __init__(self, values: Sequence[Sequence[str]]) -> None:
        lists: dict[str, list[int]] = {}
        display: dict[str, str] = {}
        for row, entry in enumerate(values):
            for value in entry:
                code = key(value)
                display.setdefault(code, value)
                rows = lists.setdefault(code, [])
                if not rows or rows[-1] != row:
                    rows.append(row)
        order = sorted(lists, key=lambda code: (-len(lists[code]), code))
        self.vocabulary = tuple(display[code] for code in order)
        self.codes = {code: i for i, code in enumerate(order)}
        self.rows = [np.array(lists[code], dtype=np.int64) for code in order]
        self.known = np.array([len(entry) > 0 for entry in values], dtype=bool)

    def counts(self, within: Mask | None = None) -> NDArray[np.int64]:
        """How many rows (of `within`, if given) have each value of the vocabulary."""
        if within is None:
            return np.array([len(rows) for rows in self.rows], dtype=np.int64)
        return np.array([int(within[rows].sum()) for rows in self.rows], dtype=np.int64)

    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        each = [self._rows_with(op, str(value)) for value in values]
        if op == "all_of":
            return bools(np.logical_and.reduce(each))
        found = np.logical_or.reduce(each)
        return bools(self.known & ~found if op in ("ne", "none_of") else found)

    def _rows_with(self, op: Op, value: str) -> Mask:
        out = np.zeros(len(self.known), dtype=bool)
        wanted = key(value)
        if op == "contains":
            for code, index in self.codes.items():
                if f" {wanted} " in f" {code} ":
                    out[self.rows[index]] = True
        elif wanted in self.codes:
            out[self.rows[self.codes[wanted]]] = True
        return out


class CertificateColumn(CategoryColumn):
    """Certificates: a category that is also ordered by the youngest age it is meant for.

    `PG-13 le` admits everything meant for that age or younger; certificates without an age ("Not Rated")
    are never in an ordered mask.
    """

    ops = ("eq", "ne", "lt", "le", "gt", "ge", "between", "any_of", "all_of", "none_of", "contains")

    def __init__(self, values: Sequence[Sequence[str]]) -> None:
        super().__init__(values)
        self.ages = np.array([certificate_age(v[0]) if v else np.nan for v in values], dtype=np.float64)

    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        if op not in _ORDER and op != "between":
            return super().mask(op, values)
        ages = np.array([_age(value) for value in values])
        return compare(self.ages, ~np.isnan(self.ages), op, ages)


def _age(value: Scalar) -> float:
    age = float(value) if isinstance(value, (int, float)) else certificate_age(str(value))
    if np.isnan(age):
        raise CatalogError(f"certificate {value!r} has no age, so nothing is below or above it")
    return age


class TextColumn(Column):
    """Free text; a value matches where its words occur in this order (the last one may take an "s" or "es")."""

    ops = ("eq", "ne", "contains", "any_of", "all_of", "none_of")

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)
        self.known = np.array([bool(v) for v in values], dtype=bool)
        self._plain: tuple[str, ...] | None = None
        self._with = lru_cache(maxsize=512)(self._search)

    def mask(self, op: Op, values: tuple[Scalar, ...]) -> Mask:
        if op in ("eq", "ne"):
            equal = np.array([key(v) == key(str(values[0])) for v in self.values], dtype=bool)
            return bools(self.known & (equal if op == "eq" else ~equal))
        each = [self._with(key(str(value))) for value in values]
        if op == "all_of":
            return bools(np.logical_and.reduce(each))
        found = np.logical_or.reduce(each)
        return bools(self.known & ~found if op == "none_of" else found)

    def _search(self, wanted: str) -> Mask:
        if self._plain is None:
            self._plain = tuple(f" {key(v)} " for v in self.values)
        stem = wanted[:-1] if len(wanted) > 4 and wanted.endswith("s") and not wanted.endswith("ss") else wanted
        forms = tuple(f" {stem}{ending} " for ending in ("", "s", "es"))
        return np.array([f" {stem}" in v and any(f in v for f in forms) for v in self._plain], dtype=bool)
