"""One call of a language model while it runs: `Call`.

Knows what was sent, what came back, how long it may take and what it cost. Knows nothing about how it is sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from agent.allowance import Allowance
from agent.language.endpoint.endpoint import Endpoint
from agent.language.endpoint.faults import Kind, ModelFault
from agent.language.endpoint.thoughts import Thoughts, answer_of
from agent.usage import ModelCall, Role
from agent.whole_text import whole_text

LONGEST: Mapping[Role, int] = {"planning": 1500, "wording": 400, "critic": 200}
"""Tokens an answer may take."""
_THINKING = 8
"""How many times that a model may take that thinks before it speaks, which counts as answering."""
_SHORTEST = 48
"""Tokens no answer does with less than."""
_RESERVE: Mapping[Role, float] = {"planning": 2.0, "wording": 0.3, "critic": 1.0}
"""Seconds a call leaves for the rest of its turn."""
_SHARE = 0.3
"""Of the time left, the most that is held back."""
_UNSENT: frozenset[Kind] = frozenset(
    (
        "rate_limited", "no_quota", "unavailable", "unreachable", "unauthorised", "not_found", "bad_request",
        "too_long", "over_budget",
    )
)  # fmt: skip
"""Faults of requests that no model worked on: they cost nothing."""


class Call:
    """A call for `role` on behalf of a turn: its limits, and what is known about it so far."""

    def __init__(
        self,
        role: Role,
        endpoint: Endpoint,
        allowance: Allowance,
        messages: Sequence[BaseMessage] = (),
        tool: Mapping[str, Any] | None = None,
    ) -> None:
        self.role: Role = role
        self.model = endpoint.model_of(role)
        self.name = endpoint.name_of(role)
        self.messages = messages
        self.allowance = allowance
        self.tool = tool
        self.attempts = 0
        """Requests sent."""
        self.failures = 0
        """Requests that failed in a way that may be gone a moment later."""
        self.parameters: frozenset[str] = frozenset()
        """What the last request held that an endpoint may refuse."""
        self.doubted = False
        """Whether tools were left out because of an answer in this call."""
        self.text = ""
        """What was said so far, without what the model thought aloud."""
        self.raw = ""
        self.tool_calls: tuple[tuple[str, str], ...] = ()
        """Names and raw JSON arguments."""
        self._usage: tuple[int, int] | None = None
        self._earlier = (0, 0)
        self._prices = endpoint.prices
        self._thoughts = Thoughts()
        self._begin = time.monotonic()
        left = allowance.seconds_left
        self.seconds = left - min(_RESERVE[role], _SHARE * left)

    @property
    def seconds_left(self) -> float:
        """Seconds until the call must end, never negative."""
        return max(0.0, self.seconds - (time.monotonic() - self._begin))

    def room(self, thinks: bool = False) -> int:
        """Tokens an answer may take: what the role grants, and never more than the conversation has left.

        ModelFault where nothing is left.
        """
        granted = LONGEST[self.role] * (_THINKING if thinks else 1)
        left = self.allowance.tokens_left
        if left is None:
            return granted
        if left - self._sent < _SHORTEST:
            raise ModelFault("over_budget", self.name)
        return min(granted, left - self._sent)

    @cached_property
    def _sent(self) -> int:
        """About how many tokens a request takes."""
        said = sum(tokens(str(message.content)) for message in self.messages)
        return said + (tokens(json.dumps(self.tool, ensure_ascii=False)) if self.tool else 0)

    def next(self) -> None:
        """Take note that a request is about to be sent."""
        self.attempts += 1
        if self._usage:
            self._earlier = self._earlier[0] + self._usage[0], self._earlier[1] + self._usage[1]
            self._usage = None
        self.raw, self._thoughts = "", Thoughts()

    def heard(self, message: AIMessage) -> None:
        """Take note of a whole answer."""
        said = whole_text(str(message.text))
        self.raw += said
        self.text += answer_of(said)
        self.tool_calls += tuple(
            (call["name"], whole_text(json.dumps(call["args"], ensure_ascii=False))) for call in message.tool_calls
        )
        self.tool_calls += tuple((call["name"] or "", call["args"] or "") for call in message.invalid_tool_calls)
        self._count(message)

    def overheard(self, chunk: AIMessage | None) -> str:
        """Take note of a chunk of a streamed answer, None for its end; what of it is to be said."""
        said = whole_text(str(chunk.text)) if chunk else ""
        words = self._thoughts.without(said) if chunk else self._thoughts.rest()
        self.text += words
        if chunk:
            self.raw += said
            self._count(chunk)
        return words

    def _count(self, message: AIMessage) -> None:
        if usage := message.usage_metadata:
            self._usage = usage["input_tokens"], usage["output_tokens"]

    def done(self, fault: ModelFault | None) -> ModelCall:
        """The call as it is accounted for; tokens are estimated where the endpoint told none."""
        estimated = self._usage is None and (fault is None or fault.kind not in _UNSENT)
        said = self.raw + "".join(arguments for _, arguments in self.tool_calls)
        last = (self._sent, tokens(said)) if estimated else self._usage or (0, 0)
        incoming, outgoing = self._earlier[0] + last[0], self._earlier[1] + last[1]
        prices = self._prices
        return ModelCall(
            role=self.role,
            model=self.model,
            input_tokens=incoming,
            output_tokens=outgoing,
            ms=1000 * (time.monotonic() - self._begin),
            attempts=self.attempts,
            estimated=estimated,
            cost=(incoming * prices[0] + outgoing * prices[1]) / 1e6 if prices else None,
            fault=fault.kind if fault else "",
        )


def tokens(text: str) -> int:
    """About how many tokens a text takes."""
    return -(-len(text) // 4)
