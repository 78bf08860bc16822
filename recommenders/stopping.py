"""Early stopping: who judges an epoch, by which figure, and what is kept of the course of a training.

Knows splits and scores. Does not know models.
"""

from __future__ import annotations

import numpy as np

from catalog.interactions import Interactions
from recommenders.recommender import ScoreMany
from recommenders.split import Split, leave_last_out

_HELD_OUT = 512  # people whose last event decides when to stop where no validation is given: enough to see a rise
_JUDGES = 4_096  # people of a given validation who decide it
_CHUNK = 2**24  # scores held at once

Curve = list[dict[str, float]]


def judges(interactions: Interactions, validation: Split | None, seed: int) -> tuple[Interactions, Split]:
    """What to learn from and who judges: people of `validation`, or else the last liked events of at most 512 people
    with four or more, which are then not learnt from."""
    if validation is None:
        split = _held_out(interactions, seed)
        return split.train, split
    known = [place for place, profile in enumerate(validation.profiles) if len(profile.sequence(1))]
    profiles = tuple(validation.profiles[place] for place in known)
    targets = tuple(validation.targets[place] for place in known)
    return interactions, Split(validation.train, profiles, targets, validation.masked).sample(_JUDGES, seed)


def _held_out(interactions: Interactions, seed: int) -> Split:
    liked = interactions.users[interactions.values > 0]
    enough = np.flatnonzero(np.bincount(liked, minlength=interactions.n_users) >= 4)
    only = np.zeros(interactions.n_users, dtype=np.bool_)
    only[np.random.default_rng(seed).permutation(enough)[:_HELD_OUT]] = True
    return leave_last_out(interactions, only)


def curve(history: Curve) -> Curve:
    """The history without its clock, so that equal runs leave equal files."""
    return [{name: value for name, value in entry.items() if name != "seconds"} for entry in history]


def mean_gain(split: Split, n_items: int, score: ScoreMany) -> float:
    """Mean of 1 / log2(1 + rank) of everyone's first target: NDCG without a cutoff, so less noisy.

    `score`: profiles -> float32[b, n], written over; histories are masked where the split says so.
    """
    gains = []
    step = max(_CHUNK // n_items, 1)
    for start in range(0, len(split.profiles), step):
        profiles = split.profiles[start : start + step]
        scores = score(profiles)
        targets = np.array([target[0] for target in split.targets[start : start + step]])
        wanted = scores[np.arange(len(targets)), targets]
        if split.masked:
            for number, profile in enumerate(profiles):
                scores[number, list(profile.history)] = -np.inf
        gains.append(1 / np.log2(2 + (scores > wanted[:, None]).sum(axis=1)))
    return float(np.concatenate(gains).mean()) if gains else 0.0
