"""What a model says, and how it looks on the wire of the chat completions protocol: `Answer`.

Knows the JSON of whole completions and of streamed chunks. Knows nothing about sockets, faults or what is worth saying.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Body = Mapping[str, Any]
"""The JSON body of a request."""
BROKEN_BYTES = "\ue000"
"""Stands for two bytes that are not UTF-8 wherever it occurs in an answer."""
_PIECE = re.compile(r"\s*\S{1,10}|\s+")
_PIECE_OF_ARGUMENTS = 24


@dataclass(frozen=True)
class Answer:
    """Text, tool calls as (name, raw JSON arguments), or both."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    refusal: str = ""
    reasoning: str = ""
    """Goes out as `reasoning_content`, as servers of reasoning models send it."""
    finish: Literal["", "stop", "length", "tool_calls", "content_filter"] = ""
    """Empty: what the protocol says for such an answer."""
    usage: bool = True
    """False for a server that counts no tokens."""

    @property
    def tokens(self) -> int:
        """Tokens of the answer, a quarter of its characters."""
        return -(-(len(self.text) + len(self.refusal) + sum(len(n) + len(a) for n, a in self.calls)) // 4)

    def within(self, body: Body) -> Answer:
        """The answer cut to the tokens that the request allows, as an endpoint cuts it."""
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        if not limit or self.tokens <= limit:
            return self
        left = 4 * int(limit)
        calls = []
        for name, arguments in self.calls:
            calls.append((name, arguments[: max(0, left - len(name))]))
            left -= len(name) + len(arguments)
        return replace(self, text=self.text[: 4 * int(limit)], calls=tuple(calls), finish="length")


def whole(answer: Answer, body: Body, number: int) -> bytes:
    """A completion that is not streamed."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or None, "refusal": answer.refusal or None}
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    if answer.calls:
        message["tool_calls"] = [
            {"id": _call_id(number, n), "type": "function", "function": {"name": name, "arguments": arguments}}
            for n, (name, arguments) in enumerate(answer.calls)
        ]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(answer, body)}
    usage = {"usage": _usage(answer, body)} if answer.usage else {}
    return _encoded({**_head("chat.completion", body, number), "choices": [choice], **usage})


def streamed(answer: Answer, body: Body, number: int) -> Iterator[tuple[bytes, bool]]:
    """The chunks of a streamed completion, each with whether it carries a piece of the answer."""
    head = _head("chat.completion.chunk", body, number)
    counted = answer.usage and bool((body.get("stream_options") or {}).get("include_usage"))
    if counted:
        head["usage"] = None

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _encoded({**head, "choices": [choice]})

    yield chunk({"role": "assistant", "content": None if answer.calls else "", "refusal": None}), False
    for delta in _deltas(answer, number):
        yield chunk(delta), True
    yield chunk({}, _finish(answer, body)), False
    if counted:
        yield _encoded({**head, "choices": [], "usage": _usage(answer, body)}), False


def _deltas(answer: Answer, number: int) -> Iterator[dict[str, Any]]:
    for piece in _PIECE.findall(answer.reasoning):
        yield {"reasoning_content": piece}
    for piece in _PIECE.findall(answer.refusal):
        yield {"refusal": piece}
    for piece in _PIECE.findall(answer.text):
        yield {"content": piece}
    for n, (name, arguments) in enumerate(answer.calls):
        function = {"name": name, "arguments": ""}
        yield {"tool_calls": [{"index": n, "id": _call_id(number, n), "type": "function", "function": function}]}
        for begin in range(0, len(arguments), _PIECE_OF_ARGUMENTS):
            part = arguments[begin : begin + _PIECE_OF_ARGUMENTS]
            yield {"tool_calls": [{"index": n, "function": {"arguments": part}}]}


def _head(kind: str, body: Body, number: int) -> dict[str, Any]:
    facts = {"id": f"chatcmpl-{number}", "object": kind, "created": int(time.time()), "model": body["model"]}
    return facts | {"system_fingerprint": "fp_scripted"}


def _call_id(number: int, place: int) -> str:
    return f"call_{number}_{place}"


def _finish(answer: Answer, body: Body) -> str:
    """A forced call ends with "stop", a call the model chose with "tool_calls": so does the real endpoint."""
    if answer.finish:
        return answer.finish
    forced = isinstance(body.get("tool_choice"), Mapping)
    return "tool_calls" if answer.calls and not forced else "stop"


def _usage(answer: Answer, body: Body) -> dict[str, Any]:
    asked = -(-len(json.dumps([body.get("messages"), body.get("tools")], ensure_ascii=False)) // 4)
    figures = {"prompt_tokens": asked, "completion_tokens": answer.tokens, "total_tokens": asked + answer.tokens}
    details = {"reasoning_tokens": 0, "audio_tokens": 0}
    return figures | {"prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": details}


def _encoded(facts: dict[str, Any]) -> bytes:
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8").replace(BROKEN_BYTES.encode("utf-8"), b"\xff\xfe")
