"""A second slate after a first one was passed over, or one item of it liked: ways to choose it.

Knows a ranker's scores, the ten items shown, and for a like the item wanted. Does not know metrics or how strengths are
chosen.

Nobody's wish can be read off a data set, so both answers are simulated. Passed over: the item wanted was not among the
ten, and nothing else is known of them. Liked: the one of the ten nearest to the item wanted, so what follows a like by
the same likeness gains by construction; therefore likes are named by text and by the ranker's item vectors.

Sources: Rocchio, "Relevance feedback in information retrieval", 1971 (a query less the mean of what was rejected);
Carbonell and Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998 (a varied slate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from interest_queries import HIGHEST, ITEMS, TEXT, Parts, divided, joined, part_scores, refilled
from paired_halves import SLATE, Mask, Rows

from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.sequential import SequentialRanker
from recommenders.steering import aversion, likeness

Situation = TypeVar("Situation")

_HEAD = 60  # items a varied slate is chosen from
_CUT = 1.6  # Ward distance of text vectors at which interests part


@dataclass(frozen=True, eq=False)
class Round:
    """People whose wanted item was not among `shown`.

    scores: float32[b, n], log-probabilities; closed: bool[b, n], what cannot come, `shown` (int64[b, 10]) among it;
    wanted: int64[b]; spaces: unit vectors by name; seed: of the parts filled at random.
    """

    ranker: SequentialRanker
    spaces: Mapping[str, Vector]
    profiles: Sequence[UserProfile]
    wanted: Rows
    shown: Rows
    scores: Vector
    closed: Mask
    seed: int

    @cached_property
    def aversions(self) -> Vector:
        """How much items read like one of those shown, as `Steering` weighs it, float32[b, n]."""
        return np.stack([aversion(self.spaces[TEXT], self.spaces[TEXT][rows]) for rows in self.shown])

    @cached_property
    def rejected(self) -> Vector:
        """Products with the mean item vector of those shown, standardised over the catalog, float32[b, n]."""
        vectors = self.spaces[ITEMS]
        products = np.stack([vectors[rows].mean(axis=0) for rows in self.shown]) @ vectors.T
        plain = (products - products.mean(axis=1, keepdims=True)) / products.std(axis=1, keepdims=True)
        return np.asarray(plain, dtype=np.float32)

    @cached_property
    def interests(self) -> tuple[Vector, Vector]:
        """The pair that `interest_queries.joined` gives for the interests of each history."""
        return self._several(divided(self.profiles, self.spaces[TEXT], _CUT))

    @cached_property
    def random_parts(self) -> tuple[Vector, Vector]:
        """As `interests`, from parts of the same sizes filled at random."""
        real = divided(self.profiles, self.spaces[TEXT], _CUT)
        return self._several(refilled(real, self.profiles, np.random.default_rng(self.seed)))

    def _several(self, parts: Sequence[Parts]) -> tuple[Vector, Vector]:
        scores, starts = part_scores(self.ranker, parts)
        return joined(self.scores, scores, starts, HIGHEST)

    def like(self, space: str) -> Liked:
        """What follows when everyone likes the item shown that is nearest to the wanted one in `space`."""
        vectors = self.spaces[space]
        near = [int(np.argmax(vectors[rows] @ vectors[row])) for rows, row in zip(self.shown, self.wanted, strict=True)]
        return Liked(self, self.shown[np.arange(len(near)), near])


@dataclass(frozen=True, eq=False)
class Liked:
    """A round in which everyone liked one item shown: row liked[j], int64[b]."""

    round: Round
    liked: Rows

    @cached_property
    def scores(self) -> Vector:
        """Log-probabilities with the liked row as the newest of the profile, float32[b, n]."""
        pairs = zip(self.round.profiles, self.liked.tolist(), strict=True)
        return self.round.ranker.score_many([replace(profile, liked=(row,)) for profile, row in pairs])

    @cached_property
    def wishes(self) -> Vector:
        """Likeness to the liked item, as `Steering` weighs a wish, float32[b, n]."""
        text = self.round.spaces[TEXT]
        return np.stack([likeness(text, text[row]) for row in self.liked])

    @cached_property
    def aversions(self) -> Vector:
        """Likeness to the nine others, as `Steering` weighs dislikes, float32[b, n]."""
        text = self.round.spaces[TEXT]
        pairs = zip(self.round.shown, self.liked, strict=True)
        return np.stack([aversion(text, text[rows[rows != row]]) for rows, row in pairs])


@dataclass(frozen=True)
class Way(Generic[Situation]):
    """How a second slate is scored, and the strengths to choose among."""

    score: Callable[[Situation, float], Vector]
    strengths: tuple[float, ...]


def _varied(found: Round, strength: float) -> Vector:
    """The ten of maximal marginal relevance on top: log-probability less `strength` times the highest cosine with what
    was shown or stands above."""
    text, out = found.spaces[TEXT], found.scores.copy()
    for number, row in enumerate(np.where(found.closed, -np.inf, found.scores)):
        head = np.argsort(-row, kind="stable")[:_HEAD]
        nearest = (text[head] @ text[found.shown[number]].T).max(axis=1)
        own = row[head]
        for place in range(SLATE):
            best = int(np.argmax(own - strength * nearest))
            out[number, head[best]] = 2 * SLATE - place
            own[best] = -np.inf
            nearest = np.maximum(nearest, text[head] @ text[head[best]])
    return out


def _mixed(pair: tuple[Vector, Vector], strength: float) -> Vector:
    whole, several = pair
    return (1 - strength) * whole + strength * several


_AWAY = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
_PARTS = (0.1, 0.3, 0.5, 0.7)
NEXT, LIKED = "the next ten", "liked"
PASSED: dict[str, Way[Round]] = {
    NEXT: Way(lambda found, _: found.scores, (0.0,)),
    "all ten disliked": Way(lambda found, _: found.scores - found.ranker.steering.dislike * found.aversions, (1.0,)),
    "all ten disliked, weaker": Way(lambda found, strength: found.scores - strength * found.aversions, _AWAY),
    "query less the ten": Way(lambda found, strength: found.scores - strength * found.rejected, _AWAY),
    "nearer to the ten": Way(lambda found, strength: found.scores + strength * found.aversions, _AWAY),
    "varied": Way(_varied, (0.5, 1.0, 2.0, 4.0, 8.0)),
    "by interests": Way(lambda found, strength: _mixed(found.interests, strength), _PARTS),
    "by random parts": Way(lambda found, strength: _mixed(found.random_parts, strength), _PARTS),
}
ONE_LIKED: dict[str, Way[Liked]] = {
    LIKED: Way(lambda found, _: found.scores, (0.0,)),
    "liked, and wished for": Way(
        lambda found, strength: found.scores + strength * found.wishes, (0.05, 0.1, 0.2, 0.4, 0.8)
    ),
    "liked, the nine disliked": Way(lambda found, strength: found.scores - strength * found.aversions, _AWAY),
}
