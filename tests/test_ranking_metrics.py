"""Metrics against a reference implementation, ties at half rank, and splits that leak nothing."""

from __future__ import annotations

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from catalog.interactions import Interactions
from recommenders.evaluation import evaluate, masked, random_scores
from recommenders.metrics import ndcg, ranks, recall
from recommenders.profile import UserProfile
from recommenders.split import last_fraction, leave_last_out


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
