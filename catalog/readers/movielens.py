"""MovieLens as GroupLens publishes it: latest-small (and its larger kin), 1m and 100k, as folder or zip.

Knows the three layouts and the rating scale. Knows nothing about plots or people: the owner has none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import ClassVar, NamedTuple

from catalog.errors import CatalogError
from catalog.readers.archive import has_all, read_member
from catalog.readers.columns import check_ids
from catalog.readers.dataset import Dataset, Event, Overrides, Reader, Row, merge_overrides
from catalog.readers.events import half_star
from catalog.readers.textfiles import Rows, quoted, records

LICENCE = (
    "MovieLens, GroupLens Research (University of Minnesota): research use, no commercial use and no "
    "redistribution without permission; cite Harper and Konstan 2015, doi:10.1145/2827872"
)

COLUMNS: Overrides = {
    "id": {"role": "id"},
    "title": {"role": "title", "kind": "title"},
    "year": {"role": "year", "kind": "number", "unit": "year"},
    "genres": {"role": "genre", "kind": "categories"},
    "tags": {"role": "keyword", "kind": "categories"},
}

_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")
_LEAST_TAGGERS = 2
_NO_GENRES = "(no genres listed)"


class Cells(NamedTuple):
    """One record of a member: its line and its columns."""

    line: int
    cells: list[str]


class MovieLensReader(Reader):
    """Reads the folder or zip of a MovieLens data set; titles keep the owner's form ("Matrix, The")."""

    name: ClassVar[str] = "movielens"

    def matches(self, path: Path) -> bool:
        """True where the files of one of the three layouts are all there."""
        return _layout(path) is not None

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """Films with year, genres and (where published) tags that at least two users gave; all ratings."""
        layout = _layout(path)
        if layout is None:
            raise CatalogError(f"{quoted(path)} is no MovieLens data set (movies.csv, movies.dat or u.item)")
        rows, events = {"csv": _read_csv, "dat": _read_dat, "100k": _read_100k}[layout](path)
        if not rows:
            raise CatalogError(f"{quoted(path)} holds no films")
        known = {str(row["id"]) for row in rows}
        kept = [event for event in events if event.item_id in known]
        notes = (f"{len(events) - len(kept)} ratings of unknown films were skipped",)
        return Dataset(
            name=path.stem,
            rows=rows,
            events=kept,
            schema=merge_overrides(COLUMNS, overrides, rows),
            licence=LICENCE,
            noun="film",
            plural="films",
            notes=notes if len(kept) < len(events) else (),
        )


def split_year(title: str) -> tuple[str, int | None]:
    """A title and its year: "Toy Story (1995)" -> ("Toy Story", 1995); None where no year ends it."""
    found = _YEAR.search(title)
    return (title[: found.start()].strip(), int(found[1])) if found else (title.strip(), None)


def common_tags(given: list[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Tags per item that at least two users gave, in lower case and order; from (user, item, tag) triples."""
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    for user, item, tag in given:
        users[item, tag.strip().lower()].add(user)
    tags: dict[str, list[str]] = defaultdict(list)
    for (item, tag), givers in sorted(users.items()):
        if tag and len(givers) >= _LEAST_TAGGERS:
            tags[item].append(tag)
    return dict(tags)


def read_ratings(path: Path) -> list[Event]:
    """Events of a `ratings.csv` in a folder or zip (userId, movieId, rating, timestamp)."""
    return _events(path, "ratings.csv", _csv(path, "ratings.csv", 4))


def read_tags(path: Path) -> dict[str, list[str]]:
    """Common tags per film of a `tags.csv` in a folder or zip (userId, movieId, tag, timestamp)."""
    triples = [(cells[0], cells[1], cells[2]) for _, cells in _csv(path, "tags.csv", 4)]
    return common_tags(triples)


def _layout(path: Path) -> str | None:
    for layout, names in (
        ("csv", ("movies.csv", "ratings.csv")),
        ("dat", ("movies.dat", "ratings.dat")),
        ("100k", ("u.item", "u.data", "u.genre")),
    ):
        if has_all(path, names):
            return layout
    return None


def _read_csv(path: Path) -> tuple[list[Row], list[Event]]:
    films = _csv(path, "movies.csv", 3)
    tags = read_tags(path) if has_all(path, ("tags.csv",)) else {}
    found = [_film(cells[0], cells[1], cells[2].split("|"), tags.get(cells[0])) for _, cells in films]
    return _checked(path, "movies.csv", films, found), read_ratings(path)


def _read_dat(path: Path) -> tuple[list[Row], list[Event]]:
    films = _split(path, "movies.dat", "::", 3)
    found = [_film(cells[0], cells[1], cells[2].split("|"), None) for _, cells in films]
    events = _events(path, "ratings.dat", _split(path, "ratings.dat", "::", 4))
    return _checked(path, "movies.dat", films, found), events


def _read_100k(path: Path) -> tuple[list[Row], list[Event]]:
    names = {cells[1]: cells[0] for _, cells in _split(path, "u.genre", "|", 2)}
    genres = [names[str(position)] for position in range(len(names)) if str(position) in names]
    films = _split(path, "u.item", "|", 5 + len(genres))
    found = [
        _film(cells[0], cells[1], [g for g, flag in zip(genres, cells[5:], strict=True) if flag == "1"], None)
        for _, cells in films
    ]
    events = _events(path, "u.data", _split(path, "u.data", "\t", 4))
    return _checked(path, "u.item", films, found), events


def _film(item_id: str, title: str, genres: list[str], tags: list[str] | None) -> Row:
    name, year = split_year(title)
    row: Row = {"id": item_id.strip(), "title": name}
    if year is not None:
        row["year"] = year
    kept = [genre for genre in genres if genre not in ("", "unknown", _NO_GENRES)]
    return row | ({"genres": kept} if kept else {}) | ({"tags": tags} if tags else {})


def _checked(path: Path, member: str, films: list[Cells], rows: list[Row]) -> list[Row]:
    check_ids(Rows(path / member, rows, [line for line, _ in films]), "id")
    return rows


def _csv(path: Path, member: str, width: int) -> list[Cells]:
    found = records(read_member(path, member), path / member, ",")
    next(found, None)  # the header
    return _of_width(path / member, [Cells(line, cells) for line, cells in found], width)


def _split(path: Path, member: str, mark: str, width: int) -> list[Cells]:
    # The old sets are Latin-1; splitting on "\n" alone keeps the odd control characters of titles in place.
    lines = read_member(path, member, "latin-1").split("\n")
    cells = [Cells(n, line.rstrip("\r").split(mark)) for n, line in enumerate(lines, start=1) if line.strip()]
    return _of_width(path / member, cells, width)


def _of_width(place: Path, found: list[Cells], width: int) -> list[Cells]:
    for line, cells in found:
        if len(cells) != width:
            raise CatalogError(f"{quoted(place)} line {line} has {len(cells)} columns, not {width}")
    return found


def _events(path: Path, member: str, found: list[Cells]) -> list[Event]:
    events = []
    for line, (user, item, rating, time) in found:
        try:
            events.append(Event(user, item, int(time), half_star(float(rating))))
        except ValueError as error:
            raise CatalogError(f"{quoted(path / member)} line {line}: {error}") from error
    return events
