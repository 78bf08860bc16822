"""What one turn may take, and what it has taken: `Allowance`.

Knows the turn's deadline, the tokens its conversation has left, the calls made and the faults survived. Knows nothing
about models or endpoints.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from agent.reply import Fault
from agent.usage import ModelCall, Usage


@dataclass
class Allowance:
    """Of one turn: `seconds` from now until it must end, `tokens` its conversation may still spend (None: no limit)."""

    seconds: float
    tokens: int | None = None
    calls: list[ModelCall] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    easy: bool = False
    """True where the message was understood without a model."""
    fallen: bool = False
    """True where the embedded brain had to step in for a model."""
    reflections: list[tuple[str, str]] = field(default_factory=list)
    """What a planner answered and what was found wrong with it, in order."""
    answer: str = ""
    """What the planner answered last."""

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds

    @property
    def seconds_left(self) -> float:
        """Seconds until the turn must end, never negative."""
        return max(0.0, self._end - time.monotonic())

    @property
    def tokens_left(self) -> int | None:
        """Tokens that may still be spent; None where there is no limit."""
        return None if self.tokens is None else max(0, self.tokens - self.usage.tokens)

    @property
    def usage(self) -> Usage:
        """The sum of the calls so far."""
        return Usage.of(self.calls)
