"""The `lastfm` folder: artists with tags, and which user listened to which artist.

Knows the table and the training pairs. No order is known: all events of a user have one time. The validation
and test pairs are for who evaluates.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from catalog.errors import CatalogError
from catalog.readers.archive import has_all
from catalog.readers.columns import check_ids, id_text
from catalog.readers.dataset import Dataset, Event, Overrides, Reader, Row, merge_overrides
from catalog.readers.table import fill_titles
from catalog.readers.textfiles import quoted, read_json_value, read_jsonl

LICENCE = "Last.fm, HetRec 2011 (Cantador et al.): no commercial use"

COLUMNS: Overrides = {
    "item": {"role": "id"},
    "name": {"role": "title", "kind": "title"},
    "coarse": {"role": "genre", "kind": "categories", "synonyms": ["genre", "genres", "style"]},
    "tags": {"role": "keyword", "kind": "categories"},
}


class LastfmReader(Reader):
    """Reads `artists.jsonl` and `review_dict_train.json`."""

    name: ClassVar[str] = "lastfm"

    def matches(self, path: Path) -> bool:
        """True for a folder with both files."""
        return path.is_dir() and has_all(path, ("artists.jsonl", "review_dict_train.json"))

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """Artists (nameless ones are called "Artist <id>") and training events, each 1.0."""
        table = read_jsonl(path / "artists.jsonl")
        ids = check_ids(table, "item")
        untitled = fill_titles(table.rows, ids, "name", "artist")
        rows = [_artist(row) for row in table.rows]
        return Dataset(
            name=path.name,
            rows=rows,
            events=_events(path / "review_dict_train.json", set(ids)),
            schema=merge_overrides(COLUMNS, overrides, rows),
            licence=LICENCE,
            noun="artist",
            plural="artists",
            notes=(f"{untitled} artists have no name; it is made from the id",) if untitled else (),
        )


def _artist(row: Row) -> Row:
    return {column: value for column, value in row.items() if column != "hetrec_artist"}


def _events(path: Path, known: set[str]) -> list[Event]:
    pairs = read_json_value(path)
    if not isinstance(pairs, dict) or not all(isinstance(items, list) for items in pairs.values()):
        raise CatalogError(f"{quoted(path)} must map each user to a list of artists")
    events = [Event(user, id_text(item), 0, 1.0) for user, items in pairs.items() for item in items]
    unknown = {event.item_id for event in events} - known
    if unknown:
        raise CatalogError(f"{quoted(path)} names an artist that is not in artists.jsonl: {min(unknown)!r}")
    return events
