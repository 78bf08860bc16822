"""The ranker: what comes next after a history, by a small causal transformer over all items.

Knows sequences, text vectors, attribute values and the trunk. Does not know constraints or candidates; unseen items are
placed by their text and attributes, unseen people need nothing but a history.

Source: SASRec (ICDM 2018) with full-softmax cross-entropy over the catalog instead of sampled negatives, whole
sequences, item vectors from attributes and text too, and logits += scale * cos(decayed text of the history, text).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self

import torch
from torch import Tensor

from catalog.interactions import Interactions
from recommenders.device import training_device
from recommenders.ensemble import Ensemble
from recommenders.ensemble_serving import (
    asked,
    batch_queries,
    grown,
    last_query,
    load_ensemble,
    load_steering,
    log_softmax,
    place_unseen,
    score_profiles,
    steer_many,
    store,
)
from recommenders.fused_softmax import full_cross_entropy
from recommenders.popularity import popularity_scores
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector, check_growth
from recommenders.sampled_softmax import Negatives, sampled_cross_entropy
from recommenders.split import Split
from recommenders.steering import Steering
from recommenders.stopping import Curve, curve, judges, mean_gain
from recommenders.storage import load_model, save_model
from recommenders.text_projection import TextProjection
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Loss, Schedule, stage, train
from recommenders.trunk import POSITIONS, Trunk, TrunkSize

_EPOCHS = 16
_RATE = 1.5e-3
_SAMPLED = 50_000  # items from which on the softmax is over some of them
_MEMBERS = 4  # trunks at most
_SPARSE = 20  # events per item below which one trunk differs much from the next
_CHEAP, _DEAR = 20_000, 200_000  # events up to which four, and two, are trained in minutes


class SequentialRanker(Recommender):
    """log softmax over all items of [states ; text taste] . [item vectors ; item text] + bias, then steered."""

    name: ClassVar[str] = "ranker"

    def __init__(
        self, ensemble: Ensemble, names: tuple[str, ...], projection: TextProjection, popularity: Vector
    ) -> None:
        """Take finished trunks; names: of the attribute values; popularity: float32[n], the scores of an empty
        profile."""
        self.ensemble = ensemble.eval()
        self.names = names
        self.projection = projection
        self.popularity = popularity
        self.steering = Steering()
        self.metrics: dict[str, float] = {}
        self.history: Curve = []
        with torch.inference_mode():
            self.vectors = ensemble.vectors()
            self._keys: Vector = ensemble.keys(self.vectors).numpy()
            self._bias: Vector = ensemble.bias.numpy()
        self.text: Vector = ensemble.text.numpy()

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
        """Train until the held-out events stop improving; without a validation the last ones of some people are.

        Where items have few events each, several trunks are trained: they err in different ways.
        """
        with use_threads(training_threads(len(interactions), len(items))):
            projection = TextProjection.fit(items.vectors)
            events, split = judges(interactions, validation, seed)
            popularity = popularity_scores(events, items)
            text = torch.from_numpy(projection(items.vectors))
            size = TrunkSize.for_data(len(items), len(events))
            members = _members(len(events), len(items))
            trunks, history = [], []
            for number in range(members):
                torch.manual_seed(seed * _MEMBERS + number)
                trunk = Trunk(size, text, items.attributes, torch.from_numpy(popularity)).to(training_device())
                history += _train_one(trunk, events, split, seed, number, members, progress, checkpoint)
                place_unseen(trunk.cpu(), events.counts())
                trunks.append(trunk)
            model = cls(Ensemble(trunks), items.attributes.names, projection, popularity)
            model.history = history
            model.metrics = {"validation": mean_gain(split, len(items), model.score_many), "epochs": len(history)}
        return model

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Log-probability of every item being next, moved by the wish and by what is disliked, float32[n]."""
        rows = profile.sequence(POSITIONS)
        if len(rows):
            scores = log_softmax(self._keys @ last_query(self.ensemble, rows, self.vectors) + self._bias)
        else:
            scores = log_softmax(self.popularity)
        wished, disliked = asked(self.projection, self.text, profile, wish)
        return self.steering.steer(scores, self.text, wished, disliked, known=len(rows) > 0)

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n], in one pass."""
        scores = score_profiles(profiles, log_softmax(self.popularity), self._score_known)
        return steer_many(self.steering, self.text, profiles, scores)

    def save(self, folder: Path) -> None:
        """Write weights, projection, popularity and what was learnt about wishes."""
        arrays, facts = store(self.ensemble)
        arrays |= {"center": self.projection.center, "axes": self.projection.axes, "popularity": self.popularity}
        facts |= {"names": self.names, "steering": self.steering.facts()}
        save_model(folder, arrays, facts | {"metrics": self.metrics, "history": curve(self.history)})

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since are placed by their text and attributes."""
        arrays, facts = load_model(
            folder,
            ["popularity", "center", "axes"],
            ["size", "members", "names", "steering", "metrics", "history"],
        )
        check_growth(len(arrays["popularity"]), items, cls.name)
        projection, names = TextProjection(arrays["center"], arrays["axes"]), tuple(facts["names"])
        ensemble = load_ensemble(folder, arrays, facts, projection(items.vectors), items.attributes.under(names))
        model = cls(ensemble, names, projection, grown(arrays["popularity"], len(items)))
        model.steering = load_steering(folder, facts["steering"])
        model.metrics, model.history = facts["metrics"], facts["history"]
        return model

    def _score_known(self, profiles: Sequence[UserProfile]) -> Vector:
        return log_softmax(batch_queries(self.ensemble, profiles, self.vectors) @ self._keys.T + self._bias)


def _members(n_events: int, n_items: int) -> int:
    if n_events >= _SPARSE * n_items or n_events > _DEAR:
        return 1
    return _MEMBERS if n_events <= _CHEAP else 2


def _train_one(
    trunk: Trunk,
    events: Interactions,
    split: Split,
    seed: int,
    number: int,
    members: int,
    progress: Progress,
    checkpoint: Path | None,
) -> Curve:
    """Train member `number`; its curve, each entry with the number."""
    history = train(
        trunk,
        [{"params": list(trunk.parameters()), "lr": _RATE}],
        _loss(trunk, torch.from_numpy(events.counts())),
        lambda: _quality(trunk, split),
        events.sequences(),
        Schedule.for_data(len(events), len(trunk.bias), epochs=_EPOCHS),
        seed=seed * _MEMBERS + number,
        progress=stage(progress, SequentialRanker.name, number, members),
        checkpoint=checkpoint / f"trunk-{number}.safetensors" if checkpoint else None,
    )
    return [{"member": number, **entry} for entry in history]


def _loss(trunk: Trunk, counts: Tensor) -> Loss:
    """Softmax over the items that have events (counts: int64[n]): others would only learn that they never come next."""
    device = trunk.bias.device
    seen = torch.nonzero(counts).flatten()
    negatives = Negatives(counts[seen]) if len(seen) > _SAMPLED else None
    seen = seen.to(device)
    place = torch.full((len(counts),), -1, device=device)
    place[seen] = torch.arange(len(seen), device=device)

    def loss(rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        vectors = trunk.vectors()
        states, taste = trunk.states(rows, vectors)[real], trunk.taste(rows)[real]
        queries = torch.cat([states, taste * trunk.scale.exp()], dim=1)
        keys = torch.cat([vectors[seen], trunk.text[seen]], dim=1)
        if negatives:
            drawn, expected = (part.to(device) for part in negatives.draw())
            return sampled_cross_entropy(queries, keys, trunk.bias[seen], place[targets], drawn, expected)
        return full_cross_entropy(queries, keys, trunk.bias[seen], place[targets], learnt=vectors.shape[1])

    return loss


def _quality(trunk: Trunk, split: Split) -> float:
    here = trunk if trunk.bias.device.type == "cpu" else copy.deepcopy(trunk).cpu()
    ensemble = Ensemble([here]).eval()
    with torch.inference_mode():
        vectors = ensemble.vectors()
        keys, bias = ensemble.keys(vectors).numpy().T, ensemble.bias.numpy()
        return mean_gain(split, len(bias), lambda profiles: batch_queries(ensemble, profiles, vectors) @ keys + bias)
