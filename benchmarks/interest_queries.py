"""Several interests of one person: a history cut into parts, a query for each, and what becomes of their scores.

Knows histories, item vectors and a ranker's scores. Does not know metrics or who is asked.

The parts are clusters of the item vectors of a sequence, by Ward's method up to a distance, as in Pal et al.,
"PinnerSage: multi-modal user embedding framework for recommendations at Pinterest", KDD 2020. A part is read by the
ranker like a short history of its own, so its query ends with its newest item. Scores of parts meet in their maximum or
their mean, as in Cen et al., "Controllable multi-interest framework for recommendation" (ComiRec), KDD 2020, beside the
whole history's score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage

from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.sequential import SequentialRanker
from recommenders.trunk import POSITIONS

Rows = npt.NDArray[np.int64]
Parts = tuple[Rows, ...]

MOST = 4  # interests of one person
MIXTURE, HIGHEST = "mixture", "highest"


@dataclass(frozen=True)
class Division:
    """How histories are cut: by `text` or by the `items` vectors of the ranker; `cut`: Ward distance (of unit vectors)
    from which on clusters stay apart."""

    space: str
    cut: float


@dataclass(frozen=True)
class Setting:
    """A division, and what the parts do to the whole: `mixture` of probabilities or `highest` log-probability, with
    `weight` in (0, 1] beside the whole's 1 - weight."""

    division: Division
    rule: str
    weight: float


def divide(rows: Rows, vectors: Vector, cut: float) -> Parts:
    """The interests in `rows` (int64[l], oldest first): 1 to MOST parts, each in order of time.

    vectors: float32[n, d] of unit norm, by which items are near.
    """
    if len(rows) < 2:
        return (rows,)
    tree = linkage(vectors[rows], "ward")
    found = fcluster(tree, cut, "distance")
    if found.max() > MOST:
        found = fcluster(tree, MOST, "maxclust")
    return tuple(rows[found == number] for number in np.unique(found))


def divided(profiles: Sequence[UserProfile], vectors: Vector, cut: float) -> list[Parts]:
    """`divide` of what the ranker reads of each profile."""
    return [divide(profile.sequence(POSITIONS), vectors, cut) for profile in profiles]


def part_scores(ranker: SequentialRanker, people: Sequence[Parts]) -> tuple[Vector, Rows]:
    """Log-probabilities after each part of each person, float32[parts, n], and where each person's parts start."""
    parts = [UserProfile(history=tuple(part.tolist())) for part in chain.from_iterable(people)]
    starts = np.cumsum([0, *(len(person) for person in people)])[:-1]
    return ranker.score_many(parts), starts


def joined(whole: Vector, parts: Vector, starts: Rows, rule: str) -> tuple[Vector, Vector]:
    """(a, b), float32[b, n] each, such that (1 - weight) * a + weight * b ranks under `rule`."""
    if rule == HIGHEST:
        return whole, np.maximum.reduceat(parts, starts)
    counts = np.diff(np.append(starts, len(parts)))[:, None].astype(np.float32)
    return np.exp(whole), np.add.reduceat(np.exp(parts), starts) / counts


def covered(top: Rows, parts: Parts, vectors: Vector) -> float:
    """Share of the interests that are the nearest one (by the mean of its vectors) of some item of `top`, int64[k]."""
    means = np.stack([vectors[part].mean(axis=0) for part in parts])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    return len(set(np.argmax(vectors[top] @ means.T, axis=1).tolist())) / len(parts)
