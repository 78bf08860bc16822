"""Whether a request body is one that the published protocol allows: `problems_of`.

Knows the `openai` package's own request types and the rules that types cannot say. Knows nothing about what is asked.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import SchemaValidator, ValidationError

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def problems_of(raw: bytes) -> list[str]:
    """What is wrong with a request, one line each; none for a valid one. Unknown keys are wrong."""
    try:
        body = json.loads(raw)
    except ValueError as error:
        return [f"not JSON: {error}"]
    if not isinstance(body, Mapping):
        return ["not a JSON object"]
    try:
        _validator(body.get("stream") is True).validate_json(raw, strict=True)
    except ValidationError as error:
        return [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors(include_input=False)]
    return [*_of_messages(body["messages"]), *_of_tools(body), *_of_stream(body)]


@functools.cache
def _validator(streaming: bool) -> SchemaValidator:
    from openai.types.chat import completion_create_params as types
    from pydantic import TypeAdapter

    kind = types.CompletionCreateParamsStreaming if streaming else types.CompletionCreateParamsNonStreaming
    return SchemaValidator(_strict(TypeAdapter(kind).core_schema))


def _strict(schema: Any) -> Any:
    """The schema with unknown keys refused, and iterables checked to their ends instead of when they are read."""
    if isinstance(schema, list | tuple):
        return type(schema)(_strict(part) for part in schema)
    if not isinstance(schema, dict):
        return schema
    out = {key: _strict(part) for key, part in schema.items()}
    if out.get("type") == "typed-dict":
        out["extra_behavior"] = "forbid"
    elif out.get("type") == "generator":
        out["type"] = "list"
    return out


def _of_messages(messages: list[Mapping[str, Any]]) -> Iterator[str]:
    """Every tool call is answered by a tool message before anybody else speaks, and nothing else is."""
    if not messages:
        yield "messages: none"
    open_calls: list[str] = []
    for n, message in enumerate(messages):
        if message["role"] == "tool":
            if message["tool_call_id"] not in open_calls:
                yield f"messages.{n}: a tool message that answers no call"
            else:
                open_calls.remove(message["tool_call_id"])
            continue
        if open_calls:
            yield f"messages.{n}: the calls before it were not answered: {open_calls}"
        calls = [call["id"] for call in message.get("tool_calls") or ()]
        open_calls = calls
        if message["role"] == "assistant" and not calls and message.get("content") is None:
            yield f"messages.{n}: an assistant message with neither content nor calls"
    if open_calls:
        yield f"messages: calls without an answer at the end: {open_calls}"


def _of_tools(body: Mapping[str, Any]) -> Iterator[str]:
    tools = body.get("tools")
    if tools is None:
        yield from (f"{key}: without tools" for key in ("tool_choice", "parallel_tool_calls") if key in body)
        return
    functions = [tool["function"] for tool in tools if tool["type"] == "function"]
    names = [function["name"] for function in functions]
    if not tools:
        yield "tools: an empty list"
    yield from (f"tools: {name!r} is no name of a function" for name in names if not _NAME.fullmatch(name))
    yield from (f"tools: {name!r} twice" for name in sorted(set(names)) if names.count(name) > 1)
    for function in functions:
        parameters = function.get("parameters")
        if parameters is not None and parameters.get("type") != "object":
            yield f"tools: the parameters of {function['name']!r} are no object"
        if function.get("strict"):
            yield from (f"tools: {function['name']!r} strict, but {why}" for why in _not_strict(parameters))
    choice = body.get("tool_choice")
    if isinstance(choice, Mapping) and choice["type"] == "function" and choice["function"]["name"] not in names:
        yield f"tool_choice: {choice['function']['name']!r} is not among the tools"


def _not_strict(schema: Any) -> Iterator[str]:
    """Where a schema misses what strict mode demands of every object in it."""
    if isinstance(schema, list):
        for part in schema:
            yield from _not_strict(part)
    if not isinstance(schema, Mapping):
        return
    if schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield "additionalProperties is not false"
        missing = sorted(set(schema.get("properties", {})) - set(schema.get("required", ())))
        yield from (f"{name!r} is not required" for name in missing)
    for part in schema.values():
        yield from _not_strict(part)


def _of_stream(body: Mapping[str, Any]) -> Iterator[str]:
    if body.get("stream_options") is not None and body.get("stream") is not True:
        yield "stream_options: without stream"
    if not 0 <= (body.get("temperature") or 0) <= 2:
        yield "temperature: not between 0 and 2"
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema" and form["json_schema"].get("strict"):
        yield from (f"response_format: strict, but {why}" for why in _not_strict(form["json_schema"].get("schema")))
