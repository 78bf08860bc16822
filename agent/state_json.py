"""A dialogue state as JSON and back, exactly: `state_to_json` and `state_from_json`.

Knows how the parts of `DialogueState` are written. Knows nothing about where they are kept. A field that an older
Parley did not write takes its default.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.state import DialogueState
from catalog.errors import ConfigError


def state_to_json(state: DialogueState) -> dict[str, Any]:
    """The state as a JSON object."""
    written: dict[str, Any] = _adapter().dump_python(state, mode="json")
    return written


def state_from_json(data: object) -> DialogueState:
    """The state that was written; ConfigError, in one line, for what is none or has fields unknown to this Parley."""
    try:
        state = _adapter().validate_python(data)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"]) or "it"
        raise ConfigError(f"a stored dialogue state cannot be read: {where}: {fault['msg']}") from error
    if unknown := _unknown(data, state_to_json(state)):
        raise ConfigError(f"a stored dialogue state has {unknown!r}, unknown to this Parley; use the one that wrote it")
    return state


@cache
def _adapter() -> TypeAdapter[DialogueState]:
    return TypeAdapter(DialogueState)


def _unknown(data: object, known: object, where: str = "") -> str:
    """The first field of the data that reading it has lost; empty if there is none."""
    if isinstance(data, dict) and isinstance(known, dict):
        for key, value in data.items():
            path = f"{where}.{key}" if where else str(key)
            if key not in known:
                return path
            if found := _unknown(value, known[key], path):
                return found
    elif isinstance(data, list) and isinstance(known, list):
        for a, b in zip(data, known, strict=False):
            if found := _unknown(a, b, where):
                return found
    return ""
