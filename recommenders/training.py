"""Fitting every recommender, measuring it on held-out events, saving and loading the lot.

Knows the protocol and the folder layout (`<folder>/<model>/`, `<folder>/blend/`). Does not know what a model does
inside, but for one shortcut: the retriever starts from the ranker that was just fitted.

Protocol: what ships learns from everything but the last liked event of at most 2,000 people, or a fifth of them where
there are fewer. One half of these people chooses (when learning stops, what the models weigh in the blend, what a wish
weighs); the other half only measures. See `recommenders.evaluation` for the ranking.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from catalog.errors import PluginError
from catalog.interactions import Interactions
from recommenders.evaluation import evaluate, random_scores
from recommenders.fusion import Fusion
from recommenders.generative import GenerativeRetriever
from recommenders.profile import UserProfile
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Recommender, Vector
from recommenders.registry import recommender_classes
from recommenders.sequential import SequentialRanker
from recommenders.shelf import Shelf
from recommenders.split import Split, leave_last_out
from recommenders.steering import Steering
from recommenders.steering_choice import PEOPLE, WishCases, choose_steering, wanted_rows
from recommenders.threads import one_thread, training_threads, use_threads

BLEND = "blend"
Curves = dict[str, list[dict[str, float]]]
Wishes = Callable[[npt.NDArray[np.int64]], Vector]

_HELD_OUT = 2_000  # people: a thousand that choose and a thousand that measure move a figure's third digit only
_SHARE = 5  # one in so many is held out at most
_CURVE = ("member", "epoch", "loss", "validation")


@dataclass(frozen=True)
class Trained:
    """Per model, and for "random" and "blend", the held-out `recall@10` and `ndcg@10`; per model that learns in epochs
    its loss and its validation figure after each."""

    metrics: dict[str, dict[str, float]]
    curves: Curves


@dataclass(frozen=True, eq=False)
class HeldOut:
    """The events to learn from, and two splits of other people each: `choosing` may be looked at, `measuring` not."""

    train: Interactions
    choosing: Split
    measuring: Split


@runtime_checkable
class _Steered(Protocol):
    steering: Steering

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector: ...


def train_recommenders(
    interactions: Interactions,
    items: ItemData,
    *,
    seed: int,
    folder: Path,
    progress: Progress,
    names: Sequence[str] | None = None,
    resume: Path | None = None,
    wishes: Wishes | None = None,
) -> Trained:
    """Fit the recommenders `names` (None: all registered), save them and the blend's weights under `folder`.

    resume: a folder for what is finished and for checkpoints; with what a stopped run of the same input left there,
    this one goes on to the same result. wishes: what people who want these rows (int64[m]) might say, as text vectors
    float32[m, k, d]; without them models keep their own numbers for wishes. Equal input and seed give equal files and
    figures. Raises PluginError for an unknown name.
    """
    classes = _chosen(names)
    held = hold_out(interactions, seed)
    folder.mkdir(parents=True, exist_ok=True)
    place = nullcontext(resume) if resume else tempfile.TemporaryDirectory(dir=folder, prefix=".")
    threads = training_threads(len(interactions), len(items))
    with place as kept, use_threads(1), threadpool_limits(threads, "blas"):
        models = _fit_all(classes, held, items, seed, progress, Shelf(Path(kept)))
    # Many small queries: threads would wait for each other after every one.
    with one_thread():
        blend = Fusion.choose(models, items, held.choosing, seed=seed)
        if wishes is not None:
            blend = _steered(blend, held.choosing, wishes, seed, progress)
        metrics = measure(models, blend, held.measuring, seed, progress)
    for name, model in models.items():
        model.save(folder / name)
    blend.save(folder / BLEND)
    return Trained(metrics, _curves(models))


def hold_out(interactions: Interactions, seed: int) -> HeldOut:
    """Hold out the last liked event of some people, drawn with `seed`, and divide these in two halves."""
    rng = np.random.default_rng(seed)
    liked = np.bincount(interactions.users[interactions.values > 0], minlength=interactions.n_users)
    able = np.flatnonzero(liked >= 2)
    only = np.zeros(interactions.n_users, dtype=np.bool_)
    only[rng.permutation(able)[: min(_HELD_OUT, len(able) // _SHARE)]] = True
    split = leave_last_out(interactions, only)
    order = rng.permutation(len(split.profiles))
    middle = (len(order) + 1) // 2
    return HeldOut(split.train, _part(split, order[:middle]), _part(split, order[middle:]))


def _part(split: Split, places: npt.NDArray[np.int64]) -> Split:
    chosen = np.sort(places).tolist()
    return Split(split.train, tuple(split.profiles[j] for j in chosen), tuple(split.targets[j] for j in chosen))


def load_recommenders(folder: Path, items: ItemData) -> dict[str, Recommender]:
    """Every registered recommender that was saved under `folder`; raises CatalogError for a damaged file."""
    return {
        name: kind.load(folder / name, items)
        for name, kind in recommender_classes().items()
        if (folder / name).is_dir()
    }


def load_fusion(folder: Path, models: dict[str, Recommender], items: ItemData) -> Fusion:
    """The blend of loaded `models` as it was saved under `folder`; raises CatalogError for a damaged file."""
    return Fusion.load(folder / BLEND, models, items)


def measure(
    models: Mapping[str, Recommender], blend: Fusion, people: Split, seed: int, progress: Progress
) -> dict[str, dict[str, float]]:
    """Held-out figures of random scores, every model and their blend."""
    scorers = {"random": random_scores(len(blend.items), seed)}
    scorers |= {name: model.score for name, model in models.items()} | {BLEND: blend.score}
    figures = {}
    for done, (name, score) in enumerate(scorers.items()):
        figures[name] = evaluate(score, people)
        progress("evaluate", done + 1, len(scorers))
    return figures


def _fit_all(
    classes: Mapping[str, type[Recommender]],
    held: HeldOut,
    items: ItemData,
    seed: int,
    progress: Progress,
    shelf: Shelf,
) -> dict[str, Recommender]:
    """The models, each as it is read back from the shelf: so a run that was stopped and one that was not go on with
    the very same."""
    models: dict[str, Recommender] = {}
    for name, kind in classes.items():
        model = shelf.take(kind, items)
        if model is None:
            model = shelf.put(_fit(kind, held, items, seed, progress, models, shelf.checkpoint(kind)), items)
        else:
            progress(name, 1, 1)
        models[name] = model
    return models


def _fit(
    kind: type[Recommender],
    held: HeldOut,
    items: ItemData,
    seed: int,
    progress: Progress,
    fitted: Mapping[str, Recommender],
    checkpoint: Path,
) -> Recommender:
    """Fit one model; the retriever starts from a ranker that is there already."""
    given: dict[str, Any] = {"validation": held.choosing, "checkpoint": checkpoint}
    ranker = fitted.get(SequentialRanker.name)
    if issubclass(kind, GenerativeRetriever) and isinstance(ranker, SequentialRanker):
        given["ranker"] = ranker
    return kind.fit(held.train, items, seed=seed, progress=progress, **given)


def _steered(blend: Fusion, people: Split, wishes: Wishes, seed: int, progress: Progress) -> Fusion:
    """The blend, and in it every model that can be steered, with what a wish and a dislike weigh."""
    asked = people.sample(PEOPLE, seed)
    if not asked.profiles:
        return blend
    wanted = wanted_rows(asked)
    said = wishes(wanted)
    projected = blend.projection(said.reshape(-1, said.shape[-1]))
    cases = WishCases(asked.profiles, wanted, projected.reshape(*said.shape[:2], -1))
    models = [model for model in blend.models.values() if isinstance(model, _Steered)]
    for done, model in enumerate(models):
        model.steering = choose_steering(model.score, blend.text, cases, seed=seed)
        progress("steer", done + 1, len(models) + 1)
    blend = blend.steered(cases, seed=seed)
    progress("steer", len(models) + 1, len(models) + 1)
    return blend


def _curves(models: Mapping[str, Recommender]) -> Curves:
    """The course of training of the models that tell it."""
    told = {name: getattr(model, "history", None) for name, model in models.items()}
    return {
        name: [{key: entry[key] for key in _CURVE if key in entry} for entry in history]
        for name, history in told.items()
        if history
    }


def _chosen(names: Sequence[str] | None) -> dict[str, type[Recommender]]:
    """The registered classes `names`, the retriever after the others so that it finds its ranker."""
    known = recommender_classes()
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise PluginError(f"recommender {unknown[0]!r} is not registered; known: {', '.join(known) or 'none'}")
    wanted = [name for name in known if names is None or name in names]
    wanted.sort(key=lambda name: issubclass(known[name], GenerativeRetriever))
    return {name: known[name] for name in wanted}
