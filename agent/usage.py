"""What calls of language models took: `ModelCall` and its sum, `Usage`.

Knows tokens, time and cost. Knows nothing about endpoints.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["planning", "wording", "critic"]


@dataclass(frozen=True)
class ModelCall:
    """One call, its retries included. Time in milliseconds, cost in US dollars (None: no price is set)."""

    role: Role
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    ms: float = 0.0
    attempts: int = 1
    """Requests sent: one, and one more for every retry."""
    estimated: bool = False
    """True where the endpoint gave no figures and tokens were counted from the length of the text."""
    cost: float | None = None
    fault: str = ""
    """The kind of fault it ended with; empty for a call that answered."""

    def to_json(self) -> dict[str, Any]:
        """The call as plain data."""
        facts = {"role": self.role, "model": self.model, "input_tokens": self.input_tokens}
        facts |= {"output_tokens": self.output_tokens, "ms": round(self.ms, 1), "attempts": self.attempts}
        return facts | {"estimated": self.estimated, "cost": self.cost, "fault": self.fault}


@dataclass(frozen=True)
class Usage:
    """Sums over calls; `cost` is None as soon as one of them has no price."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    ms: float = 0.0
    cost: float | None = 0.0

    @property
    def tokens(self) -> int:
        """Tokens in and out."""
        return self.input_tokens + self.output_tokens

    @classmethod
    def of(cls, calls: Iterable[ModelCall]) -> Usage:
        """The sum of some calls."""
        total = cls()
        for call in calls:
            total += cls(1, call.input_tokens, call.output_tokens, call.ms, call.cost)
        return total

    def __add__(self, other: Usage) -> Usage:
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.ms + other.ms,
            cost,
        )

    def to_json(self) -> dict[str, Any]:
        """The sums as plain data."""
        facts: dict[str, Any] = {"calls": self.calls, "input_tokens": self.input_tokens}
        return facts | {"output_tokens": self.output_tokens, "ms": round(self.ms, 1), "cost": self.cost}
