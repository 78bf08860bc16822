"""Which keywords of items people would ask for: `themes`.

Knows words and how they are spread over genres and texts. Knows no person and no list of topics: what is a theme
shows in the catalog itself, but for words that nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from catalog.columns import CategoryColumn
from catalog.table import Catalog
from catalog.values import key, nationality

_FEW, _LEAST, MOST = 5, 0.0012, 0.05  # items with a theme: so many and this share at least, that one at most
_PLAIN = re.compile(r"[a-z]+(?:[ -][a-z]+){0,2}", re.IGNORECASE)
_LEANING = 0.8
"""How far, in nats summed over genres, the items of a theme must lean to some genres: words that sit everywhere alike
say nothing about an item."""
_PRIOR = 5.0
_TOLD = 0.08
"""Share of a theme's items whose text must use the word, where items have texts: else it is a label, not a topic."""


def themes(catalog: Catalog, unsaid: Iterable[str]) -> dict[int, list[str]]:
    """row -> the themes of an item, lower case; `unsaid` are words that no theme has in it."""
    taken = _taken(catalog) | {key(word) for word in unsaid}
    genres, texts = _genres(catalog), _texts(catalog)
    least = max(_FEW, _LEAST * len(catalog))
    out: dict[int, list[str]] = {}
    seen: set[str] = set()
    for field in catalog.schema.by_role("keyword"):
        column = catalog.column(field.name)
        if not isinstance(column, CategoryColumn):
            continue
        for value, rows in zip(column.vocabulary, column.rows, strict=True):
            word = key(value)
            if word in seen or not least <= len(rows) <= MOST * len(catalog) or not _said(value, word, taken):
                continue
            if _leaning(genres, rows) >= _LEANING and _told(texts, word, rows):
                seen.add(word)
                for row in rows.tolist():
                    out.setdefault(row, []).append(value.lower())
    return out


def _said(value: str, word: str, taken: set[str]) -> bool:
    parts = word.split()
    if _PLAIN.fullmatch(value) is None or word in taken or any(part in taken or nationality(part) for part in parts):
        return False
    return len(word) >= 3 and len(set(parts)) == len(parts)


def _taken(catalog: Catalog) -> set[str]:
    """Words that are asked for otherwise: genres, places, names."""
    out: set[str] = set()
    for role in ("genre", "origin", "country", "language", "creator", "performer"):
        for field in catalog.schema.by_role(role):
            column = catalog.column(field.name)
            if isinstance(column, CategoryColumn):
                out |= {key(value) for value in column.vocabulary}
    return out


def _genres(catalog: Catalog) -> npt.NDArray[np.float64]:
    """float64[n, genres]: which genres items have."""
    columns = []
    for field in catalog.schema.by_role("genre"):
        column = catalog.column(field.name)
        if isinstance(column, CategoryColumn):
            for rows in column.rows:
                if len(rows) >= _FEW:
                    one = np.zeros(len(catalog))
                    one[rows] = 1.0
                    columns.append(one)
    return np.stack(columns, axis=1) if columns else np.zeros((len(catalog), 0))


def _leaning(genres: npt.NDArray[np.float64], rows: npt.NDArray[np.int64]) -> float:
    """Divergence of the genres of some items from those of all, in nats, summed; endless where there are no genres."""
    if not genres.shape[1]:
        return float("inf")
    base = genres.mean(axis=0)
    here = (genres[rows].sum(axis=0) + _PRIOR * base) / (len(rows) + _PRIOR)
    safe = np.clip(here, 1e-9, 1 - 1e-9)
    return float((safe * np.log(safe / base) + (1 - safe) * np.log((1 - safe) / (1 - base))).sum())


def _texts(catalog: Catalog) -> list[str] | None:
    """Every item's free text as a key with a space at both ends; None where no item has any."""
    fields = [field.name for field in catalog.schema.by_role("text")]
    joined = [" ".join(str(record[name]) for name in fields if name in record) for record in catalog.records]
    return [f" {key(text)} " for text in joined] if any(joined) else None


def _told(texts: list[str] | None, word: str, rows: npt.NDArray[np.int64]) -> bool:
    return texts is None or sum(f" {word} " in texts[row] or f" {word}s " in texts[row] for row in rows) >= _TOLD * len(
        rows
    )
