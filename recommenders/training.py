"""Fitting every recommender, measuring it on held-out events, saving and loading the lot.

Knows the protocol and the folder layout (`<folder>/<model>/`, `<folder>/fusion/`). Does not know what a model does
inside, but for one shortcut: the retriever starts from the ranker that was just fitted.

Protocol: the last fifth of everyone's liked events is the test; before it, one event of some people chooses the fusion
weights; models see what is left. See `recommenders.evaluation` for the ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.errors import PluginError
from catalog.interactions import Interactions
from recommenders.evaluation import evaluate, random_scores
from recommenders.fusion import Fusion
from recommenders.generative import GenerativeRetriever
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender
from recommenders.registry import recommender_classes
from recommenders.sequential import SequentialRanker
from recommenders.split import Split, last_fraction, leave_last_out
from recommenders.threads import use_threads

FUSION = "fusion"
_TESTED = 1_000  # people the report is about: their number moves the figures' last digit only
_CHOOSING = 300  # people whose last training event chooses the fusion weights


def train_recommenders(
    interactions: Interactions,
    items: ItemData,
    *,
    seed: int,
    folder: Path,
    progress: Progress,
    names: Sequence[str] | None = None,
) -> dict[str, dict[str, float]]:
    """Fit the recommenders `names` (None: all registered), save them and the fusion weights under `folder`.

    Returns per model, and for "random" and "fusion", the held-out `recall@10` and `ndcg@10`. Equal input and seed give
    equal figures. Raises PluginError for an unknown name.
    """
    classes = _chosen(names)
    test = last_fraction(interactions)
    validation = leave_last_out(test.train, _some_users(interactions.n_users, seed))
    models: dict[str, Recommender] = {}
    # One thread for the many small queries of choosing and measuring; what is worth more asks for more.
    with use_threads(1):
        for name, kind in classes.items():
            models[name] = _fit(kind, validation.train, items, seed, progress, models)
            models[name].save(folder / name)
        fusion = Fusion.choose(models, items, validation, seed=seed)
        fusion.save(folder / FUSION)
        return measure(models, fusion, test.sample(_TESTED, seed), seed, progress)


def load_recommenders(folder: Path, items: ItemData) -> dict[str, Recommender]:
    """Every registered recommender that was saved under `folder`; raises CatalogError for a damaged file."""
    return {
        name: kind.load(folder / name, items)
        for name, kind in recommender_classes().items()
        if (folder / name).is_dir()
    }


def load_fusion(folder: Path, models: dict[str, Recommender], items: ItemData) -> Fusion:
    """The fusion of loaded `models` as it was saved under `folder`; raises CatalogError for a damaged file."""
    return Fusion.load(folder / FUSION, models, items)


def measure(
    models: dict[str, Recommender], fusion: Fusion, test: Split, seed: int, progress: Progress
) -> dict[str, dict[str, float]]:
    """Held-out figures of random scores, every model and their fusion."""
    scorers = {"random": random_scores(len(fusion.items), seed)}
    scorers |= {name: model.score for name, model in models.items()} | {FUSION: fusion.score}
    figures = {}
    for done, (name, score) in enumerate(scorers.items()):
        figures[name] = evaluate(score, test)
        progress("evaluate", done + 1, len(scorers))
    return figures


def _fit(
    kind: type[Recommender],
    interactions: Interactions,
    items: ItemData,
    seed: int,
    progress: Progress,
    fitted: dict[str, Recommender],
) -> Recommender:
    """Fit one model; the retriever starts from a ranker that is there already."""
    ranker = fitted.get(SequentialRanker.name)
    if issubclass(kind, GenerativeRetriever) and isinstance(ranker, SequentialRanker):
        return kind.fit(interactions, items, seed=seed, progress=progress, ranker=ranker)
    return kind.fit(interactions, items, seed=seed, progress=progress)


def _chosen(names: Sequence[str] | None) -> dict[str, type[Recommender]]:
    """The registered classes `names`, the retriever after the others so that it finds its ranker."""
    known = recommender_classes()
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise PluginError(f"recommender {unknown[0]!r} is not registered; known: {', '.join(known) or 'none'}")
    wanted = [name for name in known if names is None or name in names]
    wanted.sort(key=lambda name: issubclass(known[name], GenerativeRetriever))
    return {name: known[name] for name in wanted}


def _some_users(n_users: int, seed: int) -> npt.NDArray[np.bool_]:
    chosen = np.zeros(n_users, dtype=np.bool_)
    chosen[np.random.default_rng(seed).permutation(n_users)[:_CHOOSING]] = True
    return chosen
