"""How well a model foretells held-out events, in two figures: for a build's manifest and for those who choose.

Knows splits, scores and metrics. Does not fit anything and knows no model by name but the random one.

Protocol: full catalog, no sampled negatives; rows of the history are masked where the split says so; ties at half rank;
the mean over people.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recommenders.metrics import ndcg, ranks, recall
from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.split import Split

CUTOFF = 10
Score = Callable[[UserProfile], Vector]


def evaluate(score: Score, split: Split, cutoff: int = CUTOFF) -> dict[str, float]:
    """Mean recall and NDCG at `cutoff` over the people of `split`, as `recall@10`, `ndcg@10`; 0 for nobody."""
    recalls, ndcgs = [], []
    for profile, targets in zip(split.profiles, split.targets, strict=True):
        scores = score(profile)
        found = ranks(masked(scores, profile) if split.masked else scores, targets)
        recalls.append(recall(found, cutoff))
        ndcgs.append(ndcg(found, cutoff))
    return {
        f"recall@{cutoff}": float(np.mean(recalls)) if recalls else 0.0,
        f"ndcg@{cutoff}": float(np.mean(ndcgs)) if ndcgs else 0.0,
    }


def masked(scores: Vector, profile: UserProfile) -> Vector:
    """`scores` with the rows of the history at minus infinity; a copy."""
    out = scores.copy()
    out[list(profile.history)] = -np.inf
    return out


def random_scores(n_items: int, seed: int) -> Score:
    """The model that knows nothing: uniform scores, fresh for every profile."""
    rng = np.random.default_rng(seed)
    return lambda profile: rng.random(n_items, dtype=np.float32)
