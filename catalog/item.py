"""One item of a catalog as a value: `Item`.

Knows its id, title and attributes; knows nothing about rows, masks or files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Item:
    """An item: `attributes` maps field names to values (str, number, bool or list of str); unknown ones are absent."""

    id: str
    title: str
    year: int | None
    attributes: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The title with its year, "Heat (1995)", as shown to people."""
        return f"{self.title} ({self.year})" if self.year is not None else self.title

    def values(self, field: str) -> list[str]:
        """The values of a field as texts; empty where unknown."""
        value = self.attributes.get(field)
        if value is None:
            return []
        return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)]
