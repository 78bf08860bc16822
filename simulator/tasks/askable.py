"""Conditions that people would set by what an item is like: `Askable`.

Knows how the values of one item become conditions a person would say (a decade, at most two hours, a genre, a known
name), by the roles of the schema. Does not know which of them are chosen for a goal, nor how they are worded.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from catalog.columns import CategoryColumn, CertificateColumn, DateColumn, Mask, NumberColumn
from catalog.constraint import Constraint, Op, Value
from catalog.schema import Field, Role
from catalog.table import Catalog
from catalog.values import key, origins_of
from simulator.tasks.themes import MOST, themes

NAMES: tuple[Role, ...] = ("creator", "performer")
_LISTED: tuple[Role, ...] = ("genre", "mood", *NAMES, "language", "origin")
_LEAST_NAME, _LEAST = 5, 10
"""Items that share a value, for it to be known enough: names of people, everything else."""
_NEARLY_ALL = 0.7
"""Of the items whose value is known: a condition that so many meet is not worth saying."""
_LONGEST = 40
_SIGNS = " -'’.,:!/+&"
_MASKS = 4096  # kept: conditions on large texts take milliseconds each
_LIMITS: dict[str, tuple[float, ...]] = {
    "minutes": (60, 90, 100, 120, 150, 180),
    "hours": (1, 1.5, 2, 3, 5, 10, 20),
    "seconds": (120, 180, 240, 300),
}
_PRICES = (5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 150, 200, 300, 500, 1000)


@dataclass(frozen=True)
class Ask:
    """A condition and the role of what it is about; `weight` among those of the same role."""

    constraint: Constraint
    role: Role
    weight: float = 1.0

    @property
    def exclusion(self) -> bool:
        """Whether it says what it must not be."""
        return self.constraint.negative


class Askable:
    """The conditions of every item of one catalog; nothing changes in it but what it remembers."""

    def __init__(self, catalog: Catalog, unsaid: tuple[str, ...]) -> None:
        self.catalog = catalog
        self._unsaid = {key(word) for word in unsaid}
        self._values = {field.name: self._said(field) for role in _LISTED for field in catalog.schema.by_role(role)}
        self._kinds = {
            f.name: sorted(set(chain(*self._values[f.name].values()))) for f in catalog.schema.by_role("genre")
        }
        self._themes = themes(catalog, unsaid)
        self._mask = lru_cache(maxsize=_MASKS)(self._compute)
        self._found: dict[int, tuple[Ask, ...]] = {}

    def of(self, row: int) -> tuple[Ask, ...]:
        """All conditions that the item in a row meets, exclusions left out."""
        if row not in self._found:
            parts: tuple[Callable[[int], list[Ask]], ...] = (
                self._listed,
                self._about,
                self._year,
                self._duration,
                self._price,
                self._certificate,
            )
            asks = [ask for part in parts for ask in part(row)]
            self._found[row] = tuple(ask for ask in asks if self.holds(ask.constraint)[row])
        return self._found[row]

    def exclusions(self, row: int) -> list[Ask]:
        """Kinds that the item is none of."""
        asks: list[Ask] = []
        for field in self.catalog.schema.by_role("genre"):
            asks += [self._ask(field, "genre", "none_of", (value,)) for value in self._kinds[field.name]]
        return [ask for ask in asks if self.holds(ask.constraint)[row]]

    def holds(self, constraint: Constraint) -> Mask:
        """bool[n items], read-only: those that meet a condition, hard or soft."""
        return self._mask(constraint.field, constraint.op, constraint.value)

    def _compute(self, field: str, op: Op, value: Value) -> Mask:
        mask = self.catalog.mask([Constraint(field=field, op=op, value=value)])
        mask.flags.writeable = False
        return mask

    @staticmethod
    def _ask(field: Field, role: Role, op: Op, value: Value, weight: float = 1.0) -> Ask:
        return Ask(Constraint(field=field.name, op=op, value=value), role, weight)

    def _said(self, field: Field) -> dict[int, list[str]]:
        """row -> the values of a field that people would name."""
        column = self.catalog.column(field.name)
        out: dict[int, list[str]] = {}
        if not isinstance(column, CategoryColumn):
            return out
        least = _LEAST_NAME if field.role in NAMES else _LEAST
        known = int(column.known.sum())
        for value, rows in zip(column.vocabulary, column.rows, strict=True):
            common = len(rows) > _NEARLY_ALL * known and field.role != "genre"
            if len(rows) >= least and not common and self._sayable(value):
                for row in rows.tolist():
                    out.setdefault(row, []).append(value)
        return out

    def _listed(self, row: int) -> list[Ask]:
        asks = []
        for role in _LISTED:
            for field in self.catalog.schema.by_role(role):
                values = self._values[field.name].get(row, [])
                if role == "origin":
                    values = [value for value in values if value in self._first_origins(row)]
                asks += [self._ask(field, role, "any_of", (value,)) for value in values]
                if role == "genre":
                    pairs = [(a, b) for n, a in enumerate(values) for b in values[n + 1 :]]
                    asks += [self._ask(field, role, "all_of", pair, 0.5 / len(pairs)) for pair in pairs]
        return asks

    def _first_origins(self, row: int) -> list[str]:
        """Where an item is from by its first country: the others only gave money."""
        countries = [self.catalog.value(row, field.name) for field in self.catalog.schema.by_role("country")]
        first = [value[0] if isinstance(value, list | tuple) else value for value in countries if value]
        return origins_of([], first[:1])

    def _about(self, row: int) -> list[Ask]:
        about = self.catalog.schema.by_role("about")
        asks = [self._ask(about[0], "keyword", "any_of", (theme,)) for theme in self._themes.get(row, ())]
        return [ask for ask in asks if self.holds(ask.constraint).sum() <= MOST * len(self.catalog)]

    def _year(self, row: int) -> list[Ask]:
        fields = self.catalog.schema.by_role("year")
        year = self.catalog.years[row]
        if not fields or math.isnan(year):
            return []
        field, ten, five = fields[0], int(year) // 10 * 10, int(year) // 5 * 5
        dates = isinstance(self.catalog.column(field.name), DateColumn)

        def point(number: int, *, last: bool = False) -> int | str:
            return f"{number}-{'12-31' if last else '01-01'}" if dates else number

        asks = [
            self._ask(field, "year", "between", (point(ten), point(ten + 9, last=True)), 2.0),
            self._ask(field, "year", "ge", point(five), 1.0),
            self._ask(field, "year", "lt", point(ten + 10), 0.6),
        ]
        return [ask for ask in asks if self._says_much(ask)]

    def _duration(self, row: int) -> list[Ask]:
        asks = []
        for field in self.catalog.schema.by_role("duration"):
            limits = _LIMITS.get(field.unit or "minutes", _LIMITS["minutes"])
            asks += self._at_most(field, "duration", row, limits)
        return [ask for ask in asks if self._says_much(ask)]

    def _price(self, row: int) -> list[Ask]:
        asks = [ask for f in self.catalog.schema.by_role("price") for ask in self._at_most(f, "price", row, _PRICES)]
        return [ask for ask in asks if self._says_much(ask)]

    def _at_most(self, field: Field, role: Role, row: int, limits: tuple[float, ...]) -> list[Ask]:
        """The nearest round limits above the item's value."""
        column = self.catalog.column(field.name)
        if not isinstance(column, NumberColumn) or not column.known[row]:
            return []
        above = [limit for limit in limits if limit >= column.values[row]][:2]
        return [self._ask(field, role, "le", int(v) if float(v).is_integer() else v) for v in above]

    def _certificate(self, row: int) -> list[Ask]:
        asks = []
        for field in self.catalog.schema.by_role("certificate"):
            column = self.catalog.column(field.name)
            if isinstance(column, CertificateColumn) and not np.isnan(column.ages[row]):
                same = column.ages == column.ages[row]
                names = [v for v, rows in zip(column.vocabulary, column.rows, strict=True) if same[rows].all()]
                asks.append(self._ask(field, "certificate", "le", names[0]))
        return [ask for ask in asks if self._says_much(ask)]

    def _sayable(self, value: str) -> bool:
        """Whether a value is short text that a person would type."""
        short = len(value) <= _LONGEST and any(c.isalpha() for c in value)
        plain = all(c.isalnum() or c in _SIGNS for c in value)
        return short and plain and self._unsaid.isdisjoint(key(value).split())

    def _says_much(self, ask: Ask) -> bool:
        """Whether a condition is met by neither too few nor nearly all of the items whose value is known."""
        known = int(self.catalog.column(ask.constraint.field).known.sum())
        return _LEAST <= int(self.holds(ask.constraint).sum()) <= _NEARLY_ALL * known
