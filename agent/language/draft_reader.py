"""From what a model answered to a `Draft`: `read_draft`.

Knows the ways in which models miss the form: text around the JSON, JSON in the text and no call, wrong or missing
fields, too many steps. What is usable is kept and what is not is named. Knows nothing about the catalog.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from agent.language.draft import Draft
from agent.language.endpoint.caller import Answer

TOOL = "make_plan"
_MOST_MENDED = 40
"""Wrong parts that are left out before the whole is given up."""
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class DraftRead:
    """The draft, or what is left of it; `raw` is what the model wrote, `problems` what was wrong."""

    draft: Draft | None
    raw: str
    problems: tuple[str, ...] = ()


def read_draft(answer: Answer) -> DraftRead:
    """The first usable draft of an answer."""
    named = [raw for name, raw in answer.calls if name == TOOL]
    others = [name for name, _ in answer.calls if name != TOOL]
    problems = [f"there is no tool {name[:60]!r} here; call {TOOL} once" for name in others[:1]]
    if len(named) > 1:
        problems.append(f"{TOOL} was called {len(named)} times; only the first one counts")
    raw = named[0] if named else answer.text
    for data in _objects(raw if named else _THOUGHTS.sub("", answer.text)):
        draft, wrong = _mended(data)
        if draft is not None:
            return DraftRead(draft, raw, (*(problems if not named or len(named) > 1 else ()), *wrong))
        problems += wrong
    if not problems:
        problems.append(f"the answer is no JSON object; call {TOOL} with JSON arguments and write nothing else")
    return DraftRead(None, raw, tuple(problems))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects in a text, in order; a model may wrap its arguments in one more layer."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict):
                inner = value.get("arguments", value.get("parameters"))
                if isinstance(inner, str) and inner.lstrip().startswith("{"):
                    yield from _objects(inner)
                else:
                    yield inner if isinstance(inner, dict) else value
        at = text.find("{", end)


def _mended(data: dict[str, Any]) -> tuple[Draft | None, list[str]]:
    """The draft without those parts that do not fit, and what they were; None where nothing is left."""
    problems: list[str] = []
    for _ in range(_MOST_MENDED):
        try:
            draft = Draft.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            path = first["loc"]
            where = ".".join(str(part) for part in path)
            problems.append(f"{where[:80]}: {first['msg']}")
            if first["type"] == "missing" and path == ("intent",) and _says_something(data):
                data = {**data, "intent": "recommend"}
            elif not path or (first["type"] == "missing" and len(path) == 1):
                return None, problems
            else:
                data = _without(data, path)
        else:
            return draft, problems
    return None, problems


def _says_something(data: dict[str, Any]) -> bool:
    return any(data.get(name) for name in Draft.model_fields if name != "summary")


def _without(data: dict[str, Any], path: tuple[int | str, ...]) -> dict[str, Any]:
    """The data without the part at `path`: of a list the whole entry, else the key itself."""
    name, *rest = path
    kept = dict(data)
    entries = kept.get(str(name))
    if rest and isinstance(rest[0], int) and isinstance(entries, list) and rest[0] < len(entries):
        kept[str(name)] = entries[: rest[0]] + entries[rest[0] + 1 :]
    else:
        kept.pop(str(name), None)
    return kept
