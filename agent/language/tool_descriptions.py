"""Tools in words for a planner: `described`.

Knows how a tool's arguments read to somebody who writes a plan, and which of them the dialogue state supplies. Knows no
tool by name: what is installed is described.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.fields import FieldInfo

from agent.language.portable import REFERENCE, portable
from agent.language.resolve import supplied_by_state
from agent.language.templates import as_json
from catalog.errors import PluginError
from tools.tool import Tool

_IDS = re.compile(r"^ids? of (?=the )")
"""A tool takes ids, but a planner is never told one: it writes references, which become ids before the tool runs."""


def described(tools: Mapping[str, Tool]) -> list[dict[str, Any]]:
    """Per tool `name`, `effect`, `description` and `arguments`, {name: text}; PluginError where a tool's arguments
    cannot be described."""
    return [
        {"name": name, "effect": tool.effect, "description": tool.description, "arguments": _arguments(tool)}
        for name, tool in tools.items()
    ]


def arguments_schema(tool: Tool) -> dict[str, Any]:
    """Portable JSON schema of a tool's arguments, less those that the state supplies; items are references.

    PluginError where the arguments have no JSON schema.
    """
    try:
        schema = tool.Arguments.model_json_schema()
    except PydanticInvalidForJsonSchema as error:
        reason = " ".join(str(error).split())[:120]
        raise PluginError(f"tool {tool.name!r}: its arguments cannot be written as JSON ({reason})") from error
    supplied = supplied_by_state(tool)
    members = {name: member for name, member in schema.get("properties", {}).items() if name not in supplied}
    required = [name for name in schema.get("required", ()) if name not in supplied]
    out = portable({**schema, "properties": members, "required": required, "additionalProperties": False})
    out.pop("description", None)
    for member in out["properties"].values():
        if REFERENCE in _kind(member) and "description" in member and member["description"] != REFERENCE:
            member["description"] = _IDS.sub("", member["description"])
    return out


def _arguments(tool: Tool) -> dict[str, str]:
    schema = arguments_schema(tool)
    fields = {field.alias or name: field for name, field in tool.Arguments.model_fields.items()}
    return {
        name: _text(member, fields.get(name), required=name in schema.get("required", ()))
        for name, member in schema["properties"].items()
    }


def _text(schema: Mapping[str, Any], field: FieldInfo | None, *, required: bool) -> str:
    """For example "number 0 to 1, default 0.15: how varied"."""
    text = _kind(schema)
    default = None if field is None or required else field.default
    if required:
        text += ", required"
    elif isinstance(default, (str, int, float)) and default != "":
        text += f", default {as_json(default)}"
    about = schema.get("description", "")
    return f"{text}: {about}" if about and about != REFERENCE else text


def _kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(as_json(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"])
    if schema.get("description") == REFERENCE:
        return f"item ({REFERENCE})"
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        least = f", at least {schema['minItems']}" if schema.get("minItems") else ""
        return f"list of {_kind(schema.get('items', {}))}{least}"
    if "minimum" in schema and "maximum" in schema:
        return f"{kind} {schema['minimum']} to {schema['maximum']}"
    return {"string": "text"}.get(kind, kind)
