"""The tool `compare_items`: what given items share and where they differ.

Knows how to set attributes side by side. Knows nothing about wording the comparison.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from catalog.schema import Schema
from tools.lookup import item_facts
from tools.tool import Arguments, Effect, ItemId, Tool, ToolContext, ToolResult


class CompareArguments(Arguments):
    """Which items to set side by side."""

    items: tuple[ItemId, ...] = Field(min_length=2, max_length=10, description="ids of the items")
    fields: tuple[str, ...] = Field(default=(), description="fields to compare; none means the telling ones")


class CompareItems(Tool):
    """Set attributes of items side by side; the candidates stay as they are."""

    name = "compare_items"
    description = "Compare given items attribute by attribute."
    effect: ClassVar[Effect] = "lookup"
    Arguments = CompareArguments

    def run(self, args: CompareArguments, context: ToolContext) -> ToolResult:
        """`facts`: `items` as looked up, `shared` {field: values all have}, `different` [field]."""
        catalog = context.workspace.catalog
        fields = args.fields or _telling(catalog.schema)
        items = item_facts(catalog, args.items, fields)
        shared, different = {}, []
        for name in fields:
            values = [_as_list(item[name]) for item in items]
            common = [v for v in values[0] if all(v in other for other in values[1:])]
            if common:
                shared[name] = common
            if any(value != values[0] for value in values[1:]):
                different.append(name)
        facts = {"items": items, "shared": shared, "different": different}
        return ToolResult(context.candidates, f"{len(items)} compared on {len(fields)} fields", facts)


def _telling(schema: Schema) -> tuple[str, ...]:
    """Fields that help to choose: not free text, not counts of votes."""
    return tuple(f.name for f in schema.attributes if f.role is not None and f.role not in ("text", "popularity"))


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
