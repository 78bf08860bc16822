"""Semantic IDs: every item as a short code whose prefixes group like items.

Knows vectors, codebooks and codes. Does not know what the vectors are made of, nor who spells the codes.

Two levels of residual k-means give a prefix; items that share it are told apart by a last token in order of
popularity. A new item takes the nearest codes and the next free last token: nothing is trained again, no code changes.

Source: TIGER (Rajput et al., NeurIPS 2023) for the idea; residual k-means instead of RQ-VAE, which tends to collapse.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Vector
from recommenders.storage import load_model, save_model

LEVELS = 2
_ITERATIONS = 25

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SemanticIds:
    """codebooks: float32[LEVELS, K, d], K the same on both levels; codes: int64[n, LEVELS + 1], rows unique."""

    codebooks: Vector
    codes: Codes

    @classmethod
    def fit(cls, vectors: Vector, popularity: npt.NDArray[np.floating], *, seed: int) -> SemanticIds:
        """Cluster float32[n, d], n >= 1; the more popular of two items with one prefix gets the lower last token."""
        count = codes_per_level(len(vectors))
        books = np.zeros((LEVELS, count, vectors.shape[1]), dtype=np.float32)
        rest = np.ascontiguousarray(vectors, dtype=np.float32)
        for level in range(LEVELS):
            books[level] = _kmeans(rest, count, seed + level)
            rest = rest - books[level][_nearest(rest, books[level])]
        prefixes = encode(books, vectors)
        return cls(books, _with_last_token(prefixes, popularity, np.empty((0, LEVELS + 1), np.int64)))

    def extended(self, vectors: Vector, popularity: npt.NDArray[np.floating]) -> SemanticIds:
        """These IDs plus IDs for new items (float32[m, d]) at the end; no old code changes."""
        prefixes = encode(self.codebooks, vectors)
        added = _with_last_token(prefixes, popularity, self.codes)
        return SemanticIds(self.codebooks, np.concatenate([self.codes, added]))

    def report(self) -> dict[str, float]:
        """How well the codes spread: codes used per level, share of items whose prefix is shared, largest bucket."""
        _, sizes = np.unique(self.codes[:, :LEVELS], axis=0, return_counts=True)
        used = {f"used_{level}": float(len(np.unique(self.codes[:, level]))) for level in range(LEVELS)}
        shared = float(sizes[sizes > 1].sum() / len(self.codes))
        return {
            "codes": float(self.codebooks.shape[1]),
            **used,
            "collisions": shared,
            "largest": float(sizes.max()),
        }

    def save(self, folder: Path) -> None:
        """Write codebooks and codes."""
        save_model(folder, {"codebooks": self.codebooks, "codes": self.codes}, {"report": self.report()})

    @classmethod
    def load(cls, folder: Path) -> SemanticIds:
        """Read what `save` wrote; raises CatalogError when damaged."""
        arrays, _ = load_model(folder, ["codebooks", "codes"], [])
        return cls(arrays["codebooks"], arrays["codes"])


def codes_per_level(n_items: int) -> int:
    """The power of two next to twice the square root of the catalog, within 64 and 256, at most one per item."""
    near = 2 ** round(np.log2(2 * np.sqrt(n_items)))
    return int(min(np.clip(near, 64, 256), n_items))


def encode(codebooks: Vector, vectors: Vector) -> Codes:
    """The nearest code of every level for float32[m, d] -> int64[m, LEVELS]."""
    rest = np.asarray(vectors, dtype=np.float32)
    codes = np.empty((len(rest), len(codebooks)), dtype=np.int64)
    for level, book in enumerate(codebooks):
        codes[:, level] = _nearest(rest, book)
        rest = rest - book[codes[:, level]]
    return codes


def _kmeans(vectors: Vector, count: int, seed: int) -> Vector:
    import faiss

    learner = faiss.Kmeans(
        vectors.shape[1], count, niter=_ITERATIONS, seed=seed, min_points_per_centroid=1, verbose=False
    )
    learner.train(vectors)
    return np.asarray(learner.centroids, dtype=np.float32)


def _nearest(vectors: Vector, book: Vector) -> Codes:
    """Row of `book` nearest in Euclidean distance; ties go to the lower row."""
    half = 0.5 * (book.astype(np.float64) ** 2).sum(axis=1)
    return np.asarray((half - vectors.astype(np.float64) @ book.T.astype(np.float64)).argmin(axis=1), np.int64)


def _with_last_token(prefixes: Codes, popularity: npt.NDArray[np.floating], taken: Codes) -> Codes:
    """Append the last token: 0, 1, … within a prefix, popular first, after those in `taken` (int64[k, LEVELS + 1])."""
    following: dict[tuple[int, ...], int] = {}
    for row in taken.tolist():
        prefix = tuple(row[:-1])
        following[prefix] = max(following.get(prefix, 0), row[-1] + 1)
    last = np.zeros(len(prefixes), dtype=np.int64)
    for number in np.argsort(-popularity, kind="stable").tolist():
        prefix = tuple(prefixes[number].tolist())
        last[number] = following.get(prefix, 0)
        following[prefix] = int(last[number]) + 1
    return np.concatenate([prefixes, last[:, None]], axis=1)
