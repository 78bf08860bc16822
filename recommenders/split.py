"""Which events a model learns from and which it must foretell.

Knows two protocols: the last liked event of everyone, and the last fifth of everyone's liked events. Does not
know any model or metric. Nothing after a person's first held-out event is left for training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.interactions import Interactions
from recommenders.profile import UserProfile


@dataclass(frozen=True, eq=False)
class Split:
    """`train` to learn from; person j is known by `profiles[j]` and should be given rows `targets[j]`.

    Targets are unique and never empty. `masked`: rows of a history are left out of its ranking, and then no target is
    in the history; else buying again counts.
    """

    train: Interactions
    profiles: tuple[UserProfile, ...]
    targets: tuple[npt.NDArray[np.int64], ...]
    masked: bool = True

    def sample(self, size: int, seed: int) -> Split:
        """At most `size` of the people, drawn with `seed`, in the same order; `train` stays whole."""
        if len(self.profiles) <= size:
            return self
        chosen = np.sort(np.random.default_rng(seed).choice(len(self.profiles), size, replace=False))
        profiles, targets = tuple(self.profiles[j] for j in chosen), tuple(self.targets[j] for j in chosen)
        return Split(self.train, profiles, targets, self.masked)


def leave_last_out(interactions: Interactions, only: npt.NDArray[np.bool_] | None = None) -> Split:
    """Hold out the last liked event of everyone with at least two; `only` (bool[users]) restricts to some."""
    held = np.ones(interactions.n_users, dtype=np.int64)
    if only is not None:
        held[~only] = 0
    return _split(interactions, held)


def last_fraction(interactions: Interactions, fraction: float = 0.2) -> Split:
    """Hold out the last `fraction` of everyone's liked events, rounded, at least one, of at least two."""
    lengths = _lengths(interactions)
    return _split(interactions, np.maximum(np.rint(lengths * fraction).astype(np.int64), 1))


def _split(interactions: Interactions, held: npt.NDArray[np.int64]) -> Split:
    """Hold out the last `held[u]` liked events of user u, where at least one liked event remains before."""
    lengths = _lengths(interactions)
    held = np.where(lengths >= 2, np.minimum(held, lengths - 1), 0)
    liked = interactions.values > 0
    done = np.cumsum(liked)  # liked events up to and including each event, over all users
    offset = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    before = done - liked - offset[interactions.users]  # liked events of the same user before each event
    keep = (held[interactions.users] == 0) | (before < (lengths - held)[interactions.users])
    # A disliked event right before the first held-out one has `before` at the cut too: dropping it is harmless.
    train = interactions.select(keep)
    profiles, targets = [], []
    for past, future in zip(train.sequences(), interactions.select(~keep).sequences(), strict=True):
        fresh = np.setdiff1d(future.astype(np.int64), past)
        if len(past) and len(fresh):
            profiles.append(UserProfile(history=tuple(past.tolist())))
            targets.append(fresh)
    return Split(train, tuple(profiles), tuple(targets))


def _lengths(interactions: Interactions) -> npt.NDArray[np.int64]:
    liked = interactions.values > 0
    return np.bincount(interactions.users[liked], minlength=interactions.n_users).astype(np.int64)
