"""What a planner is told about a catalog: `Hints`.

Knows how fields are described, and which values and titles are near to the words of a message. Goes by words and
spelling alone; which of them the person means is for the planner to say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from agent.language.near_values import NearValues
from agent.language.templates import as_json
from agent.state import DialogueState
from catalog.columns import CategoryColumn, Column, DateColumn, NumberColumn
from catalog.schema import Field
from catalog.table import Catalog
from recommenders.workspace import Workspace

_ALL = (45, 12, 4, 0)
"""So many values of a field are all named: the first of these with which the description is short enough."""
_WHOLE = 4_000
"""Characters that a description of all fields may have."""
_COMMON, _NAMES = 8, 3
"""Common values named of longer lists; names say little about which others there are."""
_LONGEST = 60
_READ = 1_000
"""Characters of a message that hints are looked for in."""
_TITLES, _SHARED = 8, 3


class Near(NamedTuple):
    """What is near to a message: `values` by field, the nearest first; `titles` {words: labels they may mean}."""

    values: dict[str, list[str]]
    titles: dict[str, list[str]]


class Hints:
    """Describes one catalog. Safe to share between threads: nothing changes after construction."""

    def __init__(self, workspace: Workspace) -> None:
        self._catalog = workspace.catalog
        self._linker = workspace.linker
        self._near = NearValues(workspace.catalog)
        self._static = _description(workspace.catalog)

    def static(self) -> dict[str, Any]:
        """What holds for every message: `noun`, `plural`, `items` (how many) and `fields`, {name: facts}."""
        return self._static

    def near(self, message: str, state: DialogueState) -> Near:
        """Values and titles near to the words of a message; titles on the list win where several share a name."""
        text = message[:_READ]
        rows = [self._catalog.row_of(i) for i in state.slate if i in self._catalog]
        return Near(self._near.values(text), self._titles(text, rows))

    def _titles(self, text: str, rows: Collection[int]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for mention in self._linker.mentions(text, prefer=rows)[:_TITLES]:
            most = 1 if mention.certain else _SHARED
            found[mention.text] = [self._catalog.label(row) for row in mention.rows[:most]]
        return found


def _description(catalog: Catalog) -> dict[str, Any]:
    schema = catalog.schema
    fields = [field for field in schema.fields if field.role not in ("id", "title")]
    described: dict[str, Any] = {}
    for most in _ALL:
        described = {field.name: _facts(field, catalog.column(field.name), most) for field in fields}
        if len(as_json(described)) <= _WHOLE:
            break
    return {"noun": schema.noun, "plural": schema.plural, "items": len(catalog), "fields": described}


def _facts(field: Field, column: Column, most: int) -> dict[str, Any]:
    """Kind, meaning, unit, range or values of a field, and how much of it is known."""
    facts: dict[str, Any] = {"kind": {"categories": "list"}.get(field.kind, field.kind)}
    if field.role is not None and not field.name.startswith(field.role):
        facts["role"] = field.role
    if field.unit and field.unit != field.name:
        facts["unit"] = field.unit
    if isinstance(column, CategoryColumn):
        facts |= _values(field, column, most)
    elif isinstance(column, (NumberColumn, DateColumn)) and column.known.any():
        facts["range"] = [_plain(column.values[column.known].min()), _plain(column.values[column.known].max())]
    known = float(column.known.mean()) if len(column.known) else 0.0
    if known < 0.95:
        facts["known"] = max(0.01, round(known, 2))
    return facts


def _values(field: Field, column: CategoryColumn, most: int) -> Mapping[str, Any]:
    values = [value for value in column.vocabulary if len(value) <= _LONGEST]
    if len(values) <= most and field.role != "origin":
        return {"values": values}
    names = field.role in ("creator", "performer") or field.role is None
    common = values[: min(most, _NAMES if names else _COMMON)]
    return {"of": len(values), "common": common} if common else {"of": len(values)}


def _plain(value: Any) -> float | int | str:
    """A number or day of a column as JSON takes it."""
    if isinstance(value, np.datetime64):
        return str(value)
    number = float(value)
    return int(number) if number.is_integer() else round(number, 3)
