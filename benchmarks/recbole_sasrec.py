"""RecBole's SASRec and Parley's ranker on the same events: how good each gets, and what equal quality costs.

    python benchmarks/recbole_sasrec.py BEAUTY --python PATH [--minutes 60] [--seeds 1] [--work FOLDER] [--json FILE]

BEAUTY is the folder of the data, PATH the python of an environment with RecBole (recbole 1.2, numpy below 2, pandas
below 2.2). RecBole trains with its defaults and cross-entropy until it stops by itself or `--minutes` of processor
time are over, then with its BPR loss in what is left; Parley's ranker trains after it, once per seed. A `--work` folder
keeps what RecBole learnt: the same command does not train it again.

Protocol for both: the last event of everyone is the test, the one before chooses the epoch; all items are ranked,
without those of the history; ties at half rank; recall@10 and NDCG@10 as `[mean, low, high]`. RecBole's vectors are
scored here by the code that scores ours, and its own evaluator must agree.

Equal quality: in every epoch Parley measures NDCG without a cutoff on at most 4,096 people of the validation; the first
epoch that reaches what RecBole's best epoch has on the same people counts. All processor seconds of Parley's fit up to
there are set against RecBole's seconds in training steps alone: without reading data and validating.
One thread each, seconds of the processor; text is encoded before.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import numpy.typing as npt
from recbole_peer import ENVIRONMENT, LOSSES, Peer, write_data

from catalog.readers.dataset import read_dataset
from recommenders.build import assemble
from recommenders.encoder import load_encoder
from recommenders.evaluation import CUTOFF
from recommenders.interval import mean_figure
from recommenders.metrics import ndcg, recall
from recommenders.progress import silent
from recommenders.ranking import rank_people
from recommenders.recommender import ItemData, ScoreMany
from recommenders.sequential import SequentialRanker
from recommenders.split import Split
from recommenders.stopping import judges, mean_gain
from recommenders.task import Task, make_task
from recommenders.threads import one_thread

Found = dict[str, npt.NDArray[np.float64]]
Report = dict[str, Any]

_METRICS = {f"recall@{CUTOFF}": recall, f"ndcg@{CUTOFF}": ndcg}
_ROUNDING = 2e-6  # RecBole gives six digits
_LEAST_EPOCHS = 2  # a loss that has time for fewer is not begun


def main() -> None:
    """Train both, print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--python", type=Path, required=True, help="of an environment with RecBole")
    parser.add_argument("--minutes", type=float, default=60, help="of processor time for RecBole")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--work", type=Path, help="keeps what RecBole learnt")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with one_thread(), tempfile.TemporaryDirectory() as folder:
        work = options.work or Path(folder)
        report = compare(options.data, options.python, 60 * options.minutes, options.seeds, work)
    print(table(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def compare(data: Path, python: Path, seconds: float, seeds: int, work: Path) -> Report:
    """RecBole under each loss that `seconds` are left for, then Parley, then what equal quality costs."""
    dataset = read_dataset(data)
    catalog, interactions = assemble(dataset)
    task = make_task(dataset, catalog, interactions)
    items = ItemData.of(catalog, load_encoder().encode([catalog.text(row) for row in range(len(catalog))]))
    write_data(interactions, work / "data")
    peers: dict[str, Report] = {}
    left = seconds
    for loss in LOSSES:
        peer = Peer(python, work / loss, loss)
        peer.train(work / "data", left)
        peers[f"RecBole SASRec {loss}"] = measure_peer(peer, task, seeds)
        left -= peer.spent()
        if peer.ended != "by itself" or left < _LEAST_EPOCHS * peer.spent() / len(peer.epochs()):
            break
    ours = [fit(task, items, seed) for seed in range(seeds)]
    return {
        "data": {"items": len(catalog), "people": len(task.test.profiles), "learnt_from": len(task.validation.train)},
        "protocol": "last event is the test, the one before validates; full ranking, history masked, ties at half rank",
        "recbole_limit_s": seconds,
        "recbole_environment": ENVIRONMENT,
        "models": {**peers, "Parley ranker": gather(ours)},
        "equal_quality": {name: equal_quality(peer, ours) for name, peer in peers.items()},
    }


def measure_peer(peer: Peer, task: Task, seeds: int) -> Report:
    """Figures of the best epoch by our code, what it cost, and how RecBole's evaluator sees it.

    Raises ValueError where that evaluator, with histories masked, disagrees with ours.
    """
    peer.score()
    epochs = peer.epochs()
    best = max(epochs, key=lambda epoch: epoch["validation"])
    report: Report = {"evaluator": peer.facts("evaluator"), "judged": []}
    for name, split in splits(task).items():
        score = peer.scores(name, split)
        found = ranked(score, split)
        report[name] = intervals([found])
        for metric, values in found.items():
            theirs = report["evaluator"][name]["history masked"][metric]
            if abs(theirs - float(values.mean())) > _ROUNDING:
                raise ValueError(f"RecBole's {name} {metric} is {theirs}, ours of its scores {values.mean()}")
        if name == "validation":
            report["judged"] = [judged(score, split, seed) for seed in range(seeds)]
    training = float(np.mean([epoch["training_seconds"] for epoch in epochs]))
    return report | {
        "ended": peer.ended,
        "epochs": len(epochs),
        "best_epoch": int(best["epoch"]),
        "cpu_s": round(peer.spent(), 1),
        "cpu_s_to_best": round(sum(epoch["training_seconds"] for epoch in epochs[: int(best["epoch"])]), 1),
        "cpu_s_per_epoch": round(training, 1),
        "cpu_s_per_validation": round(float(np.mean([epoch["validation_seconds"] for epoch in epochs])), 1),
        "cpu_s_before": round(epochs[0]["prepared"], 1),
        "settings": peer.facts("settings"),
        "curve": epochs,
    }


def fit(task: Task, items: ItemData, seed: int) -> Report:
    """One ranker of ours: its curve, its processor seconds and its figures per person."""
    before, load = time.process_time(), os.getloadavg()[0]
    model = SequentialRanker.fit(task.validation.train, items, seed=seed, validation=task.validation, progress=silent)
    seconds = time.process_time() - before
    found = {name: ranked(model.score_many, split) for name, split in splits(task).items()}
    return {"seconds": seconds, "load": load, "curve": model.history, "found": found}


def gather(ours: Sequence[Report]) -> Report:
    """The rankers of all seeds as one line of the report."""
    curves = [one["curve"] for one in ours]
    bests = [max(curve, key=lambda epoch: epoch["validation"]) for curve in curves]
    return {
        **{name: intervals([one["found"][name] for one in ours]) for name in ours[0]["found"]},
        "epochs": [len(curve) for curve in curves],
        "best_epoch": [int(best["epoch"]) for best in bests],
        "cpu_s": [round(one["seconds"], 1) for one in ours],
        "cpu_s_per_epoch": [round(curve[-1]["seconds"] / len(curve), 1) for curve in curves],
        "load": [round(one["load"], 1) for one in ours],
        "curves": curves,
    }


def equal_quality(peer: Report, ours: Sequence[Report]) -> list[Report]:
    """Per seed: the first epoch of ours that reaches the peer's best, and both prices; no seconds where none does."""
    lines = []
    for goal, one in zip(peer["judged"], ours, strict=True):
        line: Report = {"goal": round(goal, 6), "recbole_cpu_s": peer["cpu_s_to_best"]}
        reached = next((epoch for epoch in one["curve"] if epoch["validation"] >= goal), None)
        if reached:
            spent = one["seconds"] - one["curve"][-1]["seconds"] + reached["seconds"]
            line |= {"epoch": int(reached["epoch"]), "parley_cpu_s": round(spent, 1)}
            line["ratio"] = round(peer["cpu_s_to_best"] / spent, 2)
        lines.append(line)
    return lines


def splits(task: Task) -> dict[str, Split]:
    """Both splits by the names that the runner gives them."""
    return {"validation": task.validation, "test": task.test}


def ranked(score: ScoreMany, split: Split) -> Found:
    """Per metric the figures of everyone, float64[people]."""
    found = rank_people(score, split).rank
    return {
        name: np.array([metric(found[j : j + 1], CUTOFF) for j in range(len(found))])
        for name, metric in _METRICS.items()
    }


def intervals(found: Sequence[Found]) -> dict[str, list[float]]:
    """Per metric [mean, low, high] over people and seeds."""
    return {name: mean_figure(np.array([one[name] for one in found]), chance=True).to_json() for name in _METRICS}


def judged(score: ScoreMany, split: Split, seed: int) -> float:
    """What the figure that stops our training would be for other scores."""
    return mean_gain(judges(split.train, split, seed)[1], split.train.n_items, score)


def table(report: Report) -> str:
    """The report for people."""
    head = ("model", "valid R@10", "N@10", "test R@10", "N@10", "epochs", "CPU s", "CPU s an epoch")
    lines = [head]
    for name, model in report["models"].items():
        figures = [f"{model[split][metric][0]:.4f}" for split in ("validation", "test") for metric in _METRICS]
        lines.append((name, *figures, *(said(model[key]) for key in ("epochs", "cpu_s", "cpu_s_per_epoch"))))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rows = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    for name, seeds in report["equal_quality"].items():
        ended = report["models"][name]["ended"]
        rows.append(f"{name} ended {ended}; its best epoch is {report['models'][name]['best_epoch']}.")
        for line in seeds:
            rows.append(f"as good as {name}: " + ", ".join(f"{key} {value}" for key, value in line.items()))
    return "\n".join(rows)


def said(value: Any) -> str:
    """A number, or the numbers of all seeds."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    main()
