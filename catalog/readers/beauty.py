"""The `beauty` folder: Amazon Beauty 5-core as sequences of item ids, without any text.

Knows the two files. Makes titles from ids, because there are none; splits nothing: who evaluates holds out
the last two items of each user.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from catalog.errors import CatalogError
from catalog.readers.archive import has_all
from catalog.readers.dataset import Dataset, Event, Overrides, Reader, Row, merge_overrides
from catalog.readers.textfiles import quoted, read_json_value, read_text

LICENCE = "Amazon review data, UCSD (McAuley et al. 2015): research use"

COLUMNS: Overrides = {
    "id": {"role": "id"},
    "title": {"role": "title", "kind": "title"},
    "attributes": {"role": "keyword", "kind": "categories"},
}


class BeautyReader(Reader):
    """Reads `sequences.txt` (a user, then item ids in order) and `item2attributes.json`."""

    name: ClassVar[str] = "beauty"

    def matches(self, path: Path) -> bool:
        """True for a folder with both files."""
        return path.is_dir() and has_all(path, ("sequences.txt", "item2attributes.json"))

    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """Items "Product <id>" with attribute numbers as categories; events 1.0, their time the position."""
        events: list[Event] = []
        for number, line in enumerate(read_text(path / "sequences.txt").splitlines(), start=1):
            user, *items = line.split() or [""]
            if line.strip() and not items:
                raise CatalogError(f"{quoted(path / 'sequences.txt')} line {number} has a user but no items")
            events += [Event(user, item, position, 1.0) for position, item in enumerate(items)]
        attributes = read_json_value(path / "item2attributes.json")
        if not isinstance(attributes, dict):
            raise CatalogError(f"{quoted(path / 'item2attributes.json')} is not a JSON object")
        ids = {event.item_id for event in events} | set(attributes)
        rows = [_item(item_id, attributes.get(item_id)) for item_id in sorted(ids, key=_numeric)]
        return Dataset(
            name=path.name,
            rows=rows,
            events=events,
            schema=merge_overrides(COLUMNS, overrides, rows),
            licence=LICENCE,
            noun="product",
            plural="products",
            notes=("the data has no titles; they are made from the ids",),
            holdout="last event",
        )


def _item(item_id: str, attributes: object) -> Row:
    row: Row = {"id": item_id, "title": f"Product {item_id}"}
    if isinstance(attributes, list) and attributes:
        row["attributes"] = [str(attribute) for attribute in attributes]
    return row


def _numeric(item_id: str) -> tuple[int, str]:
    return (int(item_id) if item_id.isdecimal() else -1, item_id)
