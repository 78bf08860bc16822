"""One example for a planner's prompt: `Demonstration`, and the set it belongs to as a value.

Knows what an example holds. Knows nothing about how it is made, checked, kept or chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agent.language.draft import Draft


@dataclass(frozen=True)
class Demonstration:
    """One example. `said` are the earlier messages, `state` what they led to as a planner is shown it; `intended` are
    ids of items, which no prompt shows."""

    said: tuple[str, ...]
    message: str
    state: dict[str, Any]
    draft: Draft
    intended: frozenset[str]
    kind: str


@dataclass(frozen=True)
class Tally:
    """Of one kind: attempts made, examples kept, and how often an attempt was refused for which reason."""

    made: int
    kept: int
    refused: Mapping[str, int]


@dataclass(frozen=True)
class Collection:
    """Examples, the vectors of their messages (float32[n, d], unit norm), and the tally by kind."""

    demonstrations: tuple[Demonstration, ...]
    vectors: npt.NDArray[np.float32]
    tallies: Mapping[str, Tally]
