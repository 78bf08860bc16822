"""The `movies` folder: MovieLens ratings with plots, people, keywords and film facts in one table.

Knows which columns matter to a person and what they mean, and that of the dialogues in that folder only those of the
develop part may be learnt from.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from catalog.dialogues import is_develop, read_dialogues
from catalog.readers.archive import has_all
from catalog.readers.columns import check_ids, is_blank
from catalog.readers.dataset import Dataset, Overrides, Reader, Row, merge_overrides
from catalog.readers.movielens import read_ratings, read_tags
from catalog.readers.textfiles import read_jsonl

LICENCE = (
    "local use only: MovieLens latest-small (GroupLens, no commercial use), film fields of IMDb and TMDB "
    "(no redistribution)"
)

DIALOGUES = "dialogues_redial.jsonl"

COLUMNS: Overrides = {
    "id": {"role": "id"},
    "title": {"role": "title", "kind": "title"},
    "year": {"role": "year", "kind": "number", "unit": "year"},
    "genres": {"role": "genre", "kind": "categories"},
    "directors": {"role": "creator", "kind": "categories", "synonyms": ["director", "directed by"]},
    "actors": {"role": "performer", "kind": "categories", "synonyms": ["cast", "starring", "stars"]},
    "writers": {"kind": "categories", "synonyms": ["writer", "screenwriter", "written by"]},
    "plot": {"role": "text", "kind": "text"},
    "tmdb_overview": {"kind": "text", "synonyms": ["overview"]},
    "tagline": {"kind": "text"},
    "keywords": {"role": "keyword", "kind": "categories"},
    "genome_tags": {"role": "keyword", "kind": "categories"},
    "tags": {"role": "keyword", "kind": "categories"},
    "runtime": {"role": "duration", "kind": "number", "unit": "minutes", "synonyms": ["length", "duration"]},
    "language": {"role": "language", "kind": "category"},
    "countries": {"role": "country", "kind": "categories"},
    "content_rating": {"role": "certificate", "kind": "category"},
}

# Keys of other providers: they identify a film to a program and say nothing about it.
_PROVIDER_KEYS = ("imdb_id", "tmdb_id", "redial_ids")


class MoviesReader(Reader):
    """Reads `movies.jsonl`, `ratings.csv` and, where present, `tags.csv` and `dialogues_redial.jsonl`."""

    name: ClassVar[str] = "movies"

    def matches(self, path: Path) -> bool:
        """True for a folder with both files, the table being the one with provider keys."""
        if not (path.is_dir() and has_all(path, ("movies.jsonl", "ratings.csv"))):
            return False
        with (path / "movies.jsonl").open("rb") as file:
            first = file.readline(65_536)
        return b'"imdb_id"' in first and b'"redial_ids"' in first

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """Films, with the overview standing in for a missing plot; ratings as preferences."""
        table = read_jsonl(path / "movies.jsonl")
        known = set(check_ids(table, "id"))
        tags = read_tags(path) if has_all(path, ("tags.csv",)) else {}
        rows = [_film(row, tags) for row in table.rows]
        events = read_ratings(path)
        dialogues = read_dialogues(path / DIALOGUES) if has_all(path, (DIALOGUES,)) else ()
        kept = [event for event in events if event.item_id in known]
        notes = (f"{len(events) - len(kept)} ratings of unknown films were skipped",)
        return Dataset(
            name=path.name,
            rows=rows,
            events=kept,
            schema=merge_overrides(COLUMNS, overrides, rows),
            licence=LICENCE,
            noun="film",
            plural="films",
            notes=notes if len(kept) < len(events) else (),
            dialogues=tuple(one for one in dialogues if is_develop(one.id)),
        )


def _film(row: Row, tags: dict[str, list[str]]) -> Row:
    film = {column: value for column, value in row.items() if column not in _PROVIDER_KEYS}
    if is_blank(film.get("plot")) and not is_blank(film.get("tmdb_overview")):
        film["plot"] = film.pop("tmdb_overview")
    given = tags.get(str(film["id"]))
    return film | {"tags": given} if given else film
