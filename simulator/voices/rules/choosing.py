"""Which of several wordings a person uses: `Choosing`.

Knows turns and purposes. Goes round the wordings of a purpose from turn to turn, so that nobody says the same twice
before all were said; where it starts is drawn once for a dialogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import gcd
from typing import TypeVar

from simulator.draws import Draws

T = TypeVar("T")


class Choosing:
    """The choices of one message; used once. `attempt` is 1 where the first words would not do."""

    def __init__(self, draws: Draws, turn: int, attempt: int) -> None:
        self._draws, self._turn, self._attempt = draws, turn, attempt
        self._used: Counter[str] = Counter()

    def one(self, options: Sequence[T], purpose: str) -> T:
        """The next of the options, which are not empty."""
        count = len(options)
        start = int(self._draws.unit(0, f"words:{purpose}") * count)
        steps = [step for step in range(1, count + 1) if gcd(step, count) == 1]
        step = self._draws.pick(steps, 0, f"words:{purpose}:step")
        again = self._turn + self._attempt + 3 * self._used[purpose]
        self._used[purpose] += 1
        return options[(start + step * again) % count]

    def chance(self, probability: float, purpose: str) -> bool:
        """A draw of this turn."""
        return self._draws.chance(probability, self._turn, self._purpose(purpose))

    def unit(self, purpose: str) -> float:
        """Uniform in [0, 1), of this turn."""
        return self._draws.unit(self._turn, self._purpose(purpose))

    def habit(self, probability: float, purpose: str) -> bool:
        """A draw that holds all through a dialogue."""
        return self._draws.chance(probability, 0, f"words:habit:{purpose}")

    def _purpose(self, purpose: str) -> str:
        self._used[f"draw:{purpose}"] += 1
        return f"words:{self._attempt}:{purpose}:{self._used[f'draw:{purpose}']}"
