"""Whether a wish, "like X" and "not like Y" move ranks where they should, for a person and for nobody.

    python benchmarks/steering.py WORKSPACE [--people 300] [--seed 0] [--json FILE]

Knows held-out people, ranks and intervals; wishes and neighbours come from `steering_cases`. Does not know how a model
takes a wish: it asks `score(profile, wish)` of the ranker, the retriever, the text model and the blend. All are trained
here, on the workspace's events without those held out (minutes).

Wishes: the rank of one held-out item of each person, with the history, the wish, or both. "Like X" (X: a held-out item,
given as a wish, its text vector, or as a liked row) and "not like Y" (Y: among the first fifty, given as a disliked
row): the ranks of items that share two keywords with X or Y, beside those of items that share none. Full ranking,
history masked, ties at half rank; intervals are 95 % bootstrap intervals over people.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from steering_cases import KINDS, SHARED, Person, Themes, draw_people

from agent.console import progress_bars
from recommenders.encoder import load_encoder
from recommenders.evaluation import CUTOFF, masked
from recommenders.metrics import ranks
from recommenders.profile import UserProfile
from recommenders.recommender import ItemData, Vector
from recommenders.split import Split, last_fraction
from recommenders.training import load_fusion, load_recommenders, train_recommenders
from recommenders.wishes import sample_wishes
from recommenders.workspace import Workspace

Score = Callable[[UserProfile, Vector | None], Vector]
Floats = npt.NDArray[np.float64]

MODELS = ("ranker", "retriever", "text")
NOBODY = UserProfile()
MOVEMENTS = (
    "near, log2 rank",
    "near, share up",
    "near, share down",
    "near, in first ten before",
    "near, in first ten after",
    "far, log2 rank",
    "far, share moved",
    "near less far, log2 rank",
)
_RESAMPLES = 1_000
_MOST = 50  # neighbours and strangers looked at for one item
_FIRST = 50  # a disliked item is among so many first ones
_STILL = 0.5  # a rank that moves by less than half a doubling stays


def main() -> None:
    """Measure, print the tables and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    workspace = Workspace.open(options.workspace)
    split = last_fraction(workspace.interactions)
    figures = measure(workspace, split, _trained(workspace, split, options.seed), options.people, options.seed)
    print_tables(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _trained(workspace: Workspace, split: Split, seed: int) -> dict[str, Score]:
    """The models and their blend as a build trains them, on what `split` leaves."""
    encoder, vectors = load_encoder(), workspace.items.vectors
    items = ItemData(vectors, split.train.counts().astype(np.float64), workspace.items.attributes)

    def wishes(wanted: npt.NDArray[np.int64]) -> Vector:
        return sample_wishes(wanted, vectors, workspace.catalog.text, encoder.encode, seed=seed)

    with TemporaryDirectory() as place, progress_bars() as progress:
        train_recommenders(split.train, items, seed=seed, folder=Path(place), progress=progress, wishes=wishes)
        models = load_recommenders(Path(place), items)
        blend = load_fusion(Path(place), models, items)
    return {**{name: models[name].score for name in MODELS}, "blend": blend.score}


def measure(workspace: Workspace, split: Split, scorers: Mapping[str, Score], count: int, seed: int) -> dict[str, Any]:
    """All figures of `scorers` on at most `count` people of `split`."""
    themes = Themes(workspace.catalog)
    people = draw_people(split, themes, count, seed)
    if not people:
        raise SystemExit("no held-out item of this workspace has genres, keywords and neighbours")
    vectors = workspace.items.vectors
    wishes = {kind: [workspace.encode(person.wishes[kind]) for person in people] for kind in KINDS}
    wishes["like a film"] = [vectors[person.like] for person in people]
    moves = {"like X": like_moves, "liked X": liked_moves, "not like Y": unlike_moves}
    return {
        "data": workspace.manifest.dataset.name,
        "events": workspace.interactions.source,
        "protocol": "last fifth of liked events held out, full ranking, history masked, ties at half rank",
        "seed": seed,
        "people": len(people),
        "wishes": {name: wish_figures(score, people, wishes) for name, score in scorers.items()},
        **{
            door: {name: _moved(score, people, themes, vectors, move, seed) for name, score in scorers.items()}
            for door, move in moves.items()
        },
    }


def wish_figures(score: Score, people: Sequence[Person], wishes: Mapping[str, Sequence[Vector]]) -> dict[str, Any]:
    """Where the wanted items stand: by history alone, popularity alone, and per kind with the wish for both."""
    alone = _ranks(score, people, None, known=True)
    out: dict[str, Any] = {"history": _quality(alone), "nothing": _quality(_ranks(score, people, None, known=False))}
    for kind, vectors in wishes.items():
        both, wish = (_ranks(score, people, vectors, known=known) for known in (True, False))
        gained = _interval(_gain(both) - _gain(alone))
        further = _interval(_gain(both) - _gain(wish))
        moved = _interval(np.log2(both / alone))
        out[kind] = {
            "wish": _quality(wish),
            "history and wish": _quality(both),
            "both over history, ndcg@10": gained,
            "both over wish, ndcg@10": further,
            "both over history, log2 rank": moved,
        }
    return out


def like_moves(score: Score, person: UserProfile, row: int, vectors: Vector) -> tuple[Vector, Vector]:
    """Scores before and after "like this", said as a wish."""
    return score(person, None), score(person, vectors[row])


def liked_moves(score: Score, person: UserProfile, row: int, vectors: Vector) -> tuple[Vector, Vector]:
    """Scores before and after the item was named as liked."""
    return score(person, None), score(replace(person, liked=(row,)), None)


def unlike_moves(score: Score, person: UserProfile, row: int, vectors: Vector) -> tuple[Vector, Vector]:
    """Scores before and after the item was named as disliked."""
    return score(person, None), score(replace(person, disliked=(row,)), None)


def _moved(
    score: Score,
    people: Sequence[Person],
    themes: Themes,
    vectors: Vector,
    move: Callable[[Score, UserProfile, int, Vector], tuple[Vector, Vector]],
    seed: int,
) -> dict[str, Any]:
    """How the ranks of neighbours and strangers of one item a person move, for people and for nobody."""
    out = {}
    for who in ("person", "nobody"):
        rng = np.random.default_rng(seed)
        lines = []
        for person in people:
            profile = person.profile if who == "person" else NOBODY
            row = person.wanted
            if move is unlike_moves:
                row = _shown(score, profile, themes, rng)
            before, after = (masked(scores, profile) for scores in move(score, profile, row, vectors))
            lines.append(_movement(before, after, row, profile, themes, rng))
        out[who] = {name: _interval(column) for name, column in zip(MOVEMENTS, np.array(lines).T, strict=True)}
    return out


def _shown(score: Score, profile: UserProfile, themes: Themes, rng: np.random.Generator) -> int:
    """One of the first fifty with neighbours enough; the first one where none has."""
    first = np.argsort(-masked(score(profile, None), profile), kind="stable")[:_FIRST]
    return next((int(row) for row in rng.permutation(first) if themes.describable(int(row))), int(first[0]))


def _movement(
    before: Vector, after: Vector, row: int, profile: UserProfile, themes: Themes, rng: np.random.Generator
) -> tuple[float, ...]:
    """The figures of MOVEMENTS (log2 ranks: below 0 is up) for at most fifty neighbours and fifty strangers."""
    shared = themes.shared(row)
    open_ = np.ones(len(shared), dtype=np.bool_)
    open_[[row, *profile.history]] = False
    near, far = np.flatnonzero(open_ & (shared >= SHARED)), np.flatnonzero(open_ & (shared == 0))
    top = [float((ranks(scores, near) <= CUTOFF).sum()) for scores in (before, after)]
    near, far = (rows[rng.permutation(len(rows))[:_MOST]] for rows in (near, far))
    change_near, change_far = (np.log2(ranks(after, rows) / ranks(before, rows)) for rows in (near, far))
    shares = _mean(change_near < 0), _mean(change_near > 0)
    stayed = _mean(change_far), _mean(np.abs(change_far) > _STILL)
    return _mean(change_near), *shares, *top, *stayed, _mean(change_near) - _mean(change_far)


def _ranks(score: Score, people: Sequence[Person], wishes: Sequence[Vector] | None, *, known: bool) -> Floats:
    """Rank of everyone's wanted item, float64[m]; the history stays masked where it is not told."""
    found = []
    for number, person in enumerate(people):
        profile = person.profile if known else NOBODY
        scores = masked(score(profile, wishes[number] if wishes is not None else None), person.profile)
        found.append(float(ranks(scores, np.array([person.wanted]))[0]))
    return np.array(found)


def _gain(found: Floats) -> Floats:
    """NDCG@10 of one wanted item each."""
    return np.where(found <= CUTOFF, 1 / np.log2(1 + found), 0.0)


def _quality(found: Floats) -> dict[str, list[float]]:
    return {
        "ndcg@10": _interval(_gain(found)),
        "mrr": _interval(1 / found),
        "median rank": _interval(found, np.median),
    }


def _mean(values: npt.NDArray[Any]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _interval(values: Floats, figure: Callable[..., Any] = np.mean) -> list[float]:
    """[figure, low, high] over the people for whom it is known."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise SystemExit("nobody has an item with neighbours; the figure cannot be measured here")
    drawn = known[np.random.default_rng(0).integers(len(known), size=(_RESAMPLES, len(known)))]
    low, high = np.quantile(figure(drawn, axis=1), (0.025, 0.975))
    return [round(float(value), 4) for value in (figure(known), low, high)]


def print_tables(figures: Mapping[str, Any]) -> None:
    """NDCG@10 and median ranks of wishes, then movements."""
    print(f"{figures['data']}, {figures['events']} events, {figures['people']} people; ndcg@10 (median rank)")
    for name, kinds in figures["wishes"].items():
        for kind, cells in kinds.items():
            if kind in ("history", "nothing"):
                print(f"{name:10} {kind:18} {_cell(cells)}")
                continue
            gained = cells["both over history, ndcg@10"]
            print(
                f"{name:10} {kind:18} wish {_cell(cells['wish'])}  with history {_cell(cells['history and wish'])}"
                f"  over history {gained[0]:+.4f} [{gained[1]:+.4f}, {gained[2]:+.4f}]"
            )
    for door in ("like X", "liked X", "not like Y"):
        for name, people in figures[door].items():
            for who, cells in people.items():
                near, far = cells["near, log2 rank"], cells["far, log2 rank"]
                up, down = cells["near, share up"][0], cells["near, share down"][0]
                first = cells["near, in first ten before"][0], cells["near, in first ten after"][0]
                print(
                    f"{door:10} {name:10} {who:7} neighbours {near[0]:+.2f} [{near[1]:+.2f}, {near[2]:+.2f}] doublings"
                    f" ({up:.0%} up, {down:.0%} down; in the first ten {first[0]:.2f} -> {first[1]:.2f}),"
                    f" others {far[0]:+.2f} ({cells['far, share moved'][0]:.0%} moved)"
                )


def _cell(cells: Mapping[str, Sequence[float]]) -> str:
    return f"{cells['ndcg@10'][0]:.4f} ({cells['median rank'][0]:.0f})"


if __name__ == "__main__":
    main()
