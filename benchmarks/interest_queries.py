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
TEXT, ITEMS = SPACES = ("text", "items")
MIXTURE, HIGHEST = RULES = ("mixture", "highest")
_LEAST = 1e-12  # probability below which the logarithm stops


def space_vectors(ranker: SequentialRanker) -> dict[str, Vector]:
    """By what items are near each other, float32[n, d] of unit norm each: their text, or the ranker's item vectors."""
    items = np.concatenate([vectors.numpy() for vectors in ranker.vectors], axis=1)
    return {TEXT: ranker.text, ITEMS: items / np.linalg.norm(items, axis=1, keepdims=True)}


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


def refilled(people: Sequence[Parts], profiles: Sequence[UserProfile], rng: np.random.Generator) -> list[Parts]:
    """Parts of the same sizes with rows drawn at random: what several queries do that are no interests."""
    out = []
    for parts, profile in zip(people, profiles, strict=True):
        owner = rng.permutation(np.repeat(np.arange(len(parts)), [len(part) for part in parts]))
        rows = profile.sequence(POSITIONS)
        out.append(tuple(rows[owner == number] for number in range(len(parts))))
    return out


def part_scores(ranker: SequentialRanker, people: Sequence[Parts]) -> tuple[Vector, Rows]:
    """Log-probabilities after each part of each person, float32[parts, n], and where each person's parts start."""
    parts = [UserProfile(history=tuple(part.tolist())) for part in chain.from_iterable(people)]
    starts = np.cumsum([0, *(len(person) for person in people)])[:-1]
    return ranker.score_many(parts), starts


def joined(whole: Vector, parts: Vector, starts: Rows, rule: str) -> tuple[Vector, Vector]:
    """(a, b), float32[b, n] each, such that (1 - weight) * a + weight * b ranks under `rule`."""
    if rule == HIGHEST:
        return whole, np.maximum.reduceat(parts, starts)
    counts = np.diff(np.append(starts, len(parts)))[:, None]
    return np.exp(whole), np.asarray(np.add.reduceat(np.exp(parts), starts) / counts, dtype=np.float32)


class Interested:
    """A ranker that is asked by interests: what `Fusion` needs of a model."""

    name = SequentialRanker.name

    def __init__(self, ranker: SequentialRanker, vectors: Vector, cut: float, rule: str, weight: float) -> None:
        """As `divide` and `joined` take them."""
        self._ranker, self._vectors, self._cut, self._rule, self._weight = ranker, vectors, cut, rule, weight

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Log-probability of every item, float32[n]; the wish is passed over."""
        return np.asarray(self.score_many([profile])[0])

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each, float32[b, n]."""
        parts, starts = part_scores(self._ranker, divided(profiles, self._vectors, self._cut))
        whole, several = joined(self._ranker.score_many(profiles), parts, starts, self._rule)
        scores = (1 - self._weight) * whole + self._weight * several
        return np.log(np.maximum(scores, _LEAST)) if self._rule == MIXTURE else scores


def covered(top: Rows, parts: Parts, vectors: Vector) -> float:
    """Share of the interests that are the nearest one (by the mean of its vectors) of some item of `top`, int64[k]."""
    means = np.stack([vectors[part].mean(axis=0) for part in parts])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    return len(set(np.argmax(vectors[top] @ means.T, axis=1).tolist())) / len(parts)
