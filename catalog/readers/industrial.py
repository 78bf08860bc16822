"""The `industrial` folder: Amazon Industrial & Scientific, with the training events that can be recovered.

Knows the files and which of their rows are training data. The published training rows are missing: the
history of a user's first validation row (else first test row) lies wholly before the cut, so it is what the
events are made of; histories of one item are dropped and nothing later is used. The validation and test
targets are for who evaluates.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import ClassVar

from catalog.errors import CatalogError
from catalog.readers.archive import has_all
from catalog.readers.columns import check_ids
from catalog.readers.dataset import Case, Dataset, Event, Overrides, Reader, Row, merge_overrides
from catalog.readers.textfiles import quoted, read_csv, read_json

LICENCE = "Amazon review data, UCSD (Ni et al. 2019): research use"

COLUMNS: Overrides = {
    "id": {"role": "id"},
    "title": {"role": "title", "kind": "title"},
    "description": {"role": "text", "kind": "text"},
    "brand": {"role": "creator", "kind": "category", "synonyms": ["maker", "manufacturer"]},
}

_SHORTEST = 2


class IndustrialReader(Reader):
    """Reads `items.json`, and of `valid.csv` and `test.csv` the histories that are training data."""

    name: ClassVar[str] = "industrial"

    def matches(self, path: Path) -> bool:
        """True for a folder with the three files."""
        return path.is_dir() and has_all(path, ("items.json", "valid.csv", "test.csv"))

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """Items with brand and joined description; training events in order, each 1.0."""
        table = read_json(path / "items.json")
        known = set(check_ids(table, "id"))
        events = training_events(path)
        unknown = {event.item_id for event in events} - known
        if unknown:
            raise CatalogError(f"{quoted(path)} has histories with an item that is not in items.json: {min(unknown)!r}")
        rows = [_item(row) for row in table.rows]
        return Dataset(
            name=path.name,
            rows=rows,
            events=events,
            schema=merge_overrides(COLUMNS, overrides, rows),
            licence=LICENCE,
            noun="product",
            plural="products",
            holdout="given cases",
            validation=_cases(path / "valid.csv"),
            test=_cases(path / "test.csv"),
        )


def training_events(path: Path) -> list[Event]:
    """Per user, the history of the first row of `valid.csv`, else of `test.csv`; time is the position."""
    histories: dict[str, list[str]] = {}
    for name in ("valid.csv", "test.csv"):
        for row in read_csv(path / name).rows:
            histories.setdefault(str(row["user_id"]), str(row["history"]).split())
    return [
        Event(user, item, position, 1.0)
        for user, items in histories.items()
        if len(items) >= _SHORTEST
        for position, item in enumerate(items)
    ]


def _cases(path: Path) -> tuple[Case, ...]:
    """The rows of `valid.csv` or `test.csv` as questions."""
    rows = read_csv(path).rows
    return tuple(Case(str(row["user_id"]), tuple(str(row["history"]).split()), str(row["target"])) for row in rows)


def joined_text(value: object) -> str:
    """Text of a description: a list, or a list written as JSON or as Python text, is joined with blanks."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _parsed(value)
    if isinstance(value, list):
        return " ".join(" ".join(str(part).split()) for part in value if str(part).strip())
    return " ".join(str(value or "").split())


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        pass
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        # Plain text that happens to start with a bracket.
        return text


def _item(row: Row) -> Row:
    item = {column: value for column, value in row.items() if value not in ("", None)}
    text = joined_text(row.get("description"))
    item.pop("description", None)
    return item | {"description": text} if text else item
