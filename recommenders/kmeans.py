"""k-means over vectors, with clusters of any size or of bounded size.

Knows vectors and centroids. Does not know what is clustered or why. Distances are Euclidean and computed in chunks of
rows, so a million vectors need no table of their own.

Sources: Lloyd's iterations by faiss. Bounded clusters: Bradley, Bennett and Demiriz, "Constrained k-means clustering",
Microsoft Research MSR-TR-2000-65, with deferred acceptance (Gale and Shapley, "College admissions and the stability of
marriage", 1962) instead of its linear program: everyone asks for the nearest cluster, a full one keeps the nearest who
asked, and who is turned away asks for the next.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Vector

_ITERATIONS = 25
_BOUNDED_ITERATIONS = 5  # after those: the centroids stand roughly right already
_ROWS = 16_384  # vectors that are compared with the centroids at once

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
RowsOf = Callable[[Places], Vector]


def centroids(vectors: Vector, count: int, seed: int, capacity: int | None = None) -> Vector:
    """`count` centroids of float32[n, d], 1 <= count <= n, float32[count, d]; capacity: most members of a cluster, at
    least n / count."""
    import faiss

    learner = faiss.Kmeans(
        vectors.shape[1], count, niter=_ITERATIONS, seed=seed, min_points_per_centroid=1, verbose=False
    )
    learner.train(vectors)
    book = np.asarray(learner.centroids, dtype=np.float32)
    if capacity is not None:
        for _ in range(_BOUNDED_ITERATIONS):
            members = nearest_with_room(vectors.__getitem__, len(vectors), book, capacity)
            book = _means(vectors, members, book)
    return book


def nearest(vectors: Vector, book: Vector) -> Places:
    """Row of `book` (float32[k, d]) nearest to each of float32[n, d], int64[n]; ties go to the lower row."""
    limits = np.full(len(book), np.inf)
    parts = [_asked(vectors[start : start + _ROWS], book, limits)[0] for start in range(0, len(vectors), _ROWS)]
    return np.concatenate([np.empty(0, np.int64), *parts])


def nearest_with_room(rows_of: RowsOf, n: int, book: Vector, capacity: int) -> Places:
    """As `nearest` for n vectors, but no row of `book` is given to more than `capacity` of them, the nearest first.

    rows_of: int64[m] -> float32[m, d], the vectors themselves, asked for in chunks. capacity: at least n / k.
    """
    given = np.empty(n, dtype=np.int64)
    gaps = np.empty(n)
    limits = np.full(len(book), np.inf)  # the farthest a row of `book` still takes, once it is full
    waiting = np.arange(n)
    while len(waiting):
        for start in range(0, len(waiting), _ROWS):
            part = waiting[start : start + _ROWS]
            given[part], gaps[part] = _asked(rows_of(part), book, limits)
        contested = np.zeros(len(book), dtype=np.bool_)
        contested[given[waiting]] = True
        rows = np.flatnonzero(contested[given])
        rows = rows[np.lexsort((gaps[rows], given[rows]))]
        rank = rank_in_run(given[rows])
        last = rows[rank == capacity - 1]
        limits[given[last]] = gaps[last]
        waiting = rows[rank >= capacity]
    return given


def rank_in_run(values: npt.NDArray[np.int64]) -> Places:
    """0, 1, 2, … within every run of equal neighbours, int64[n]: [7, 7, 3] -> [0, 1, 0]."""
    fresh = np.append(True, values[1:] != values[:-1])[: len(values)]
    starts = np.flatnonzero(fresh)
    return np.arange(len(values)) - np.repeat(starts, np.diff(np.append(starts, len(values))))


def _means(vectors: Vector, members: Places, book: Vector) -> Vector:
    """The mean of the members of every row of `book`; a row without members stays."""
    order = np.argsort(members, kind="stable")
    used, starts = np.unique(members[order], return_index=True)
    sums = np.add.reduceat(vectors[order], starts, axis=0, dtype=np.float64)
    means = book.copy()
    means[used] = sums / np.bincount(members)[used, None]
    return means


def _asked(vectors: Vector, book: Vector, limits: Floats) -> tuple[Places, Floats]:
    """The nearest row of `book` within its limit and half its squared distance, each [n]. In double precision: the
    answer for a vector must not depend on which others are asked for with it."""
    wide, table = vectors.astype(np.float64), book.astype(np.float64)
    gaps = 0.5 * (table**2).sum(axis=1) - wide @ table.T + 0.5 * (wide**2).sum(axis=1, keepdims=True)
    gaps[gaps >= limits] = np.inf
    best = np.asarray(gaps.argmin(axis=1), dtype=np.int64)
    return best, gaps[np.arange(len(best)), best]
