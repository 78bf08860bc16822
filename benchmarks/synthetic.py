"""A catalog of any size that is shaped like a real one: vectors, attributes, popularity, people.

Knows a workspace to take shapes from. Every synthetic item has a real one as its model: it lies in the same cluster of
text vectors and has the same genres, year, length and language, or lacks them, so constraints and meaning hang together
as they do in the real catalog. Titles, names and texts are invented words. Equal seeds give equal catalogs.
Does not know what is measured on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.interactions import Interactions
from catalog.schema import Schema

EVENTS_PER_ITEM = 5
MOST_EVENTS = 2_000_000
EVENTS_PER_PERSON = 20

_CLUSTERS = 256
_RESIDUALS = 3  # real residuals that one synthetic vector mixes
_CHUNK = 50_000
_WORDS = 50_000
_TEXT = (15, 45)  # words of a text
_INVENTED = {"creator", "performer"}
_SYLLABLES = [a + b for a in (*"bdfgklmnprstvz", "br", "st", "tr") for b in (*"aeiou", "ai", "or", "en")]

Rows = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Source:
    """A real catalog: its schema, records, text vectors (float32[m, d]) and liked events per item (int64[m])."""

    schema: Schema
    records: list[dict[str, Any]]
    vectors: Vector
    counts: Rows

    @classmethod
    def read(cls, workspace: Path) -> Source:
        """The files of a workspace folder."""
        with (workspace / "catalog.jsonl").open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        return cls(
            Schema.model_validate_json((workspace / "schema.json").read_bytes()),
            records,
            np.load(workspace / "vectors.npy", allow_pickle=False),
            Interactions.load(workspace / "interactions.npz").counts(),
        )


class Synthetic:
    """`size` items; `model[i]` is the real row item i is shaped like; `cluster[i]` its cluster; `popularity[i]` > 0."""

    def __init__(self, source: Source, size: int, seed: int) -> None:
        import faiss

        self.source, self.size, self.seed = source, size, seed
        d, clusters = source.vectors.shape[1], min(_CLUSTERS, max(len(source.vectors) // 16, 1))
        learner = faiss.Kmeans(d, clusters, niter=10, seed=seed, min_points_per_centroid=1)
        learner.train(source.vectors)
        self._centroids: Vector = np.asarray(learner.centroids, np.float32)
        self._of_real: Rows = learner.index.search(source.vectors, 1)[1][:, 0]
        rng = self._random(0)
        self.model: Rows = rng.integers(0, len(source.vectors), size)
        self.cluster: Rows = self._of_real[self.model]
        self.popularity = _popularity(source.counts, rng.random(size))

    def vectors(self) -> Vector:
        """float32[n, d], unit norm: a real centroid plus a random mix of real residuals of its cluster."""
        return self._around(self.model, self._random(1))

    def queries(self, count: int) -> Vector:
        """float32[count, d]: what `count` items that are not in the catalog would have as vectors."""
        rng = self._random(2)
        return self._around(rng.integers(0, len(self.source.vectors), count), rng)

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows of the catalog in order; attributes are shared with the real records, not copied."""
        rng = self._random(3)
        words = _word_list(rng)
        names = [f"{a.capitalize()} {b.capitalize()}" for a, b in rng.choice(words, (max(self.size // 4, 10), 2))]
        schema = self.source.schema
        invented = [field for field in schema.fields if field.role in _INVENTED and not field.derived]
        texts = [field.name for field in schema.by_role("text")]
        id_name, title_name = schema.id_field.name, schema.title_field.name
        dull, rare = _zipf(rng, len(words), 1.05), _zipf(rng, len(words), 0.6)
        people = _zipf(rng, len(names), 0.8)
        for number, real in enumerate(self.model.tolist()):
            record = dict(self.source.records[real])
            record[id_name] = f"s{number}"
            record[title_name] = " ".join(words[w] for w in rare(len(record[title_name].split()))).title()
            for field in invented:
                value = record.get(field.name)
                if value is not None:
                    drawn = [names[p] for p in people(len(value) if isinstance(value, list) else 1)]
                    record[field.name] = drawn if isinstance(value, list) else drawn[0]
            for name in texts:
                if name in record:
                    record[name] = " ".join(words[w] for w in dull(int(rng.integers(*_TEXT)))) + "."
            yield record

    def interactions(self) -> Interactions:
        """About five liked events per item, up to two million: people who keep to two clusters and to what is known."""
        rng = self._random(4)
        people = max(min(EVENTS_PER_ITEM * self.size, MOST_EVENTS) // EVENTS_PER_PERSON, 1)
        users = np.repeat(np.arange(people, dtype=np.int32), EVENTS_PER_PERSON)
        order = np.argsort(self.cluster, kind="stable")
        reached = np.concatenate([[0.0], np.cumsum(self.popularity[order])])
        bounds = np.searchsorted(self.cluster[order], np.arange(len(self._centroids) + 1))
        taste = self.cluster[rng.integers(0, self.size, (people, 2))]
        chosen = taste[users, (rng.random(len(users)) < 0.3).astype(np.int64)]
        low, high = reached[bounds[chosen]], reached[bounds[chosen + 1]]
        place = np.searchsorted(reached, low + rng.random(len(users)) * (high - low), side="right") - 1
        items = order[np.minimum(place, self.size - 1)].astype(np.int32)
        times = np.tile(np.arange(EVENTS_PER_PERSON, dtype=np.int64), people)
        ids = tuple(f"u{number}" for number in range(people))
        return Interactions(users, items, times, np.ones(len(users), np.float32), ids, "synthetic", self.size)

    def _around(self, models: Rows, rng: np.random.Generator) -> Vector:
        real, clusters = self.source.vectors, self._of_real
        residuals = real - self._centroids[clusters]
        order = np.argsort(clusters, kind="stable")
        bounds = np.searchsorted(clusters[order], np.arange(len(self._centroids) + 1))
        out = np.empty((len(models), real.shape[1]), np.float32)
        for start in range(0, len(models), _CHUNK):
            rows = models[start : start + _CHUNK]
            low, high = bounds[clusters[rows]], bounds[clusters[rows] + 1]
            weights = rng.normal(size=(_RESIDUALS, len(rows), 1)).astype(np.float32)
            weights /= np.linalg.norm(weights, axis=0)
            mixed = self._centroids[clusters[rows]] + weights[0] * residuals[rows]
            for weight in weights[1:]:
                mixed += weight * residuals[order[low + (rng.random(len(rows)) * (high - low)).astype(np.int64)]]
            out[start : start + len(rows)] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return out

    def _random(self, stream: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.size, stream])


def _popularity(counts: Rows, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """float64[n]: the real count at each place in 0..1 of the ranking, read off between the real ranks."""
    ranked = np.sort(counts.astype(np.float64))
    return 0.1 + np.interp(places * (len(ranked) - 1), np.arange(len(ranked)), ranked)


def _word_list(rng: np.random.Generator) -> list[str]:
    """Pronounceable words of two to four syllables, none twice."""
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        syllables = rng.choice(_SYLLABLES, (_WORDS, 4))
        for parts, length in zip(syllables, rng.integers(2, 5, _WORDS), strict=True):
            found["".join(parts[:length])] = None
    return list(found)[:_WORDS]


def _zipf(rng: np.random.Generator, count: int, exponent: float) -> Any:
    """A function of m that draws m numbers below `count`, number r with weight 1 / (r + 3) ** exponent."""
    reached = np.cumsum(1 / (np.arange(count) + 3.0) ** exponent)
    reached /= reached[-1]
    pool = iter(())

    def draw(m: int) -> list[int]:
        nonlocal pool
        drawn: list[int] = []
        while len(drawn) < m:
            number = next(pool, None)
            if number is None:
                pool = iter(np.searchsorted(reached, rng.random(100_000)).tolist())
            else:
                drawn.append(number)
        return drawn

    return draw
