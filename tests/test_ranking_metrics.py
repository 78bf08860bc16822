"""Metrics against a reference implementation, ties, switches, lists, intervals, and splits that leak nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.interactions import Interactions
from recommenders.evaluation import evaluate, masked, random_scores
from recommenders.exposure import Shown, coverage, disparity, gini, popularity_groups
from recommenders.interval import group_figure, mean_figure, people_groups, ratio_figure
from recommenders.metrics import ndcg, ndcgs, ranks, recall, recalls, reciprocal_ranks
from recommenders.profile import UserProfile
from recommenders.ranking import Ranking, rank_people
from recommenders.split import Split, last_fraction, leave_last_out


@given(st.integers(0, 10_000), st.integers(1, 12), st.sampled_from([1, 3, 10]))
def test_recall_and_ndcg_agree_with_trec_eval(seed: int, wanted: int, cutoff: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.permutation(30).astype(np.float32)
    rows = rng.choice(30, wanted, replace=False)
    run = {"q": {f"d{i:02d}": float(score) for i, score in enumerate(scores)}}
    relevant = {"q": {f"d{row:02d}": 1 for row in rows}}
    judge = pytrec_eval.RelevanceEvaluator(relevant, {f"recall.{cutoff}", f"ndcg_cut.{cutoff}"})
    expected = judge.evaluate(run)["q"]
    found = ranks(scores, rows)
    assert recall(found, cutoff) == pytest.approx(expected[f"recall_{cutoff}"])
    assert ndcg(found, cutoff) == pytest.approx(expected[f"ndcg_cut_{cutoff}"])


def test_ties_share_the_mean_of_their_ranks() -> None:
    scores = np.array([3, 1, 1, 1, 0], dtype=np.float32)
    assert ranks(scores, np.arange(5)).tolist() == [1, 3, 3, 3, 5]


def test_a_model_that_says_nothing_finds_nothing() -> None:
    found = ranks(np.zeros(1_000, np.float32), np.array([3]))
    assert recall(found, 10) == ndcg(found, 10) == 0


def test_history_is_masked_in_evaluation() -> None:
    events = Interactions.from_events([("a", row, row, 1.0) for row in range(3)], 50, "real")
    split = leave_last_out(events)
    rising = np.zeros(50, np.float32)
    rising[:3] = (9, 8, 7)
    assert evaluate(lambda profile: rising, split) == {"recall@10": 1.0, "ndcg@10": 1.0}
    kept = Split(split.train, split.profiles, split.targets, masked=False)
    assert evaluate(lambda profile: rising, kept)["ndcg@10"] == pytest.approx(1 / np.log2(4))
    assert masked(rising, UserProfile(history=(0,)))[0] == -np.inf
    assert rising[0] == 9


def test_random_scores_are_repeatable() -> None:
    first, second = (random_scores(6, seed=4) for _ in range(2))
    assert np.array_equal(first(UserProfile()), second(UserProfile()))


event = st.tuples(st.sampled_from("abcd"), st.integers(0, 9), st.integers(0, 40), st.sampled_from([-1.0, 0.5, 1.0]))


@given(st.lists(event, max_size=60), st.sampled_from([0.0, 0.2, 0.5]))
def test_splits_hold_out_the_end_and_leak_nothing(events: list[tuple[str, int, int, float]], fraction: float) -> None:
    table = Interactions.from_events(events, 10, "real")
    split = last_fraction(table, fraction) if fraction else leave_last_out(table)
    before, whole = split.train.sequences(), table.sequences()
    for kept, sequence in zip(before, whole, strict=True):
        assert kept.tolist() == sequence[: len(kept)].tolist()
        if len(sequence) >= 2:
            held = len(sequence) - len(kept)
            assert held == (max(1, round(len(sequence) * fraction)) if fraction else 1)
        else:
            assert len(kept) == len(sequence)
    for profile, targets in zip(split.profiles, split.targets, strict=True):
        assert len(targets) == len(set(targets.tolist())) > 0
        assert not set(targets.tolist()) & set(profile.history)


def test_a_sample_of_people_is_repeatable_and_keeps_the_training_part() -> None:
    events = [(f"u{user}", row, row, 1.0) for user in range(20) for row in range(4)]
    split = leave_last_out(Interactions.from_events(events, 5, "real"))
    assert split.sample(99, 0) is split
    some = split.sample(5, 0)
    assert len(some.profiles) == len(some.targets) == 5
    assert some.train is split.train


@given(st.integers(0, 10_000), st.sampled_from([1, 5, 10]))
def test_metrics_of_everyone_agree_with_trec_eval(seed: int, cutoff: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.stack([rng.permutation(30) for _ in range(4)]).astype(np.float32)
    targets = [np.sort(rng.choice(30, rng.integers(1, 13), replace=False)) for _ in range(4)]
    split = Split(Interactions.from_events([], 30, "real"), (UserProfile(),) * 4, tuple(targets))
    ranking = rank_people(lambda profiles: scores[: len(profiles)], split)
    run = {f"q{j}": {f"d{i:02d}": float(score) for i, score in enumerate(scores[j])} for j in range(4)}
    relevant = {f"q{j}": {f"d{row:02d}": 1 for row in targets[j]} for j in range(4)}
    judge = pytrec_eval.RelevanceEvaluator(relevant, {f"recall.{cutoff}", f"ndcg_cut.{cutoff}", "recip_rank"})
    expected = judge.evaluate(run)
    for name, found in (
        (f"recall_{cutoff}", recalls(ranking.rank, ranking.whose, 4, cutoff)),
        (f"ndcg_cut_{cutoff}", ndcgs(ranking.rank, ranking.whose, 4, cutoff)),
        ("recip_rank", reciprocal_ranks(ranking.rank, ranking.whose, 4)),
    ):
        assert found.tolist() == pytest.approx([expected[f"q{j}"][name] for j in range(4)])


@given(st.integers(0, 10_000), st.booleans())
def test_every_switch_agrees_with_a_slow_reading(seed: int, masked_history: bool) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 6, (3, 12)).astype(np.float32)  # many ties
    profiles = tuple(UserProfile(tuple(rng.choice(12, 3).tolist())) for _ in range(3))
    open_rows = [
        np.setdiff1d(np.arange(12), profile.history) if masked_history else np.arange(12) for profile in profiles
    ]
    targets = tuple(np.sort(rng.choice(rows, 2, replace=False)) for rows in open_rows)
    groups = rng.integers(0, 5, 12)
    split = Split(Interactions.from_events([], 12, "real"), profiles, targets, masked_history)
    found = rank_people(lambda asked: scores[: len(asked)], split, groups)
    for place, (person, row) in enumerate(zip(found.whose, found.targets, strict=True)):
        mine, seen = scores[person], set(profiles[person].history)
        fresh = [i for i in range(12) if i not in seen]
        ruled, free = (fresh, range(12)) if masked_history else (range(12), fresh)
        assert found.rank[place] == slow_rank(mine, ruled, mine[row])
        assert found.optimistic[place] == 1 + sum(mine[i] > mine[row] for i in ruled)
        assert found.other[place] == (slow_rank(mine, free, mine[row]) if row in free else np.inf)
        best = max(mine[i] for i in ruled if groups[i] == groups[row])
        assert found.same_id[place] == slow_rank(mine, ruled, best)
    for person, listed in enumerate(found.top):
        ruled = [i for i in range(12) if not (masked_history and i in profiles[person].history)]
        expected = sorted(ruled, key=lambda i: (-scores[person, i], i))[:10]
        assert listed.tolist() == expected + [-1] * (10 - len(expected))


def slow_rank(scores: np.ndarray, rows: Iterable[int], wanted: float) -> float:
    return 1 + sum(scores[i] > wanted for i in rows) + (sum(scores[i] == wanted for i in rows) - 1) / 2


def test_a_ranking_is_read_as_it_was_kept(tmp_path: Path) -> None:
    split = Split(Interactions.from_events([], 5, "real"), (UserProfile(),), (np.array([2]),))
    ranking = rank_people(lambda asked: np.arange(5, dtype=np.float32)[None], split)
    ranking.save(tmp_path / "r.npz")
    again = Ranking.load(tmp_path / "r.npz")
    assert again.rank.tolist() == [3.0]
    assert again.top.tolist() == [[4, 3, 2, 1, 0]]
    (tmp_path / "r.npz").write_bytes(b"PK")
    with pytest.raises(CatalogError, match=r"r\.npz"):
        Ranking.load(tmp_path / "r.npz")


def test_lists_of_known_worth() -> None:
    counts = np.array([8, 4, 2, 1, 0])
    shown = Shown(np.array([[0, 1], [0, -1]]), counts, 15)
    assert shown.novelty().tolist() == pytest.approx([np.mean([-np.log2(9 / 16), -np.log2(5 / 16)]), -np.log2(9 / 16)])
    assert shown.popularity().tolist() == [6, 8]
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1], [1, 0], [1, 0]], np.float32)
    assert shown.diversity(vectors).tolist() == pytest.approx([0.4, 0])
    times = shown.times(np.array([0, 1]), 2)
    assert times.tolist() == [[1, 1, 0, 0, 0], [1, 0, 0, 0, 0]]
    assert coverage(times.sum(axis=0)) == 0.4
    groups = popularity_groups(counts)
    assert groups.tolist() == [0, 1, 2, 2, 2]  # a fifth of 15 events is 3: the first item alone holds more
    assert shown.groups(groups, discounted=False).tolist() == [[1, 1, 0], [1, 0, 0]]
    assert shown.groups(groups, discounted=True).tolist() == [[1, pytest.approx(1 / np.log2(3)), 0], [1, 0, 0]]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_gini_is_the_mean_difference(values: list[int]) -> None:
    times = np.array(values, dtype=np.float64)
    pairs = np.abs(times[:, None] - times[None]).sum()
    expected = pairs / (2 * len(times) * times.sum()) if times.sum() else 0.0
    assert gini(times) == pytest.approx(expected)


def test_gini_and_disparity_at_their_ends() -> None:
    assert gini(np.ones(7)) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 9.0])) == pytest.approx(0.75)
    assert disparity(np.array([0.2, 0.2, 0.2])) == pytest.approx(0)
    assert disparity(np.array([0, 0, 3.0])) == pytest.approx(np.sqrt(2))
    assert disparity(np.zeros(3)) == 0


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    inside = dict.fromkeys(("mean", "ratio", "group"), 0)
    for _ in range(300):
        people, seeds = rng.normal(0.5, 0.2, 200), rng.normal(0, 0.02, 3)
        figure = mean_figure(people[None] + seeds[:, None], chance=True)
        inside["mean"] += abs(figure.mean - 0.5) <= figure.half_width
        below = rng.integers(1, 9, 200).astype(np.float64)
        above = rng.binomial(below.astype(int), 0.3).astype(np.float64)
        figure = ratio_figure(above[None], below[None], chance=False)
        inside["ratio"] += abs(figure.mean - 0.3) <= figure.half_width
        parts = np.zeros((20, 2))
        np.add.at(parts, people_groups(200), np.stack([above, below], axis=1))
        figure = group_figure(lambda sums: sums[0] / sums[1], [parts], chance=False)
        inside["group"] += abs(figure.mean - 0.3) <= figure.half_width
    assert all(0.9 <= count / 300 <= 1 for count in inside.values()), inside


def test_spread_over_seeds_is_said_apart_from_the_error_over_people() -> None:
    values = np.array([[0.1, 0.3], [0.2, 0.4], [0.3, 0.5]])
    figure = mean_figure(values, chance=True)
    assert figure.mean == pytest.approx(0.3)
    assert figure.seed_spread == pytest.approx(0.1)
    assert figure.people_error == pytest.approx(1.96 * np.std([0.2, 0.4], ddof=1) / np.sqrt(2))
    t = 4.302653  # Student's, two degrees of freedom, 97.5 %
    assert figure.half_width == pytest.approx(np.hypot(figure.people_error, t * 0.1 / np.sqrt(3)), rel=1e-5)
    assert mean_figure(values[:1], chance=True).seed_spread is None
    assert mean_figure(values[:1], chance=False).seed_spread == 0
