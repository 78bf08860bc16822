"""What a message of a simulated person took to find words for: `Asked`.

Knows sums over calls of language models. They are those of the first time an answer was asked for: one that was kept
costs nothing, and yet a run that is played again has the same records.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Asked(BaseModel):
    """Calls, tokens in and out, US dollars (None where no price is known or nothing was asked)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None

    def __add__(self, other: Asked) -> Asked:
        costs = [part.cost for part in (self, other) if part.cost is not None]
        return Asked(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost=sum(costs) if costs else None,
        )


NOTHING = Asked()
