"""A trunk at work: loading it, reading one profile or many, placing items nobody has met.

Knows the trunk, profiles and steering. Does not know how items are scored from a state, nor how a trunk is trained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from recommenders.attributes import Attributes
from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.steering import Steering
from recommenders.storage import damaged
from recommenders.text_projection import TextProjection
from recommenders.trainer import pad
from recommenders.trunk import POSITIONS, Trunk, TrunkSize

_RARE = 5  # items with at most this many events stand for those with none


def place_unseen(trunk: Trunk, counts: np.ndarray) -> None:
    """Give items without events the mean free vector and the median bias of items with 1 to 5 events."""
    unseen = torch.from_numpy(counts == 0)
    rare = torch.from_numpy((counts > 0) & (counts <= _RARE))
    if not rare.any():
        rare = ~unseen
    if not bool(rare.any()) or not bool(unseen.any()):
        return
    with torch.no_grad():
        trunk.free[unseen] = trunk.free[rare].mean(dim=0)
        trunk.bias[unseen] = trunk.bias[rare].median()


def load_trunk(state: dict[str, Tensor], size: TrunkSize, text: Vector, attributes: Attributes) -> Trunk:
    """A trunk with stored weights over `text` (float32[n, p]) and `attributes` of n items; rows beyond the stored ones
    are copies of the mean of the least biased tenth, which is where rare items end up."""
    known = len(state["bias"])
    joined = len(text) - known
    if joined:
        rare = torch.argsort(state["bias"])[: max(known // 10, 1)]
        state = dict(state)
        state["free"] = torch.cat([state["free"], state["free"][rare].mean(dim=0).expand(joined, -1)])
        state["bias"] = torch.cat([state["bias"], state["bias"][rare].median().expand(joined)])
    trunk = Trunk(size, torch.from_numpy(text), attributes, state["bias"])
    trunk.load_state_dict(state)
    return trunk.eval()


def load_steering(folder: Path, facts: Mapping[str, Any]) -> Steering:
    """The steering stored with a model; CatalogError naming its folder where it is damaged."""
    try:
        return Steering.from_facts(facts)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(folder, error) from error


def last_state(trunk: Trunk, rows: np.ndarray, vectors: Tensor) -> tuple[Vector, Vector]:
    """State float32[d] and text taste float32[p] after `rows` (int64[l], l >= 1)."""
    with torch.inference_mode():
        sequence = torch.from_numpy(rows)[None]
        return trunk.last_states(sequence, vectors)[0].numpy(), trunk.last_taste(sequence)[0].numpy()


def batch_states(trunk: Trunk, profiles: Sequence[UserProfile], vectors: Tensor) -> tuple[Tensor, Tensor]:
    """States float[b, d] and text tastes float[b, p] after the sequences, none empty, of `profiles`."""
    rows, real = pad([profile.sequence(POSITIONS) for profile in profiles])
    last = real.sum(dim=1) - 1
    people = torch.arange(len(rows))
    return trunk.states(rows, vectors)[people, last], trunk.taste(rows)[people, last]


def asked(
    projection: TextProjection, text: Vector, profile: UserProfile, wish: Vector | None
) -> tuple[Vector | None, Vector | None]:
    """The wish, float32[p], and the texts of disliked items, float32[m, p], as `Steering` takes them."""
    wished = None if wish is None else projection(wish)
    return wished, text[list(profile.disliked)] if profile.disliked else None


def steer_many(steering: Steering, text: Vector, profiles: Sequence[UserProfile], scores: Vector) -> Vector:
    """`scores` (float32[b, n]) with the dislikes of each of `profiles` applied, in place."""
    for place, profile in enumerate(profiles):
        if profile.disliked:
            known = len(profile.sequence(POSITIONS)) > 0
            scores[place] = steering.steer(scores[place], text, None, text[list(profile.disliked)], known=known)
    return scores


def grown(values: Vector, size: int) -> Vector:
    """`values` with zeros appended up to `size`."""
    return np.append(values, np.zeros(size - len(values), np.float32))


def log_softmax(logits: Vector) -> Vector:
    """log softmax over the last axis, float32."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)
