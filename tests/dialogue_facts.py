"""What a catalog has to talk about: `Facts`, and one thing `Said` about it.

Knows the roles of fields and which values are common. Knows nothing about dialogues or models.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.columns import CategoryColumn
from catalog.constraint import Constraint
from catalog.schema import Role
from catalog.table import Catalog

_ENOUGH = 25
"""Items that must be left by everything that holds, so that a list can be shown more than once."""
_COMMON = 6
_VALUES = 40
_LONGEST_WORD = 12
"""Tags of a data set can be several words run together, which nobody types."""
_TITLES = 150
_DECADES = range(1930, 2030, 10)
_QUESTIONS: dict[Role, str] = {
    "duration": "how long is",
    "creator": "who made",
    "performer": "who is in",
    "year": "from what year is",
    "certificate": "from what age is",
    "text": "what happens in",
}


@dataclass(frozen=True)
class Said:
    """A condition and the words for it: beside the noun ("French", "from the 1990s") and alone (`name`)."""

    words: str
    condition: dict[str, Any]
    name: str = ""
    before_noun: bool = False


class Facts:
    """Values of one catalog that people speak of, and how many items meet conditions."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.noun, self.plural = catalog.schema.noun, catalog.schema.plural
        self._common: dict[Role, tuple[str, list[str]]] = {}
        roles: tuple[Role, ...] = ("genre", "creator", "performer", "language", "country", "keyword")
        for role in roles:
            for field in catalog.schema.by_role(role)[:1]:
                self._common[role] = field.name, _common(catalog, field.name)
        self._titles = _unmistakable_titles(catalog)
        self.asked = [(f.name, q) for role, q in _QUESTIONS.items() for f in catalog.schema.by_role(role)[:1]]

    def enough(self, conditions: Sequence[dict[str, Any]], least: int = _ENOUGH) -> bool:
        """Whether so many items meet them all."""
        return self._count(conditions) >= least

    def _count(self, conditions: Sequence[dict[str, Any]]) -> int:
        return int(self.catalog.mask([Constraint.model_validate(c) for c in conditions]).sum())

    def titles(self, rng: random.Random, count: int) -> list[str]:
        """Titles of well-known items that name one item each."""
        return rng.sample(self._titles, count)

    def genre(self, rng: random.Random) -> Said | None:
        """A genre."""
        said = self._value("genre", rng, "{}")
        return said and Said(said.words.lower(), said.condition, said.name.lower(), True)

    def language(self, rng: random.Random) -> Said | None:
        """A language."""
        return self._value("language", rng, "in {}")

    def place(self, rng: random.Random) -> Said | None:
        """A country."""
        return self._value("country", rng, "from {}")

    def performer(self, rng: random.Random) -> Said | None:
        """A performer."""
        return self._value("performer", rng, "with {}")

    def creator(self, rng: random.Random) -> Said | None:
        """A creator."""
        return self._value("creator", rng, "by {}")

    def theme(self, rng: random.Random) -> Said | None:
        """A keyword."""
        return self._value("keyword", rng, "about {}")

    def decade(self, rng: random.Random) -> Said | None:
        """A decade."""
        begin = rng.choice(_DECADES)
        years = {"op": "between", "value": [begin, begin + 9]}
        return self._number("year", years, f"from the {begin}s", f"from the {begin}s")

    def since(self, rng: random.Random) -> Said | None:
        """A bound on the year."""
        year = rng.choice((1970, 1985, 1995, 2000, 2005))
        return self._number("year", {"op": "ge", "value": year}, f"from {year} or later", f"not older than {year}")

    def shorter(self, rng: random.Random) -> Said | None:
        """A bound on the duration."""
        minutes = rng.choice((90, 95, 100, 110, 120, 130))
        words = f"under {minutes} minutes"
        return self._number("duration", {"op": "lt", "value": minutes}, words, words)

    def impossible(self, rng: random.Random) -> tuple[Said, Said] | None:
        """Two conditions that some items meet, but none meets both."""
        first, second = self.creator(rng), self.decade(rng)
        if first is None or second is None or self._count([first.condition, second.condition]):
            return None
        return (Said(first.words, first.condition, f"by {first.name}"), second) if self._count([second.condition]) else None

    def _value(self, role: Role, rng: random.Random, words: str) -> Said | None:
        if role not in self._common or not self._common[role][1]:
            return None
        field, values = self._common[role]
        value = rng.choice(values)
        return Said(words.format(value), {"field": field, "op": "any_of", "value": [value]}, value)

    def _number(self, role: Role, bounds: dict[str, Any], words: str, name: str) -> Said | None:
        fields = self.catalog.schema.by_role(role)
        return Said(words, {"field": fields[0].name, **bounds}, name) if fields else None


def _common(catalog: Catalog, field: str) -> list[str]:
    """The most common values, each of several items."""
    column = catalog.column(field)
    if not isinstance(column, CategoryColumn):
        return []
    counts = column.counts(np.ones(len(catalog), dtype=bool))
    order = [int(n) for n in np.argsort(-counts, kind="stable")[:_VALUES] if counts[n] >= _COMMON]
    values = [column.vocabulary[n] for n in order]
    return [value for value in values if max(map(len, value.split())) <= _LONGEST_WORD]


def _unmistakable_titles(catalog: Catalog) -> list[str]:
    """The best-known titles of two words or more that only one item has, and that are no part of another."""
    counts = Counter(title.casefold() for title in catalog.titles)
    order = np.argsort(-np.nan_to_num(np.asarray(catalog.popularity, dtype=np.float64)), kind="stable")
    known = [catalog.titles[int(row)] for row in order[: 2 * _TITLES]]
    every = "\n".join(title.casefold() for title in catalog.titles)
    alone = [title for title in known if " " in title and counts[title.casefold()] == 1]
    return [title for title in alone if every.count(title.casefold()) == 1 and title.isascii()][:_TITLES]
