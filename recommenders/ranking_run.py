"""Fitting and ranking with every model for one seed.

Knows which models there are, in which order they are fitted and who needs whom. Does not know metrics or processes.
Everything runs on one thread: figures then depend on the seed alone, and processes do not slow each other down.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.errors import ConfigError
from catalog.files import write_json
from recommenders.als import Als
from recommenders.ease import LARGEST, Ease
from recommenders.fusion import Fusion
from recommenders.generative import GenerativeRetriever
from recommenders.item_knn import ItemKnn
from recommenders.progress import Progress, silent
from recommenders.ranking import rank_people
from recommenders.ranking_data import RankingData
from recommenders.ranking_store import RankingStore, RunFacts, code_digest
from recommenders.recommender import Recommender
from recommenders.registry import recommender_classes
from recommenders.sequential import SequentialRanker
from recommenders.shelf import Shelf
from recommenders.storage import load_facts
from recommenders.threads import one_thread
from recommenders.training import BLEND

BASELINES: dict[str, type[Recommender]] = {kind.name: kind for kind in (ItemKnn, Ease, Als)}
STEADY = frozenset({"popularity", "itemknn", "cooccurrence", "ease", "text"})
"""Models without chance in them: one seed says everything."""
_ORDER = ("popularity", "itemknn", "cooccurrence", "ease", "als", "text", "ranker", "retriever")


def model_names(asked: Sequence[str] | None) -> list[str]:
    """The models to compare in order of report; None: all there are. ConfigError for a name that nobody knows."""
    classes = recommender_classes()
    known = [*(name for name in _ORDER if name in classes or name in BASELINES)]
    known += [*sorted(set(classes) - set(known)), BLEND]
    unknown = [name for name in asked or () if name not in known]
    if unknown:
        raise ConfigError(f"model {unknown[0]!r} is unknown; known: {', '.join(known)}")
    return [name for name in known if asked is None or name in asked]


def within_reach(names: Sequence[str], data: RankingData) -> tuple[list[str], list[str]]:
    """`names` without those that the size of the data forbids, and one line on each of these."""
    items = int((data.task.validation.train.counts() > 0).sum())
    if Ease.name not in names or items <= LARGEST:
        return list(names), []
    line = f"ease was left out: it needs the inverse of a matrix of {items} items, {LARGEST} is its limit"
    return [name for name in names if name != Ease.name], [line]


def owed(names: Sequence[str], seeds: Sequence[int]) -> list[tuple[int, str]]:
    """The results that `names` and `seeds` ask for: models without chance once, by the first seed."""
    return [(seed, name) for seed in seeds for name in names if seed == seeds[0] or name not in STEADY]


def run_seed(
    data: RankingData, store: RankingStore, names: Sequence[str], seed: int, progress: Progress = silent
) -> None:
    """Compute the results `names` of one seed that `store` does not have yet, and keep each as soon as it is there."""
    missing = [name for name in names if not store.has(seed, name)]
    if not missing:
        return
    with one_thread():
        fitter = _Fitter(data, store, seed, progress)
        # The retriever first: its semantic IDs say which items count as one, for every model's ranking.
        missing.sort(key=lambda name: (name == BLEND, name not in (SequentialRanker.name, GenerativeRetriever.name)))
        groups = fitter.id_groups() if GenerativeRetriever.name in names else None
        for name in missing:
            model, train, resumed = fitter.scorer(name)
            before = time.process_time()
            ranking = rank_people(model.score_many, data.people, groups, _renamed(progress, f"{name} ranks"))
            weights = dict(model.weights) if isinstance(model, Fusion) else {}
            facts = RunFacts(train, time.process_time() - before, code_digest(), resumed, weights)
            store.put(seed, name, ranking, facts)


def _renamed(progress: Progress, stage: str) -> Progress:
    return lambda _, done, total: progress(stage, done, total)


class _Fitter:
    """The models of one seed, fitted when they are first asked for and kept on a shelf if the blend needs them."""

    def __init__(self, data: RankingData, store: RankingStore, seed: int, progress: Progress) -> None:
        self._data, self._seed, self._progress = data, seed, progress
        # Models in training or waiting for the blend are of use to the code that wrote them only.
        self._folder = store.seed(seed) / f"models-{code_digest()}"
        self._shelf = Shelf(self._folder)
        self._members: dict[str, Recommender] = {}
        self._classes = recommender_classes()

    def scorer(self, name: str) -> tuple[Recommender | Fusion, float, bool]:
        """A fitted model or the blend, the CPU seconds that fitting took, and whether it went on from a checkpoint."""
        if name == BLEND:
            members = {member: self.member(member) for member in self._classes}
            before = time.process_time()
            blend = Fusion.choose(members, self._data.items, self._data.task.validation, seed=self._seed)
            return blend, time.process_time() - before, False
        if name in self._classes:
            model = self.member(name)
            facts = load_facts(self._folder / f"{name}.train.json")
            return model, float(facts["seconds"]), bool(facts["resumed"])
        before = time.process_time()
        baseline = self._fit(BASELINES[name])
        return baseline, time.process_time() - before, False

    def member(self, name: str) -> Recommender:
        """A registered recommender, from the shelf where it is there."""
        if name not in self._members:
            kind = self._classes[name]
            self._members[name] = self._shelf.take(kind, self._data.items) or self._learn(kind)
        return self._members[name]

    def id_groups(self) -> npt.NDArray[np.int64] | None:
        """A number per item, int64[n], equal for items whose semantic IDs differ in the last token only."""
        retriever = self.member(GenerativeRetriever.name)
        if not isinstance(retriever, GenerativeRetriever):
            return None
        return np.unique(retriever.ids.codes[:, :-1], axis=0, return_inverse=True)[1].astype(np.int64).reshape(-1)

    def _learn(self, kind: type[Recommender]) -> Recommender:
        """Fit, note the CPU seconds without those of the models it starts from, and put on the shelf."""
        checkpoint = self._shelf.checkpoint(kind)
        given: dict[str, Any] = {"checkpoint": checkpoint}
        if issubclass(kind, GenerativeRetriever) and SequentialRanker.name in self._classes:
            given["ranker"] = self.member(SequentialRanker.name)
        resumed = checkpoint.exists()
        before = time.process_time()
        model = self._fit(kind, **given)
        seconds = time.process_time() - before
        self._folder.mkdir(parents=True, exist_ok=True)
        write_json(self._folder / f"{kind.name}.train.json", {"seconds": seconds, "resumed": resumed})
        return self._shelf.put(model, self._data.items)

    def _fit(self, kind: type[Recommender], **given: Any) -> Recommender:
        task = self._data.task
        return kind.fit(
            task.validation.train,
            self._data.items,
            seed=self._seed,
            progress=self._progress,
            validation=task.validation,
            **given,
        )
