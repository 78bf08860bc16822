"""The conditional logit: weights under which what was chosen is likeliest among what stood against it.

Knows features and offsets only. Newton's method in double precision ends at the one best point to more digits than are
kept, so that equal input gives equal weights whatever the order of sums.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

_PENALTY = 1.0
_STEPS = 30
_ENOUGH = 1e-9
_AT_ONCE = 128  # cases of one step of a sum


def fit_logit(features: Vector, offsets: Vector) -> Floats:
    """float64[v]; features: float32[m, k, v], the k rivals' less the chosen one's; offsets: float32[m, k], log of how
    many each rival stands for, minus infinity for none. Quadratic penalty of one."""
    weights = np.zeros(features.shape[2])
    value, slope, curve = _posterior(features, offsets, weights)
    for _ in range(_STEPS):
        step, factor = np.linalg.solve(curve, slope), 1.0
        found = _posterior(features, offsets, weights + step)
        while found[0] < value and factor > 1e-3:
            factor /= 2
            found = _posterior(features, offsets, weights + factor * step)
        gained = found[0] - value
        if gained <= 0:
            break
        weights, (value, slope, curve) = weights + factor * step, found
        if gained < _ENOUGH * len(features):
            break
    return weights


def _posterior(features: Vector, offsets: Vector, weights: Floats) -> tuple[float, Floats, Floats]:
    """Log-posterior, its gradient, and minus its second derivative."""
    value = -0.5 * _PENALTY * float(weights @ weights)
    slope, curve = -_PENALTY * weights, _PENALTY * np.eye(len(weights))
    for start in range(0, len(features), _AT_ONCE):
        part = features[start : start + _AT_ONCE].astype(np.float64)
        logits = part @ weights + offsets[start : start + _AT_ONCE]
        highest = np.maximum(logits.max(axis=1), 0.0)  # the chosen one's own logit is 0
        shares = np.exp(logits - highest[:, None])
        total = shares.sum(axis=1) + np.exp(-highest)
        shares /= total[:, None]
        means = np.einsum("mk,mkv->mv", shares, part)
        weighted = (part * shares[:, :, None]).reshape(-1, len(weights))
        value -= float((highest + np.log(total)).sum())
        slope = slope - means.sum(axis=0)
        curve = curve + weighted.T @ part.reshape(-1, len(weights)) - means.T @ means
    return value, slope, curve
