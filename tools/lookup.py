"""The tool `lookup_item`: the facts of given items.

Knows how to read attributes from the catalog. Knows nothing about wording them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from catalog.table import Catalog
from tools.tool import Arguments, Effect, ItemId, Tool, ToolContext, ToolResult


class LookupArguments(Arguments):
    """Which items, and which fields of them."""

    items: tuple[ItemId, ...] = Field(min_length=1, description="ids of the items")
    fields: tuple[str, ...] = Field(default=(), description="names of the fields wanted; none means all")


class LookupItem(Tool):
    """Read attributes of items from the catalog; the candidates stay as they are."""

    name = "lookup_item"
    description = "Look up facts (attributes) of given items."
    effect: ClassVar[Effect] = "lookup"
    Arguments = LookupArguments

    def run(self, args: LookupArguments, context: ToolContext) -> ToolResult:
        """`facts["items"]`: per item `id`, `title` (with year) and the values of the fields, None where unknown."""
        items = item_facts(context.workspace.catalog, args.items, args.fields)
        return ToolResult(context.candidates, f"facts of {len(items)} looked up", {"items": items})


def item_facts(catalog: Catalog, item_ids: tuple[str, ...], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Attributes of items; CatalogError for an unknown id or field."""
    names = [catalog.schema.field(name).name for name in fields] or [f.name for f in catalog.schema.attributes]
    rows = [catalog.row_of(item_id) for item_id in item_ids]
    return [
        {"id": catalog.ids[row], "title": catalog.label(row), **{name: catalog.value(row, name) for name in names}}
        for row in rows
    ]
