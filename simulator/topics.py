"""Which fields of a catalog are about the same: `same_topic`.

Knows roles only: a question about where something comes from is one about its language and its country, one about
themes is one about keywords and moods.
"""

from __future__ import annotations

from catalog.schema import Role, Schema

_PARTS: dict[Role | None, tuple[Role, ...]] = {
    "origin": ("language", "country"),
    "about": ("keyword", "mood", "text"),
}


def same_topic(schema: Schema, one: str, other: str) -> bool:
    """Whether two fields, by name, are about the same; fields that the catalog has not are about themselves only."""
    if one == other:
        return True
    roles = {field.name: field.role for field in schema.fields}
    first, second = roles.get(one), roles.get(other)
    return second in _PARTS.get(first, ()) or first in _PARTS.get(second, ())
