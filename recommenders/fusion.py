"""One score from several models: a weighted sum of standardised scores.

Knows models by name, their weights and scales, and text likeness to what is disliked. Does not fit models.

A model's scores are centred per profile and divided by one number, its mean spread over validation profiles: unlike a
z-score per profile this keeps how sure a model is. Weights are found by coordinate search on validation NDCG@10.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError
from recommenders.evaluation import CUTOFF
from recommenders.profile import UserProfile
from recommenders.recommender import ItemData, Recommender, Vector
from recommenders.split import Split
from recommenders.storage import damaged, load_facts
from recommenders.text_similarity import dislike

Rows = npt.NDArray[np.int64]
WEIGHTS = "weights.json"
_STEPS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
_ROUNDS = 2
_VALIDATED = 300  # people the search looks at: every one costs one score of every model
_DISLIKE = 2.0  # standard spreads that an item loses when it reads exactly like a disliked one


@dataclass(frozen=True, eq=False)
class Fusion:
    """sum over models of weight * (score - mean score) / scale, less the likeness to dislikes."""

    models: Mapping[str, Recommender]
    items: ItemData
    weights: Mapping[str, float]
    scales: Mapping[str, float]

    @classmethod
    def choose(cls, models: Mapping[str, Recommender], items: ItemData, validation: Split, *, seed: int) -> Fusion:
        """Search weights in 0..1.5 that raise NDCG@10 on events the models were not fitted on; equal if none.

        `validation` holds out one event per person, as `leave_last_out` does.
        """
        people = validation.sample(_VALIDATED, seed)
        names = list(models)
        if not people.profiles:
            return cls(models, items, dict.fromkeys(names, 1.0), dict.fromkeys(names, 1.0))
        table = np.stack([[models[name].score(profile) for profile in people.profiles] for name in names])
        spread = table.std(axis=2).mean(axis=1)
        scales = np.where(spread > 0, spread, 1.0)
        table = (table - table.mean(axis=2, keepdims=True)) / scales[:, None, None]
        for number, profile in enumerate(people.profiles):
            table[:, number, list(profile.history)] = -1e6
        weights = _search(table.astype(np.float32), people)
        chosen = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
        return cls(models, items, chosen, dict(zip(names, scales.tolist(), strict=True)))

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """float32[n], finite, higher is better; every model of weight above 0 is asked once."""
        total = np.zeros(len(self.items), dtype=np.float32)
        for name, weight in self.weights.items():
            if weight > 0:
                scores = self.models[name].score(profile, wish)
                total += np.float32(weight / self.scales[name]) * (scores - scores.mean())
        if profile.disliked:
            total -= np.float32(_DISLIKE * sum(self.weights.values())) * dislike(self.items.vectors, profile.disliked)
        return total

    def save(self, folder: Path) -> None:
        """Write weights and scales; the models are saved on their own."""
        folder.mkdir(parents=True, exist_ok=True)
        facts = {"weights": dict(self.weights), "scales": dict(self.scales)}
        (folder / WEIGHTS).write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, models: Mapping[str, Recommender], items: ItemData) -> Fusion:
        """Read the weights; raises CatalogError when damaged or when a weighted model is absent from `models`."""
        facts = load_facts(folder / WEIGHTS)
        try:
            weights = {name: float(value) for name, value in facts["weights"].items()}
            scales = {name: float(facts["scales"][name]) for name in weights}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise damaged(folder / WEIGHTS, error) from error
        for name in weights:
            if name not in models:
                known = ", ".join(models) or "none"
                raise CatalogError(f"fusion needs model {name!r}, the workspace has {known}; build again")
        return cls(models, items, weights, scales)


def _search(table: Vector, people: Split) -> Vector:
    """Coordinate search over table float32[models, people, n] -> float32[models].

    It starts once from equal weights and once from the best model alone: from equal weights only, a strong model that
    needs no help is never left to itself.
    """
    targets = np.array([target[0] for target in people.targets])
    alone = np.eye(len(table), dtype=np.float32)
    best_alone = max(alone, key=lambda weights: _quality(_fuse(weights, table), targets))
    found = [_climb(start, table, targets) for start in (np.ones(len(table), np.float32), best_alone)]
    return max(found, key=lambda weights: _quality(_fuse(weights, table), targets))


def _climb(start: Vector, table: Vector, targets: Rows) -> Vector:
    weights = start.copy()
    best = _quality(_fuse(weights, table), targets)
    for _ in range(_ROUNDS):
        for number, rows in enumerate(table):
            others = _fuse(weights, table) - weights[number] * rows
            for step in _STEPS:
                reached = _quality(others + np.float32(step) * rows, targets)
                if reached > best:
                    best, weights[number] = reached, step
    return weights


def _fuse(weights: Vector, table: Vector) -> Vector:
    return np.asarray(np.tensordot(weights, table, axes=1), dtype=np.float32)


def _quality(scores: Vector, targets: Rows) -> float:
    """NDCG@10 of one target per person, ties at half rank: float32[people, n], int64[people]."""
    wanted = scores[np.arange(len(targets)), targets][:, None]
    rank = 0.5 + (scores > wanted).sum(axis=1) + (scores == wanted).sum(axis=1) / 2
    return float(np.where(rank <= CUTOFF, 1 / np.log2(rank + 1), 0.0).mean())
