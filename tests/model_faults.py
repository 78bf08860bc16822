"""What can go wrong at an endpoint: `Fault`, and one maker per kind.

Knows what each fault does to an answer or to the bytes that carry it. Knows nothing about sockets, or when it happens
(`fault_choice`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from model_answer import BROKEN_BYTES, Answer

PROVIDER_TEXT = "Traceback worker.py:41 upstream-7f3a sk-provider-secret-0001"
"""Stands in everything an endpoint says about its own faults; a user, a model or a trace must never see it."""
Break = Literal["reset", "close", "refuse", "stall", "drip"]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. `reply` (status, headers, body) stands in the place of the completion; `answer`
    changes what the model says; `payload` changes the JSON on its way; `breaks` says how the connection ends."""

    name: str
    reply: tuple[int, Mapping[str, str], bytes] | None = None
    answer: Callable[[Answer], Answer] | None = None
    payload: Callable[[bytes], bytes] | None = None
    breaks: Break | None = None
    after: int = 0
    """Pieces of the answer sent before it breaks: 0 none and no header either; of a reply that is not streamed, half."""
    seconds: float = 0.0
    """How long a stall or a refusal lasts, or the time between two bytes of a drip."""
    of_calls: bool = False
    """Only changes tool calls; an answer in words stays what it is."""


def status(code: int, retry_after: str | float | None = None) -> Fault:
    """An error status with the endpoint's own words; `retry_after` is seconds or an HTTP date."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    kind = "rate_limit_exceeded" if code == 429 else "server_error" if code >= 500 else "invalid_request_error"
    return Fault(f"status {code}", reply=(code, headers, error_body(PROVIDER_TEXT, kind)))


def error_body(message: str, kind: str, code: str | None = None) -> bytes:
    """An error as the protocol words it."""
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}}).encode()


def reset(after: int = 0) -> Fault:
    """The connection is reset after some pieces of the answer."""
    return Fault("reset", breaks="reset", after=after)


def refuse(seconds: float = 3600.0) -> Fault:
    """The server is gone: every connection is reset, and new ones are refused until the time is over."""
    return Fault("refuse", breaks="refuse", seconds=seconds)


def closed(after: int = 0) -> Fault:
    """The connection is closed in good order, but too early."""
    return Fault("closed", breaks="close", after=after)


def stall(after: int = 0, seconds: float = 3600.0) -> Fault:
    """Nothing comes any more, until the time is over or the other side gives up."""
    return Fault("stall", breaks="stall", after=after, seconds=seconds)


def drip(seconds: float = 0.05) -> Fault:
    """The reply comes byte by byte, so that no read ever times out."""
    return Fault("drip", breaks="drip", seconds=seconds)


def wrong_type() -> Fault:
    """A page of a proxy in the place of JSON, with status 200."""
    page = f"<html><body><h1>Welcome to nginx</h1><p>{PROVIDER_TEXT}</p></body></html>".encode()
    return Fault("wrong type", reply=(200, {"Content-Type": "text/html; charset=utf-8"}, page))


def broken_json() -> Fault:
    """JSON that ends in the middle."""
    return Fault("broken JSON", payload=lambda payload: payload[: len(payload) // 2])


def error_event() -> Fault:
    """The protocol's error in the place of a completion or of the chunks, with status 200."""
    return Fault("error event", payload=lambda payload: error_body(PROVIDER_TEXT, "server_error"))


def no_choices() -> Fault:
    """A completion without any choice."""
    return Fault("no choices", payload=lambda payload: json.dumps({**_loads(payload), "choices": []}).encode())


def _loads(payload: bytes) -> dict[str, Any]:
    return dict(json.loads(payload.decode("utf-8", "replace")))


def _said(name: str, change: Callable[[Answer], Answer]) -> Fault:
    return Fault(name, answer=change)


def empty() -> Fault:
    """Nothing at all."""
    return _said("empty", lambda answer: Answer())


def refusal() -> Fault:
    """The model refuses."""
    return _said("refusal", lambda answer: Answer(refusal=f"I'm sorry, I can't help with that. {PROVIDER_TEXT}"))


def filtered() -> Fault:
    """The endpoint's filter ends the answer."""
    return _said("content filter", lambda answer: Answer(finish="content_filter"))


def length() -> Fault:
    """The answer ends in the middle, for its length."""

    def cut(answer: Answer) -> Answer:
        calls = tuple((name, arguments[: len(arguments) // 2]) for name, arguments in answer.calls)
        return replace(answer, text=answer.text[: len(answer.text) // 2], calls=calls, finish="length")

    return _said("length", cut)


def no_usage() -> Fault:
    """No figures of tokens."""
    return _said("no usage", lambda answer: replace(answer, usage=False))


def _arguments(name: str, change: Callable[[str], str]) -> Fault:
    """The arguments of every call changed; an answer without calls stays."""
    fault = _said(name, lambda answer: replace(answer, calls=tuple((n, change(a)) for n, a in answer.calls)))
    return replace(fault, of_calls=True)


def _draft(name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Fault:
    """The plan that the arguments hold changed."""
    return _arguments(name, lambda text: json.dumps(change(json.loads(text)), ensure_ascii=False))


def bad_arguments() -> Fault:
    """Arguments that are no JSON."""
    return _arguments("bad arguments", lambda text: text[:-1].replace('"', "'", 3) + ",,")


def chatty_arguments() -> Fault:
    """Arguments with words before the JSON."""
    return _arguments("chatty arguments", lambda text: f"Sure, here is the plan you asked for:\n{text}")


def reasoning() -> Fault:
    """Reasoning and then the plan, both as text, and no call."""

    def think(answer: Answer) -> Answer:
        plan = "\n".join(arguments for _, arguments in answer.calls)
        return Answer(text=f"<think>The person wants {{something}}; let me plan.</think>\n{answer.text}{plan}")

    return _said("reasoning", think)


def reasoning_field() -> Fault:
    """Reasoning in a field of its own, as some servers send it, before the right answer."""
    return _said("reasoning field", lambda answer: replace(answer, reasoning="Let me think about what is wanted."))


def fenced() -> Fault:
    """The plan as text in a code block."""

    def fence(answer: Answer) -> Answer:
        plan = "\n".join(arguments for _, arguments in answer.calls)
        return Answer(text=f"Here is my plan:\n```json\n{plan}\n```\nLet me know!") if plan else answer

    return _said("fenced", fence)


def prose() -> Fault:
    """A plan told in words."""
    words = "First I would search for something that fits, then rank it by how well it matches, and finally answer."
    return _said("prose", lambda answer: Answer(text=words))


def two_plans() -> Fault:
    """The plan twice, the second one with another wish."""

    def double(answer: Answer) -> Answer:
        second = [(n, json.dumps({**json.loads(a), "wish": "something else"})) for n, a in answer.calls]
        return replace(answer, calls=(*answer.calls, *second))

    return _said("two plans", double)


def unknown_tool() -> Fault:
    """A step with a tool that does not exist."""
    step = {"tool": "book_tickets", "args": {"seats": 2}}
    return _draft("unknown tool", lambda draft: {**draft, "steps": [step, *draft.get("steps", [])]})


def wrong_function() -> Fault:
    """A call of a function that was not offered."""
    return _said("wrong function", lambda answer: replace(answer, calls=tuple(("do_it", a) for _, a in answer.calls)))


def wrong_field() -> Fault:
    """A condition on a field that does not exist."""
    return _condition("wrong field", {"field": "sparkle", "op": "eq", "value": "high"})


def unknown_value(field: str = "genres") -> Fault:
    """A condition with a value that the catalog does not have."""
    return _condition("unknown value", {"field": field, "op": "any_of", "value": ["Zorblax Opera"]})


def wrong_kind(field: str = "year") -> Fault:
    """A condition whose value is of the wrong kind."""
    return _condition("wrong kind", {"field": field, "op": "le", "value": {"nested": ["not", "a", "year"]}})


def _condition(name: str, condition: dict[str, Any]) -> Fault:
    return _draft(name, lambda draft: {**draft, "require": [*draft.get("require", []), condition]})


def extra_argument() -> Fault:
    """Arguments that no tool takes."""

    def add(draft: dict[str, Any]) -> dict[str, Any]:
        steps = draft.get("steps") or [{"tool": "rank_items", "args": {}}]
        return {**draft, "steps": [{**s, "args": {**s.get("args", {}), "sparkle": 3}} for s in steps]}

    return _draft("extra argument", add)


def extra_key() -> Fault:
    """A part of a plan that no plan has."""
    return _draft("extra key", lambda draft: {**draft, "confidence": 0.93})


def missing_argument() -> Fault:
    """A step without the argument it needs."""
    return _draft("missing argument", lambda draft: {**draft, "steps": [{"tool": "lookup_item", "args": {}}]})


def missing_intent() -> Fault:
    """A plan without its only necessary part."""
    return _draft("missing intent", lambda draft: {k: v for k, v in draft.items() if k != "intent"})


def many_steps(count: int = 200) -> Fault:
    """A plan that goes on and on."""
    step = {"tool": "rank_items", "args": {}}
    return _draft("many steps", lambda draft: {**draft, "steps": [step] * count})


def invented() -> Fault:
    """Words that name films that do not exist, or exist and were not found."""
    words = (
        "You will love The Glass Cartographer (1997) by Ilse Quarrington. "
        'Do not miss "Midnight at the Salt Works", a 4-hour epic. '
        "It is even better than Citizen Kane."
    )
    return _said("invented", lambda answer: Answer(text=words))


def repeat(times: int = 40) -> Fault:
    """A model that only repeats itself."""
    return _said("repeat", lambda answer: Answer(text="I think you will enjoy this one a lot. " * times))


def non_utf8() -> Fault:
    """Bytes that are no UTF-8 in the middle of what is said."""

    def spoil(text: str) -> str:
        return text[: len(text) // 2] + BROKEN_BYTES + text[len(text) // 2 :]

    def change(answer: Answer) -> Answer:
        calls = tuple((name, spoil(arguments)) for name, arguments in answer.calls)
        return replace(answer, text=spoil(answer.text) if answer.text or not calls else "", calls=calls)

    return _said("non-UTF-8", change)
