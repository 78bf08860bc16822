"""Semantic IDs: every item as a short code whose prefixes group like items.

Knows vectors, codebooks and codes. Does not know who learned the vectors, nor who spells the codes.

Two or three levels of residual k-means give a prefix; items that share it are told apart by a last token in order of
popularity. A new item takes the nearest codes and the next free last token: nothing is trained again, no code changes.
Codebooks are learned from a bounded sample and items are coded in chunks, so a million items need little more memory
than their vectors.

Sources: TIGER (Rajput et al., "Recommender systems with generative retrieval", NeurIPS 2023) for the idea; residual
k-means, and codes of bounded size as an option, as in OneRec (Deng et al., 2025, arXiv:2502.18965), instead of RQ-VAE,
which tends to collapse.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from recommenders.code_quality import neighbours_kept, spread
from recommenders.kmeans import centroids, nearest, nearest_with_room, rank_in_run
from recommenders.recommender import Vector
from recommenders.storage import load_model, save_model

_LARGE = 100_000  # above, two levels of 256 would leave too many items behind one prefix
_CAPACITY = 1.2  # items of a balanced code, as a multiple of the mean
_SAMPLE = 65_536  # vectors the codebooks are learned from: 256 for each of 256 codes
_ROWS = 16_384  # vectors that are coded at once

Codes = npt.NDArray[np.int64]
Source = Literal["text", "collaborative", "fused"]


@dataclass(frozen=True, eq=False)
class SemanticIds:
    """codebooks: float32[levels, K, d], K the same on every level; codes: int64[n, levels + 1], rows unique."""

    codebooks: Vector
    codes: Codes

    @classmethod
    def fit(
        cls, vectors: Vector, popularity: npt.NDArray[np.floating], *, seed: int, balanced: bool = False
    ) -> SemanticIds:
        """Cluster float32[n, d], n >= 1; the more popular of two items with one prefix gets the lower last token.

        balanced: on each level no code goes to more than `capacity(n)` of the items; those farthest from it take the
        nearest code with room. Items that join later take the nearest code either way.
        """
        books = _learn(vectors, seed, balanced)
        prefixes = _encode_balanced(books, vectors) if balanced else encode(books, vectors)
        return cls.of(books, prefixes, popularity)

    @classmethod
    def of(cls, codebooks: Vector, prefixes: Codes, popularity: npt.NDArray[np.floating]) -> SemanticIds:
        """The IDs with these prefixes, int64[n, levels], n >= 1, however they were found."""
        return cls(codebooks, _with_last_token(prefixes, popularity, np.empty((0, prefixes.shape[1] + 1), np.int64)))

    def extended(self, vectors: Vector, popularity: npt.NDArray[np.floating]) -> SemanticIds:
        """These IDs plus IDs for new items (float32[m, d]) at the end; no old code changes."""
        prefixes = encode(self.codebooks, vectors)
        added = _with_last_token(prefixes, popularity, self.codes)
        return SemanticIds(self.codebooks, np.concatenate([self.codes, added]))

    def report(self, vectors: Vector | None = None) -> dict[str, float]:
        """`levels`, `codes` per level and how well they spread (`code_quality.spread`); with the `vectors` that were
        clustered (float32[n, d]) also how many neighbours stayed together (`code_quality.neighbours_kept`)."""
        shape = {"levels": float(self.codebooks.shape[0]), "codes": float(self.codebooks.shape[1])}
        kept = {} if vectors is None else neighbours_kept(self.codes, vectors)
        return shape | spread(self.codes) | kept

    def save(self, folder: Path) -> None:
        """Write codebooks and codes."""
        save_model(folder, {"codebooks": self.codebooks, "codes": self.codes}, {"report": self.report()})

    @classmethod
    def load(cls, folder: Path) -> SemanticIds:
        """Read what `save` wrote; raises CatalogError when damaged."""
        arrays, _ = load_model(folder, ["codebooks", "codes"], [])
        return cls(arrays["codebooks"], arrays["codes"])


def code_source(vectors: Sequence[Vector], text: Vector, known: int, source: Source = "fused") -> Vector:
    """What items are clustered by, float32[n, *]: `text` (float32[n, p], unit norm); the learned `vectors` (float32[n,
    d] of each model that has some) side by side, centred on the first `known` and at unit norm; or both, so that
    likeness in words and likeness in use count the same."""
    if source == "text":
        return text
    learned = np.concatenate(vectors, axis=1)
    learned = learned - learned[:known].mean(axis=0)
    learned = np.asarray(learned / np.maximum(np.linalg.norm(learned, axis=1, keepdims=True), 1e-6), dtype=np.float32)
    return learned if source == "collaborative" else np.concatenate([text, learned], axis=1, dtype=np.float32)


def levels(n_items: int) -> int:
    """Two up to 100,000 items, three above: the last token then tells few items apart."""
    return 2 if n_items <= _LARGE else 3


def codes_per_level(n_items: int) -> int:
    """The power of two next to twice the square root of the catalog, within 64 and 256, at most one per item."""
    near = 2 ** round(np.log2(2 * np.sqrt(n_items)))
    return int(min(np.clip(near, 64, 256), n_items))


def capacity(n_items: int, codes: int) -> int:
    """Most items of one code of a balanced level of `codes` codes: a fifth more than the mean, rounded up."""
    return math.ceil(_CAPACITY * n_items / codes)


def encode(codebooks: Vector, vectors: Vector) -> Codes:
    """The nearest code of every level for float32[m, d] -> int64[m, levels]."""
    codes = np.empty((len(vectors), len(codebooks)), dtype=np.int64)
    for start in range(0, len(vectors), _ROWS):
        rest = np.array(vectors[start : start + _ROWS], dtype=np.float32)
        for level, book in enumerate(codebooks):
            found = nearest(rest, book)
            codes[start : start + _ROWS, level] = found
            rest -= book[found]
    return codes


def _encode_balanced(codebooks: Vector, vectors: Vector) -> Codes:
    """As `encode`, level by level over all items, with a capacity for every code."""
    codes = np.empty((len(vectors), len(codebooks)), dtype=np.int64)
    room = capacity(len(vectors), codebooks.shape[1])
    for level, book in enumerate(codebooks):

        def rest(rows: Codes, above: int = level) -> Vector:
            left = np.array(vectors[rows], dtype=np.float32)
            for number in range(above):
                left -= codebooks[number][codes[rows, number]]
            return left

        codes[:, level] = nearest_with_room(rest, len(vectors), book, room)
    return codes


def _learn(vectors: Vector, seed: int, balanced: bool) -> Vector:
    """Codebooks float32[levels, K, d] from at most 65,536 of the vectors, each level on what the last left over."""
    n = len(vectors)
    chosen = np.sort(np.random.default_rng(seed).permutation(n)[:_SAMPLE]) if n > _SAMPLE else slice(None)
    rest = np.array(vectors[chosen], dtype=np.float32, order="C")
    count = codes_per_level(n)
    room = capacity(len(rest), count) if balanced else None
    books = np.empty((levels(n), count, vectors.shape[1]), dtype=np.float32)
    for level in range(len(books)):
        book = centroids(rest, count, seed + level, room)
        found = nearest(rest, book) if room is None else nearest_with_room(rest.__getitem__, len(rest), book, room)
        rest -= book[found]
        books[level] = book
    return books


def _with_last_token(prefixes: Codes, popularity: npt.NDArray[np.floating], taken: Codes) -> Codes:
    """Append the last token: 0, 1, … within a prefix, popular first, after those in `taken` (int64[k, levels + 1])."""
    both = np.concatenate([taken[:, :-1], prefixes])
    base = int(both.max(initial=0)) + 1
    keys, places = np.unique(both @ base ** np.arange(both.shape[1]), return_inverse=True)
    free = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(free, places[: len(taken)], taken[:, -1] + 1)
    place = places[len(taken) :]
    order = np.lexsort((-popularity, place))
    last = np.empty(len(prefixes), dtype=np.int64)
    last[order] = free[place[order]] + rank_in_run(place[order])
    return np.concatenate([prefixes, last[:, None]], axis=1)
