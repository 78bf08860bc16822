"""Semantic IDs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import CatalogError
from recommenders.code_quality import neighbours_kept, spread
from recommenders.kmeans import nearest, nearest_with_room
from recommenders.semantic_ids import SemanticIds, capacity, code_source, codes_per_level, encode, levels

few = settings(max_examples=25, deadline=None)


def clustered(n: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(10, 16))[np.arange(n) % 10] + 0.1 * rng.normal(size=(n, 16))).astype(np.float32)


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Vectors, some of them twins, and popularity with ties; from one item up."""
    n, seed = draw(st.integers(1, 90)), draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n, 5)).astype(np.float32)[rng.integers(0, n, n)]
    return vectors, rng.integers(0, 4, n).astype(float)


@pytest.fixture(scope="module")
def ids() -> SemanticIds:
    return SemanticIds.fit(clustered(300), np.arange(300.0), seed=1)


def test_every_item_has_its_own_id_and_like_items_share_a_prefix(ids: SemanticIds) -> None:
    assert len(np.unique(ids.codes, axis=0)) == 300
    first_codes = [set(ids.codes[group::10, 0].tolist()) for group in range(10)]
    assert all(not a & b for i, a in enumerate(first_codes) for b in first_codes[i + 1 :])


@given(catalogs(), st.booleans(), st.integers(0, 3))
@few
def test_ids_are_unique_and_equal_for_equal_seeds(
    catalog: tuple[np.ndarray, np.ndarray], balanced: bool, seed: int
) -> None:
    vectors, popularity = catalog
    made, again = (SemanticIds.fit(vectors, popularity, seed=seed, balanced=balanced) for _ in range(2))
    assert made.codes.shape == (len(vectors), 3)
    assert len(np.unique(made.codes, axis=0)) == len(vectors)
    assert np.array_equal(made.codes, again.codes)
    assert np.array_equal(made.codebooks, again.codebooks)


@given(catalogs(), st.booleans())
@few
def test_within_a_prefix_the_more_popular_has_the_lower_last_token(
    catalog: tuple[np.ndarray, np.ndarray], balanced: bool
) -> None:
    vectors, popularity = catalog
    codes = SemanticIds.fit(vectors, popularity, seed=0, balanced=balanced).codes
    for prefix in np.unique(codes[:, :-1], axis=0):
        members = np.flatnonzero((codes[:, :-1] == prefix).all(axis=1))
        order = sorted(members, key=lambda row: (-popularity[row], row))
        assert codes[order, -1].tolist() == list(range(len(members)))


@given(catalogs())
@few
def test_a_prefix_is_the_nearest_code_of_every_level(catalog: tuple[np.ndarray, np.ndarray]) -> None:
    vectors, popularity = catalog
    made = SemanticIds.fit(vectors, popularity, seed=0)
    for vector, code in zip(vectors, made.codes, strict=True):
        rest = vector.astype(float)
        for book, chosen in zip(made.codebooks.astype(float), code[:-1], strict=True):
            gaps = ((book - rest) ** 2).sum(axis=1)
            assert gaps[chosen] <= gaps.min() + 1e-5
            rest = rest - book[chosen]


@given(catalogs(), catalogs(), st.booleans())
@few
def test_new_items_join_without_moving_old_ones(
    before: tuple[np.ndarray, np.ndarray], added: tuple[np.ndarray, np.ndarray], balanced: bool
) -> None:
    old = SemanticIds.fit(*before, seed=0, balanced=balanced)
    grown = old.extended(*added)
    known = len(old.codes)
    assert np.array_equal(grown.codes[:known], old.codes)
    assert np.array_equal(grown.codes[known:, :-1], encode(old.codebooks, added[0]))
    assert len(np.unique(grown.codes, axis=0)) == known + len(added[0])


def test_new_items_take_the_next_free_last_token() -> None:
    same = SemanticIds.fit(np.ones((4, 3), np.float32), np.zeros(4), seed=0)
    grown = same.extended(np.ones((2, 3), np.float32), np.array([1.0, 2.0]))
    assert grown.codes[:, -1].tolist() == [0, 1, 2, 3, 5, 4]


def test_twins_of_old_items_get_the_prefix_of_the_old(ids: SemanticIds) -> None:
    grown = ids.extended(clustered(300)[:20], np.zeros(20))
    assert np.array_equal(grown.codes[300:, :2], ids.codes[:20, :2])


@given(catalogs(), st.integers(1, 12), st.integers(0, 5))
@few
def test_codes_with_room_keep_their_capacity_and_turn_away_only_the_farther(
    catalog: tuple[np.ndarray, np.ndarray], codes: int, extra: int
) -> None:
    vectors = catalog[0]
    book = np.random.default_rng(codes).normal(size=(codes, 5)).astype(np.float32)
    room = -(-len(vectors) // codes) + extra
    given_ = nearest_with_room(vectors.__getitem__, len(vectors), book, room)
    gaps = ((vectors[:, None].astype(float) - book) ** 2).sum(axis=2)
    own = gaps[np.arange(len(vectors)), given_]
    sizes = np.bincount(given_, minlength=codes)
    assert sizes.max() <= room
    for code in range(codes):
        nearer = gaps[:, code] < own - 1e-9
        if nearer.any():  # turned away: the code is full of items at least as near
            assert sizes[code] == room
            assert own[given_ == code].max() <= gaps[nearer, code].min() + 1e-9


def test_codes_with_room_for_everyone_are_the_nearest() -> None:
    vectors, book = clustered(50), clustered(10)
    found = nearest_with_room(vectors.__getitem__, 50, book, 50)
    assert np.array_equal(found, nearest(vectors, book))


def test_balanced_levels_respect_their_capacity_where_plain_ones_do_not() -> None:
    rng = np.random.default_rng(0)
    vectors = (rng.normal(size=(400, 8)) * (1 + 4 * (rng.random((400, 1)) > 0.8))).astype(np.float32)
    most = capacity(400, codes_per_level(400))
    largest = {
        balanced: max(np.bincount(column).max() for column in ids.codes[:, :-1].T)
        for balanced in (False, True)
        for ids in [SemanticIds.fit(vectors, np.zeros(400), seed=0, balanced=balanced)]
    }
    assert largest[True] <= most < largest[False]


@pytest.mark.parametrize("balanced", [False, True])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_tiny_catalogs_have_ids(n: int, balanced: bool) -> None:
    ids = SemanticIds.fit(np.eye(5, dtype=np.float32)[:n], np.zeros(n), seed=0, balanced=balanced)
    assert ids.codes[:, -1].tolist() == [0] * n
    report = ids.report(np.eye(5, dtype=np.float32)[:n])
    assert report["collisions"] == 0
    assert np.isfinite(list(report.values())).all()


def test_vectors_are_left_as_they_were() -> None:
    vectors = clustered(80)
    before = vectors.copy()
    SemanticIds.fit(vectors, np.zeros(80), seed=0, balanced=True).report(vectors)
    assert np.array_equal(vectors, before)


def test_ids_come_back_from_disk_and_damage_is_named(ids: SemanticIds, tmp_path: Path) -> None:
    ids.save(tmp_path)
    loaded = SemanticIds.load(tmp_path)
    assert np.array_equal(loaded.codes, ids.codes)
    assert loaded.report() == ids.report()
    (tmp_path / "arrays.safetensors").write_bytes(b"nothing")
    with pytest.raises(CatalogError, match=r"arrays\.safetensors"):
        SemanticIds.load(tmp_path)


def test_the_report_counts_what_the_codes_show() -> None:
    report = spread(np.array([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 2, 0]]))
    assert report["used_0"] == 2
    assert report["entropy_0"] == pytest.approx(-0.75 * np.log2(0.75) + 0.25 * 2)
    assert report["entropy_1"] == pytest.approx(1.5)
    assert report["perplexity_1"] == pytest.approx(2**1.5)
    assert (report["prefixes"], report["collisions"], report["largest"]) == (3, 0.5, 2)


def test_neighbours_kept_stand_beside_chance() -> None:
    vectors = clustered(300)
    apart = np.stack([np.arange(300) % 10, np.arange(300) // 10 % 2, np.arange(300) // 20], axis=1)
    report = neighbours_kept(apart, vectors)
    assert report["neighbours_0"] == 1
    assert report["chance_0"] == pytest.approx(29 / 299)
    assert report["chance_1"] == pytest.approx(14 / 299)
    assert 0.3 < report["neighbours_1"] < 0.7
    shuffled = np.random.default_rng(0).permutation(apart)
    assert neighbours_kept(shuffled, vectors)["neighbours_0"] == pytest.approx(29 / 299, abs=0.03)


def test_an_item_among_many_twins_is_not_its_own_neighbour() -> None:
    codes = np.stack([np.arange(30), np.zeros(30, int)], axis=1)
    assert neighbours_kept(codes, np.ones((30, 4), np.float32))["neighbours_0"] == 0


def test_sources_are_text_use_or_both_on_equal_terms() -> None:
    rng = np.random.default_rng(0)
    text = rng.normal(size=(6, 3)).astype(np.float32)
    text /= np.linalg.norm(text, axis=1, keepdims=True)
    learned = [rng.normal(size=(6, 2)).astype(np.float32) + 5, rng.normal(size=(6, 1)).astype(np.float32)]
    use, both = (code_source(learned, text, 4, source) for source in ("collaborative", "fused"))
    assert np.array_equal(code_source(learned, text, 4, "text"), text)
    assert np.allclose(np.linalg.norm(use, axis=1), 1, atol=1e-6)
    assert np.array_equal(both, np.concatenate([text, use], axis=1))
    moved = [part + 3 for part in learned]
    assert np.allclose(code_source(moved, text, 4, "collaborative"), use, atol=1e-5)


@pytest.mark.parametrize(("items", "codes"), [(1, 1), (30, 30), (530, 64), (3_686, 128), (12_075, 256), (10**6, 256)])
def test_codes_grow_with_the_catalog(items: int, codes: int) -> None:
    assert codes_per_level(items) == codes


def test_a_large_catalog_has_three_levels_and_is_coded_in_chunks_as_a_whole() -> None:
    assert (levels(1), levels(100_000), levels(100_001)) == (2, 2, 3)
    vectors = np.random.default_rng(0).normal(size=(40_000, 2)).astype(np.float32)
    books = np.random.default_rng(1).normal(size=(3, 8, 2)).astype(np.float32)
    parts = [encode(books, vectors[start : start + 999]) for start in range(0, 40_000, 999)]
    assert np.array_equal(encode(books, vectors), np.concatenate(parts))
