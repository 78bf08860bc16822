"""The bundled catalog `films`: where its table is, what its columns mean, and its synthetic events.

Knows the columns of `films.jsonl`. The films are real; the events on them are made up by
`catalog.films.preferences` and marked so.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import ClassVar

from catalog.errors import CatalogError
from catalog.films.preferences import synthetic_events
from catalog.readers.columns import check_ids
from catalog.readers.dataset import Dataset, Overrides, Reader, merge_overrides
from catalog.readers.textfiles import Rows, quoted, read_jsonl

LICENCE = "Apache-2.0, as Parley itself: facts and synopses were written for it"

COLUMNS: Overrides = {
    "id": {"role": "id"},
    "title": {"role": "title", "kind": "title"},
    "year": {"role": "year", "kind": "number", "unit": "year"},
    "genres": {"role": "genre", "kind": "categories"},
    "directors": {"role": "creator", "kind": "categories", "synonyms": ["director", "directed by"]},
    "cast": {"role": "performer", "kind": "categories", "synonyms": ["actors", "starring", "stars"]},
    "countries": {"role": "country", "kind": "categories"},
    "languages": {"role": "language", "kind": "categories"},
    "runtime": {"role": "duration", "kind": "number", "unit": "minutes", "synonyms": ["length", "duration"]},
    "certificate": {"role": "certificate", "kind": "category", "synonyms": ["rating", "rated"]},
    "moods": {"role": "mood", "kind": "categories", "synonyms": ["mood", "tone"]},
    "keywords": {"role": "keyword", "kind": "categories", "synonyms": ["theme", "about"]},
    "synopsis": {"role": "text", "kind": "text", "synonyms": ["plot", "story"]},
    "renown": {"role": "popularity", "kind": "number"},
}


class FilmsReader(Reader):
    """Reads the film table that comes with Parley."""

    name: ClassVar[str] = "films"

    def matches(self, path: Path) -> bool:
        """True for the bundled file itself."""
        return path.is_file() and path.resolve() == bundled_films().resolve()

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """The films, with events of 2,000 synthetic users (always the same ones)."""
        table = read_jsonl(path)
        check_ids(table, "id")
        _check_complete(table)
        return Dataset(
            name="films",
            rows=table.rows,
            events=synthetic_events(table.rows),
            schema=merge_overrides(COLUMNS, overrides, table.rows),
            source="synthetic",
            licence=LICENCE,
            noun="film",
            plural="films",
            notes=("events are synthetic: no real person watched or rated anything",),
        )


def bundled_films() -> Path:
    """Where the bundled table lies; CatalogError where the installation lacks it."""
    found = resources.files("catalog.films").joinpath("films.jsonl")
    if not isinstance(found, Path) or not found.is_file():
        raise CatalogError("the bundled film table is missing from this installation; install Parley again")
    return found


def _check_complete(table: Rows) -> None:
    for index, row in enumerate(table.rows):
        missing = [column for column in COLUMNS if not row.get(column)]
        if missing:
            place = table.place(index)
            raise CatalogError(f"{quoted(table.path)} {place} has no value in: {', '.join(missing)}")
