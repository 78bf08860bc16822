"""What an agent takes a person's target to be before anything is said: three priors over the items.

Knows how each is computed; the fitted one learns on validation pairs, as the published agents do, and on nothing of the
test split. Does not know dialogues.

The fitted prior is a conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974):
the chance of an item is the softmax of its weighted features over all items the person does not have in training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.lastfm.attributes import Bools, Floats, Ints
from simulator.lastfm.features import NAMES, Features
from simulator.lastfm.noise import FITTED, uniforms
from simulator.lastfm.world import LastfmWorld

Name = Literal["uniform", "ease", "fitted"]
_BLOCK = 100  # users whose features are in memory at a time
_LEARNERS = 600  # users whose validation pairs the weights are learnt on
_STEPS = 60
_SHARPNESS, _POPULARITY = 5.0, 0.3  # of the EASE prior


@dataclass(frozen=True)
class Priors:
    """float32[users, items] each, every row sums to 1. `weights`: of `features.NAMES`, for who wants to know."""

    tables: dict[Name, Floats]
    weights: dict[str, float]

    def of(self, name: Name) -> Floats:
        """The table of a prior."""
        return self.tables[name]


def make_priors(world: LastfmWorld) -> Priors:
    """All priors of a world; the EASE and the uniform one keep the person's training items, as the agents do that
    they are compared with."""
    features = Features(world)
    weights = fit(features, world)
    ease, fitted = (np.empty((world.users, world.items), dtype=np.float32) for _ in range(2))
    liked = (1 + features.popularity) ** _POPULARITY
    for start in range(0, world.users, _BLOCK):
        users = np.arange(start, min(start + _BLOCK, world.users))
        ease[users] = _normal(np.exp(_SHARPNESS * features.ease(users)) * liked)
        fitted[users] = chances(features.of(users), features.seen(users), weights)
    uniform = np.full((world.users, world.items), 1 / world.items, dtype=np.float32)
    tables: dict[Name, Floats] = {"uniform": uniform, "ease": ease, "fitted": fitted}
    return Priors(tables, {name: round(float(w), 3) for name, w in zip(NAMES, weights, strict=True)})


def chances(features: Floats, seen: Bools, weights: npt.NDArray[np.float64]) -> Floats:
    """float32[users, items]: softmax of the weighted features float32[users, items, k] over what is not seen."""
    scores = features @ weights.astype(np.float32)
    scores[seen] = -np.inf
    scores -= scores.max(axis=1, keepdims=True)
    return _normal(np.exp(scores))


def fit(features: Features, world: LastfmWorld) -> npt.NDArray[np.float64]:
    """The weights under which the validation items of some users are most likely, float64[k]."""
    from scipy.optimize import minimize

    people = np.unique(world.valid[:, 0])
    drawn = np.argsort(uniforms(0, FITTED, people), kind="stable")[:_LEARNERS]
    users = np.sort(people[drawn])
    table, seen = features.of(users), features.seen(users)
    wanted = np.zeros(seen.shape, dtype=np.float32)
    own = world.valid[np.isin(world.valid[:, 0], users)]
    wanted[np.searchsorted(users, own[:, 0]), own[:, 1]] = 1.0
    wanted[seen] = 0.0
    found = minimize(
        _loss, np.zeros(len(NAMES)), (table, seen, wanted), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    return np.asarray(found.x, dtype=np.float64)


def _loss(
    weights: npt.NDArray[np.float64], features: Floats, seen: Bools, wanted: Floats
) -> tuple[float, npt.NDArray[np.float64]]:
    """Mean negative log likelihood of the wanted items, with a little shrinkage, and its gradient."""
    chance = chances(features, seen, weights)
    total = max(float(wanted.sum()), 1.0)
    value = -float((wanted * np.log(np.maximum(chance, 1e-30))).sum()) / total
    rest = (chance * wanted.sum(axis=1, keepdims=True) - wanted).ravel()
    slope = (rest @ features.reshape(len(rest), -1)).astype(np.float64) / total
    return value + 0.5e-4 * float(weights @ weights), slope + 1e-4 * weights


def _normal(weights: Floats | Ints) -> Floats:
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)
