"""Choosing what a made example asks for, from the answer backwards: `Picker`.

Knows how an item's own values become conditions that a person would set, and how many items those may leave. Knows
nothing about words and drafts.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from agent.language.demonstrations.facet import Facet, Relation
from agent.language.demonstrations.query import AGES, ORIGINS, Shelf
from agent.language.quarantine import speaks_to_model
from catalog.schema import Field, Role
from catalog.table import Catalog

FEWEST, MOST = 3, 300
"""Items that conditions may leave: an example with less shows nothing, one with more excludes nothing."""
_LISTS: tuple[Role | None, ...] = (
    "genre", "mood", "keyword", "origin", "country", "language", "creator", "performer", None,
)  # fmt: skip
_ASKED_FOR: dict[Role | None, float] = {
    "genre": 5, "year": 4, "mood": 3, "duration": 2, "price": 3, "origin": 2, "creator": 2, "performer": 2, "about": 2,
}  # fmt: skip
"""How much more often than others a role is asked about."""
_EXCLUDED: dict[Role | None, float] = {"genre": 8, "mood": 4, "keyword": 2, "performer": 2, "about": 2}
_COMMON = 0.5
"""A value that more items than this share have is not worth asking for, unless it is a kind or a mood."""
_KNOWN_BEST = 4
"""One in so many items is taken for what people ask about, by popularity, but never less than `_AT_LEAST`."""
_AT_LEAST = 60
_TRIES = 30
_THEME = re.compile(r"[A-Za-z]{3,12}(?: [A-Za-z]{2,12})?(?<!s)")
"""Themes that can be said in any sentence: one word or two."""
_LONGEST = 60
"""Characters of a name that people would type."""
_PRICES = (5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 500, 1000)


def fit_to_quote(text: str) -> bool:
    """Whether a name from the catalog may stand in an example: short, of letters and signs, and no order to a model."""
    return len(text) <= _LONGEST and text.isprintable() and not speaks_to_model(text)


class Picker:
    """Picks items and facets in one catalog, with chance from `rng`."""

    def __init__(self, catalog: Catalog, shelf: Shelf, rng: random.Random) -> None:
        self.catalog = catalog
        self.shelf = shelf
        self.rng = rng
        best = np.argsort(-catalog.popularity, kind="stable")
        self.known = [int(row) for row in best[: max(_AT_LEAST, len(catalog) // _KNOWN_BEST)]]
        keywords = catalog.schema.by_role("keyword")
        self._unsaid = {f.name for f in keywords} if len(keywords) > 1 else set()

    def conditions(self, number: int, *, besides: Sequence[Facet] = (), most: int = MOST) -> tuple[Facet, ...]:
        """So many new conditions that together with those `besides` leave FEWEST to `most` items; () where none do."""
        taken = {facet.field for facet in besides}
        base = self.shelf.fitting(f for f in besides if f.hard)
        for _ in range(_TRIES):
            possible = [row for row in self.known if row in base] or sorted(base)
            if not possible:
                return ()
            found = self._of(self.rng.choice(possible), number, taken)
            rows = base & self.shelf.fitting(found)
            if len(found) == number and FEWEST <= len(rows) <= most and (not besides or len(rows) < len(base)):
                return found
        return ()

    def exclusion(self, besides: Sequence[Facet], *, most: int = MOST) -> Facet | None:
        """An exclusion that takes away some of what the conditions `besides` leave, not nearly all."""
        base = self.shelf.fitting(f for f in besides if f.hard)
        taken = {facet.field for facet in besides if facet.relation != "any"}
        for _ in range(_TRIES):
            if not base:
                return None
            for facet in self._listed(self.rng.choice(sorted(base)), taken):
                named = any(facet.field == f.field and set(facet.values) & set(f.values) for f in besides)
                left = base & self.shelf.fitting([replace(facet, relation="none")])
                if not named and FEWEST <= len(left) <= most and len(left) < len(base):
                    return replace(facet, relation="none")
        return None

    def preference(self, besides: Sequence[Facet]) -> Facet | None:
        """A condition that half of what is left meets or so, and that need not hold."""
        base = self.shelf.fitting(besides)
        for _ in range(_TRIES):
            found = self._of(self.rng.choice(sorted(base)), 1, {f.field for f in besides})
            share = len(base & self.shelf.fitting(found)) / len(base) if found else 0.0
            if 0.2 <= share <= 0.8:
                return replace(found[0], hard=False)
        return None

    def contradiction(self) -> tuple[Facet, ...]:
        """Two conditions that some items meet each, and no item both."""
        for _ in range(_TRIES):
            first = self._of(self.rng.choice(self.known), 1, set())
            second = self._of(self.rng.choice(self.known), 1, {facet.field for facet in first})
            pair = tuple(facet for facet in (*first, *second) if facet.role != "certificate")
            each = [self.shelf.fitting([facet]) for facet in pair]
            if len(pair) == 2 and not each[0] & each[1] and all(each) and len(each[0] | each[1]) <= MOST:
                return pair
        return ()

    def enough(self, facets: Sequence[Facet]) -> bool:
        """Whether the conditions leave as many items as an example needs."""
        return FEWEST <= len(self.shelf.fitting(f for f in facets if f.hard)) <= MOST

    def item(self, fields: Iterable[str] = ()) -> int:
        """A well-known item that has values for the fields, or any well-known one."""
        wanted = list(fields)
        having = [row for row in self.known if all(self.shelf.of(row, name) for name in wanted)]
        return self.rng.choice(having or self.known)

    def _of(self, row: int, number: int, taken: set[str]) -> tuple[Facet, ...]:
        """Up to so many facets of an item on different subjects."""
        fields = self._fields(taken, _ASKED_FOR)
        found: list[Facet] = []
        subjects = {self._subject(self.catalog.schema.field(name)) for name in taken}
        for field in fields:
            facet = self._facet(row, field) if self._subject(field) not in subjects else None
            if facet is not None and len(found) < number:
                found.append(facet)
                subjects.add(self._subject(field))
        return tuple(found)

    def _listed(self, row: int, taken: set[str]) -> Iterator[Facet]:
        for field in self._fields(taken, _EXCLUDED):
            facet = self._facet(row, field) if field.role in (*_LISTS, "about") and field.role is not None else None
            if facet is not None and facet.relation == "any" and len(facet.values) == 1:
                yield facet

    def _fields(self, taken: set[str], weights: Mapping[Role | None, float]) -> list[Field]:
        """The fields not yet taken in a chance order, those with the greater weights mostly first."""
        fields = [f for f in self.catalog.schema.fields if f.name not in taken]
        return sorted(fields, key=lambda f: self.rng.random() ** (1 / weights.get(f.role, 1.0)), reverse=True)

    @staticmethod
    def _subject(field: Field) -> str:
        """What a field is about: a place is one subject, whether by country or by language."""
        places: tuple[Role, ...] = ("origin", "country", "language")
        themes: tuple[Role, ...] = ("keyword", "about")
        if field.role in places:
            return "place"
        return "theme" if field.role in themes else field.name

    def _facet(self, row: int, field: Field) -> Facet | None:
        """A condition on a field that the item meets; None where it says nothing one would ask for."""
        role = field.role
        if role in ("id", "title", "text", "popularity") or field.name in self._unsaid:
            return None
        if role == "about":
            return self._theme(row, field)
        values = self.shelf.of(row, field.name)
        if not values:
            return None
        if role == "certificate":
            return self._certificate(field, str(values[0]))
        if field.kind == "flag":
            return Facet(field.name, role, "is", (bool(values[0]),))
        if field.kind == "number":
            return self._number(field, values[0])
        if field.kind in ("category", "categories") and role in _LISTS:
            return self._value(field, values)
        return None

    def _value(self, field: Field, values: tuple[Any, ...]) -> Facet | None:
        counts = self.shelf.values(field.name)
        most = len(self.catalog) * (1.0 if field.role in ("genre", "mood") else _COMMON)
        usual = [str(v) for v in values if FEWEST <= counts.get(str(v), 0) <= most and fit_to_quote(str(v))]
        if field.role == "keyword":
            usual = [v for v in usual if v.count(" ") < 2 and not v[0].isdigit()]
        if field.role == "origin":
            usual = [v for v in usual if v in ORIGINS]
        if not usual:
            return None
        first = self.rng.choice(usual)
        if field.role == "genre" and self.rng.random() < 0.2:
            return self._two(field, first, usual, counts)
        if field.role == "performer" and len(usual) > 1 and self.rng.random() < 0.15:
            return Facet(field.name, field.role, "all", tuple(self.rng.sample(usual, 2)))
        return Facet(field.name, field.role, "any", (first,))

    def _two(self, field: Field, first: str, usual: list[str], counts: dict[str, int]) -> Facet:
        """Two kinds: both together where the item has both, one or the other otherwise."""
        others = [v for v in usual if v != first]
        if others and self.rng.random() < 0.5:
            return Facet(field.name, field.role, "all", (first, self.rng.choice(others)))
        other = self.rng.choice(sorted(v for v in counts if v != first) or [first])
        return Facet(field.name, field.role, "any", tuple(dict.fromkeys((first, other))))

    def _theme(self, row: int, field: Field) -> Facet | None:
        words = [str(v) for f in self.catalog.schema.by_role("keyword")[:1] for v in self.shelf.of(row, f.name)]
        plain = [w for w in words if _THEME.fullmatch(w) and fit_to_quote(w)]
        return Facet(field.name, field.role, "any", (self.rng.choice(plain).lower(),)) if plain else None

    def _certificate(self, field: Field, value: str) -> Facet | None:
        if value not in AGES:
            return None
        if self.rng.random() < 0.7 and AGES[value] < max(AGES.values()):
            return Facet(field.name, field.role, "most", (value,))
        return Facet(field.name, field.role, "any", (value,))

    def _number(self, field: Field, value: Any) -> Facet | None:
        rng, name, role = self.rng, field.name, field.role
        if role == "year":
            return self._years(field, int(value))
        if role == "duration":
            step = 10 if value > 40 else 5
            limit = int(-(-value // step) * step)
            most: Relation = rng.choice(("most", "below", "most"))
            return Facet(name, role, most, (limit + step * rng.randint(1, 2),))
        if role == "price":
            if value == 0:
                return Facet(name, role, "is", (0,))
            limits = [p for p in _PRICES if p > value]
            return Facet(name, role, rng.choice(("most", "below")), (limits[0],)) if limits else None
        if role is None and value > 0:
            return Facet(name, role, "least", (int(value) if value >= 2 else round(float(value), 1),))
        return None

    def _years(self, field: Field, year: int) -> Facet:
        decade, latest = year // 10 * 10, int(np.nanmax(self.catalog.years))
        match self.rng.choice(("decade", "decade", "within", "above", "least", "below", "most")):
            case "decade":
                return Facet(field.name, field.role, "within", (decade, decade + 9))
            case "within":
                span = (year - self.rng.randint(1, 8), min(year + self.rng.randint(1, 8), latest))
                return Facet(field.name, field.role, "within", span)
            case "above":
                return Facet(field.name, field.role, "above", (year - self.rng.randint(1, 6),))
            case "least":
                return Facet(field.name, field.role, "least", (year - self.rng.randint(0, 6),))
            case "below":
                return Facet(field.name, field.role, "below", (min(year + self.rng.randint(1, 6), latest),))
            case _:
                return Facet(field.name, field.role, "most", (min(year + self.rng.randint(0, 6), latest),))
