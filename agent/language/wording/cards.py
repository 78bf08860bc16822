"""Short facts of one item for a model to read: `card`.

Knows which few fields tell most about an item and how much of them is enough. Knows nothing about prompts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.facts import value_text
from agent.language.quarantine import speaks_to_model
from catalog.schema import Field, Role
from catalog.table import Catalog

_MOST: dict[Role, int] = {
    "genre": 3, "creator": 2, "performer": 2, "mood": 3, "keyword": 3, "language": 1, "country": 1,
    "duration": 1, "price": 1,
}  # fmt: skip
"""Roles that a card shows, and how many values of each."""
_TEXT = 200
_VALUE = 60
_TITLE = 120


def card(row: int, catalog: Catalog, reasons: Sequence[str] = (), *, text: int = _TEXT) -> dict[str, Any]:
    """The item's title, year, telling values by field label, at most `text` characters of its description and the
    `reasons` it is shown for. No id, and nothing that the catalog does not say."""
    item = catalog.item(row)
    facts: dict[str, Any] = {"title": cut(item.title, _TITLE)}
    if item.year is not None:
        facts["year"] = item.year
    for role, most in _MOST.items():
        for field in catalog.schema.by_role(role)[:1]:
            if values := [value for value in item.values(field.name)[:most] if not speaks_to_model(value)]:
                facts[field.label] = _shown(values, field)
    told = [value for field in catalog.schema.by_role("text")[:1] for value in item.values(field.name)]
    described = [value for value in told if not speaks_to_model(value)]
    if described and text:
        facts["text"] = cut(described[0], text)
    if reasons:
        facts["reasons"] = [cut(reason, _TEXT) for reason in reasons]
    return facts


def cut(text: str, most: int) -> str:
    """The text on one line, at most `most` characters of it, ended at a word where it is cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _shown(values: list[str], field: Field) -> str | list[str]:
    if field.kind in ("category", "categories"):
        short = [cut(value, _VALUE) for value in values]
        return short if len(short) > 1 else short[0]
    return value_text(values[0], field)
