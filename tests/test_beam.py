"""The trie of semantic IDs and the search in it."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommenders.beam import Head
from recommenders.trie import Trie

CODES = (
    st.integers(1, 4)
    .flatmap(lambda depth: st.sets(st.tuples(*[st.integers(0, 5)] * depth), min_size=1, max_size=60))
    .map(sorted)
)
SEEDS = st.integers(0, 10_000)


def random_head(codes: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> tuple[Head, list[np.ndarray]]:
    trie = Trie.build(codes)
    sizes = [len(prefixes) for prefixes in trie.prefixes[1:]]
    keys = tuple(rng.normal(size=(size, 8)).astype(np.float32) for size in sizes)
    bias = tuple(rng.normal(size=size).astype(np.float32) for size in sizes)
    return Head(trie, keys, bias), [(strength * rng.normal(size=8)).astype(np.float32) for _ in sizes]


def best_of(scores: np.ndarray, allowed: np.ndarray, wanted: int) -> np.ndarray:
    return np.array(sorted(np.flatnonzero(allowed).tolist(), key=lambda row: -scores[row])[:wanted], dtype=int)


def check(found: list[tuple[int, float]], scores: np.ndarray, allowed: np.ndarray, wanted: int) -> None:
    """What every answer must be, whatever the width."""
    rows = [row for row, _ in found]
    assert len(rows) == min(wanted, int(allowed.sum()))
    assert len(set(rows)) == len(rows)
    assert allowed[rows].all()
    told = [score for _, score in found]
    assert told == sorted(told, reverse=True)
    np.testing.assert_allclose(told, scores[rows], atol=1e-4)


@given(CODES, st.randoms(use_true_random=False))
def test_counts_and_ancestors_agree_with_the_codes(rows: list[tuple[int, ...]], chance: random.Random) -> None:
    codes = np.array(chance.sample(rows, len(rows)))
    trie = Trie.build(codes)
    allowed = np.array([chance.random() < 0.3 for _ in codes])
    everyone = np.arange(len(codes))
    for level, counts in enumerate(trie.counts(allowed), start=1):
        below = [(codes[allowed, :level] == prefix).all(axis=1).sum() for prefix in trie.prefixes[level]]
        assert counts.tolist() == below
        assert np.array_equal(trie.prefixes[level][trie.ancestors(everyone)[level - 1]], codes[:, :level])
        assert np.array_equal(np.diff(trie.leaves[level - 1]), trie.counts(np.ones(len(codes), bool))[level - 1])
    assert np.array_equal(trie.row_of_leaf[trie.leaf_of_row], everyone)


@given(CODES, SEEDS, st.integers(0, 8), st.sampled_from([0.05, 0.5, 1.0]))
@settings(max_examples=80)
def test_a_beam_half_as_wide_as_the_set_finds_the_best(
    rows: list[tuple[int, ...]], seed: int, wanted: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    head, queries = random_head(rng.permutation(rows), rng)
    scores = head.score_all(queries)
    assert np.exp(scores.astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)
    allowed = rng.random(len(scores)) < share
    found = head.search(queries, allowed, wanted, width=max(1, int(allowed.sum() + 1) // 2))
    check(found, scores, allowed, wanted)
    np.testing.assert_allclose([score for _, score in found], scores[best_of(scores, allowed, wanted)], atol=1e-4)


@given(CODES, SEEDS, st.integers(0, 8), st.integers(1, 3))
def test_a_narrow_beam_keeps_every_other_promise(
    rows: list[tuple[int, ...]], seed: int, wanted: int, width: int
) -> None:
    rng = np.random.default_rng(seed)
    head, queries = random_head(rng.permutation(rows), rng)
    scores = head.score_all(queries)
    allowed = rng.random(len(scores)) < 0.5
    check(head.search(queries, allowed, wanted, width=width), scores, allowed, wanted)


@given(SEEDS, st.floats(0.005, 1), st.sampled_from([1, 5, 30, 400]), st.sampled_from([1, 4, 20]), st.floats(0, 4))
@settings(max_examples=40)
def test_a_beam_stays_inside_a_large_set_and_comes_back_full(
    seed: int, share: float, wanted: int, width: int, strength: float
) -> None:
    rng = np.random.default_rng(seed)
    head, queries = random_head(scattered(rng, 1_500), rng, strength)
    scores = head.score_all(queries)
    allowed = rng.random(len(scores)) < share
    check(head.search(queries, allowed, wanted, width=width), scores, allowed, wanted)


@given(SEEDS, st.floats(0.005, 0.3))
@settings(max_examples=25)
def test_a_beam_half_as_wide_as_a_sparse_set_is_exact(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    head, queries = random_head(scattered(rng, 3_000), rng, 2.0)
    scores = head.score_all(queries)
    allowed = rng.random(len(scores)) < share
    found = head.search(queries, allowed, 10, width=int(allowed.sum() + 1) // 2)
    np.testing.assert_allclose([score for _, score in found], scores[best_of(scores, allowed, 10)], atol=1e-4)
    everyone = head.search(queries, None, 25, width=len(scores))
    np.testing.assert_allclose([score for _, score in everyone], np.sort(scores)[::-1][:25], atol=1e-4)


def test_in_sparse_sets_a_narrow_beam_loses_little_of_the_best() -> None:
    rng = np.random.default_rng(5)
    kept = []
    for _ in range(30):
        head, queries = random_head(scattered(rng, 3_000), rng)
        scores = head.score_all(queries)
        allowed = rng.random(len(scores)) < 0.1
        assert allowed.sum() > 200  # far more than twice the beam
        rows = {row for row, _ in head.search(queries, allowed, 10)}
        kept.append(len(rows & set(best_of(scores, allowed, 10).tolist())) / 10)
    assert np.mean(kept) >= 0.97


def test_a_mask_that_allows_all_changes_nothing_but_the_way() -> None:
    rng = np.random.default_rng(8)
    head, queries = random_head(scattered(rng, 1_500), rng)
    assert head.search(queries, np.ones(1_500, bool), 20) == head.search(queries, None, 20)


def test_a_mask_changed_in_place_counts_as_it_is_now() -> None:
    rng = np.random.default_rng(9)
    head, queries = random_head(scattered(rng, 600), rng)
    allowed = np.ones(600, bool)
    for _ in range(5):
        row = head.search(queries, allowed, 1)[0][0]
        assert allowed[row]
        allowed[row] = False


@given(SEEDS, SEEDS, st.floats(0.1, 10))
def test_floors_are_never_above_the_sum(tree: int, query: int, strength: float) -> None:
    rng = np.random.default_rng([tree, query])
    head, queries = random_head(scattered(rng, 400), rng, strength)
    for level, starts in enumerate(head.trie.starts):
        logits = (head.keys[level] @ queries[level] + head.bias[level]).astype(np.float64)
        sums = np.logaddexp.reduceat(logits, starts[:-1])
        assert (head.floors(level, np.arange(len(sums)), queries[level]) <= sums + 1e-3).all()


@given(CODES, SEEDS, st.integers(0, 12), st.integers(1, 5), st.floats(0, 20))
@settings(max_examples=60)
def test_groups_keep_every_promise_of_a_search(
    rows: list[tuple[int, ...]], seed: int, wanted: int, groups: int, penalty: float
) -> None:
    rng = np.random.default_rng(seed)
    head, queries = random_head(rng.permutation(rows), rng)
    scores = head.score_all(queries)
    allowed = rng.random(len(scores)) < 0.6
    before = allowed.copy()
    found = head.search_diverse(queries, allowed, wanted, groups, penalty)
    check(found, scores, allowed, wanted)
    assert np.array_equal(allowed, before)
    first = head.search(queries, allowed, wanted // groups)
    assert {row for row, _ in first} <= {row for row, _ in found}


def test_groups_spread_over_first_codes_and_one_group_is_a_search() -> None:
    rng = np.random.default_rng(3)
    alone, apart = [], []
    for _ in range(10):
        head, queries = random_head(scattered(rng, 1_500), rng)
        one, five = head.search_diverse(queries, None, 10, 1), head.search_diverse(queries, None, 10, 5)
        assert one == head.search(queries, None, 10)
        alone.append(first_codes(head, one))
        apart.append(first_codes(head, five))
    assert all(more >= less for more, less in zip(apart, alone, strict=True))
    assert np.mean(apart) > np.mean(alone) + 1


def test_a_prohibitive_penalty_gives_every_group_first_codes_of_its_own() -> None:
    rng = np.random.default_rng(4)
    head, queries = random_head(scattered(rng, 1_500), rng)
    assert first_codes(head, head.search_diverse(queries, None, 6, 6, penalty=1e3)) == 6
    narrow = head.trie.prefixes[3][head.trie.leaf_of_row][:, 0] == 2
    assert len(head.search_diverse(queries, narrow, 6, 6, penalty=1e3)) == 6  # one first code: repeated, not refused


def test_a_batch_scores_like_its_members() -> None:
    rng = np.random.default_rng(2)
    codes = np.stack(np.unravel_index(np.arange(60), (5, 4, 3)), axis=1)
    head, queries = random_head(codes, rng)
    many = [np.stack([query, -query, 2 * query]) for query in queries]
    together = head.score_all(many)
    for number in range(3):
        np.testing.assert_allclose(together[number], head.score_all([query[number] for query in many]), atol=1e-5)


def scattered(rng: np.random.Generator, items: int) -> np.ndarray:
    """Codes of `items` items, 32 first codes, up to 32 second ones below each, up to 4 items below those."""
    return np.stack(np.unravel_index(rng.permutation(32 * 32 * 4)[:items], (32, 32, 4)), axis=1)


def first_codes(head: Head, found: list[tuple[int, float]]) -> int:
    return len(set(head.trie.ancestors(np.array([row for row, _ in found]))[0].tolist()))
