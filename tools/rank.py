"""The tool `rank_items`: put the candidates in order for this person.

Knows how the scores of earlier steps, the trained recommenders and popularity are combined, and how a list
is made diverse. Knows nothing about how any single score came to be.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from tools.candidates import Candidates
from tools.scores import standardised
from tools.tool import Arguments, Effect, Tool, ToolContext, ToolResult

_WEIGHTS = {"soft": 3.0, "words": 1.0, "wish": 1.2, "similar": 1.0, "profile": 0.6, "retriever": 0.3}
_POPULARITY, _POPULARITY_BESIDE_A_WISH = 0.6, 0.4
_TIES = 0.1
"""Range of the seeded noise that decides between equals; without it the catalog's first items would."""
_FAME = 4.0
_SURPRISE = 2.5
"""Range of the seeded noise of a list that is to be nothing but unexpected."""
_HEAD = 60
"""How many of the best are made diverse and handed on."""


class RankArguments(Arguments):
    """What to order by, and how varied and how unusual the list should be."""

    by: Literal["best", "popularity", "similarity", "newest"] = Field(default="best", description="what to order by")
    diversity: float = Field(default=0.15, ge=0, le=1, description="0: the best; 1: as varied as possible")
    novelty: float = Field(default=0.0, ge=0, le=1, description="0: known items first; 1: little known ones first")


class RankItems(Tool):
    """Order the candidates by everything known about the person and the wish; keep the best sixty."""

    name = "rank_items"
    description = "Order candidates by profile, wish, words, similarity and popularity, with diversity."
    effect: ClassVar[Effect] = "rank"
    Arguments = RankArguments

    def run(self, args: RankArguments, context: ToolContext) -> ToolResult:
        """Scores added: `popularity`, `profile` (the blend's), `profile.NAME` for every part of it, which add up to it,
        and `rank` (the combined one the order comes from)."""
        scored = _with_person(context)
        total = _total(scored, args, context)
        scored = scored.scored("rank", total)
        order = np.argsort(-total, kind="stable")[:_HEAD]
        if args.diversity and len(order) > 2:
            order = _diverse(order, total, context.workspace.items.vectors[scored.rows[order]], args.diversity)
        ranked = scored.ordered(order)
        return ToolResult(ranked, f"{len(scored)} ranked by {args.by}")


def _with_person(context: ToolContext) -> Candidates:
    workspace, candidates = context.workspace, context.candidates
    popularity = np.log1p(workspace.items.popularity[candidates.rows])
    candidates = candidates.scored("popularity", popularity)
    if context.profile.history or context.profile.liked or context.profile.disliked:
        parts = workspace.blend.parts(context.profile)
        candidates = candidates.scored("profile", sum(parts.values(), np.zeros(1, np.float32))[candidates.rows])
        for name, values in parts.items():
            candidates = candidates.scored(f"profile.{name}", values[candidates.rows])
    return candidates


def _total(candidates: Candidates, args: RankArguments, context: ToolContext) -> NDArray[np.float32]:
    if args.by == "newest":
        return np.nan_to_num(context.workspace.catalog.years[candidates.rows], nan=0.0).astype(np.float32)
    if args.by == "popularity":
        return candidates.scores["popularity"]
    if args.by == "similarity" and "similar" in candidates.scores:
        return np.nan_to_num(candidates.scores["similar"], nan=0.0)
    popularity = standardised(candidates.scores["popularity"])
    known = _POPULARITY if "wish" not in candidates.scores else _POPULARITY_BESIDE_A_WISH
    noise = np.random.default_rng(context.seed).random(len(candidates), dtype=np.float32)
    # The more novelty is wanted, the sooner an item counts as known well enough; chance decides among those.
    popularity = np.minimum(popularity, _FAME * (1 - args.novelty) ** 4)
    total = known * popularity + (_TIES + _SURPRISE * args.novelty) * noise
    for source, weight in _WEIGHTS.items():
        if source in candidates.scores:
            total = total + weight * _comparable(source, candidates.scores[source])
    return total.astype(np.float32)


def _comparable(source: str, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores of one source on a scale on which the sources can be added."""
    if source == "soft":
        return scores
    if source == "words":
        return 2 * scores
    if source == "retriever":  # only generated rows have one: their rank, 1 for the best
        out = np.zeros(len(scores), dtype=np.float32)
        known = np.flatnonzero(~np.isnan(scores))
        best_first = known[np.argsort(-scores[known], kind="stable")]
        out[best_first] = 1 / np.sqrt(1 + np.arange(len(best_first), dtype=np.float32))
        return out * 3
    return standardised(scores)


def _diverse(
    order: NDArray[np.int64], total: NDArray[np.float32], vectors: NDArray[np.float32], diversity: float
) -> NDArray[np.int64]:
    """Maximal marginal relevance (Carbonell and Goldstein, 1998) over the head of the list."""
    relevance = total[order] / max(float(np.ptp(total[order])), 1e-6)
    likeness = vectors @ vectors.T
    chosen = [0]
    closest = likeness[0].copy()
    left = list(range(1, len(order)))
    while left:
        gain = (1 - diversity) * relevance[left] - diversity * closest[left]
        best = left.pop(int(np.argmax(gain)))
        chosen.append(best)
        closest = np.maximum(closest, likeness[best])
    return np.asarray(order[np.array(chosen)], dtype=np.int64)
