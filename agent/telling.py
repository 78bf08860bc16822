"""What people are told of a turn besides the reply: what is being done, what models took, what failed.

Knows events, calls and faults, and how they read. Knows nothing about where the words appear: the terminal and the page
take them from here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from agent.event import Event
from agent.reply import Reply
from agent.usage import ModelCall, Usage

EMBEDDED = "embedded"
"""The name of the brain that asks no model."""

_DOING = {
    "planned": "Looking through the catalog",
    "tool_called": "Looking through the catalog",
    "tool_returned": "Looking through the catalog",
}


def who(name: str) -> str:
    """The name of a brain or a model for people: without its provider."""
    return name.partition(":")[2] or name


def first_progress(brain: str) -> str:
    """What is being done before the first event, by the brain of this name."""
    return "Reading your message" if brain == EMBEDDED else f"Asking {who(brain)}"


def progress(event: Event, brain: str) -> str | None:
    """What is being done after an event; None where that is nothing new."""
    if event.kind == "understood":
        return "Making a plan"
    if event.kind == "verified":
        return "Finding the words" if brain == EMBEDDED else f"Asking {who(brain)} for the words"
    return _DOING.get(event.kind)


def failures(reply: Reply) -> tuple[str, ...]:
    """What a person should know at once: which models failed, what cannot be remembered, each message once."""
    told = (fault.message for fault in reply.faults if fault.kind == "memory" or fault.kind.startswith("model_"))
    return tuple(dict.fromkeys(told))


def untold(reply: Reply) -> list[str]:
    """A sentence for every failure that the reply's own words do not tell."""
    return [sentence(failure) for failure in failures(reply) if failure not in reply.text]


def without(words: str, told: Iterable[str]) -> str:
    """The words without the failures, for where these are told apart from the words."""
    for failure in told:
        before, found, after = words.partition(failure)
        words = before + after.lstrip(" .") if found else words
    return words.strip()


def sentence(message: str) -> str:
    """A message as a sentence: with a capital letter and a full stop."""
    return message[:1].upper() + message[1:].rstrip(".") + "."


def call_facts(call: ModelCall) -> tuple[str, ...]:
    """One call in a few words each: tokens, time, attempts, cost, fault."""
    facts = [_tokens(call.input_tokens, call.output_tokens, estimated=call.estimated), _time(call.ms)]
    facts.append(f"{call.attempts} attempts" if call.attempts > 1 else "")
    facts.append(dollars(call.cost) if call.cost is not None else "")
    facts.append(call.fault.replace("_", " "))
    return tuple(fact for fact in facts if fact)


def usage_facts(usage: Usage) -> tuple[str, ...]:
    """A sum of calls in a few words each: how many, tokens, time, cost."""
    facts = [f"{usage.calls} {'call' if usage.calls == 1 else 'calls'}"]
    facts += [_tokens(usage.input_tokens, usage.output_tokens), _time(usage.ms)]
    facts.append(dollars(usage.cost) if usage.cost is not None else "")
    return tuple(fact for fact in facts if fact)


def dollars(cost: float) -> str:
    """An amount in US dollars, exact to two figures where it is less than a cent."""
    if cost <= 0:
        return "$0"
    return f"${cost:.{max(2, 1 - math.floor(math.log10(cost)))}f}"


def _tokens(incoming: int, outgoing: int, *, estimated: bool = False) -> str:
    return f"{'about ' if estimated else ''}{incoming:,} + {outgoing:,} tokens" if incoming or outgoing else ""


def _time(ms: float) -> str:
    return f"{ms:,.0f} ms" if ms < 10_000 else f"{ms / 1000:,.1f} s"
