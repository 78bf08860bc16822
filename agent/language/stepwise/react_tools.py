"""The tools as a model that goes step by step is offered them: `offers`.

Knows that state changes are made by `note` and that `finish` ends; together they take what a plan in one call has apart
from its steps. Knows nothing about what a call does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from agent.language.schema import plan_tool
from agent.language.tool_descriptions import arguments_schema
from catalog.errors import PluginError
from catalog.table import Catalog
from tools.tool import Tool

NOTE, FINISH = "note", "finish"
NOTED = ("start_over", "undo", "new_topic", "require", "drop", "wish", "avoid", "feelings", "like", "size")
"""Parts of a draft that `note` takes."""
ENDED = ("intent", "about", "fields", "question", "summary")
"""Parts of a draft that `finish` takes."""


class Offer(NamedTuple):
    """A tool as a model is offered it; `arguments` is a JSON schema."""

    name: str
    description: str
    arguments: dict[str, Any]


def offers(catalog: Catalog, tools: Mapping[str, Tool]) -> list[Offer]:
    """What a model may call: `note`, the tools, `finish`. PluginError for a tool that has the name of one of ours."""
    for name in (NOTE, FINISH):
        if name in tools:
            raise PluginError(f"a tool may not be called {name!r} where planning goes step by step; rename it")
    parts = plan_tool(catalog, tools)["function"]["parameters"]["properties"]
    note = Offer(NOTE, "Note what the message changes, before any other call.", _object(parts, NOTED))
    ended = {**_object(parts, ENDED), "required": ["intent"]}
    finish = Offer(FINISH, "End: say what the message wants. The steps made so far are its plan.", ended)
    return [note, *(Offer(name, tool.description, arguments_schema(tool)) for name, tool in tools.items()), finish]


def _object(parts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    kept = {name: parts[name] for name in names if name in parts}
    return {"type": "object", "properties": kept, "additionalProperties": False}
