"""JSON schemas as every server takes them: `portable`.

Knows which parts of JSON Schema differ between servers, and writes the same meaning without them. Knows nothing about
plans or tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.language.templates import as_json

ITEM = "item-id"
"""Format of an argument that takes an item; a model sees a reference instead."""
REFERENCE = '"#2" or a title'
_PLAIN = ("type", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems")


def portable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without references, definitions, `oneOf`, `const`, discriminators, defaults, titles or formats.

    Lengths and patterns of texts are left out, as some servers cannot hold a model to them; so is null for what may be
    left out. A type that contains itself becomes a plain object the second time.
    """
    return _plain(schema, schema.get("$defs", {}), ())


def _plain(schema: Any, definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(schema, Mapping):  # `true`: anything goes
        return {}
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        if name in inside or name not in definitions:
            return {"type": "object"}
        found = _plain(definitions[name], definitions, (*inside, name))
        return found | ({"description": schema["description"]} if "description" in schema else {})
    out = {name: schema[name] for name in _PLAIN if name in schema}
    if schema.get("description"):
        out["description"] = schema["description"]
    if schema.get("format") == ITEM:
        out["description"] = REFERENCE
    if "const" in schema:
        out["enum"] = [schema["const"]]
    options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if options:
        out |= _either([_plain(option, definitions, inside) for option in options])
    if "prefixItems" in schema:
        out["items"] = _either([_plain(item, definitions, inside) for item in schema["prefixItems"]])
    elif "items" in schema:
        out["items"] = _plain(schema["items"], definitions, inside)
    return out | _members(schema, definitions, inside)


def _members(schema: Mapping[str, Any], definitions: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    required = list(schema.get("required", ()))
    if "properties" in schema:
        members = {name: _plain(member, definitions, inside) for name, member in schema["properties"].items()}
        out["properties"] = {name: m if name in required else _without_null(m) for name, m in members.items()}
    if required:
        out["required"] = required
    more = schema.get("additionalProperties")
    if more is not None:
        out["additionalProperties"] = more if isinstance(more, bool) else _plain(more, definitions, inside)
    return out


def _either(options: list[dict[str, Any]]) -> dict[str, Any]:
    """One of several schemas; an integer is a number, and the same is not said twice."""
    distinct = list({as_json(option): option for option in options}.values())
    if {"type": "number"} in distinct:
        distinct = [option for option in distinct if option != {"type": "integer"}]
    return distinct[0] if len(distinct) == 1 else {"anyOf": distinct}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" not in schema:
        return schema
    left = [option for option in schema["anyOf"] if option != {"type": "null"}]
    return {name: part for name, part in schema.items() if name != "anyOf"} | _either(left)
