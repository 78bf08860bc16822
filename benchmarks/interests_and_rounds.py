"""Whether several queries per person, and a second slate that knows of the first, foretell more than one query does.

    python benchmarks/interests_and_rounds.py DATA [--ranker FOLDER] [--people 2000] [--seed 0] [--json FILE]

Knows the validation people of a data set and a ranker; interests are measured in `interest_figures`, second slates come
from `second_slates`. Without --ranker one is fitted on what comes before the validation.

Every weight and strength is chosen on one half of the people (by the mean of 1 / log2(1 + rank)) and measured on the
other, both ways round. "Off" is not among the choices, so a figure below 0 says what switching on would cost.
Differences are paired by person, intervals 95 % over people. Early stopping of the ranker has seen these people, which
is the same for all that is compared. "random parts": histories cut into as many parts as there are interests, filled at
random, so what averaging does by itself. "in the blend": ranker, co-occurrence, popularity, text and the signals of the
history, weighed on the same half, the ranker asked by one query or by interests.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from interest_figures import ONE, RANDOM, REAL, Tried, blend_figures
from interest_queries import SPACES, space_vectors
from paired_halves import (
    Floats,
    Rows,
    by_fold,
    chosen_crosswise,
    chunks,
    closed_to,
    difference,
    part_of,
    quality,
    ranked,
    shuffled,
)
from second_slates import LIKED, NEXT, ONE_LIKED, PASSED, Round

from recommenders.progress import silent
from recommenders.ranking_data import RankingData, load_ranking_data
from recommenders.recommender import Vector
from recommenders.sequential import SequentialRanker
from recommenders.split import Split
from recommenders.steering_choice import wanted_rows
from recommenders.threads import one_thread

Tries = dict[str, dict[str, dict[float, list[Floats]]]]

LONG = 20  # events of a long history
_FEWEST = 100  # people of a group
_PASSED = "passed over"


def main() -> None:
    """Measure, print the tables and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", help="path or name of a data set, or a workspace")
    parser.add_argument("--ranker", type=Path, help="folder of a ranker fitted on what comes before the validation")
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with one_thread():
        found = load_ranking_data(options.data, "validation", data=None, encoder=None, progress=silent)
        figures = measure(found, _ranker(found, options.ranker, options.seed), options.people, options.seed)
    print_tables(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _ranker(found: RankingData, folder: Path | None, seed: int) -> SequentialRanker:
    if folder is not None:
        return SequentialRanker.load(folder, found.items)
    split = found.task.validation
    return SequentialRanker.fit(split.train, found.items, seed=seed, progress=silent, validation=split)


def measure(found: RankingData, ranker: SequentialRanker, count: int, seed: int) -> dict[str, Any]:
    """All figures on at most `count` people, and of interests on as many with long histories too."""
    people = shuffled(found.people, seed)
    groups = {"everyone": part_of(people, range(count))}
    long = [number for number, profile in enumerate(people.profiles) if len(profile.history) >= LONG][:count]
    if len(long) >= _FEWEST:
        groups[f"histories of {LONG} and more"] = part_of(people, long)
    tried = {name: Tried(ranker, group, seed) for name, group in groups.items()}
    return {
        "data": found.name,
        "protocol": found.protocol,
        "seed": seed,
        "interests": {name: one.report() for name, one in tried.items()},
        "in the blend": blend_figures(ranker, tried["everyone"], found.items, seed),
        "second slates": round_figures(ranker, groups["everyone"], seed),
    }


def round_figures(ranker: SequentialRanker, people: Split, seed: int) -> dict[str, Any]:
    """Second slates for those whose wanted item was not in the first."""
    tries: Tries = {}
    folds: list[Rows] = []
    first: list[Floats] = []
    for chunk in chunks(people):
        ranks, left, situation = _first_slate(ranker, chunk, seed)
        folds.append((sum(map(len, first)) + left) % 2)
        first.append(ranks)
        if not len(left):
            continue
        for answer, way, strength, scores in _second_slates(situation):
            at = ranked(scores.copy(), situation.closed, situation.wanted)[0]
            tries.setdefault(answer, {}).setdefault(way, {}).setdefault(strength, []).append(at)
    report = _report(tries, np.concatenate(folds))
    return {"people": sum(map(len, folds)), "first slate": quality(np.concatenate(first)), "answers": report}


def _first_slate(ranker: SequentialRanker, people: Split, seed: int) -> tuple[Floats, Rows, Round]:
    """Ranks in the first slate, the numbers of those it did not serve, and their second round."""
    scores, wanted = ranker.score_many(people.profiles), wanted_rows(people)
    closed = closed_to(people, scores.shape[1])
    ranks, shown = ranked(scores.copy(), closed, wanted)
    left = np.flatnonzero(~(shown == wanted[:, None]).any(axis=1))
    np.put_along_axis(closed, shown, True, axis=1)
    profiles = [people.profiles[number] for number in left]
    situation = Round(
        ranker, space_vectors(ranker), profiles, wanted[left], shown[left], scores[left], closed[left], seed
    )
    return ranks, left, situation


def _second_slates(situation: Round) -> Iterator[tuple[str, str, float, Vector]]:
    """Answer, way, strength and scores of every second slate that is compared."""
    for way, passed in PASSED.items():
        for strength in passed.strengths:
            yield _PASSED, way, strength, passed.score(situation, strength)
    for space in SPACES:
        like = situation.like(space)
        for way, liked in ONE_LIKED.items():
            for strength in liked.strengths:
                yield f"{LIKED}, nearest by {space}", way, strength, liked.score(like, strength)


def _report(tries: Tries, fold: Rows) -> dict[str, Any]:
    """Per answer and way the chosen strengths, the quality, and differences to the next ten and to the like alone."""
    out: dict[str, Any] = {}
    base = np.concatenate(tries[_PASSED][NEXT][0.0])
    for answer, ways in tries.items():
        out[answer] = {}
        for way, each in ways.items():
            table = {strength: np.concatenate(parts) for strength, parts in each.items()}
            chosen = chosen_crosswise(table, fold)
            ranks = by_fold(table, chosen, fold)
            own = {"strengths": chosen, **quality(ranks), f"less {NEXT}": difference(ranks, base)}
            if LIKED in ways:
                own[f"less {LIKED}"] = difference(ranks, np.concatenate(ways[LIKED][0.0]))
            out[answer][way] = own
    return out


def print_tables(figures: Mapping[str, Any]) -> None:
    """Interests by group, the blend, then second slates."""
    print(f"{figures['data']}, validation people; difference [95 % interval], recall@10 then ndcg@10")
    for group, cells in figures["interests"].items():
        print(f"\n{group}: {cells['people']} people, {cells['with several interests']} with several interests")
        for name in (ONE, REAL, RANDOM):
            print(f"  {name:28} {_quality(cells[name])}  {cells['chosen'].get(name, '')}")
        for name, change in cells["differences"].items():
            print(f"  {name:28} {_change(change)}")
        for name in ("diversity", "interests covered"):
            one, several, change = cells[name].values()
            print(f"  {name:28} {one[0]:.4f} -> {several[0]:.4f}  {_signed(change)}")
    blend = figures["in the blend"]
    print(f"\nin the blend: {blend['people']} people")
    print(f"  {_quality(blend[ONE])} -> {_quality(blend[REAL])}  {_change(blend['difference'])}")
    rounds = figures["second slates"]
    print(f"\nfirst slate {_quality(rounds['first slate'])}; second slate for {rounds['people']} people")
    for answer, ways in rounds["answers"].items():
        for way, cells in ways.items():
            print(f"  {answer:24} {way:26} {_quality(cells)}  {_change(cells[f'less {NEXT}'])} {cells['strengths']}")
            if f"less {LIKED}" in cells and way != LIKED:
                print(f"  {'':51} less {LIKED} alone  {_change(cells[f'less {LIKED}'])}")


def _quality(cells: Mapping[str, list[float]]) -> str:
    return f"{cells['recall@10'][0]:.4f} / {cells['ndcg@10'][0]:.4f}"


def _change(cells: Mapping[str, list[float]]) -> str:
    return f"{_signed(cells['recall@10'])} {_signed(cells['ndcg@10'])}"


def _signed(figure: list[float]) -> str:
    mean, low, high = figure
    return f"{mean:+.4f} [{low:+.4f}, {high:+.4f}]"


if __name__ == "__main__":
    main()
