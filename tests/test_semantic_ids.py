"""Semantic IDs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.errors import CatalogError
from recommenders.semantic_ids import SemanticIds, codes_per_level


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
