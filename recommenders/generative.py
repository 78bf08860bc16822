"""The generative retriever: spells the semantic ID of the next item, inside any set of candidates.

Knows the trunk, the trie and the head. Does not know attributes or why a row is a candidate: a boolean mask over rows
is all it is told.

Source: TIGER for generative retrieval; item-level trunks with a hierarchical softmax over the trie instead of a token
language model: one position per item, a key per node, softmax over valid children in training and in decoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch

from catalog.interactions import Interactions
from recommenders.beam import Pull
from recommenders.ensemble_serving import (
    asked,
    batch_queries,
    grown,
    last_query,
    load_ensemble,
    load_steering,
    log_softmax,
    score_profiles,
    steer_many,
    store,
)
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Mask, Recommender, ScoreMany, Vector, check_growth
from recommenders.semantic_ids import SemanticIds, code_source
from recommenders.sequential import SequentialRanker
from recommenders.split import Split
from recommenders.steering import Steering
from recommenders.stopping import Curve, curve, judges, mean_gain
from recommenders.storage import load_model, save_model
from recommenders.text_projection import TextProjection
from recommenders.threads import training_threads, use_threads
from recommenders.trainer import Schedule, some, stage, train
from recommenders.trie import Trie
from recommenders.trie_network import TrieNetwork
from recommenders.trunk import POSITIONS

_EPOCHS = 5
_RATE = 3e-3
_POSITIONS = 512  # a step
_BATCH = 2**23  # scores a step may hold at once: fewer positions in large catalogs
_LESSONS = 20_000  # positions an epoch: more teach nothing new
_WORK = 2**31  # scores of a whole training: fewer positions in very large catalogs


class GenerativeRetriever(Recommender):
    """log P(item) = sum over levels of log softmax over siblings of node . query + bias; then steered."""

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
        self.history: Curve = []
        with torch.inference_mode():
            self.vectors = network.ensemble.vectors()
        self.text: Vector = network.ensemble.text.numpy()
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
        ids: SemanticIds | None = None,
    ) -> Self:
        """Cluster items by text and by the vectors of `ranker` (fitted on the same events, seed and validation; fitted
        here if None), then teach a head over the trie what the ranker's softmax says."""
        ranker = ranker or SequentialRanker.fit(
            interactions, items, seed=seed, progress=progress, validation=validation, checkpoint=checkpoint
        )
        with use_threads(training_threads(len(interactions), len(items))):
            events, split = judges(interactions, validation, seed)
            source = code_source([part.numpy() for part in ranker.vectors], ranker.text, len(items))
            ids = ids or SemanticIds.fit(source, ranker.popularity, seed=seed, balanced=True)
            report = {f"ids_{key}": value for key, value in ids.report(source).items()}
            del source  # as large as the tables that come now
            # The ensemble is shared with the ranker: nothing here changes it.
            network = TrieNetwork(ranker.ensemble, Trie.build(ids.codes))
            history = train(
                network,
                [{"params": network.head_parameters(), "lr": _RATE}],
                network.imitation,
                lambda: _quality(network, split),
                some(events.sequences(), min(_LESSONS, _WORK // _EPOCHS // len(items)), seed),
                Schedule(epochs=_EPOCHS, positions=min(_POSITIONS, max(_BATCH // len(items), 1)), decay=0.0),
                seed=seed,
                progress=stage(progress, cls.name),
                checkpoint=checkpoint / "head.safetensors" if checkpoint else None,
            )
            model = cls(network, ranker.names, ids, ranker.projection, ranker.popularity)
            model.history = history
            model.metrics = {"validation": mean_gain(split, len(items), model.score_many), "epochs": len(history)}
        model.metrics |= report
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
        scores = score_profiles(profiles, log_softmax(self.popularity), self._score_known)
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
        arrays, facts = store(self.network.ensemble)
        head = self.network.state_dict()
        arrays |= {name: value.numpy() for name, value in head.items() if not name.startswith("ensemble.")}
        arrays |= {"center": self.projection.center, "axes": self.projection.axes, "popularity": self.popularity}
        facts |= {"names": self.names, "steering": self.steering.facts()}
        save_model(folder, arrays, facts | {"metrics": self.metrics, "history": curve(self.history)})
        self.ids.save(folder / "ids")

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Self:
        """Read the weights; items that joined since get semantic IDs and vectors from their text and attributes."""
        arrays, facts = load_model(
            folder,
            ["popularity", "center", "axes", "nodes.0", "biases.0"],
            ["size", "members", "names", "steering", "metrics", "history"],
        )
        known = len(arrays["popularity"])
        joined = check_growth(known, items, cls.name)
        projection, names = TextProjection(arrays["center"], arrays["axes"]), tuple(facts["names"])
        popularity = grown(arrays["popularity"], len(items))
        ensemble = load_ensemble(folder, arrays, facts, projection(items.vectors), items.attributes.under(names))
        ids = SemanticIds.load(folder / "ids")
        before = Trie.build(ids.codes)
        if joined:
            new = slice(known, None)
            with torch.no_grad():
                source = code_source([part.numpy() for part in ensemble.vectors()], ensemble.text.numpy(), known)
            ids = ids.extended(source[new], popularity[new])
        network = TrieNetwork(ensemble, Trie.build(ids.codes))
        network.load_head({name: torch.from_numpy(array) for name, array in arrays.items()}, before)
        model = cls(network, names, ids, projection, popularity)
        model.steering = load_steering(folder, facts["steering"])
        model.metrics, model.history = facts["metrics"], facts["history"]
        return model

    def _queries(self, profile: UserProfile) -> list[Vector] | None:
        """One query per level, float32[q] each; None for an empty profile, which the trunk cannot read."""
        rows = profile.sequence(POSITIONS)
        if not len(rows):
            return None
        return [last_query(self.network.ensemble, rows, self.vectors)] * self.network.trie.depth

    def _score_known(self, profiles: Sequence[UserProfile]) -> Vector:
        queries = batch_queries(self.network.ensemble, profiles, self.vectors)
        return self.head.score_all([queries] * self.network.trie.depth)


def scorer(network: TrieNetwork) -> ScoreMany:
    """What `network` as it is now gives to people with a sequence: profiles -> float32[b, n], without steering."""
    network.eval()
    with torch.inference_mode():
        ensemble, head, depth = network.ensemble, network.head(), network.trie.depth
        vectors = ensemble.vectors()
    return lambda profiles: head.score_all([batch_queries(ensemble, profiles, vectors)] * depth)


def _quality(network: TrieNetwork, split: Split) -> float:
    return mean_gain(split, len(network.trie.row_of_leaf), scorer(network))
