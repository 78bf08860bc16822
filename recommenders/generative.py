"""The generative retriever: spells the semantic ID of the next item, inside any set of candidates.

Knows the trunk, the trie and the head. Does not know attributes or why a row is a candidate: a boolean mask over rows
is all it is told.

Source: TIGER for generative retrieval; an item-level trunk with a hierarchical softmax over the trie instead of a token
language model: one position per item, a vector per node, softmax over valid children in training and in decoding.
"""

from __future__ import annotations

import copy
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch

from catalog.interactions import Interactions
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Mask, Recommender, Vector, check_growth
from recommenders.semantic_ids import SemanticIds
from recommenders.sequential import (
    WISH_SCALE,
    SequentialRanker,
    batch_states,
    grown,
    last_state,
    load_trunk,
    log_softmax,
    mean_gain,
    place_unseen,
    validation_split,
)
from recommenders.split import Split
from recommenders.storage import load_model, save_model
from recommenders.text_projection import TextProjection
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Schedule, stage, train
from recommenders.trie import Trie
from recommenders.trie_network import TrieNetwork
from recommenders.trunk import POSITIONS, TrunkSize

_EPOCHS = 8
_TRUNK_RATE = 4e-4
_HEAD_RATE = 2e-3


class GenerativeRetriever(Recommender):
    """log P(item) = sum over levels of log softmax over siblings of node . state + text taste + bias."""

    name: ClassVar[str] = "retriever"

    def __init__(self, network: TrieNetwork, ids: SemanticIds, projection: TextProjection, popularity: Vector) -> None:
        """Take a finished network; popularity: float32[n], the scores of an empty profile."""
        self.ids, self.projection, self.popularity = ids, projection, popularity
        self.network = network.eval()
        self.metrics: dict[str, float] = {}
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
        """Start from the trunk of `ranker` (fitted on the same events and seed; fitted here if None), cluster items by
        text and learned vector, then train trunk and head together."""
        ranker = ranker or SequentialRanker.fit(interactions, items, seed=seed, progress=progress)
        with use_threads(training_threads(len(interactions), len(items))):
            split = validation_split(interactions, seed)
            trunk = copy.deepcopy(ranker.trunk)
            ids = SemanticIds.fit(
                code_source(trunk.vectors().detach().numpy(), trunk.text.numpy(), len(items)),
                ranker.popularity,
                seed=seed,
            )
            torch.manual_seed(seed)
            network = TrieNetwork(trunk, Trie.build(ids.codes))
            curve = train(
                network,
                [
                    {"params": list(trunk.parameters()), "lr": _TRUNK_RATE},
                    {"params": network.head_parameters(), "lr": _HEAD_RATE},
                ],
                network.loss,
                lambda: _quality(network, split),
                split.train.sequences(),
                Schedule.for_data(len(split.train), len(items), epochs=_EPOCHS),
                seed=seed,
                progress=stage(progress, cls.name),
            )
            place_unseen(trunk, split.train.counts())
            model = cls(network, ids, ranker.projection, ranker.popularity)
        model.metrics = (curve[-1] if curve else {}) | {f"ids_{key}": value for key, value in ids.report().items()}
        return model

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        """Log-probability of every item being next, float32[n]: the whole trie at once."""
        queries = self._queries(profile, wish)
        return self._flat(wish) if queries is None else self.head.score_all(queries)

    def generate(
        self, profile: UserProfile, *, mask: Mask | None, k: int, wish: Vector | None = None, groups: int = 1
    ) -> list[tuple[int, float]]:
        """The k likeliest rows inside `mask` (bool[n], None: all) with log-probabilities, best first, none twice.

        A beam search whose dead ends are cut before they are scored; fewer than k only where the mask allows fewer.
        With more than one group, beams one after the other that avoid the kinds of items chosen before: a more varied
        slate, less likely as a whole. An empty profile has no groups: it is answered by popularity.
        """
        queries = self._queries(profile, wish)
        if queries is not None and groups > 1:
            return self.head.search_diverse(queries, mask, k, groups)
        if queries is not None:
            return self.head.search(queries, mask, k)
        rows = np.arange(len(self.popularity)) if mask is None else np.flatnonzero(mask)
        scores = self._flat(wish)[rows]
        best = np.argsort(-scores, kind="stable")[:k]
        return list(zip(rows[best].tolist(), scores[best].tolist(), strict=True))

    def save(self, folder: Path) -> None:
        """Write weights and semantic IDs."""
        arrays = {name: value.numpy() for name, value in self.network.state_dict().items()}
        arrays |= {
            "center": self.projection.center,
            "axes": self.projection.axes,
            "popularity": self.popularity,
        }
        save_model(folder, arrays, {"size": asdict(self.network.trunk.size), "metrics": self.metrics})
        self.ids.save(folder / "ids")

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since get semantic IDs and vectors from their text."""
        arrays, facts = load_model(
            folder, ["popularity", "center", "axes", "trunk.bias", "scales"], ["size", "metrics"]
        )
        known = len(arrays["popularity"])
        joined = check_growth(known, items, cls.name)
        projection = TextProjection(arrays.pop("center"), arrays.pop("axes"))
        popularity = grown(arrays.pop("popularity"), len(items))
        weights = {name: torch.from_numpy(array) for name, array in arrays.items()}
        inner = {name[6:]: value for name, value in weights.items() if name.startswith("trunk.")}
        trunk = load_trunk(inner, TrunkSize(**facts["size"]), projection(items.vectors))
        ids = SemanticIds.load(folder / "ids")
        before = Trie.build(ids.codes)
        if joined:
            new = slice(known, None)
            source = code_source(trunk.vectors().detach().numpy(), trunk.text.numpy(), known)
            ids = ids.extended(source[new], popularity[new])
        network = TrieNetwork(trunk, Trie.build(ids.codes))
        network.load_head(weights, before)
        model = cls(network, ids, projection, popularity)
        model.metrics = facts["metrics"]
        return model

    def _queries(self, profile: UserProfile, wish: Vector | None) -> list[Vector] | None:
        """One query per level, float32[d + p] each; None for an empty profile, which the trunk cannot read."""
        rows = profile.sequence(POSITIONS)
        if not len(rows):
            return None
        state, taste = last_state(self.network.trunk, rows, self._vectors)
        text = self.projection(wish) * np.float32(WISH_SCALE) if wish is not None else np.float32(0)
        return [
            np.concatenate([state + turn @ state, scale * taste + text])
            for turn, scale in zip(self._turns, self._scales, strict=True)
        ]

    def _flat(self, wish: Vector | None) -> Vector:
        """Popularity and wish only, as log-probabilities."""
        if wish is None:
            return log_softmax(self.popularity)
        text = self.network.trunk.text.numpy() @ self.projection(wish)
        return log_softmax(self.popularity + np.float32(WISH_SCALE) * text)


def code_source(vectors: Vector, text: Vector, known: int) -> Vector:
    """What items are clustered by: text (float32[n, p], unit norm) beside learned vectors (float32[n, d]), centred on
    the first `known` and at unit norm: likeness in words and likeness in use count the same."""
    learned = vectors - vectors[:known].mean(axis=0)
    norms = np.linalg.norm(learned, axis=1, keepdims=True)
    return np.concatenate([text, learned / np.maximum(norms, 1e-6)], axis=1, dtype=np.float32)


def _quality(network: TrieNetwork, split: Split) -> float:
    if not split.profiles:
        return 0.0
    network.eval()
    with torch.inference_mode():
        queries = network.queries(*batch_states(network.trunk, split))
    return mean_gain(network.head().score_all([query.numpy() for query in queries]), split)
