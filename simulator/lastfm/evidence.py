"""How likely the answers so far are for an item: tables by how many of them it contradicts.

Knows counts only. A soft table holds the noise to be unknown: with some chance there is next to none, else its rate is
drawn from a Beta distribution, which is integrated out (the beta-binomial likelihood), so that an agent is not told how
noisy people are and learns it from each of them.
"""

from __future__ import annotations

from math import exp, lgamma
from typing import Literal

import numpy as np

from simulator.lastfm.attributes import Floats

Evidence = Literal["accepted", "hard", "soft"]
"""Only answers "yes" count, and rule items out; "no" rules out too; nothing rules out, all answers weigh."""
_SIDES = (1.0, 8.0)  # of the Beta distribution: a mean rate of 11 %
_EXACT, _SLIP = 0.3, 0.002  # chance that a person hardly errs, and the rate then


def table(evidence: Evidence, answers: int) -> Floats:
    """float32[answers + 1, answers + 1]: likelihood of n answers (row) of which an item contradicts k (column)."""
    out = np.zeros((answers + 1, answers + 1), dtype=np.float32)
    for n in range(answers + 1):
        for k in range(n + 1):
            out[n, k] = _soft(n, k) if evidence == "soft" else float(k == 0)
    return out


def _soft(n: int, k: int) -> float:
    above, below = _SIDES
    rate = _log_beta(k + above, n - k + below) - _log_beta(above, below)
    return _EXACT * _SLIP**k * (1 - _SLIP) ** (n - k) + (1 - _EXACT) * exp(rate)


def _log_beta(above: float, below: float) -> float:
    return lgamma(above) + lgamma(below) - lgamma(above + below)
