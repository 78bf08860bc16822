"""The vector index: what it returns is allowed, ordered and unique; exact where it says so; near enough elsewhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import CatalogError
from recommenders.recommender import Mask, Vector
from recommenders.vector_index import VectorIndex

ROWS = 6_000
WANTED = 50


def clustered(n: int, seed: int) -> Vector:
    """Unit vectors around 60 centres, wide enough that the clusters overlap."""
    centres = np.random.default_rng(0).normal(size=(60, 24))
    rng = np.random.default_rng(seed)
    vectors = centres[rng.integers(0, 60, n)] + 0.7 * rng.normal(size=(n, 24))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def vectors() -> Vector:
    return clustered(ROWS, 1)


@pytest.fixture(scope="module")
def exact(vectors: Vector) -> VectorIndex:
    return VectorIndex.build(vectors, seed=0)


@pytest.fixture(scope="module")
def lists(vectors: Vector) -> VectorIndex:
    return VectorIndex.build(vectors, seed=0, exact=1_000)


def drawn(share: float, seed: int) -> Mask:
    return np.random.default_rng(seed).random(ROWS) < share


def best_scores(vectors: Vector, query: Vector, k: int, allowed: Mask | None) -> Vector:
    scores = vectors @ query
    return np.sort(scores if allowed is None else scores[allowed])[::-1][:k]


def recall(index: VectorIndex, vectors: Vector, queries: Vector, allowed: Mask | None) -> float:
    """Share of the results that are as good as the last of the true best, mean over queries."""
    shares = []
    for query in queries:
        truth = best_scores(vectors, query, WANTED, allowed)
        _, scores = index.search(query, WANTED, allowed)
        shares.append(float((scores >= truth[-1] - 1e-6).sum()) / len(truth))
    return float(np.mean(shares))


@settings(max_examples=60, deadline=None)
@given(share=st.sampled_from([None, 0.0, 0.001, 0.02, 0.2, 0.7, 1.0]), k=st.integers(0, 200), seed=st.integers(0, 999))
@pytest.mark.parametrize("kind", ["exact", "lists"])
def test_results_are_allowed_ordered_unique_and_as_many_as_there_are(
    kind: str, exact: VectorIndex, lists: VectorIndex, vectors: Vector, share: float | None, k: int, seed: int
) -> None:
    index = exact if kind == "exact" else lists
    allowed = None if share is None else drawn(share, seed)
    query = clustered(1, seed)[0]
    rows, scores = index.search(query, k, allowed)
    assert rows.dtype == np.int64
    assert scores.dtype == np.float32
    assert len(rows) == len(scores) == min(k, ROWS if allowed is None else int(allowed.sum()))
    assert len(set(rows.tolist())) == len(rows)
    assert allowed is None or allowed[rows].all()
    assert (np.diff(scores) <= 0).all()
    np.testing.assert_allclose(scores, vectors[rows] @ query, atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(share=st.sampled_from([None, 0.001, 0.02, 0.2, 0.7]), k=st.integers(1, 100), seed=st.integers(0, 999))
def test_without_lists_the_best_are_found(
    exact: VectorIndex, vectors: Vector, share: float | None, k: int, seed: int
) -> None:
    allowed = None if share is None else drawn(share, seed)
    query = clustered(1, seed)[0]
    truth = best_scores(vectors, query, k, allowed)
    np.testing.assert_allclose(exact.search(query, k, allowed)[1], truth, atol=1e-5)


def test_lists_are_made_only_where_there_are_too_many_rows(exact: VectorIndex, lists: VectorIndex) -> None:
    assert exact.budget is None
    assert lists.budget is not None
    assert lists.budget < ROWS / 2  # else nothing would be saved, and the recall below would mean nothing


@pytest.mark.parametrize("share", [None, 0.8, 0.5, 0.1, 0.01, 0.001])
def test_lists_keep_their_recall_under_any_mask(lists: VectorIndex, vectors: Vector, share: float | None) -> None:
    allowed = None if share is None else drawn(share, 4)
    assert recall(lists, vectors, clustered(60, 9), allowed) >= 0.95


def test_lists_keep_their_recall_where_the_mask_has_a_place_of_its_own(lists: VectorIndex, vectors: Vector) -> None:
    for centre in clustered(8, 10):
        likeness = vectors @ centre
        assert recall(lists, vectors, clustered(20, 13), likeness > np.quantile(likeness, 0.4)) >= 0.9


def test_lists_read_less_than_everything(lists: VectorIndex, vectors: Vector) -> None:
    """Some search must miss something: otherwise the lists were not used and the recall above says nothing."""
    assert recall(lists, vectors, clustered(200, 11), None) < 1


def test_more_results_than_the_budget_are_found(lists: VectorIndex, vectors: Vector) -> None:
    assert lists.budget is not None
    rows, _ = lists.search(vectors[3], ROWS - 1)
    assert len(set(rows.tolist())) == ROWS - 1
    rows, _ = lists.search(vectors[3], 2 * lists.budget, drawn(0.9, 2))
    assert len(set(rows.tolist())) == 2 * lists.budget


def test_the_same_seed_gives_the_same_results(lists: VectorIndex, vectors: Vector) -> None:
    again = VectorIndex.build(vectors, seed=0, exact=1_000)
    assert again.budget == lists.budget
    for query in clustered(20, 12):
        for one, other in zip(again.search(query, WANTED), lists.search(query, WANTED), strict=True):
            assert np.array_equal(one, other)


@pytest.mark.parametrize("kind", ["exact", "lists"])
def test_what_is_saved_finds_the_same_once_loaded(
    kind: str, exact: VectorIndex, lists: VectorIndex, vectors: Vector, tmp_path: Path
) -> None:
    index = exact if kind == "exact" else lists
    index.save(tmp_path)
    loaded = VectorIndex.load(tmp_path, vectors)
    assert loaded.budget == index.budget
    for allowed in (None, drawn(0.6, 5)):
        rows, scores = loaded.search(vectors[7], WANTED, allowed)
        assert np.array_equal(rows, index.search(vectors[7], WANTED, allowed)[0])
        assert np.array_equal(scores, index.search(vectors[7], WANTED, allowed)[1])
    assert {path.suffix for path in tmp_path.iterdir()} == {".safetensors", ".json"}


def test_other_vectors_and_damaged_files_are_refused(lists: VectorIndex, vectors: Vector, tmp_path: Path) -> None:
    lists.save(tmp_path)
    for others in (vectors[:-1], vectors[:, :-1]):
        with pytest.raises(CatalogError, match="build again"):
            VectorIndex.load(tmp_path, others)
    for path in list(tmp_path.iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(CatalogError, match=path.name):
            VectorIndex.load(tmp_path, vectors)
        path.write_bytes(whole)


def test_an_empty_catalog_has_nothing_to_find() -> None:
    rows, scores = VectorIndex.build(np.empty((0, 8), np.float32), seed=0).search(np.ones(8, np.float32), 5)
    assert len(rows) == len(scores) == 0
