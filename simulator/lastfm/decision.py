"""When to ask and when to show a list: three ways to decide, for many dialogues at once.

Knows how the chances of the items left are spread, not which items they are.

*reach* looks ahead. A question that tells b bits halves what is left b times, so after k more questions the m - k
lists that are still possible reach as far as the 10 (m - k) 2^(k b) likeliest items do now. The list is shown where no
k above 0 reaches a greater chance, or where the chance that it holds the target is at least the threshold: then it
costs little and ends most dialogues early. b is what the best question tells, less what is lost to "I don't know" (a
share estimated from this dialogue) and to questions growing poorer, by a constant.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from simulator.lastfm.attributes import Bools, Floats, Ints

Way = Literal["always", "threshold", "reach"]
"""Always a list; a list where its chance is at least the threshold, and in the last turn; see above."""
LIST = 10
_WEALTH = 0.6  # of the best question's bits, what later ones keep on average
_UNKNOWN = (0.6, 3.0)  # "I don't know" and all answers before the first one, as if they had been heard
_DEEP = 640  # chances looked at; what lies below does not decide


def shows_list(
    way: Way, threshold: float, left: int, chances: Floats, bits: Floats, unknown: Ints, known: Ints
) -> Bools:
    """bool[dialogues]. left: moves left with this one; chances float32[dialogues, items], each row sums to 1; bits
    float32[dialogues]: entropy of the best question's answer; unknown, known int64[dialogues]: answers so far."""
    dull = bits <= 1e-6
    if way == "always" or left == 1:
        return np.ones(len(bits), dtype=bool)
    reached = np.cumsum(_largest(chances), axis=1)
    sure = reached[:, min(LIST, reached.shape[1]) - 1] >= threshold
    if way == "threshold":
        return np.asarray(sure | dull)
    lost = (unknown + _UNKNOWN[0]) / (unknown + known + _UNKNOWN[1])
    told = (_WEALTH * bits * (1 - lost))[:, None]
    asked = np.arange(left)[None, :]
    depth = np.minimum(LIST * (left - asked) * 2.0 ** (told * asked), reached.shape[1]).astype(np.int64)
    value = np.take_along_axis(reached, depth - 1, axis=1)
    return np.asarray(sure | dull | (value.max(axis=1) <= value[:, 0] + 1e-6))


def _largest(chances: Floats) -> Floats:
    """The greatest chances of each row, falling."""
    if chances.shape[1] > _DEEP:
        chances = -np.partition(-chances, _DEEP - 1, axis=1)[:, :_DEEP]
    return np.asarray(-np.sort(-chances, axis=1))
