"""Choosing on one half of the people and measuring on the other, both ways round.

Knows held-out people, scores, ranks and intervals. Does not know what is chosen among.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from recommenders.interval import mean_figure
from recommenders.recommender import Vector
from recommenders.split import Split

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Table = dict[Any, Floats]

SLATE = 10
_AT_ONCE = 128


def shuffled(people: Split, seed: int) -> Split:
    """The people in an order drawn with `seed`."""
    return part_of(people, np.random.default_rng(seed).permutation(len(people.profiles)).tolist())


def part_of(people: Split, numbers: Iterable[int]) -> Split:
    """The people with these numbers, in this order; numbers beyond the last one are passed over."""
    real = [number for number in numbers if number < len(people.profiles)]
    profiles, targets = tuple(people.profiles[j] for j in real), tuple(people.targets[j] for j in real)
    return Split(people.train, profiles, targets, people.masked)


def chosen_crosswise(table: Table, fold: Rows) -> list[Any]:
    """Per fold the setting that is best (mean of `gain`) on the other one, by whose choice the fold is measured.

    table: ranks by setting, float64[m] each; fold: int64[m], 0 or 1.
    """
    return [max(table, key=lambda name: float(gain(table[name][fold != half]).mean())) for half in (0, 1)]


def by_fold(table: Mapping[Any, npt.NDArray[Any]], chosen: list[Any], fold: Rows) -> npt.NDArray[Any]:
    """Everyone's row under the setting chosen for their fold."""
    first, second = table[chosen[0]], table[chosen[1]]
    return np.where((fold == 0).reshape(-1, *[1] * (first.ndim - 1)), first, second)


def gain(ranks: Floats) -> Floats:
    """NDCG without a cutoff of one wanted item each."""
    return 1 / np.log2(1 + ranks)


def ndcg(ranks: Floats) -> Floats:
    """NDCG@10 of one wanted item each."""
    return np.where(ranks <= SLATE, gain(ranks), 0.0)


def quality(ranks: Floats) -> dict[str, list[float]]:
    """Recall and NDCG at ten as [mean, low, high]."""
    return {"recall@10": figure(ranks <= SLATE), "ndcg@10": figure(ndcg(ranks))}


def difference(ranks: Floats, than: Floats) -> dict[str, list[float]]:
    """What `ranks` have more than `than` has, paired by person."""
    hits = (ranks <= SLATE).astype(np.float64) - (than <= SLATE)
    return {"recall@10": figure(hits), "ndcg@10": figure(ndcg(ranks) - ndcg(than))}


def figure(values: npt.NDArray[Any]) -> list[float]:
    """[mean, low, high] of one value a person."""
    return mean_figure(values[None].astype(np.float64), chance=False).to_json()


def ranked(scores: Vector, closed: Mask, wanted: Rows) -> tuple[Floats, Rows]:
    """Ranks of the wanted items, ties at half rank, and the ten on top; `scores` are written over."""
    scores[closed] = -np.inf
    own = scores[np.arange(len(wanted)), wanted][:, None]
    ranks = 1 + (scores > own).sum(axis=1) + ((scores == own).sum(axis=1) - 1) / 2
    top = np.argpartition(-scores, SLATE, axis=1)[:, :SLATE]
    order = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1, kind="stable")
    return ranks, np.take_along_axis(top, order, axis=1)


def closed_to(people: Split, n_items: int) -> Mask:
    """What the protocol leaves out of each ranking, bool[b, n]."""
    closed = np.zeros((len(people.profiles), n_items), dtype=np.bool_)
    for number, profile in enumerate(people.profiles if people.masked else ()):
        closed[number, list(profile.history)] = True
    return closed


def chunks(people: Split) -> list[Split]:
    """The people in parts small enough to hold their scores."""
    starts = range(0, len(people.profiles), _AT_ONCE)
    return [part_of(people, range(start, start + _AT_ONCE)) for start in starts]
