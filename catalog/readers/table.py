"""The reader of any plain table, alone or in a folder with interactions beside it.

Knows how a folder says what is the table and what are the interactions. Knows no domain: what the columns
mean is guessed from names and values, or said in a schema file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from catalog.errors import CatalogError
from catalog.readers.columns import check_ids, find_id, find_title, is_blank
from catalog.readers.dataset import Dataset, Overrides, Reader, Row, merge_overrides
from catalog.readers.events import Events, event_columns, read_events
from catalog.readers.textfiles import PARSERS, header_of, quoted, read_table, records, sniff_delimiter

EVENT_STEMS = ("ratings", "reviews", "interactions", "events")
"""Names of interaction files, the one that is preferred first."""

_HEAD = 1_048_576  # bytes that must hold the first line of a file
_NOT_NOUNS = ("item", "table", "catalog", "dataset", "row", "record")


class TableReader(Reader):
    """Reads .jsonl, .json, .csv, .tsv and .parquet, or a folder with exactly one such table of items."""

    name: ClassVar[str] = "table"
    general: ClassVar[bool] = True

    def matches(self, path: Path) -> bool:
        """True for a file with a known ending and for a folder that holds one."""
        return bool(table_files(path)) if path.is_dir() else path.suffix.lower() in PARSERS

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """Items with checked ids and titles; events where the folder has an interaction file."""
        table_path, event_paths = split_folder(path) if path.is_dir() else (path, [])
        table = read_table(table_path)
        id_column, title_column = find_id(table, overrides), find_title(table, overrides)
        ids = check_ids(table, id_column)
        for row, item_id in zip(table.rows, ids, strict=True):
            row[id_column] = item_id
        noun, plural = nouns(table_path.stem)
        untitled = fill_titles(table.rows, ids, title_column, noun)
        found = _events(event_paths, ids)
        guessed: Overrides = {id_column: {"role": "id"}, title_column: {"role": "title", "kind": "title"}}
        notes = [f"{untitled} rows have no title; it is made from the id"] if untitled else []
        return Dataset(
            name=path.name if path.is_dir() else path.stem,
            rows=table.rows,
            events=found.events,
            schema=merge_overrides(guessed, overrides, table.rows),
            noun=noun,
            plural=plural,
            notes=(*notes, *found.notes),
        )


def fill_titles(rows: list[Row], ids: list[str], column: str, noun: str) -> int:
    """Give every row without a title one made from its id ("Game 317160"); how many there were."""
    filled = 0
    for row, item_id in zip(rows, ids, strict=True):
        if is_blank(row.get(column)):
            row[column] = f"{noun.capitalize()} {item_id}"
            filled += 1
    return filled


def nouns(stem: str) -> tuple[str, str]:
    """Noun and plural from the name of a table ("games" -> "game", "games"); item, items if it says none."""
    plural = stem.lower()
    if plural in ("series", "movies"):
        singular = plural if plural == "series" else "movie"
    elif plural.endswith("ies"):
        singular = plural[:-3] + "y"
    elif plural.endswith(("xes", "ches", "shes", "sses")):
        singular = plural[:-2]
    else:
        singular = plural.removesuffix("s")
    if not plural.isalpha() or not plural.endswith("s") or singular in _NOT_NOUNS:
        return "item", "items"
    return singular, plural


def table_files(folder: Path) -> list[Path]:
    """The table files directly in a folder, by name; hidden ones are left out."""
    found = (path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in PARSERS)
    return sorted(path for path in found if not path.name.startswith("."))


def split_folder(folder: Path) -> tuple[Path, list[Path]]:
    """The one table of items in a folder, and its interaction files, the preferred one first."""
    files = table_files(folder)
    if not files:
        raise CatalogError(f"{quoted(folder)} has no table; known endings: {', '.join(PARSERS)}")
    events = [path for path in files if _holds_events(path)]
    tables = [path for path in files if path not in events]
    if len(tables) != 1:
        names = ", ".join(path.name for path in tables or events)
        what = "several tables" if tables else "interactions but no table of items"
        raise CatalogError(f"{quoted(folder)} has {what}: {names}; give the path of the one table instead")
    ranks = {stem: rank for rank, stem in enumerate(EVENT_STEMS)}
    return tables[0], sorted(events, key=lambda path: (ranks.get(path.stem.lower(), len(ranks)), path.name))


def _holds_events(path: Path) -> bool:
    columns = first_columns(path)
    return event_columns(columns) is not None if columns else path.stem.lower() in EVENT_STEMS


def first_columns(path: Path) -> list[str]:
    """Column names by the head of a csv or jsonl file or a parquet schema; empty where it does not tell."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        import pyarrow
        import pyarrow.parquet

        try:
            return list(pyarrow.parquet.read_schema(path).names)
        except (pyarrow.ArrowException, OSError):
            return []
    if suffix == ".json":
        return []
    try:
        with path.open("rb") as file:
            line = file.readline(_HEAD).decode("utf-8-sig", errors="replace")
    except OSError:
        # Whoever reads the whole file says what is wrong with it.
        return []
    if suffix in (".csv", ".tsv"):
        whole = line.count('"') % 2 == 0
        cells = next(records(line, path, sniff_delimiter(line, path)), None) if whole else None
        return header_of(cells[1], path) if cells else []
    try:
        row = json.loads(line or "null")
    except json.JSONDecodeError:
        return []
    return list(row) if isinstance(row, dict) else []


def _events(paths: list[Path], ids: list[str]) -> Events:
    if not paths:
        return Events([], ())
    events, notes = read_events(paths[0], ids)
    others = ", ".join(path.name for path in paths[1:])
    if others:
        notes = (
            *notes,
            f"events come from {paths[0].name}; {others} can be read instead with --interactions",
        )
    return Events(events, notes)
