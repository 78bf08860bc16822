"""What several queries per person change, against one query and against parts drawn at random, alone and in the blend.

Knows a ranker, held-out people and the settings tried. Does not know second slates.
"""

from __future__ import annotations

from itertools import product
from typing import Any, cast

import numpy as np
from interest_queries import RULES, SPACES, Interested, covered, divided, joined, part_scores, refilled, space_vectors
from paired_halves import (
    Floats,
    Rows,
    Table,
    by_fold,
    chosen_crosswise,
    chunks,
    closed_to,
    difference,
    figure,
    part_of,
    quality,
    ranked,
)

from recommenders.cooccurrence import Cooccurrence
from recommenders.exposure import Shown
from recommenders.fusion import Fusion
from recommenders.popularity import Popularity
from recommenders.progress import silent
from recommenders.recommender import ItemData, Recommender
from recommenders.sequential import SequentialRanker
from recommenders.split import Split
from recommenders.steering_choice import wanted_rows
from recommenders.text_similarity import TextSimilarity

ONE, REAL, RANDOM = "one query", "interests", "random parts"
_BLEND_PEOPLE = 4_000
_CUTS = (1.3, 1.6, 2.0)  # Ward distances of unit vectors
_WEIGHTS = (0.1, 0.2, 0.3, 0.5, 0.7)


class Tried:
    """One query, interests and random parts under every setting (space, cut, rule, weight), for some people."""

    def __init__(self, ranker: SequentialRanker, people: Split, seed: int) -> None:
        """Ask the ranker; `seed` fills the random parts."""
        self.people, self.spaces = people, space_vectors(ranker)
        self.fold: Rows = np.arange(len(people.profiles)) % 2
        found: dict[Any, list[tuple[Floats, Rows]]] = {}
        rng = np.random.default_rng(seed)
        for chunk in chunks(people):
            whole, wanted = ranker.score_many(chunk.profiles), wanted_rows(chunk)
            closed = closed_to(chunk, whole.shape[1])
            found.setdefault((ONE,), []).append(ranked(whole.copy(), closed, wanted))
            for space, cut in product(SPACES, _CUTS):
                real = divided(chunk.profiles, self.spaces[space], cut)
                for kind, parts in ((REAL, real), (RANDOM, refilled(real, chunk.profiles, rng))):
                    scores, starts = part_scores(ranker, parts)
                    for rule, weight in product(RULES, _WEIGHTS):
                        one, several = joined(whole, scores, starts, rule)
                        at = ranked((1 - weight) * one + weight * several, closed, wanted)
                        found.setdefault((kind, space, cut, rule, weight), []).append(at)
        self._ranks: Table = {name: np.concatenate([ranks for ranks, _ in each]) for name, each in found.items()}
        self._tops = {name: np.concatenate([top for _, top in each]) for name, each in found.items()}
        self.chosen = {
            kind: chosen_crosswise({name: one for name, one in self._ranks.items() if name[0] == kind}, self.fold)
            for kind in (REAL, RANDOM)
        }

    def report(self) -> dict[str, Any]:
        """Quality, diversity and share of interests covered, by one query and by several."""
        ranks = {kind: by_fold(self._ranks, chosen, self.fold) for kind, chosen in self.chosen.items()}
        ranks[ONE] = self._ranks[ONE,]
        one, several = self._tops[ONE,], by_fold(self._tops, self.chosen[REAL], self.fold)
        shares = np.array([self._covered(number, one[number], top) for number, top in enumerate(several)])
        plural = np.isfinite(shares[:, 0])
        varied = [Shown(top, np.zeros(0, np.int64), 0).diversity(self.spaces["text"]) for top in (one, several)]
        return {
            "people": len(one),
            "with several interests": int(plural.sum()),
            "chosen": {kind: [list(name[1:]) for name in chosen] for kind, chosen in self.chosen.items()},
            **{name: quality(ranks[name]) for name in (ONE, REAL, RANDOM)},
            "differences": {
                f"{name} less {other}": difference(ranks[name], ranks[other])
                for name, other in ((REAL, ONE), (RANDOM, ONE), (REAL, RANDOM))
            },
            "diversity": _both(*varied),
            "interests covered": _both(*shares[plural].T),
        }

    def _covered(self, number: int, one: Rows, several: Rows) -> tuple[float, float]:
        """Shares of a person's interests in both slates; not a number where there is one interest."""
        _, space, cut, _, _ = self.chosen[REAL][self.fold[number]]
        (parts,) = divided([self.people.profiles[number]], self.spaces[space], cut)
        if len(parts) == 1:
            return np.nan, np.nan
        return covered(one, parts, self.spaces[space]), covered(several, parts, self.spaces[space])


def _both(one: Floats, several: Floats) -> dict[str, list[float]]:
    return {ONE: figure(one), REAL: figure(several), "difference": figure(several - one)}


def blend_figures(ranker: SequentialRanker, tried: Tried, items: ItemData, seed: int) -> dict[str, Any]:
    """The blend with the ranker asked by one query or by interests, on at most 4,000 people."""
    people = tried.people
    kinds: tuple[type[Recommender], ...] = (Cooccurrence, Popularity, TextSimilarity)
    others = {kind.name: kind.fit(people.train, items, seed=seed, progress=silent) for kind in kinds}
    found: dict[str, list[Floats]] = {ONE: [], REAL: []}
    for fold in (0, 1):
        choosing, measured = (
            part_of(people, np.flatnonzero(tried.fold == half)[: _BLEND_PEOPLE // 2]) for half in (1 - fold, fold)
        )
        _, space, cut, rule, weight = tried.chosen[REAL][fold]
        several = Interested(ranker, tried.spaces[space], cut, rule, weight)
        # Interests are no fitted model; the blend asks no more of one than `score` and `score_many`.
        for name, asked in ((ONE, ranker), (REAL, cast(Recommender, several))):
            blend = Fusion.choose({**others, ranker.name: asked}, items, choosing, seed=seed)
            found[name] += [_blend_ranks(blend, chunk) for chunk in chunks(measured)]
    one, both = np.concatenate(found[ONE]), np.concatenate(found[REAL])
    return {"people": len(one), ONE: quality(one), REAL: quality(both), "difference": difference(both, one)}


def _blend_ranks(blend: Fusion, people: Split) -> Floats:
    scores = blend.score_many(people.profiles)
    return ranked(scores, closed_to(people, scores.shape[1]), wanted_rows(people))[0]
