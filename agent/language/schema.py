"""The tool `make_plan` that a planner calls: the JSON schema of `Draft` for one catalog and its tools.

Knows which fields conditions and questions may name, and which arguments each tool takes. What the fields of a draft
are for is told by the prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.language.draft import Draft
from agent.language.portable import REFERENCE, portable
from agent.language.tool_descriptions import arguments_schema
from catalog.schema import Schema
from catalog.table import Catalog
from tools.tool import Tool

NAME = "make_plan"
_DESCRIPTION = "What the person's message changes, and the steps that answer it."


def plan_tool(catalog: Catalog, tools: Mapping[str, Tool]) -> dict[str, Any]:
    """`make_plan` as OpenAI's function calling takes it. PluginError where a tool's arguments cannot be described."""
    parameters = portable(Draft.model_json_schema())
    parameters.pop("description", None)
    members = parameters["properties"]
    conditions = {"type": "string", "enum": condition_fields(catalog.schema)}
    for part in (members["require"]["items"], members["drop"]["items"], members["question"]):
        part["properties"]["field"] = conditions
    for part in (members["require"], members["drop"], members["feelings"]):
        part["items"].pop("description", None)
    members["question"].pop("description", None)
    attributes = [field.name for field in catalog.schema.attributes]
    if attributes:
        members["fields"]["items"] = {"type": "string", "enum": attributes}
    else:
        del members["fields"]
    if tools:
        members["steps"]["items"] = {"anyOf": [_step(name, tool) for name, tool in tools.items()]}
    else:
        del members["steps"]
    return {"type": "function", "function": {"name": NAME, "description": _DESCRIPTION, "parameters": parameters}}


def condition_fields(schema: Schema) -> list[str]:
    """Names of the fields that a condition or a question may be about."""
    return [field.name for field in schema.fields if field.role not in ("id", "title")]


def _step(name: str, tool: Tool) -> dict[str, Any]:
    """A call of one tool; what its arguments are for stands in the prompt, not here again."""
    args = arguments_schema(tool)
    for member in args["properties"].values():
        if member.get("description") != REFERENCE:
            member.pop("description", None)
    return {
        "type": "object",
        "properties": {"tool": {"type": "string", "enum": [name]}, "args": args},
        "required": ["tool", "args"],
        "additionalProperties": False,
    }
