"""The figures of the protocol: success rate, average turns and hDCG, with intervals over users.

Knows how dialogues ended. Does not know who played them.

hDCG is that of Deng et al., "Unified conversational recommendation policy learning via graph-based reinforcement
learning", SIGIR 2021: a success in turn t at place k of the list is worth 1/log2(t+2) + (1/log2(t+1) - 1/log2(t+2)) /
log2(k+1), a failure nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recommenders.interval import bootstrap, rounded
from simulator.lastfm.attributes import Ints
from simulator.lastfm.episodes import TURNS, Ends

Values = npt.NDArray[np.float64]
Figures = dict[str, list[float]]


def hdcg(ends: Ends) -> Values:
    """float64[n], the worth of each dialogue."""
    turns, ranks = ends.turns.astype(np.float64), np.maximum(ends.ranks, 1)
    late, early = 1 / np.log2(turns + 2), 1 / np.log2(turns + 1)
    return np.asarray(np.where(ends.turns <= TURNS, late + (early - late) / np.log2(ranks + 1), 0.0))


def worths(ends: Ends) -> dict[str, Values]:
    """What each dialogue is worth by each measure; a failure counts as 15 turns."""
    found = {"success@15": (ends.turns <= TURNS).astype(np.float64)}
    found["average_turns"] = np.minimum(ends.turns, TURNS).astype(np.float64)
    return found | {"hdcg": hdcg(ends)}


def figures(ends: Ends, users: Ints) -> Figures:
    """[mean, low, high] of each measure, 95 %, by drawing users with all their dialogues; users: int64[n]."""
    return {name: mean_over_users(values, users) for name, values in worths(ends).items()}


def differences(ends: Ends, others: Ends, users: Ints) -> Figures:
    """The same of the differences to other ends of the same dialogues, met with the same draws."""
    ours, theirs = worths(ends), worths(others)
    return {name: mean_over_users(ours[name] - theirs[name], users) for name in ours}


def mean_over_users(values: Values, users: Ints) -> list[float]:
    """[mean, low, high] of float64[n] that come from users int64[n]."""
    _, place = np.unique(users, return_inverse=True)
    sums = np.stack([np.bincount(place, values), np.bincount(place)], axis=1).astype(np.float64)
    low, high = bootstrap(sums, lambda drawn: np.asarray(drawn[:, 0] / drawn[:, 1]))
    return [rounded(float(values.mean())), rounded(low), rounded(high)]
