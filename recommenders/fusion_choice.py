"""Finding the weights of the blend: what each voice is worth, on people whose next item is known.

Knows the scores of voices. Does not know what a voice is, nor how its weight is used.

The weights maximise the probability of the wanted items among all, a softmax of the weighted scores (the conditional
logit of McFadden, 1974): concave, so Newton's method finds the one best point and chance plays no part in it. A voice
that must not count against what it favours, and would, is left out. A person's thousand items that some voice puts
first count exactly; five hundred drawn from the others stand for them all, each for as many as there are of its kind,
which leaves the estimate consistent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.split import Split

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

PEOPLE = 3_000  # a weight is known to a few hundredths then; every one costs a score of every voice
_EXACT = 1_000
_SAMPLED = 500
_HELD = 2**21  # scores of one voice held at once
_AT_ONCE = 256  # people of one step of a sum
_STEPS = 30
_ENOUGH = 1e-5  # gain in log-probability a person at which a step is the last


@dataclass(frozen=True, eq=False)
class Voice:
    """Scores to be weighed: profiles -> float32[b, n]; `centre` is what the weight is where nothing speaks for another,
    in units of `scale` scores, None for the voice's own spread; `signed`: whether the weight may be below 0."""

    score: Callable[[Sequence[UserProfile]], Vector]
    centre: float
    scale: float | None = None
    signed: bool = False


@dataclass(frozen=True, eq=False)
class Cases:
    """features: float32[m, k, v], scores of the k items a wanted one stands against less its own, over scales; offsets:
    float32[m, k], log of how many items each stands for, minus infinity for none."""

    features: Vector
    offsets: Vector


def choose_weights(voices: Sequence[Voice], people: Split, *, seed: int) -> tuple[list[float], list[float]]:
    """Weight and scale of every voice, a score over its scale being what is weighed; `people`: at least one.

    Histories are left out of the ranking where `people` is masked. Equal input and seed give equal weights.
    """
    cases, scales = _cases(voices, people, np.random.default_rng(seed))
    centre = np.array([voice.centre for voice in voices])
    weights, free = centre.copy(), list(range(len(voices)))
    while free:
        part = Cases(np.ascontiguousarray(cases.features[:, :, free]), cases.offsets)
        weights[free] = _newton(part, centre[free])
        wrong = [number for number in free if weights[number] < 0 and not voices[number].signed]
        if not wrong:
            break
        worst = min(wrong, key=lambda number: weights[number])
        free.remove(worst)
        weights[worst] = 0.0
    return [float(f"{weight:.6g}") for weight in weights], scales


def _cases(voices: Sequence[Voice], people: Split, rng: np.random.Generator) -> tuple[Cases, list[float]]:
    features, offsets, spreads = [], [], []
    step = max(_HELD // voices[0].score(people.profiles[:1]).shape[1], 1)
    for start in range(0, len(people.profiles), step):
        profiles = people.profiles[start : start + step]
        table = np.stack([voice.score(profiles) for voice in voices])
        spreads.append(table.std(axis=2).sum(axis=1))
        wanted = np.array([targets[0] for targets in people.targets[start : start + step]], dtype=np.int64)
        columns, weight = _against(table, profiles, wanted, people.masked, rng)
        own = table[:, np.arange(len(wanted)), wanted]
        picked = np.stack([np.take_along_axis(rows, columns, axis=1) for rows in table])
        features.append(np.moveaxis(picked - own[:, :, None], 0, 2))
        offsets.append(weight)
    mean = np.sum(spreads, axis=0) / len(people.profiles)
    own_scales = [mean[number] if voice.scale is None else voice.scale for number, voice in enumerate(voices)]
    scales = [float(f"{scale:.6g}") or 1.0 for scale in own_scales]
    return Cases(np.divide(np.concatenate(features), np.array(scales, np.float32)), np.concatenate(offsets)), scales


def _against(
    table: Vector, profiles: Sequence[UserProfile], wanted: Rows, without_history: bool, rng: np.random.Generator
) -> tuple[Rows, Vector]:
    """Which items each person's wanted one stands against, int64[b, k], and the log of how many each stands for.

    table: float32[v, b, n]. First come the items that any voice puts furthest above its mean.
    """
    spread = table.std(axis=2, keepdims=True)
    first = ((table - table.mean(axis=2, keepdims=True)) / np.where(spread > 0, spread, 1)).max(axis=0)
    first[np.arange(len(wanted)), wanted] = -np.inf
    for number, profile in enumerate(profiles if without_history else ()):
        first[number, list(profile.history)] = -np.inf
    n = first.shape[1]
    if n <= _EXACT + _SAMPLED:
        columns, weight = np.tile(np.arange(n), (len(wanted), 1)), np.zeros(first.shape, np.float32)
    else:
        order = np.argpartition(-first, _EXACT, axis=1)
        drawn = _EXACT + np.sort(rng.choice(n - _EXACT, _SAMPLED, replace=False))
        columns = np.concatenate([order[:, :_EXACT], order[:, drawn]], axis=1)
        weight = np.zeros(columns.shape, np.float32)
        weight[:, _EXACT:] = np.log((n - _EXACT) / _SAMPLED)
    weight[np.isinf(np.take_along_axis(first, columns, axis=1))] = -np.inf
    return columns, weight


def _newton(cases: Cases, centre: Floats) -> Floats:
    """Argmax of the log-posterior, float64[v]; the prior is one standard deviation of one around `centre`."""
    weights = centre.copy()
    value, slope, curve = _posterior(cases, weights, centre)
    for _ in range(_STEPS):
        step, factor = np.linalg.solve(curve, slope), 1.0
        found = _posterior(cases, weights + step, centre)
        while found[0] < value and factor > 1e-3:
            factor /= 2
            found = _posterior(cases, weights + factor * step, centre)
        gained = found[0] - value
        if gained <= 0:
            break
        weights, (value, slope, curve) = weights + factor * step, found
        if gained < _ENOUGH * len(cases.features):
            break
    return weights


def _posterior(cases: Cases, weights: Floats, centre: Floats) -> tuple[float, Floats, Floats]:
    """Log-posterior, its gradient, and minus its second derivative."""
    off = weights - centre
    value, slope, curve = -0.5 * float(off @ off), -off, np.eye(len(off))
    for start in range(0, len(cases.features), _AT_ONCE):
        features = cases.features[start : start + _AT_ONCE]
        logits = features @ weights.astype(np.float32) + cases.offsets[start : start + _AT_ONCE]
        highest = np.maximum(logits.max(axis=1, initial=0.0), 0.0)  # the wanted item's own logit is 0
        share = np.exp(logits - highest[:, None])
        total = share.sum(axis=1) + np.exp(-highest)
        share /= total[:, None]
        means = np.einsum("mk,mkv->mv", share, features).astype(np.float64)
        moments = np.einsum("mkv,mkw->vw", features * share[:, :, None], features, optimize=True)
        value -= float((highest + np.log(total)).sum(dtype=np.float64))
        slope = slope - means.sum(axis=0)
        curve = curve + moments - means.T @ means
    return value, slope, curve
