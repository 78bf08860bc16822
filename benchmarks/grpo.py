"""What polishing the retriever by its own beams gains, beside as many supervised steps, at the same rates.

    python benchmarks/grpo.py DATA [--seeds 3] [--split validation|test] [--keep FOLDER] [--json FILE]

Knows a data set, the fitted retriever and two objectives. Does not know how either learns.

Per seed: a ranker and a retriever are fitted; the retriever goes on once by GRPO (`recommenders.grpo`) and once by the
log-probability of the next item, from the same weights over the same positions in the same order, with the same number
of steps, the same rates, no dropout and the same choosing of the epoch on validation. Full ranking of the whole trie.
Intervals are 95 % over seeds and people; differences are paired by seed and person. With --keep the rankers and
retrievers are read from FOLDER where they are there, and written to it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from recommenders.generative import GenerativeRetriever
from recommenders.grpo import Spelling, polish
from recommenders.interval import mean_figure
from recommenders.metrics import ndcgs, recalls
from recommenders.progress import silent
from recommenders.ranking import rank_people
from recommenders.ranking_data import RankingData, load_ranking_data
from recommenders.sequential import SequentialRanker
from recommenders.shelf import Shelf
from recommenders.trainer import Loss
from recommenders.trie_network import TrieNetwork

Floats = npt.NDArray[np.float64]

START, GRPO, MORE = "supervised", "grpo", "more supervised steps"
METRICS = ("ndcg@3", "ndcg@10", "recall@10")


def main() -> None:
    """Measure, print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", help="path or name of a data set, or a workspace")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--split", choices=("validation", "test"), default="validation")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = load_ranking_data(options.data, options.split, data=None, encoder=None, progress=silent)
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        runs = [run(found, seed, Shelf(Path(folder) / f"{found.name}-{seed}")) for seed in range(options.seeds)]
    figures = report(found, runs)
    print_table(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def run(found: RankingData, seed: int, shelf: Shelf) -> dict[str, Any]:
    """Per model the metrics of everyone, NDCG@10 on the validation and CPU seconds of learning, for one seed."""
    start, seconds = fitted(found, seed, shelf)
    out: dict[str, Any] = {START: {"people": people_metrics(start, found), "seconds": seconds}}
    validation = found.task.validation
    for name, objective in ((GRPO, None), (MORE, supervised)):
        began = time.process_time()
        model = polish(start, validation.train, validation, seed=seed, progress=silent, objective=objective)
        told = [entry for entry in model.history if entry.get("member") == 1]
        curve = [model.metrics["grpo_before"], *(entry["validation"] for entry in told)]
        seconds = time.process_time() - began
        out[name] = {"people": people_metrics(model, found), "seconds": seconds, "curve": curve}
        print(f"seed {seed}, {name}: validation {[round(value, 4) for value in curve]}", file=sys.stderr, flush=True)
    return out


def fitted(found: RankingData, seed: int, shelf: Shelf) -> tuple[GenerativeRetriever, float | None]:
    """The retriever before polishing, and the CPU seconds of fitting it; None where something of it was kept."""
    validation, items = found.task.validation, found.items
    began, fresh = time.process_time(), True
    model = shelf.take(GenerativeRetriever, items)
    if model is not None:
        fresh = False
    else:
        ranker = shelf.take(SequentialRanker, items)
        fresh = ranker is None
        if ranker is None:
            place = shelf.checkpoint(SequentialRanker)
            ranker = shelf.put(
                SequentialRanker.fit(
                    validation.train, items, seed=seed, progress=silent, validation=validation, checkpoint=place
                ),
                items,
            )
        assert isinstance(ranker, SequentialRanker)
        model = shelf.put(
            GenerativeRetriever.fit(
                validation.train, items, seed=seed, progress=silent, validation=validation, ranker=ranker
            ),
            items,
        )
    assert isinstance(model, GenerativeRetriever)
    return model, time.process_time() - began if fresh else None


def supervised(network: TrieNetwork, masked: bool) -> Loss:
    """The peer's objective: the negative log-probability of the next item's path."""

    def loss(rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        network.eval()
        spelling = Spelling(network, rows, real)
        wanted = np.zeros_like(spelling.scores)
        wanted[np.arange(len(wanted)), network.trie.leaf_of_row[targets.numpy()]] = 1
        return spelling.lowered(wanted) / len(wanted)

    return loss


def people_metrics(model: GenerativeRetriever, found: RankingData) -> dict[str, Floats]:
    """Every metric of everyone who is asked, float64[people]."""
    ranking = rank_people(model.score_many, found.people)
    given = ranking.rank, ranking.whose, len(found.people.profiles)
    return {"ndcg@3": ndcgs(*given, 3), "ndcg@10": ndcgs(*given, 10), "recall@10": recalls(*given, 10)}


def report(found: RankingData, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything as plain JSON values: figures [mean, low, high], seed spreads, paired differences, curves, seconds."""
    models = {}
    for name in (START, GRPO, MORE):
        values = {metric: np.array([one[name]["people"][metric] for one in runs]) for metric in METRICS}
        figures = {metric: mean_figure(table, chance=True) for metric, table in values.items()}
        models[name] = {
            **{metric: figure.to_json() for metric, figure in figures.items()},
            "seed_spread": {metric: figure.seed_spread for metric, figure in figures.items()},
            "validation": [one[name].get("curve", []) for one in runs],
            "cpu_seconds": [one[name]["seconds"] and round(one[name]["seconds"], 1) for one in runs],
        }
    pairs = ((GRPO, START), (MORE, START), (GRPO, MORE))
    return {
        "data": found.name,
        "protocol": found.protocol,
        "people": len(found.people.profiles),
        "seeds": len(runs),
        "models": models,
        "differences": {f"{one} less {other}": difference(runs, one, other) for one, other in pairs},
    }


def difference(runs: list[dict[str, Any]], one: str, other: str) -> dict[str, Any]:
    """Per metric the paired difference [mean, low, high], and its share of the other's mean."""
    out: dict[str, Any] = {}
    for metric in METRICS:
        left, right = (np.array([run[name]["people"][metric] for run in runs]) for name in (one, other))
        figure = mean_figure(left - right, chance=True)
        out[metric] = figure.to_json()
        out[f"{metric}, relative"] = round(figure.mean / float(right.mean()), 4)
    return out


def print_table(figures: dict[str, Any]) -> None:
    """One line per model and per difference."""
    print(f"{figures['data']}: {figures['people']} people, {figures['seeds']} seeds; {figures['protocol']['split']}")
    print(f"{'':40}" + "".join(f"{metric:>26}" for metric in METRICS) + f"{'CPU s':>8}")
    for name, model in figures["models"].items():
        spent = [value for value in model["cpu_seconds"] if value is not None]
        seconds = f"{np.mean(spent):8.0f}" if spent else f"{'kept':>8}"
        print(f"{name:40}" + "".join(_cell(model[metric], ".4f") for metric in METRICS) + seconds)
    for name, change in figures["differences"].items():
        print(f"{name:40}" + "".join(_cell(change[metric], "+.4f") for metric in METRICS))


def _cell(figure: list[float], form: str) -> str:
    mean, low, high = (format(value, form) for value in figure)
    return f"{mean} ({low} {high})".rjust(26)


if __name__ == "__main__":
    main()
