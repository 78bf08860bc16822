"""Semantic IDs, their trie and the search in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import CatalogError
from recommenders.beam import Head
from recommenders.semantic_ids import SemanticIds, codes_per_level
from recommenders.trie import Trie

code_rows = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=60)


def clustered(n: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(10, 16))[np.arange(n) % 10] + 0.1 * rng.normal(size=(n, 16))).astype(np.float32)


@pytest.fixture(scope="module")
def ids() -> SemanticIds:
    return SemanticIds.fit(clustered(300), np.arange(300.0), seed=1)


def test_every_item_has_its_own_id_and_like_items_share_a_prefix(ids: SemanticIds) -> None:
    assert len(np.unique(ids.codes, axis=0)) == 300
    first_codes = [set(ids.codes[group::10, 0].tolist()) for group in range(10)]
    assert all(not a & b for i, a in enumerate(first_codes) for b in first_codes[i + 1 :])


def test_the_more_popular_of_a_prefix_comes_first(ids: SemanticIds) -> None:
    for prefix in np.unique(ids.codes[:, :2], axis=0):
        members = np.flatnonzero((ids.codes[:, :2] == prefix).all(axis=1))
        assert ids.codes[members[::-1], 2].tolist() == list(range(len(members)))


def test_equal_input_and_seed_give_equal_ids(ids: SemanticIds) -> None:
    again = SemanticIds.fit(clustered(300), np.arange(300.0), seed=1)
    assert np.array_equal(again.codes, ids.codes)
    assert np.array_equal(again.codebooks, ids.codebooks)


def test_new_items_join_without_moving_old_ones(ids: SemanticIds) -> None:
    twins = clustered(300)[:20]
    grown = ids.extended(twins, np.zeros(20))
    assert np.array_equal(grown.codes[:300], ids.codes)
    assert np.array_equal(grown.codes[300:, :2], ids.codes[:20, :2])
    assert len(np.unique(grown.codes, axis=0)) == 320


def test_ids_come_back_from_disk_and_damage_is_named(ids: SemanticIds, tmp_path: Path) -> None:
    ids.save(tmp_path)
    loaded = SemanticIds.load(tmp_path)
    assert np.array_equal(loaded.codes, ids.codes)
    assert loaded.report() == ids.report()
    (tmp_path / "arrays.safetensors").write_bytes(b"nothing")
    with pytest.raises(CatalogError, match=r"arrays\.safetensors"):
        SemanticIds.load(tmp_path)


def test_the_report_counts_collisions() -> None:
    same = SemanticIds.fit(np.ones((4, 3), np.float32), np.zeros(4), seed=0)
    assert same.report()["collisions"] == 1.0
    assert same.report()["largest"] == 4


@pytest.mark.parametrize(("items", "codes"), [(1, 1), (30, 30), (530, 64), (3_686, 128), (12_075, 256), (10**6, 256)])
def test_codes_grow_with_the_catalog(items: int, codes: int) -> None:
    assert codes_per_level(items) == codes


@given(code_rows, st.randoms(use_true_random=False))
def test_masks_and_ancestors_agree_with_the_codes(rows: set[tuple[int, int, int]], random: object) -> None:
    codes = np.array(random.sample(sorted(rows), len(rows)))  # type: ignore[attr-defined]
    trie = Trie.build(codes)
    allowed = np.array([random.random() < 0.3 for _ in codes])  # type: ignore[attr-defined]
    everyone = np.arange(len(codes))
    for level, mask in enumerate(trie.masks(allowed), start=1):
        wanted = {tuple(code[:level]) for code in codes[allowed].tolist()}
        assert [tuple(prefix) in wanted for prefix in trie.prefixes[level].tolist()] == mask.tolist()
        assert np.array_equal(trie.prefixes[level][trie.ancestors(everyone)[level - 1]], codes[:, :level])
    assert np.array_equal(trie.row_of_leaf[trie.leaf_of_row], everyone)


def random_head(codes: np.ndarray, rng: np.random.Generator) -> tuple[Head, list[np.ndarray]]:
    trie = Trie.build(codes)
    sizes = [len(prefixes) for prefixes in trie.prefixes[1:]]
    keys = tuple(rng.normal(size=(size, 8)).astype(np.float32) for size in sizes)
    bias = tuple(rng.normal(size=size).astype(np.float32) for size in sizes)
    return Head(trie, keys, bias), [rng.normal(size=8).astype(np.float32) for _ in sizes]


@given(code_rows, st.integers(0, 1_000), st.integers(1, 8))
@settings(max_examples=60)
def test_a_small_candidate_set_loses_nothing(rows: set[tuple[int, int, int]], seed: int, wanted: int) -> None:
    rng = np.random.default_rng(seed)
    head, queries = random_head(rng.permutation(sorted(rows)), rng)
    scores = head.score_all(queries)
    assert np.exp(scores.astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)
    allowed = rng.random(len(scores)) < 0.5
    found = head.search(queries, allowed, wanted, width=1)
    best = sorted(np.flatnonzero(allowed).tolist(), key=lambda row: -scores[row])[:wanted]
    np.testing.assert_allclose([score for _, score in found], scores[best], atol=1e-4)
    assert len({row for row, _ in found}) == len(found)
    assert all(allowed[row] for row, _ in found)


def test_a_beam_stays_inside_a_large_candidate_set_and_comes_back_full() -> None:
    rng = np.random.default_rng(0)
    codes = np.stack(np.unravel_index(rng.permutation(16 * 16 * 8)[:1_500], (16, 16, 8)), axis=1)
    head, queries = random_head(codes, rng)
    scores = head.score_all(queries)
    allowed = rng.random(1_500) < 0.4
    for wanted in (1, 20, 300, 1_500):
        found = head.search(queries, allowed, wanted, width=4)
        assert len(found) == min(wanted, int(allowed.sum()))
        assert len({row for row, _ in found}) == len(found)
        assert all(allowed[row] for row, _ in found)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        np.testing.assert_allclose([score for _, score in found], scores[[row for row, _ in found]], atol=1e-4)
    whole = head.search(queries, None, 10, width=1_500)
    assert [row for row, _ in whole] == np.argsort(-scores, kind="stable")[:10].tolist()


def test_a_batch_scores_like_its_members() -> None:
    rng = np.random.default_rng(2)
    codes = np.stack(np.unravel_index(np.arange(60), (5, 4, 3)), axis=1)
    head, queries = random_head(codes, rng)
    many = [np.stack([query, -query, 2 * query]) for query in queries]
    together = head.score_all(many)
    for number in range(3):
        np.testing.assert_allclose(together[number], head.score_all([query[number] for query in many]), atol=1e-5)
