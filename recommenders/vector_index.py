"""The vectors most like a query, among all rows or among some.

Knows unit vectors, a query and a boolean mask over rows. Does not know what a row is, why it is allowed, or who asks.

Up to a million rows every allowed row is compared, by the quicker of two ways: few rows are gathered, many are scanned
in place. Above that, rows lie in lists around k-means centroids and only the lists nearest to the query are read, until
as many allowed rows were compared as it takes to find 95 % of the best 50 without a mask. Counting *allowed* rows, not
lists, is what keeps the recall under a mask: a narrow mask makes the search read more lists, and a mask that leaves few
rows is searched whole.

Sources: Sivic and Zisserman, "Video Google", ICCV 2003 (inverted lists of a vector quantiser); faiss for the lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError
from recommenders.recommender import Mask, Vector
from recommenders.storage import damaged, load_model, save_model

EXACT = 1_000_000  # rows up to which all are compared: about 50 ms on one core at 384 dimensions
WANTED = 50  # the budget is chosen for this many results

_RECALL = 0.97  # of a sample of queries that are made up; it leaves room for real ones to be harder
_SAMPLED = 100  # such queries
_GATHERED = 0.03  # share of rows up to which copying the allowed ones is quicker than passing over the others
_WHOLE = 2  # fewer allowed rows than this many budgets: nearly all lists would be read, so compare all
_ITERATIONS = 8
_PER_CENTROID = 64  # rows that k-means looks at per list

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Lists:
    """centroids: float32[m, d], unit norm; of_row: int32[n], the list of every row; budget: rows to compare;
    inverted: faiss's lists with a copy of the vectors."""

    centroids: Vector
    of_row: npt.NDArray[np.int32]
    budget: int
    inverted: Any


class VectorIndex:
    """Inner products with float32[n, d], unit norm; read-only and safe to share between threads.

    Faiss uses as many threads as it is set to; one is quickest for one query at a time.
    """

    def __init__(self, vectors: Vector) -> None:
        """Compare all rows of `vectors`, which are not copied; `build` makes lists where there are too many."""
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        self._lists: _Lists | None = None

    @classmethod
    def build(cls, vectors: Vector, *, seed: int, exact: int = EXACT) -> Self:
        """An index of float32[n, d]; lists are made where n > `exact`. Equal input and seed give equal results."""
        index = cls(vectors)
        if len(vectors) > exact:
            centroids = _centroids(index._vectors, seed)
            of_row = _nearest(index._vectors, centroids)
            budget = index._budget(centroids, of_row, seed)
            index._lists = _Lists(centroids, of_row, budget, _inverted(index._vectors, centroids, of_row))
        return index

    def __len__(self) -> int:
        """How many rows."""
        return len(self._vectors)

    @property
    def budget(self) -> int | None:
        """How many allowed rows a search compares at least; None where it compares all."""
        return None if self._lists is None else self._lists.budget

    def search(self, query: Vector, k: int, allowed: Mask | None = None) -> tuple[Rows, Vector]:
        """Rows with the highest inner products with `query` (float32[d]), best first, and these products.

        int64[m] and float32[m], m at most `k`: fewer only where `allowed` (bool[n], None: all) has fewer. No row
        repeats and every one is allowed.
        """
        available = len(self) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(k, available)
        if wanted <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        asked = np.ascontiguousarray(query, dtype=np.float32)
        if allowed is not None and available <= _GATHERED * len(self):
            return self._gathered(asked, wanted, np.flatnonzero(allowed))
        if self._lists is None or available < _WHOLE * max(self._lists.budget, wanted):
            return self._scanned(asked, wanted, allowed)
        return self._probed(asked, wanted, allowed, self._lists)

    def save(self, folder: Path) -> None:
        """Write centroids and the list of every row; the vectors belong to the catalog and come back with it."""
        lists = self._lists
        centroids = np.empty((0, self._vectors.shape[1]), np.float32) if lists is None else lists.centroids
        of_row = np.zeros(len(self), np.int32) if lists is None else lists.of_row
        save_model(folder, {"centroids": centroids, "of_row": of_row}, {"budget": self.budget})

    @classmethod
    def load(cls, folder: Path, vectors: Vector) -> Self:
        """Read what `save` wrote over the same `vectors`; raises CatalogError where files or vectors do not fit."""
        arrays, facts = load_model(folder, ["centroids", "of_row"], ["budget"])
        centroids, of_row, budget = arrays["centroids"], arrays["of_row"], facts["budget"]
        if len(of_row) != len(vectors) or centroids.shape[1:] != vectors.shape[1:]:
            raise CatalogError(
                f"the vector index in {str(folder)!r} was made for {len(of_row)} rows of other vectors; build again"
            )
        index = cls(vectors)
        if budget is not None:
            if not len(centroids) or int(of_row.max()) >= len(centroids) or int(of_row.min()) < 0:
                raise damaged(folder, ValueError("rows and centroids do not fit together"))
            inverted = _inverted(index._vectors, centroids, of_row)
            index._lists = _Lists(centroids, of_row, int(budget), inverted)
        return index

    def _gathered(self, query: Vector, wanted: int, rows: Rows) -> tuple[Rows, Vector]:
        scores: Vector = self._vectors[rows] @ query
        best = np.argpartition(-scores, wanted - 1)[:wanted]
        best = best[np.lexsort((rows[best], -scores[best]))]
        return rows[best], scores[best]

    def _scanned(self, query: Vector, wanted: int, allowed: Mask | None) -> tuple[Rows, Vector]:
        import faiss

        rows, scores = np.empty(wanted, np.int64), np.empty(wanted, np.float32)
        n, d = self._vectors.shape
        asked, base, out, at = (faiss.swig_ptr(array) for array in (query, self._vectors, scores, rows))
        faiss.knn_inner_product(asked, base, d, 1, n, wanted, out, at, _selector(allowed))
        return rows, scores

    def _probed(self, query: Vector, wanted: int, allowed: Mask | None, lists: _Lists) -> tuple[Rows, Vector]:
        import faiss

        near = np.argsort(-(lists.centroids @ query), kind="stable")
        members = lists.of_row if allowed is None else lists.of_row[allowed]
        sizes = np.bincount(members, minlength=len(near))
        # The first list with which the budget is met is read whole, and no fewer rows than are wanted are met.
        probes = int(np.searchsorted(np.cumsum(sizes[near]), max(lists.budget, wanted))) + 1
        parameters: Any = faiss.SearchParametersIVF  # its type does not show what it takes
        settings = parameters(nprobe=probes, sel=_selector(allowed))
        scores, rows = lists.inverted.search(query[None], wanted, params=settings)
        return rows[0], scores[0]

    def _budget(self, centroids: Vector, of_row: npt.NDArray[np.int32], seed: int) -> int:
        """Rows to compare so that 97 % of the best 50 are among them, over queries halfway between two rows.

        Such queries are as hard as what people ask for: they lie between clusters, where one row's own vector lies in
        the middle of one. A result is found if fewer rows than the budget lie in lists nearer than its own.
        """
        pairs = np.random.default_rng(seed).integers(0, len(self), (_SAMPLED, 2))
        sizes = np.bincount(of_row, minlength=len(centroids))
        before = []
        for query in self._vectors[pairs].sum(axis=1):
            near = np.argsort(-(centroids @ query), kind="stable")
            passed = np.empty(len(near), np.int64)
            passed[near] = np.cumsum(sizes[near]) - sizes[near]
            before.append(passed[of_row[self._scanned(query, min(WANTED, len(self)), None)[0]]])
        return int(np.quantile(np.concatenate(before), _RECALL, method="higher")) + 1


def _selector(allowed: Mask | None) -> Any:
    import faiss

    selector: Any = faiss.IDSelectorBitmap  # its type does not show that it takes an array and keeps it alive
    return None if allowed is None else selector(np.packbits(allowed, bitorder="little"))


def _centroids(vectors: Vector, seed: int) -> Vector:
    """Spherical k-means with about sqrt(n) centroids (a power of two) on a sample of the rows."""
    import faiss

    count = int(min(2 ** round(np.log2(np.sqrt(len(vectors)))), len(vectors)))
    learner = faiss.Kmeans(
        vectors.shape[1],
        count,
        niter=_ITERATIONS,
        seed=seed,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=_PER_CENTROID,
    )
    learner.train(vectors)
    return np.asarray(learner.centroids, dtype=np.float32)


def _nearest(vectors: Vector, centroids: Vector) -> npt.NDArray[np.int32]:
    import faiss

    quantiser = faiss.IndexFlatIP(centroids.shape[1])
    quantiser.add(centroids)
    return np.asarray(quantiser.search(vectors, 1)[1][:, 0], dtype=np.int32)


def _inverted(vectors: Vector, centroids: Vector, of_row: npt.NDArray[np.int32]) -> Any:
    """Faiss's inverted lists with the vectors copied in, row i under id i."""
    import faiss

    count, d = centroids.shape
    quantiser = faiss.IndexFlatIP(d)
    quantiser.add(centroids)
    lists = faiss.IndexIVFFlat(quantiser, d, count, faiss.METRIC_INNER_PRODUCT)
    assigned = of_row.astype(np.int64)
    lists.add_core(len(vectors), faiss.swig_ptr(vectors), None, faiss.swig_ptr(assigned))
    return lists
