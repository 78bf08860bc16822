"""What a person answers when asked about an attribute: `Noise`, and the draws behind it.

Knows how often answers are missing or wrong. Draws are counted, not taken in a row: whether somebody knows an answer,
and whether it is wrong, depends on seed, person, target and attribute only, so that all agents meet the same people and
asking again gets the same answer. The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
number generators", OOPSLA 2014), which NumPy computes for many dialogues at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.draws import GENERATION
from simulator.lastfm.attributes import Bools, Ints

_GAMMA, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
OPENER, KNOWS, WRONG, SAMPLE, FITTED = range(5)
"""Purposes of draws."""


@dataclass(frozen=True)
class Noise:
    """Of all questions, the share that gets a wrong answer and the share that gets "I don't know"; the rest is true."""

    wrong: float = 0.0
    unknown: float = 0.0

    @property
    def label(self) -> str:
        """For tables: "wrong 0.05, unknown 0.3"."""
        return f"wrong {self.wrong:g}, unknown {self.unknown:g}"


GRID = tuple(Noise(wrong, unknown) for wrong in (0.0, 0.05, 0.1) for unknown in (0.0, 0.3, 0.5))


def uniforms(seed: int, purpose: int, *keys: Ints) -> npt.NDArray[np.float64]:
    """float64[n] in [0, 1): one for every row of the keys, each int64[n]."""
    with np.errstate(over="ignore"):
        state = _mixed(np.uint64(seed) * np.uint64(1009) + np.uint64(GENERATION * 31 + purpose))
        for key in keys:
            state = _mixed(state ^ key.astype(np.uint64))
    return np.asarray((state >> np.uint64(11)).astype(np.float64) / float(1 << 53))


def sample(pairs: Ints, count: int, seed: int) -> Ints:
    """`count` of the pairs (all of them where there are no more), drawn without replacement, in their order."""
    order = np.argsort(uniforms(seed, SAMPLE, pairs[:, 0], pairs[:, 1]), kind="stable")
    return pairs[np.sort(order[:count])]


def answers(noise: Noise, seed: int, pairs: Ints, asked: Ints, true: Bools) -> npt.NDArray[np.int8]:
    """int8[n]: 1 yes, 0 no, -1 "I don't know", to one question about each of the pairs (int64[n, 2]); asked: int64[n],
    the attributes; true: bool[n], whether the target has them."""
    keys = pairs[:, 0], pairs[:, 1], asked
    known = uniforms(seed, KNOWS, *keys) >= noise.unknown
    share = noise.wrong / (1 - noise.unknown) if noise.wrong else 0.0
    said = true ^ (uniforms(seed, WRONG, *keys) < share)
    return np.where(known, said, -1).astype(np.int8)


def _mixed(state: np.uint64 | npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state = np.atleast_1d(state) + _GAMMA
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return state ^ (state >> np.uint64(31))
