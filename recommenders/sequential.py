"""The ranker: what comes next after a history, by a small causal transformer over all items.

Knows sequences, text vectors and the trunk. Does not know attributes or candidates; unseen items are placed by their
text, unseen people need nothing but a history.

Source: SASRec (ICDM 2018) with full-softmax cross-entropy over the catalog instead of sampled negatives, whole
sequences, item vector = free part + projected text, and logits += scale * cos(decayed text of the history, text).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch
from torch import Tensor

from catalog.interactions import Interactions
from recommenders.popularity import popularity_scores
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.segment_softmax import full_cross_entropy
from recommenders.split import Split, leave_last_out
from recommenders.storage import load_model, save_model
from recommenders.text_projection import TextProjection
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Loss, Schedule, pad, stage, train
from recommenders.trunk import POSITIONS, Trunk, TrunkSize

WISH_SCALE = 12.0  # logits per cosine to the wish: what is asked for outweighs all but the strongest habits
_EPOCHS = 16
_RATE = 1.5e-3
_VALIDATED = 512  # people whose last event decides when to stop: enough to see a rise, few enough to keep theirs
_RARE = 5  # items with at most this many events stand for those with none


class SequentialRanker(Recommender):
    """log softmax over all items of [state ; text taste] . [item vector ; item text] + bias."""

    name: ClassVar[str] = "ranker"

    def __init__(self, trunk: Trunk, projection: TextProjection, popularity: Vector) -> None:
        """Take a finished trunk; popularity: float32[n], the scores of an empty profile."""
        self.trunk = trunk.eval()
        self.projection = projection
        self.popularity = popularity
        self.metrics: dict[str, float] = {}
        with torch.inference_mode():
            self._vectors = trunk.vectors()
        self._keys = np.concatenate([self._vectors.numpy(), trunk.text.numpy()], axis=1)
        self._bias: Vector = trunk.bias.detach().numpy().copy()

    @classmethod
    def fit(
        cls,
        interactions: Interactions,
        items: ItemData,
        *,
        seed: int,
        progress: Progress,
        validation: Split | None = None,
        checkpoint: Path | None = None,
    ) -> Self:
        """Train until the held-out last events of some people stop improving."""
        with use_threads(training_threads(len(interactions), len(items))):
            projection = TextProjection.fit(items.vectors)
            split = validation_split(interactions, seed)
            counts = split.train.counts()
            popularity = popularity_scores(split.train, items)
            torch.manual_seed(seed)
            size = TrunkSize.for_data(len(items), len(interactions))
            trunk = Trunk(size, torch.from_numpy(projection(items.vectors)), torch.from_numpy(popularity))
            seen = torch.from_numpy(np.flatnonzero(counts))
            curve = train(
                trunk,
                [{"params": list(trunk.parameters()), "lr": _RATE}],
                _loss(trunk, seen),
                lambda: _quality(trunk, split),
                split.train.sequences(),
                Schedule.for_data(len(split.train), len(items), epochs=_EPOCHS),
                seed=seed,
                progress=stage(progress, cls.name),
            )
            place_unseen(trunk, counts)
            model = cls(trunk, projection, popularity)
        model.metrics = curve[-1] if curve else {}
        return model

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Log-probability of every item being next, float32[n]."""
        rows = profile.sequence(POSITIONS)
        text = self.projection(wish) * np.float32(WISH_SCALE) if wish is not None else None
        if not len(rows):
            logits = self.popularity if text is None else self.popularity + self.trunk.text.numpy() @ text
            return log_softmax(logits)
        state, taste = last_state(self.trunk, rows, self._vectors)
        told = taste * np.float32(self.trunk.scale.exp().item())
        query = np.concatenate([state, told if text is None else told + text])
        return log_softmax(self._keys @ query + self._bias)

    def save(self, folder: Path) -> None:
        """Write weights, projection and popularity."""
        arrays = {f"trunk.{name}": value.numpy() for name, value in self.trunk.state_dict().items()}
        arrays |= {
            "center": self.projection.center,
            "axes": self.projection.axes,
            "popularity": self.popularity,
        }
        save_model(folder, arrays, {"size": asdict(self.trunk.size), "metrics": self.metrics})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since are placed by their text."""
        arrays, facts = load_model(
            folder, ["popularity", "center", "axes", "trunk.bias", "trunk.free"], ["size", "metrics"]
        )
        check_growth(len(arrays["popularity"]), items, cls.name)
        projection = TextProjection(arrays["center"], arrays["axes"])
        state = {name[6:]: torch.from_numpy(array) for name, array in arrays.items() if name.startswith("trunk.")}
        trunk = load_trunk(state, TrunkSize(**facts["size"]), projection(items.vectors))
        model = cls(trunk, projection, grown(arrays["popularity"], len(items)))
        model.metrics = facts["metrics"]
        return model


def validation_split(interactions: Interactions, seed: int) -> Split:
    """Hold out the last liked event of at most 512 people with four or more; the rest keep all of theirs."""
    liked = interactions.users[interactions.values > 0]
    enough = np.flatnonzero(np.bincount(liked, minlength=interactions.n_users) >= 4)
    chosen = np.random.default_rng(seed).permutation(enough)[:_VALIDATED]
    only = np.zeros(interactions.n_users, dtype=np.bool_)
    only[chosen] = True
    return leave_last_out(interactions, only)


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


def load_trunk(state: dict[str, Tensor], size: TrunkSize, text: Vector) -> Trunk:
    """A trunk with stored weights over `text` (float32[n, p]); rows beyond the stored ones are copies of the
    mean of the least biased tenth, which is where rare items end up."""
    known = len(state["bias"])
    joined = len(text) - known
    if joined:
        rare = torch.argsort(state["bias"])[: max(known // 10, 1)]
        state = dict(state)
        state["free"] = torch.cat([state["free"], state["free"][rare].mean(dim=0).expand(joined, -1)])
        state["bias"] = torch.cat([state["bias"], state["bias"][rare].median().expand(joined)])
    trunk = Trunk(size, torch.from_numpy(text), state["bias"])
    trunk.load_state_dict(state)
    return trunk.eval()


def last_state(trunk: Trunk, rows: np.ndarray, vectors: Tensor) -> tuple[Vector, Vector]:
    """State float32[d] and text taste float32[p] after `rows` (int64[l], l >= 1)."""
    with torch.inference_mode():
        sequence = torch.from_numpy(rows)[None]
        return trunk.states(sequence, vectors)[0, -1].numpy(), trunk.taste(sequence)[0, -1].numpy()


def batch_states(trunk: Trunk, split: Split) -> tuple[Tensor, Tensor]:
    """States float[b, d] and text tastes float[b, p] after the histories of all people of `split`."""
    rows, real = pad([profile.sequence(POSITIONS) for profile in split.profiles])
    last = real.sum(dim=1) - 1
    people = torch.arange(len(rows))
    return trunk.states(rows, trunk.vectors())[people, last], trunk.taste(rows)[people, last]


def mean_gain(scores: Vector, split: Split) -> float:
    """Mean of 1 / log2(1 + rank) of everyone's one target, history masked: NDCG without a cutoff, so less noisy."""
    targets = np.array([target[0] for target in split.targets])
    wanted = scores[np.arange(len(targets)), targets]
    for number, profile in enumerate(split.profiles):
        scores[number, list(profile.history)] = -np.inf
    return float(np.mean(1 / np.log2(2 + (scores > wanted[:, None]).sum(axis=1))))


def grown(values: Vector, size: int) -> Vector:
    """`values` with zeros appended up to `size`."""
    return np.append(values, np.zeros(size - len(values), np.float32))


def log_softmax(logits: Vector) -> Vector:
    """log softmax over the last axis, float32."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def _loss(trunk: Trunk, seen: Tensor) -> Loss:
    """Softmax over the items that have events: others would only learn that they never come next."""
    place = torch.full((len(trunk.bias),), -1)
    place[seen] = torch.arange(len(seen))

    def loss(rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        vectors = trunk.vectors()
        states, taste = trunk.states(rows, vectors)[real], trunk.taste(rows)[real]
        queries = torch.cat([states, taste * trunk.scale.exp()], dim=1)
        keys = torch.cat([vectors[seen], trunk.text[seen]], dim=1)
        return full_cross_entropy(queries, keys, trunk.bias[seen], place[targets])

    return loss


def _quality(trunk: Trunk, split: Split) -> float:
    if not split.profiles:
        return 0.0
    trunk.eval()
    with torch.inference_mode():
        states, taste = batch_states(trunk, split)
        queries = torch.cat([states, taste * trunk.scale.exp()], dim=1)
        logits = queries @ torch.cat([trunk.vectors(), trunk.text], dim=1).T + trunk.bias
    return mean_gain(logits.numpy().copy(), split)
