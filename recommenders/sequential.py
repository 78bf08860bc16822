"""The ranker: what comes next after a history, by a small causal transformer over all items.

Knows sequences, text vectors, attribute values and the trunk. Does not know constraints or candidates; unseen items are
placed by their text and attributes, unseen people need nothing but a history.

Source: SASRec (ICDM 2018) with full-softmax cross-entropy over the catalog instead of sampled negatives, whole
sequences, item vectors from attributes and text too, and logits += scale * cos(decayed text of the history, text).
"""

from __future__ import annotations

from collections.abc import Sequence
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
from recommenders.split import Split
from recommenders.steering import Steering
from recommenders.stopping import curve, judges, mean_gain, summary
from recommenders.storage import load_model, save_model
from recommenders.text_projection import TextProjection
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Loss, Schedule, stage, train
from recommenders.trunk import POSITIONS, Trunk, TrunkSize
from recommenders.trunk_serving import (
    asked,
    batch_states,
    grown,
    last_state,
    load_steering,
    load_trunk,
    log_softmax,
    place_unseen,
    steer_many,
)

_EPOCHS = 20
_RATE = 1.5e-3


class SequentialRanker(Recommender):
    """log softmax over all items of [state ; text taste] . [item vector ; item text] + bias, then steered."""

    name: ClassVar[str] = "ranker"

    def __init__(self, trunk: Trunk, names: tuple[str, ...], projection: TextProjection, popularity: Vector) -> None:
        """Take a finished trunk; names: of the attribute values; popularity: float32[n], the scores of an empty
        profile."""
        self.trunk = trunk.eval()
        self.names = names
        self.projection = projection
        self.popularity = popularity
        self.steering = Steering()
        self.metrics: dict[str, float] = {}
        self.history: list[dict[str, float]] = []
        self.text: Vector = trunk.text.numpy()
        with torch.inference_mode():
            self._vectors = trunk.vectors()
        self._keys = np.concatenate([self._vectors.numpy(), self.text], axis=1)
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
        """Train until the held-out events stop improving; without a validation the last ones of some people are."""
        with use_threads(training_threads(len(interactions), len(items))):
            projection = TextProjection.fit(items.vectors)
            events, split = judges(interactions, validation, seed)
            counts = events.counts()
            popularity = popularity_scores(events, items)
            torch.manual_seed(seed)
            size = TrunkSize.for_data(len(items), len(events))
            trunk = Trunk(
                size, torch.from_numpy(projection(items.vectors)), items.attributes, torch.from_numpy(popularity)
            )
            seen = torch.from_numpy(np.flatnonzero(counts))
            history = train(
                trunk,
                [{"params": list(trunk.parameters()), "lr": _RATE}],
                _loss(trunk, seen),
                lambda: _quality(trunk, split),
                events.sequences(),
                Schedule.for_data(len(events), len(items), epochs=_EPOCHS),
                seed=seed,
                progress=stage(progress, cls.name),
                checkpoint=checkpoint,
            )
            place_unseen(trunk, counts)
            model = cls(trunk, items.attributes.names, projection, popularity)
        model.history = history
        model.metrics = summary(history)
        return model

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Log-probability of every item being next, moved by the wish and by what is disliked, float32[n]."""
        rows = profile.sequence(POSITIONS)
        if len(rows):
            state, taste = last_state(self.trunk, rows, self._vectors)
            query = np.concatenate([state, taste * np.float32(self.trunk.scale.exp().item())])
            scores = log_softmax(self._keys @ query + self._bias)
        else:
            scores = log_softmax(self.popularity)
        wished, disliked = asked(self.projection, self.text, profile, wish)
        return self.steering.steer(scores, self.text, wished, disliked, known=len(rows) > 0)

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n], in one pass."""
        scores = np.tile(log_softmax(self.popularity), (len(profiles), 1))
        known = [place for place, profile in enumerate(profiles) if len(profile.sequence(POSITIONS))]
        if known:
            with torch.inference_mode():
                states, taste = batch_states(self.trunk, [profiles[place] for place in known], self._vectors)
                queries = torch.cat([states, taste * self.trunk.scale.exp()], dim=1).numpy()
            scores[known] = log_softmax(queries @ self._keys.T + self._bias)
        return steer_many(self.steering, self.text, profiles, scores)

    def save(self, folder: Path) -> None:
        """Write weights, projection, popularity and what was learnt about wishes."""
        arrays = {f"trunk.{name}": value.numpy() for name, value in self.trunk.state_dict().items()}
        arrays |= {
            "center": self.projection.center,
            "axes": self.projection.axes,
            "popularity": self.popularity,
        }
        facts = {"size": asdict(self.trunk.size), "names": self.names, "steering": self.steering.facts()}
        save_model(folder, arrays, facts | {"metrics": self.metrics, "history": curve(self.history)})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since are placed by their text and attributes."""
        arrays, facts = load_model(
            folder,
            ["popularity", "center", "axes", "trunk.bias", "trunk.free", "trunk.values"],
            ["size", "names", "steering", "metrics", "history"],
        )
        check_growth(len(arrays["popularity"]), items, cls.name)
        projection = TextProjection(arrays["center"], arrays["axes"])
        state = {name[6:]: torch.from_numpy(array) for name, array in arrays.items() if name.startswith("trunk.")}
        names = tuple(facts["names"])
        trunk = load_trunk(state, TrunkSize(**facts["size"]), projection(items.vectors), items.attributes.under(names))
        model = cls(trunk, names, projection, grown(arrays["popularity"], len(items)))
        model.steering = load_steering(folder, facts["steering"])
        model.metrics, model.history = facts["metrics"], facts["history"]
        return model


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
    trunk.eval()
    with torch.inference_mode():
        vectors, scale = trunk.vectors(), trunk.scale.exp()
        keys = torch.cat([vectors, trunk.text], dim=1).T

        def score(profiles: Sequence[UserProfile]) -> Vector:
            states, taste = batch_states(trunk, profiles, vectors)
            return (torch.cat([states, taste * scale], dim=1) @ keys + trunk.bias).numpy()

        return mean_gain(split, len(trunk.bias), score)
