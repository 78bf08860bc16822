"""Finding the numbers of `Steering` for one model, on people whose next item is known and wishes made from its text.

Knows a model by its unsteered scores. Does not know how wishes were made, nor what the model is.

Base and wish weights maximise the probability of the wanted items among all (the conditional logit of McFadden, 1974:
concave, so Newton's method finds the one best pair), with a weak prior for catalogs of few people. The dislike weight
is the smallest that clears nine tenths of what reads most like a disliked item out of a person's first fifty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommenders.evaluation import Score, masked
from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.split import Split
from recommenders.steering import Steering, Weights, aversion, likeness

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PEOPLE = 300  # two weights need no more, and each costs two short encodings
_OTHERS = 16_384  # items a wanted one stands against: more are sampled, which leaves the estimate consistent
_SCORES = 2**26  # scores held at once: fewer people where the catalog is large
_STEPS = 20
_CENTRE = np.array([1.5, 1.4])  # of the prior, in standard deviations of either score
_FIRST = 50
_SHARE = 0.01  # of the catalog that reads most like a disliked item
_CLEARED = 0.9
_DISLIKERS = 100
_GRID = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0])  # standard deviations of the model's score


@dataclass(frozen=True, eq=False)
class WishCases:
    """Person j wants row wanted[j] (int64[m]) and would say wishes[j] (float32[m, k, p], projected text)."""

    people: tuple[UserProfile, ...]
    wanted: Rows
    wishes: Vector


def wanted_rows(people: Split) -> Rows:
    """One target of every person, int64[m]: the first."""
    return np.array([targets[0] for targets in people.targets], dtype=np.int64)


def choose_steering(score: Score, text: Vector, cases: WishCases, *, seed: int) -> Steering:
    """The numbers for the model `score` (a profile to unsteered float32[n]); the defaults where there is nobody.

    text: float32[n, p], projected text of the items. `score` is asked once a person and once for nobody; equal input
    gives equal numbers.
    """
    if not cases.people:
        return Steering()
    rng = np.random.default_rng(seed)
    others = np.sort(rng.permutation(len(text))[:_OTHERS])
    scores = [score(profile) for profile in cases.people[: max(_SCORES // len(text), 1)]]
    known = _fit(scores, text, cases, others)
    unknown = _fit([score(UserProfile())] * len(scores), text, cases, others)
    return Steering(known, unknown, _dislike(scores, text, cases.people, rng))


def _fit(scores: list[Vector], text: Vector, cases: WishCases, others: Rows) -> Weights:
    """Weights of base and wish, in units of the scores given."""
    spread = float(np.mean([rows.std() for rows in scores])) or 1.0
    features = []
    for rows, wanted, wishes in zip(scores, cases.wanted, cases.wishes, strict=False):
        against = others[others != wanted]
        for wish in wishes:
            pair = np.stack([rows / np.float32(spread), likeness(text, wish)])
            features.append(pair[:, against] - pair[:, [wanted]])
    base, wish = _newton(features)
    return Weights(base=round(base / spread, 6), wish=round(wish, 6))


def _newton(features: list[Vector]) -> tuple[float, float]:
    """Argmax of sum over cases of -log(1 + sum over others of exp(weights . feature)), both at least 0; features:
    float32[2, o] each, less those of the wanted item, which is none of the others."""
    weights = _CENTRE.copy()
    value, slope, curve = _likelihood(features, weights)
    for _ in range(_STEPS):
        step = np.linalg.solve(curve, slope)
        factor = 1.0
        while factor > 1e-3:
            tried = np.maximum(weights + factor * step, 0.0)
            found = _likelihood(features, tried)
            if found[0] >= value:
                break
            factor /= 2
        else:
            break
        gained = found[0] - value
        weights, (value, slope, curve) = tried, found
        if gained < 1e-6:
            break
    return float(weights[0]), float(weights[1])


def _likelihood(features: list[Vector], weights: Floats) -> tuple[float, Floats, Floats]:
    """Log-posterior, its gradient, and minus its second derivative."""
    off = weights - _CENTRE
    value, slope, curve = -0.5 * float(off @ off), -off, np.eye(2)
    for pair in features:
        logits = weights @ pair
        highest = max(float(logits.max(initial=0.0)), 0.0)
        share = np.exp(logits - highest)
        total = share.sum() + np.exp(-highest)
        share /= total
        mean = pair @ share
        value -= highest + float(np.log(total))
        slope = slope - mean
        curve = curve + (pair * share) @ pair.T - np.outer(mean, mean)
    return value, slope, curve


def _dislike(scores: list[Vector], text: Vector, people: tuple[UserProfile, ...], rng: np.random.Generator) -> float:
    """The smallest weight of the grid that clears enough; each person dislikes one of their own first fifty."""
    first = min(_FIRST, max(len(text) // 4, 1))
    near = max(int(_SHARE * len(text)), min(3, len(text) - 1))
    spread = float(np.mean([rows.std() for rows in scores])) or 1.0
    before, after = 0, np.zeros(len(_GRID))
    for rows, profile in list(zip(scores, people, strict=False))[:_DISLIKERS]:
        ranked = masked(rows, profile)
        top = np.argsort(-ranked, kind="stable")[:first]
        unwanted = int(top[int(rng.integers(len(top)))])
        likest = np.argsort(-likeness(text, text[unwanted]), kind="stable")[: near + 1]
        likest = likest[likest != unwanted]
        loss = aversion(text, text[[unwanted]])
        before += int(np.isin(likest, top).sum())
        for place, weight in enumerate(_GRID * spread):
            moved = np.argpartition(-(ranked - np.float32(weight) * loss), first - 1)[:first]
            after[place] += np.isin(likest, moved).sum()
    enough = np.flatnonzero(after <= (1 - _CLEARED) * before)
    return round(float(_GRID[enough[0] if len(enough) else -1] * spread), 6)
