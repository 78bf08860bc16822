"""Which items meet the facets of a made example, read straight from the records: `Shelf`.

Knows plain values, numbers and words. It is there to check what the agent's own search finds, so it uses none of it: no
column, no mask, no constraint, and its own lists of ages and of what comes from where. Knows nothing about drafts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from agent.language.demonstrations.facet import Facet
from catalog.schema import Role
from catalog.table import Catalog

ORIGINS = {
    "French": ("French", "France"), "German": ("German", "Germany"), "Italian": ("Italian", "Italy"),
    "Japanese": ("Japanese", "Japan"), "Korean": ("Korean", "South Korea"), "Spanish": ("Spanish", "Spain"),
    "Swedish": ("Swedish", "Sweden"), "Danish": ("Danish", "Denmark"), "Polish": ("Polish", "Poland"),
    "Turkish": ("Turkish", "Turkey"), "Iranian": ("Persian", "Iran"), "Norwegian": ("Norwegian", "Norway"),
    "Hungarian": ("Hungarian", "Hungary"), "Greek": ("Greek", "Greece"), "Thai": ("Thai", "Thailand"),
    "Australian": ("", "Australia"), "Canadian": ("", "Canada"), "Irish": ("Irish", "Ireland"),
    "British": ("", "United Kingdom"), "Mexican": ("", "Mexico"), "Brazilian": ("", "Brazil"),
}  # fmt: skip
"""Nationality -> the language and the country either of which makes an item one of them."""
AGES = {
    "G": 0, "U": 0, "TV-G": 0, "TV-Y": 0, "TV-Y7": 7, "PG": 8, "GP": 8, "M": 8, "TV-PG": 8, "12": 12, "12A": 12,
    "PG-13": 13, "TV-14": 14, "15": 15, "R": 17, "TV-MA": 17, "NC-17": 18, "X": 18, "18": 18,
}  # fmt: skip
"""Certificate -> the youngest age in years it is meant for."""

_TELLING: tuple[Role, ...] = ("genre", "keyword", "mood", "creator", "performer")
_WORDS: tuple[Role, ...] = ("title", *_TELLING, "text")
_DESCRIBED: tuple[Role, ...] = ("keyword", "mood", "text")
_NOT_A_LETTER = re.compile(r"[\W_]+")


class Shelf:
    """The records of one catalog, looked through by hand. Rows are catalog rows."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.everything = frozenset(range(len(catalog)))
        self._read: dict[str, list[tuple[Any, ...]]] = {}
        self._listed: dict[str, dict[str, set[int]]] = {}
        self._counts: dict[str, dict[str, int]] = {}
        self._texts: list[str] | None = None
        self._found = lru_cache(maxsize=4096)(self._look)

    def fitting(self, facets: Iterable[Facet]) -> frozenset[int]:
        """The rows that meet all of them, hard or not."""
        rows = self.everything
        for facet in facets:
            rows &= self._found(facet)
        return rows

    def values(self, field: str) -> dict[str, int]:
        """How many items have each value of a field, by its usual spelling."""
        if field not in self._counts:
            spelt: dict[str, str] = {}
            for cell in self._cells(field):
                for value in cell:
                    spelt.setdefault(folded(str(value)), str(value))
            self._counts[field] = {name: len(self._lists(field)[code]) for code, name in spelt.items()}
        return self._counts[field]

    def of(self, row: int, field: str) -> tuple[Any, ...]:
        """What a record says for a field; empty where it says nothing."""
        return self._cells(field)[row]

    def alike(self, row: int, most: int) -> frozenset[int]:
        """The `most` items that have most in common with one: kinds, themes and people, the rarer the weightier."""
        shared: defaultdict[int, float] = defaultdict(float)
        for field in self._fields(_TELLING):
            for value in self.of(row, field):
                rows = self._lists(field)[folded(str(value))]
                weight = math.log(len(self.everything) / len(rows))
                for other in rows:
                    shared[other] += weight
        shared.pop(row, None)
        nearest = sorted((other for other in shared if shared[other] > 0), key=lambda other: (-shared[other], other))
        return frozenset(nearest[:most])

    def _look(self, facet: Facet) -> frozenset[int]:
        if facet.role == "about":
            return self._about(facet)
        if facet.role == "certificate" and facet.relation in ("most", "below"):
            limit = AGES[str(facet.values[0])]
            young = {age for age, years in AGES.items() if years < limit + (facet.relation == "most")}
            return frozenset(row for row, cell in enumerate(self._cells(facet.field)) if set(map(str, cell)) & young)
        if facet.relation in ("any", "all", "none"):
            return self._listing(facet)
        return frozenset(row for row, cell in enumerate(self._cells(facet.field)) if _compares(facet, cell))

    def _listing(self, facet: Facet) -> frozenset[int]:
        lists = self._lists(facet.field)
        each = [lists.get(folded(str(value)), set()) for value in facet.values]
        if facet.relation == "all":
            return frozenset(set.intersection(*each))
        found = frozenset(set.union(*each))
        if facet.relation == "any":
            return found
        return frozenset(row for row, cell in enumerate(self._cells(facet.field)) if cell) - found

    def _lists(self, field: str) -> dict[str, set[int]]:
        if field not in self._listed:
            lists: dict[str, set[int]] = {}
            for row, cell in enumerate(self._cells(field)):
                for value in cell:
                    lists.setdefault(folded(str(value)), set()).add(row)
            self._listed[field] = lists
        return self._listed[field]

    def _cells(self, field: str) -> list[tuple[Any, ...]]:
        """What every record says for a field, by row."""
        if field not in self._read:
            if self._catalog.schema.field(field).role == "origin":
                self._read[field] = [self._origins(row) for row in range(len(self._catalog))]
            else:
                said = [record.get(field) for record in self._catalog.records]
                self._read[field] = [
                    () if value is None else tuple(value) if isinstance(value, (list, tuple)) else (value,)
                    for value in said
                ]
        return self._read[field]

    def _about(self, facet: Facet) -> frozenset[int]:
        if self._texts is None:
            told, words = self._fields(_DESCRIBED), self._fields(_WORDS)
            self._texts = [
                f" {' ; '.join(folded(str(v)) for f in words for v in self.of(row, f))} "
                if any(self.of(row, f) for f in told)
                else ""
                for row in range(len(self._catalog))
            ]
        wanted = [(f" {folded(str(v))} ", f" {folded(str(v))}s ", f" {folded(str(v))}es ") for v in facet.values]
        found = [any(any(form in text for form in forms) for forms in wanted) for text in self._texts]
        none = facet.relation == "none"
        return frozenset(row for row, has in enumerate(found) if has is not none and self._texts[row])

    def _fields(self, roles: Iterable[Role]) -> list[str]:
        return [field.name for role in roles for field in self._catalog.schema.by_role(role)]

    def _origins(self, row: int) -> tuple[str, ...]:
        languages = {str(v) for f in self._fields(("language",)) for v in self.of(row, f)}
        countries = {str(v) for f in self._fields(("country",)) for v in self.of(row, f)}
        named = tuple(name for name, (tongue, land) in ORIGINS.items() if tongue in languages or land in countries)
        return named or (("elsewhere",) if languages or countries else ())


def _compares(facet: Facet, values: tuple[Any, ...]) -> bool:
    """Whether the single value of a record stands in the facet's relation to what is asked."""
    if len(values) != 1:
        return False
    value, first = values[0], facet.values[0]
    match facet.relation:
        case "is":
            return bool(value == first)
        case "most":
            return bool(value <= first)
        case "least":
            return bool(value >= first)
        case "below":
            return bool(value < first)
        case "above":
            return bool(value > first)
        case _:
            return bool(first <= value <= facet.values[1])


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    """A text without case, accents, apostrophes and signs, for comparing."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_A_LETTER.sub(" ", letters.casefold().replace("'", "").replace("’", "")).strip() or text.casefold()
