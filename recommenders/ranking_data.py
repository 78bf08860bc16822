"""What rankers are compared on: a data set or a workspace as split events, text vectors and one line on the protocol.

Knows where data comes from and how it is split. Does not know models, metrics or results.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from catalog.interactions import Interactions
from catalog.table import Catalog
from recommenders.build import assemble, gather
from recommenders.encoder import load_encoder
from recommenders.manifest import MANIFEST, read_manifest, verify_files
from recommenders.progress import Progress
from recommenders.recommender import ItemData, Vector
from recommenders.split import Split
from recommenders.task import Task, holdout_task, make_task
from recommenders.workspace import INTERACTIONS, VECTORS, load_catalog

Asked = Literal["validation", "test"]

_SPLITS = {
    "last event": "the last liked event of everyone is the test, the one before it the validation",
    "last fifth": "the last fifth of everyone's liked events is the test, the one before it the validation",
    "given cases": "the validation and test cases that come with the data",
}


@dataclass(frozen=True, eq=False)
class RankingData:
    """name: of the data. task: who learns from what and who is asked. asked: which of its splits. encode_seconds: CPU
    seconds spent on texts; texts_encoded: how many were not in the cache. digest: of everything models learn from."""

    name: str
    task: Task
    items: ItemData
    asked: Asked
    source: str
    encoder: str
    encode_seconds: float
    texts_encoded: int
    digest: str

    @property
    def people(self) -> Split:
        """Who is ranked for."""
        return self.task.test if self.asked == "test" else self.task.validation

    @property
    def protocol(self) -> dict[str, object]:
        """What must be known to compare figures, in words."""
        masked = self.people.masked
        lines: dict[str, object] = {
            "split": f"{self.asked}; {_SPLITS[self.task.holdout]}; models learn from what comes before both, and a "
            "test history holds the validation event",
            "masked_history": masked,
            "ties": "half rank",
            "match": "item",
            "cutoff": 10,
            "candidates": "full catalog, no sampled negatives",
            "events": self.source,
        }
        if self.asked == "validation":
            lines["caution"] = "early stopping and the blend's weights have seen these people: for choosing only"
        return lines


def load_ranking_data(
    name_or_path: str, asked: Asked, *, data: Path | None, encoder: str | None, progress: Progress
) -> RankingData:
    """Read a data set by name or path, or a workspace folder; texts are encoded unless the workspace has them.

    data: the folder of named data sets; encoder: as for `load_encoder`. Raises CatalogError with one line.
    """
    folder = Path(name_or_path).expanduser()
    if (folder / MANIFEST).is_file():
        return _workspace(folder, asked)
    dataset = gather(name_or_path, data=data)
    catalog, interactions = assemble(dataset)
    task = make_task(dataset, catalog, interactions)
    fresh = [0]

    def count(stage: str, done: int, total: int) -> None:
        fresh[0] = total
        progress(stage, done, total)

    before = time.process_time()
    texts = load_encoder(encoder)
    vectors = texts.encode([catalog.text(row) for row in range(len(catalog))], count)
    seconds = time.process_time() - before
    return _put_together(dataset.name, catalog, vectors, task, asked, texts.name, seconds, fresh[0])


def _workspace(folder: Path, asked: Asked) -> RankingData:
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    interactions = Interactions.load(folder / INTERACTIONS)
    catalog = load_catalog(folder, interactions)
    vectors = np.asarray(np.load(folder / VECTORS, allow_pickle=False), dtype=np.float32)
    task = holdout_task(interactions, "last fifth")
    return _put_together(manifest.dataset.name, catalog, vectors, task, asked, manifest.encoder, 0.0, 0)


def _put_together(
    name: str, catalog: Catalog, vectors: Vector, task: Task, asked: Asked, encoder: str, seconds: float, fresh: int
) -> RankingData:
    train = task.validation.train
    # The catalog takes its popularity from all events; held-out ones must not tell a model what is popular.
    known = catalog.popularity if train.source != "real" or not train.counts().any() else train.counts()
    items = ItemData.of(catalog, vectors)
    items = ItemData(items.vectors, np.asarray(known, dtype=np.float64), items.attributes)
    digest = hashlib.sha256(f"{name} {asked} {task.holdout} {encoder}".encode())
    for array in (train.users, train.items, train.values, vectors, items.popularity):
        digest.update(np.ascontiguousarray(array).tobytes())
    for split in (task.validation, task.test):
        for targets in split.targets:
            digest.update(targets.tobytes())
    return RankingData(name, task, items, asked, train.source, encoder, seconds, fresh, digest.hexdigest())
