"""Common random numbers: every draw is a function of its key, not of how many draws came before it.

Knows keys and distributions. Does not know what is drawn for: an agent that takes one turn more leaves every other draw
as it was, so that all agents meet the same person.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
GENERATION = 1
"""Raised whenever the same key gives another person: figures of two generations are not compared."""


class Draws:
    """Draws under one key (seed, task, trial, …); each is named by the turn and by what it decides."""

    def __init__(self, *key: str | int) -> None:
        self._key = "\x1f".join(str(part) for part in (GENERATION, *key))

    def under(self, *more: str | int) -> Draws:
        """Draws of their own under a longer key."""
        longer = Draws()
        longer._key = "\x1f".join((self._key, *map(str, more)))
        return longer

    def unit(self, turn: int, purpose: str) -> float:
        """Uniform in [0, 1)."""
        return int.from_bytes(self._digest(turn, purpose)[:7], "big") / (1 << 56)

    def chance(self, probability: float, turn: int, purpose: str) -> bool:
        """True with this probability; a greater probability keeps every True of a smaller one."""
        return self.unit(turn, purpose) < probability

    def pick(self, options: Sequence[T], turn: int, purpose: str) -> T:
        """One of the options, which are not empty."""
        return options[int(self.unit(turn, purpose) * len(options))]

    def normal(self, turn: int, purpose: str) -> float:
        """Standard normal."""
        return NormalDist().inv_cdf(min(max(self.unit(turn, purpose), 1e-12), 1 - 1e-12))

    def stream(self, turn: int, purpose: str) -> random.Random:
        """A generator of its own, for where many draws serve one purpose."""
        return random.Random(int.from_bytes(self._digest(turn, purpose), "big"))

    def _digest(self, turn: int, purpose: str) -> bytes:
        return hashlib.sha256(f"{self._key}\x1f{turn}\x1f{purpose}".encode()).digest()
