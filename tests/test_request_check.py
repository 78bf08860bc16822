"""What the published protocol allows a request to hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from model_client import ASKED, PLAN
from request_check import problems_of

CALL = {"id": "c1", "type": "function", "function": {"name": "make_plan", "arguments": "{}"}}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"colour": "red"}, "colour"),
    "unknown key of a message": ({"messages": [{"role": "user", "content": "x", "mood": 1}]}, "mood"),
    "number as text": ({"temperature": "1"}, "temperature"),
    "no model": ({"model": None}, "model"),
    "no messages": ({"messages": []}, "messages"),
    "no such role": ({"messages": [{"role": "narrator", "content": "x"}]}, "messages"),
    "bad stream": ({"stream": "yes"}, "stream"),
    "options without stream": ({"stream_options": {"include_usage": True}}, "stream_options"),
    "choice without tools": ({"tool_choice": "auto"}, "tool_choice"),
    "choice of another tool": (
        {"tools": [PLAN], "tool_choice": {"type": "function", "function": {"name": "other"}}},
        "not among the tools",
    ),
    "tool twice": ({"tools": [PLAN, PLAN]}, "twice"),
    "bad name": ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "no name"),
    "parameters of another type": (
        {"tools": [{"type": "function", "function": {"name": "a", "parameters": {"type": "array"}}}]},
        "no object",
    ),
    "strict but open": ({"tools": [{"type": "function", "function": {**PLAN["function"], "strict": True}}]}, "strict"),
    "call without result": (
        {"messages": [*ASKED, {"role": "assistant", "tool_calls": [CALL]}, {"role": "user", "content": "x"}]},
        "not answered",
    ),
    "result without call": ({"messages": [{"role": "tool", "tool_call_id": "c9", "content": "x"}]}, "answers no call"),
    "silent assistant": ({"messages": [*ASKED, {"role": "assistant"}]}, "neither content nor calls"),
}


@pytest.mark.parametrize(("change", "told"), WRONG.values(), ids=WRONG)
def test_a_request_that_the_protocol_does_not_allow_is_told(change: dict[str, Any], told: str) -> None:
    valid = {"model": "m", "messages": ASKED}
    assert problems_of(json.dumps(valid).encode()) == []
    assert told in "\n".join(problems_of(json.dumps({**valid, **change}).encode()))


def test_calls_with_their_results_are_valid() -> None:
    talk = [*ASKED, {"role": "assistant", "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "c1", "content": "x"}]
    assert problems_of(json.dumps({"model": "m", "messages": talk, "tools": [PLAN]}).encode()) == []
    assert problems_of(b"[]") == ["not a JSON object"]
