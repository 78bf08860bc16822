"""The generative retriever: spells the semantic ID of the next item, inside any set of candidates.

Knows the trunk, the trie and the head. Does not know attributes or why a row is a candidate: a boolean mask over rows
is all it is told.

Source: TIGER for generative retrieval; an item-level trunk with a hierarchical softmax over the trie instead of a token
language model: one position per item, a vector per node, softmax over valid children in training and in decoding.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch

from catalog.interactions import Interactions
from recommenders.beam import Pull
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Mask, Recommender, Vector, check_growth
from recommenders.semantic_ids import SemanticIds
from recommenders.sequential import SequentialRanker
from recommenders.split import Split
from recommenders.steering import Steering
from recommenders.stopping import curve, judges, mean_gain, summary
from recommenders.storage import load_model, save_model
from recommenders.text_projection import TextProjection
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Schedule, stage, train
from recommenders.trie import Trie
from recommenders.trie_network import TrieNetwork
from recommenders.trunk import POSITIONS, TrunkSize
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

_EPOCHS = 8
_TRUNK_RATE = 4e-4
_HEAD_RATE = 2e-3


class GenerativeRetriever(Recommender):
    """log P(item) = sum over levels of log softmax over siblings of node . state + text taste + bias; then steered."""

    name: ClassVar[str] = "retriever"

    def __init__(
        self,
        network: TrieNetwork,
        names: tuple[str, ...],
        ids: SemanticIds,
        projection: TextProjection,
        popularity: Vector,
    ) -> None:
        """Take a finished network; names: of the attribute values; popularity: float32[n], the scores of an empty
        profile."""
        self.names, self.ids, self.projection, self.popularity = names, ids, projection, popularity
        self.network = network.eval()
        self.steering = Steering()
        self.metrics: dict[str, float] = {}
        self.history: list[dict[str, float]] = []
        self.text: Vector = network.trunk.text.numpy()
        with torch.inference_mode():
            self._vectors = network.trunk.vectors()
            self._scales: Vector = network.scales.exp().numpy()
            self._turns: list[Vector] = [turn.detach().numpy() for turn in network.turns]
        self.head = network.head()

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
        ranker: SequentialRanker | None = None,
    ) -> Self:
        """Start from the trunk of `ranker` (fitted on the same events, seed and validation; fitted here if None),
        cluster items by text and learned vector, then train trunk and head together."""
        ranker = ranker or SequentialRanker.fit(
            interactions, items, seed=seed, progress=progress, validation=validation
        )
        with use_threads(training_threads(len(interactions), len(items))):
            events, split = judges(interactions, validation, seed)
            trunk = copy.deepcopy(ranker.trunk)
            with torch.no_grad():
                source = code_source(trunk.vectors().numpy(), ranker.text, len(items))
            ids = SemanticIds.fit(source, ranker.popularity, seed=seed)
            torch.manual_seed(seed)
            network = TrieNetwork(trunk, Trie.build(ids.codes))
            history = train(
                network,
                [
                    {"params": list(trunk.parameters()), "lr": _TRUNK_RATE},
                    {"params": network.head_parameters(), "lr": _HEAD_RATE},
                ],
                network.loss,
                lambda: _quality(network, split),
                events.sequences(),
                Schedule.for_data(len(events), len(items), epochs=_EPOCHS),
                seed=seed,
                progress=stage(progress, cls.name),
                checkpoint=checkpoint,
            )
            place_unseen(trunk, events.counts())
            model = cls(network, ranker.names, ids, ranker.projection, ranker.popularity)
        model.history = history
        model.metrics = summary(history) | {f"ids_{key}": value for key, value in ids.report().items()}
        return model

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Log-probability of every item being next, moved by the wish and by what is disliked, float32[n]: the whole
        trie at once."""
        queries = self._queries(profile)
        scores = log_softmax(self.popularity) if queries is None else self.head.score_all(queries)
        wished, disliked = asked(self.projection, self.text, profile, wish)
        return self.steering.steer(scores, self.text, wished, disliked, known=queries is not None)

    def score_many(self, profiles: Sequence[UserProfile]) -> Vector:
        """As `score` of each without a wish, float32[b, n], in one pass."""
        scores = np.tile(log_softmax(self.popularity), (len(profiles), 1))
        known = [place for place, profile in enumerate(profiles) if len(profile.sequence(POSITIONS))]
        if known:
            with torch.inference_mode():
                pair = batch_states(self.network.trunk, [profiles[place] for place in known], self._vectors)
                queries = [query.numpy() for query in self.network.queries(*pair)]
            scores[known] = self.head.score_all(queries)
        return steer_many(self.steering, self.text, profiles, scores)

    def generate(
        self, profile: UserProfile, *, mask: Mask | None, k: int, wish: Vector | None = None, groups: int = 1
    ) -> list[tuple[int, float]]:
        """The k likeliest rows inside `mask` (bool[n], None: all) with their scores, best first, none twice.

        A beam search whose dead ends are cut before they are scored, pulled towards the wish and away from what is
        disliked; fewer than k only where the mask allows fewer. With more than one group, beams one after the other
        that avoid the kinds of items chosen before: a more varied slate, less likely as a whole. An empty profile has
        no groups: it is answered by popularity.
        """
        queries = self._queries(profile)
        if queries is None:
            rows = np.arange(len(self.popularity)) if mask is None else np.flatnonzero(mask)
            scores = self.score(profile, wish)[rows]
            best = np.argsort(-scores, kind="stable")[:k]
            return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))
        wished, disliked = asked(self.projection, self.text, profile, wish)
        offsets = self.steering.offsets(self.text, wished, disliked, known=True)
        pull = None
        if offsets is not None:
            pull = Pull(self.steering.base(wished=wished is not None, known=True), offsets, self.popularity)
        if groups > 1:
            return self.head.search_diverse(queries, mask, k, groups, pull=pull)
        return self.head.search(queries, mask, k, pull=pull)

    def save(self, folder: Path) -> None:
        """Write weights, semantic IDs and what was learnt about wishes."""
        arrays = {name: value.numpy() for name, value in self.network.state_dict().items()}
        arrays |= {
            "center": self.projection.center,
            "axes": self.projection.axes,
            "popularity": self.popularity,
        }
        facts = {"size": asdict(self.network.trunk.size), "names": self.names, "steering": self.steering.facts()}
        save_model(folder, arrays, facts | {"metrics": self.metrics, "history": curve(self.history)})
        self.ids.save(folder / "ids")

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since get semantic IDs and vectors from their text and attributes."""
        arrays, facts = load_model(
            folder,
            ["popularity", "center", "axes", "trunk.bias", "trunk.free", "trunk.values", "scales"],
            ["size", "names", "steering", "metrics", "history"],
        )
        known = len(arrays["popularity"])
        joined = check_growth(known, items, cls.name)
        projection = TextProjection(arrays.pop("center"), arrays.pop("axes"))
        popularity = grown(arrays.pop("popularity"), len(items))
        weights = {name: torch.from_numpy(array) for name, array in arrays.items()}
        inner = {name[6:]: value for name, value in weights.items() if name.startswith("trunk.")}
        names = tuple(facts["names"])
        trunk = load_trunk(inner, TrunkSize(**facts["size"]), projection(items.vectors), items.attributes.under(names))
        ids = SemanticIds.load(folder / "ids")
        before = Trie.build(ids.codes)
        if joined:
            new = slice(known, None)
            source = code_source(trunk.vectors().detach().numpy(), trunk.text.numpy(), known)
            ids = ids.extended(source[new], popularity[new])
        network = TrieNetwork(trunk, Trie.build(ids.codes))
        network.load_head(weights, before)
        model = cls(network, names, ids, projection, popularity)
        model.steering = load_steering(folder, facts["steering"])
        model.metrics, model.history = facts["metrics"], facts["history"]
        return model

    def _queries(self, profile: UserProfile) -> list[Vector] | None:
        """One query per level, float32[d + p] each; None for an empty profile, which the trunk cannot read."""
        rows = profile.sequence(POSITIONS)
        if not len(rows):
            return None
        state, taste = last_state(self.network.trunk, rows, self._vectors)
        return [
            np.concatenate([state + turn @ state, scale * taste])
            for turn, scale in zip(self._turns, self._scales, strict=True)
        ]


def code_source(vectors: Vector, text: Vector, known: int) -> Vector:
    """What items are clustered by: text (float32[n, p], unit norm) beside learned vectors (float32[n, d]), centred on
    the first `known` and at unit norm: likeness in words and likeness in use count the same."""
    learned = vectors - vectors[:known].mean(axis=0)
    norms = np.linalg.norm(learned, axis=1, keepdims=True)
    return np.concatenate([text, learned / np.maximum(norms, 1e-6)], axis=1, dtype=np.float32)


def _quality(network: TrieNetwork, split: Split) -> float:
    network.eval()
    with torch.inference_mode():
        vectors, head = network.trunk.vectors(), network.head()

        def score(profiles: Sequence[UserProfile]) -> Vector:
            queries = network.queries(*batch_states(network.trunk, profiles, vectors))
            return head.score_all([query.numpy() for query in queries])

        return mean_gain(split, len(network.trunk.bias), score)
