"""The names that one catalog knows, and what one of its items holds: `Names`, `Source`.

Knows people, other values and how well known an item is. Knows nothing about sentences or replies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from agent.language.quarantine import speaks_to_model
from catalog.columns import CategoryColumn
from catalog.linking import TitleLinker
from catalog.schema import Role
from catalog.table import Catalog
from catalog.titles import title_key
from catalog.values import country_of_word, key, nationality

_PEOPLE: tuple[Role, ...] = ("creator", "performer")
_KINDS: tuple[Role, ...] = ("genre", "language", "country", "certificate", "mood")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_UNIT = 8
"""Words of the longest text that counts as one name."""
_KNOWN = 0.95
_CLOSED = 200
"""Most values of a field that means nothing known and still holds no names ("writers")."""
_KEPT = 4096
"""Items whose sources are kept: about 2 KB each."""


class Source:
    """What some texts hold in comparable form: their words in order, whole names, and figures."""

    def __init__(self, texts: Iterable[str], figures: Iterable[float] = ()) -> None:
        keys: list[str] = []
        numbers = set(figures)
        for text in texts:
            keys.append(title_key(text))
            numbers.update(figures_of(text))
        self._text = " | ".join(("", *keys, ""))
        self.units = frozenset(k for k in keys if k and k.count(" ") < _UNIT)
        self.numbers = frozenset(numbers)

    def says(self, phrase: str) -> bool:
        """Whether the texts have these comparable words in this order."""
        return f" {phrase} " in self._text


def figures_of(text: str) -> Iterator[float]:
    """The numbers written in figures in a text; "12,075" and "8,3" are read as they are meant."""
    for found in _NUMBER.finditer(text):
        yield figure(found.group())


def figure(written: str) -> float:
    """A number as written, with either mark for thousands or decimals; nan for "1.2.3" and the like."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written):
        return float(written.replace(",", "").replace(".", ""))
    try:
        return float(written.replace(",", "."))
    except ValueError:
        return float("nan")


class Names:
    """The names of one catalog; safe to share between threads."""

    def __init__(self, catalog: Catalog, linker: TitleLinker) -> None:
        self.catalog = catalog
        self.linker = linker
        self.source = lru_cache(maxsize=_KEPT)(self._source)
        self._popular = float(np.quantile(catalog.popularity, _KNOWN)) if len(catalog) else 0.0

    def warm(self) -> None:
        """Reads the catalog's names now; otherwise whoever asks first waits for that."""
        _ = (self._people, self._kinds, self._values, self._surnames)

    def is_person(self, phrase: str) -> bool:
        """Whether somebody in the catalog has this full name."""
        return any(key(phrase) in codes for codes in self._people)

    def is_surname(self, word: str) -> bool:
        """Whether a maker in the catalog has this last name."""
        return word in self._surnames

    def is_kind(self, word: str) -> bool:
        """Whether one word is a kind, a language, a country or a nationality, which may stand beside any name."""
        plain = key(word)
        if country_of_word(plain) or nationality(plain):
            return True
        return any(plain in codes for codes in self._kinds)

    def is_value(self, phrase: str) -> bool:
        """Whether it is a value that is no person's name: a kind, a theme, a language, a country, a nationality."""
        plain = key(phrase)
        if country_of_word(plain) or nationality(plain):
            return True
        return any(plain in codes for codes in self._values) and not self.is_person(phrase)

    def well_known(self, row: int) -> bool:
        """Whether an item is among the best known of the catalog."""
        return bool(self.catalog.popularity[row] >= self._popular)

    @cached_property
    def _people(self) -> list[dict[str, int]]:
        return [self.catalog.category(f.name).codes for role in _PEOPLE for f in self.catalog.schema.by_role(role)]

    @cached_property
    def _kinds(self) -> list[dict[str, int]]:
        return [self.catalog.category(f.name).codes for role in _KINDS for f in self.catalog.schema.by_role(role)]

    @cached_property
    def _values(self) -> list[dict[str, int]]:
        schema = self.catalog.schema
        fields = [f for f in schema.fields if f.kind in ("category", "categories") and f.role not in _PEOPLE]
        columns = [(field, self.catalog.column(field.name)) for field in fields]
        return [
            column.codes
            for field, column in columns
            if isinstance(column, CategoryColumn) and (field.role is not None or len(column.vocabulary) <= _CLOSED)
        ]

    @cached_property
    def _surnames(self) -> frozenset[str]:
        fields = self.catalog.schema.by_role("creator")
        names = (code.split(" ") for f in fields for code in self.catalog.category(f.name).codes)
        return frozenset(parts[-1] for parts in names if 2 <= len(parts) <= 4 and len(parts[-1]) > 3)

    def _source(self, row: int) -> Source:
        record, schema = self.catalog.records[row], self.catalog.schema
        hidden = {schema.id_field.name, *(field.name for field in schema.by_role("popularity"))}
        texts = [text for name, value in record.items() if name not in hidden for text in _texts(value)]
        told = [text for text in texts if not speaks_to_model(text)]
        return Source([*told, self.catalog.titles[row], self.catalog.label(row)])


def _texts(value: Any) -> list[str]:
    if value is None or isinstance(value, bool):
        return []
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)]
