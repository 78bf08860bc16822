"""An ensemble of trunks at work: storing it, reading one profile or many, placing items nobody has met.

Knows trunks, profiles and steering. Does not know how items are scored from a query, nor how a trunk is trained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from recommenders.attributes import Attributes
from recommenders.ensemble import Ensemble
from recommenders.profile import UserProfile
from recommenders.recommender import Vector
from recommenders.steering import Steering
from recommenders.storage import Array, damaged
from recommenders.text_projection import TextProjection
from recommenders.trainer import pad
from recommenders.trunk import POSITIONS, Trunk, TrunkSize

Rows = npt.NDArray[np.int64]

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


def store(ensemble: Ensemble) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays and facts from which `load_ensemble` makes the ensemble again."""
    arrays = {f"ensemble.{name}": value.numpy() for name, value in ensemble.state_dict().items()}
    return arrays, {"size": asdict(ensemble.trunks[0].size), "members": len(ensemble.trunks)}


def load_ensemble(
    folder: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any], text: Vector, attributes: Attributes
) -> Ensemble:
    """An ensemble with weights stored in `folder` over `text` (float32[n, p]) and `attributes` of n items; items beyond
    the stored ones are placed by them. Raises CatalogError where the weights do not fit together."""
    try:
        size, members = TrunkSize(**facts["size"]), []
        for number in range(int(facts["members"])):
            prefix = f"ensemble.members.{number}."
            state = {n[len(prefix) :]: torch.from_numpy(a) for n, a in arrays.items() if n.startswith(prefix)}
            members.append(_load_trunk(state, size, text, attributes))
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise damaged(folder, error) from error
    return Ensemble(members).eval()


def _load_trunk(state: dict[str, Tensor], size: TrunkSize, text: Vector, attributes: Attributes) -> Trunk:
    """Rows beyond the stored ones are copies of the mean of the least biased tenth, where rare items end up."""
    known = len(state["bias"])
    joined = len(text) - known
    if joined:
        rare = torch.argsort(state["bias"])[: max(known // 10, 1)]
        state = dict(state)
        state["free"] = torch.cat([state["free"], state["free"][rare].mean(dim=0).expand(joined, -1)])
        state["bias"] = torch.cat([state["bias"], state["bias"][rare].median().expand(joined)])
    trunk = Trunk(size, torch.from_numpy(text), attributes, state["bias"])
    trunk.load_state_dict(state)
    return trunk


def load_steering(folder: Path, facts: Mapping[str, Any]) -> Steering:
    """The steering stored with a model; CatalogError naming its folder where it is damaged."""
    try:
        return Steering.from_facts(facts)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(folder, error) from error


def last_query(ensemble: Ensemble, rows: Rows, vectors: Sequence[Tensor]) -> Vector:
    """The query after `rows` (int64[l], l >= 1), float32[q]."""
    with torch.inference_mode():
        return np.asarray(ensemble.last_queries(torch.from_numpy(rows)[None], vectors)[0].numpy())


def batch_queries(ensemble: Ensemble, profiles: Sequence[UserProfile], vectors: Sequence[Tensor]) -> Vector:
    """The queries after the sequences, none empty, of `profiles`, float32[b, q]."""
    rows, real = pad([profile.sequence(POSITIONS) for profile in profiles])
    with torch.inference_mode():
        queries = ensemble.queries(rows, vectors)
        return np.asarray(queries[torch.arange(len(rows)), real.sum(dim=1) - 1].numpy())


def score_profiles(
    profiles: Sequence[UserProfile], nobody: Vector, score_known: Callable[[Sequence[UserProfile]], Vector]
) -> Vector:
    """float32[b, n]: `score_known` for people with a sequence, `nobody` (float32[n]) for those without."""
    known = [place for place, profile in enumerate(profiles) if len(profile.sequence(POSITIONS))]
    if len(known) == len(profiles):
        return score_known(profiles)
    scores = np.tile(nobody, (len(profiles), 1))
    if known:
        scores[known] = score_known([profiles[place] for place in known])
    return scores


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
