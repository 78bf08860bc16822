"""What a history says about items by itself, without any model: what reads like one of its things, what it holds.

Knows rows and text vectors. Does not know models or events, so nothing here has to be learnt or saved.

    nearest  max over the last five of cos(item, event) - 0.03 * age, the age of the newest being 0
    again    1 for what is in the history
    latest   1 for its newest item

`nearest` keeps apart what a mean of text vectors blurs: somebody's interests are several. `again` and `latest` count
where things are bought more than once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recommenders.profile import UserProfile
from recommenders.recommender import Vector

NEAREST, AGAIN, LATEST = SIGNALS = ("nearest", "again", "latest")

_LONGEST = 5  # more find nothing more, and each costs
_AGEING = 0.03  # cosine that an event loses with every newer one


def signal(name: str, vectors: Vector, profile: UserProfile) -> Vector:
    """The signal `name` for every item, float32[n]; zero where the history is empty. vectors: float32[n, d], unit
    norm; KeyError for a name that is none of `SIGNALS`."""
    return _READ[name](vectors, profile.sequence(max(len(profile.history) + len(profile.liked), 1)))


def signal_many(name: str, vectors: Vector, profiles: Sequence[UserProfile]) -> Vector:
    """`signal` of each of `profiles`, float32[b, n], b >= 1."""
    return np.stack([signal(name, vectors, profile) for profile in profiles])


def _nearest(vectors: Vector, rows: npt.NDArray[np.int64]) -> Vector:
    recent = rows[-_LONGEST:]
    if not len(recent):
        return np.zeros(len(vectors), np.float32)
    ages = np.arange(len(recent) - 1, -1, -1, dtype=np.float32)
    cosines = vectors[recent] @ vectors.T
    cosines -= np.float32(_AGEING) * ages[:, None]
    return np.asarray(np.maximum.reduce(cosines, axis=0), dtype=np.float32)


def _again(vectors: Vector, rows: npt.NDArray[np.int64]) -> Vector:
    out = np.zeros(len(vectors), np.float32)
    out[rows] = 1
    return out


def _latest(vectors: Vector, rows: npt.NDArray[np.int64]) -> Vector:
    return _again(vectors, rows[-1:])


_READ = {NEAREST: _nearest, AGAIN: _again, LATEST: _latest}
