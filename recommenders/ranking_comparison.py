"""The whole comparison of rankers as one JSON value: data, protocol, models, gain of the blend, seconds.

Knows the store, the reports of models and what a reader must be told besides. Does not compute results.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from recommenders.interval import rounded, spread_error
from recommenders.ranking_data import RankingData
from recommenders.ranking_report import ModelReport, gain
from recommenders.ranking_run import STEADY, owed
from recommenders.ranking_store import RankingStore, RunFacts, code_digest
from recommenders.registry import recommender_classes
from recommenders.training import BLEND

_READ = {
    "figures": "[mean, low, high]: mean over seeds; 95 % half width = root of people_error squared plus (Student's t "
    "times seed_spread over root of seeds) squared",
    "people_error": "1.96 standard errors over people; for coverage, gini, rsp and reo by leaving out one of 20 groups "
    "of people at a time",
    "seed_spread": "standard deviation over seeds; 0 for models without chance, null where one seed cannot tell",
    "seconds": "CPU seconds of one thread (process_time), mean over seeds; encode (loading the encoder included) is "
    "spent once for all models and only on texts that were not in the cache; the retriever's train does not hold the "
    "ranker's, from which it starts, nor the blend's that of its members",
    "training_events": "target popularity, popularity lift, novelty and groups count training events",
}


def compare(
    data: RankingData, store: RankingStore, names: Sequence[str], seeds: Sequence[int], notes: Sequence[str] = ()
) -> dict[str, Any]:
    """Everything that is finished in `store` among `names` and `seeds`; what is missing is named in `notes`."""
    finished = {name: [s for s, n in owed(names, seeds) if n == name and store.has(s, name)] for name in names}
    kept = {name: [store.get(seed, name) for seed in done] for name, done in finished.items() if done}
    reports = {
        name: ModelReport(data, [ranking for ranking, _ in results], chance=name not in STEADY)
        for name, results in kept.items()
    }
    facts = {name: [fact for _, fact in results] for name, results in kept.items()}
    members = {name: report for name, report in reports.items() if name in recommender_classes()}
    found: dict[str, Any] = {
        "data": _sizes(data),
        "protocol": data.protocol,
        "reading": _READ,
        "seeds": list(seeds),
        "models": {name: report.to_json() for name, report in reports.items()},
        "seconds": {name: _seconds(data, runs) for name, runs in facts.items()},
        "notes": [*notes, *_remarks(finished, facts, names, seeds)],
    }
    if BLEND in reports:
        found["blend_weights"] = [run.weights for run in facts[BLEND]]
        if members:
            found["blend_gain"] = gain(reports[BLEND], members)
    return found


def _sizes(data: RankingData) -> dict[str, Any]:
    train = data.task.validation.train
    return {
        "name": data.name,
        "items": len(data.items),
        "training_people": len(np.unique(train.users)),
        "training_events": len(train),
        "people": len(data.people.profiles),
        "targets": sum(len(targets) for targets in data.people.targets),
        "encoder": data.encoder,
        "texts_encoded": data.texts_encoded,
    }


def _seconds(data: RankingData, runs: Sequence[RunFacts]) -> dict[str, list[float]]:
    encode = round(data.encode_seconds, 2)
    return {
        "encode": [encode] * 3,
        "train": _interval([run.train for run in runs]),
        "evaluate": _interval([run.evaluate for run in runs]),
    }


def _interval(values: Sequence[float]) -> list[float]:
    mean = float(np.mean(values))
    half = spread_error(float(np.std(values, ddof=1)), len(values)) if len(values) > 1 else 0.0
    return [rounded(value) for value in (mean, max(mean - half, 0.0), mean + half)]


def _remarks(
    finished: dict[str, list[int]], facts: dict[str, list[RunFacts]], names: Sequence[str], seeds: Sequence[int]
) -> list[str]:
    lines = []
    missing = [f"{name} (seed {seed})" for seed, name in owed(names, seeds) if seed not in finished[name]]
    if missing:
        lines.append(f"not finished: {', '.join(missing)}")
    resumed = [name for name, runs in facts.items() if any(run.resumed for run in runs)]
    if resumed:
        lines.append(f"training went on from a checkpoint, its seconds hold the last part only: {', '.join(resumed)}")
    present = code_digest()
    stale = [name for name, runs in facts.items() if any(run.code != present for run in runs)]
    if stale:
        lines.append(f"computed by another state of the code: {', '.join(stale)}; another folder computes them again")
    return lines
