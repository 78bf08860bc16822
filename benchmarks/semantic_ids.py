"""Which semantic IDs are best: from text, collaborative or fused vectors; k-means, balanced k-means, or RQ-VAE.

    python benchmarks/semantic_ids.py DATA [--seeds 2] [--intrinsic] [--json FILE]

DATA is a folder of a named data set. Of every way to make codes: how they spread, how much of the variance of the
vectors they leave unexplained, and how many of the ten nearest neighbours (in the vectors that were coded; in text; in
learned vectors) share the first code and the prefix. Without --intrinsic, also recall@10 and NDCG@10 of the retriever
that is trained on these codes, on the validation events, and how many of its ten best a beam finds. The test events are
never asked. All ways start from the same ranker, one per seed; random codes show what a retriever owes to its codes.

Figures are [mean, low, high] (95 %, over people and seeds); `against_base` are paired differences from plain k-means of
fused vectors, person by person.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"  # read when numpy and torch are first imported
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import rq_vae
import torch

from catalog.readers.dataset import read_dataset
from recommenders.build import assemble
from recommenders.code_quality import neighbours_kept
from recommenders.encoder import load_encoder
from recommenders.generative import GenerativeRetriever
from recommenders.interval import mean_figure
from recommenders.progress import silent
from recommenders.ranking import rank_people
from recommenders.recommender import ItemData, Vector
from recommenders.semantic_ids import SemanticIds, code_source, codes_per_level, levels
from recommenders.sequential import SequentialRanker
from recommenders.task import Task, make_task

SOURCES = ("text", "collaborative", "fused")
WAYS = ("k-means", "balanced", "rq-vae")
BASE = ("k-means", "fused")
CONTROL = ("random", "fused")
JUDGES = 500  # people of the validation who stop the training of a retriever: each way pays for all of them
BEAMS = 300  # people whose beam is compared with the scores of all items
TOP = 10
SPREAD = ("used_0", "used_1", "entropy_0", "entropy_1", "prefixes", "collisions", "largest", "unexplained")
KEPT = tuple(f"{space} {level}" for space in ("source", "text", "learned") for level in ("first", "prefix"))

Figures = dict[str, Any]
People = dict[str, list[np.ndarray]]


def main() -> None:
    """Measure, print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--intrinsic", action="store_true", help="codes only, no retriever")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    dataset = read_dataset(options.data)
    catalog, interactions = assemble(dataset)
    encoder = load_encoder(None)
    items = ItemData.of(catalog, encoder.encode([catalog.text(row) for row in range(len(catalog))], silent))
    task = make_task(dataset, catalog, interactions)
    rows: dict[tuple[str, str], list[Figures]] = {}
    people: dict[tuple[str, str], People] = {}
    for seed in range(options.seeds):
        began = time.process_time()
        ranker = SequentialRanker.fit(
            task.validation.train, items, seed=seed, progress=silent, validation=task.validation
        )
        print(f"seed {seed}: ranker {time.process_time() - began:.0f} CPU-s", flush=True)
        for key, ids, row in ways(ranker, seed):
            rows.setdefault(key, []).append(row)
            if not options.intrinsic:
                for name, values in judged(ids, ranker, items, task, seed).items():
                    people.setdefault(key, {}).setdefault(name, []).append(values)
            print(f"seed {seed}: {' '.join(key)}, {time.process_time() - began:.0f} CPU-s", flush=True)
    figures = {"data": dataset.name, "items": len(items), "seeds": options.seeds, "ways": summary(rows, people)}
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def ways(ranker: SequentialRanker, seed: int) -> Iterator[tuple[tuple[str, str], SemanticIds, Figures]]:
    """Every way and source: the IDs and what can be said of them without a retriever."""
    learned = [part.numpy() for part in ranker.vectors]
    spaces = {name: code_source(learned, ranker.text, len(ranker.text), name) for name in SOURCES}
    for way, source in [CONTROL, *((way, source) for way in WAYS for source in SOURCES)]:
        vectors = spaces[source]
        began = time.process_time()
        ids, decoded = coded(way, vectors, ranker.popularity, seed)
        row = {"cpu_s": time.process_time() - began, **ids.report()}
        row["unexplained"] = float(((vectors - decoded) ** 2).sum() / ((vectors - vectors.mean(axis=0)) ** 2).sum())
        for name, space in {"source": vectors, "text": spaces["text"], "learned": spaces["collaborative"]}.items():
            kept = neighbours_kept(ids.codes, space)
            row[f"{name} first"], row[f"{name} prefix"] = kept["neighbours_0"], kept["neighbours_1"]
            row["chance first"], row["chance prefix"] = kept["chance_0"], kept["chance_1"]
        yield (way, source), ids, row


def coded(way: str, vectors: Vector, popularity: Vector, seed: int) -> tuple[SemanticIds, Vector]:
    """IDs of float32[n, d] and the vectors their prefixes stand for."""
    if way in ("k-means", "balanced"):
        ids = SemanticIds.fit(vectors, popularity, seed=seed, balanced=way == "balanced")
        return ids, sum(book[ids.codes[:, level]] for level, book in enumerate(ids.codebooks))
    depth, count = levels(len(vectors)), codes_per_level(len(vectors))
    if way == "rq-vae":
        found = rq_vae.fit(vectors, depth, count, seed)
        return SemanticIds.of(found.books, found.codes, popularity), found.vectors
    prefixes = np.random.default_rng(seed).integers(0, count, (len(vectors), depth))
    books = np.zeros((depth, count, vectors.shape[1]), np.float32)
    return SemanticIds.of(books, prefixes, popularity), np.tile(vectors.mean(axis=0), (len(vectors), 1))


def judged(ids: SemanticIds, ranker: SequentialRanker, items: ItemData, task: Task, seed: int) -> dict[str, np.ndarray]:
    """Per person of the validation: recall@10 and NDCG@10 of the retriever on `ids`; of some, what the beam finds."""
    split = task.validation
    retriever = GenerativeRetriever.fit(
        split.train,
        items,
        seed=seed,
        progress=silent,
        validation=split.sample(JUDGES, seed),
        ranker=ranker,
        ids=ids,
    )
    ranks = rank_people(retriever.score_many, split).rank
    found = []
    for profile in split.sample(BEAMS, seed).profiles:
        best = set(np.argsort(-retriever.score(profile), kind="stable")[:TOP].tolist())
        found.append(len(best & {row for row, _ in retriever.generate(profile, mask=None, k=TOP)}) / TOP)
    return {
        "recall@10": (ranks <= TOP).astype(np.float64),
        "ndcg@10": np.where(ranks <= TOP, 1 / np.log2(ranks + 1), 0.0),
        "beam finds": np.array(found),
    }


def summary(rows: dict[tuple[str, str], list[Figures]], people: dict[tuple[str, str], People]) -> Figures:
    """Means over seeds of what codes are, figures with intervals of what people get."""
    out: Figures = {}
    for key, seeds in rows.items():
        entry: Figures = {name: float(np.mean([row[name] for row in seeds])) for name in seeds[0]}
        for name, values in people.get(key, {}).items():
            entry[name] = mean_figure(np.stack(values), chance=True).to_json()
            against = np.stack(values) - np.stack(people[BASE][name])
            entry.setdefault("against_base", {})[name] = mean_figure(against, chance=True).to_json()
        out[" ".join(key)] = entry
    return out


def show(figures: Figures) -> None:
    """Three tables: how codes spread, what they keep, what people get."""
    print(f"\n{figures['data']}: {figures['items']} items, mean of {figures['seeds']} seeds")
    for names in (SPREAD, (*KEPT, "chance first", "chance prefix")):
        print(f"\n{'':24}" + "".join(f"{name:>15}" for name in names))
        for way, entry in figures["ways"].items():
            print(f"{way:24}" + "".join(f"{entry[name]:15.3f}" for name in names))
    if "ndcg@10" in figures["ways"][" ".join(BASE)]:
        print(f"\n{'':24}{'recall@10':>12}{'ndcg@10':>12}{'against k-means fused':>30}{'beam finds':>12}")
        for way, entry in figures["ways"].items():
            mean, low, high = entry["against_base"]["ndcg@10"]
            apart = f"{mean:+.4f} ({low:+.4f} to {high:+.4f})"
            print(f"{way:24}{entry['recall@10'][0]:12.4f}{entry['ndcg@10'][0]:12.4f}{apart:>30}", end="")
            print(f"{entry['beam finds'][0]:12.3f}")


if __name__ == "__main__":
    main()
