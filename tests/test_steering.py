"""Steering: wishes and dislikes move scores where they should, by numbers found on held-out people."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.interactions import Interactions
from recommenders.evaluation import random_scores
from recommenders.profile import UserProfile
from recommenders.split import leave_last_out
from recommenders.steering import Steering, Weights, aversion, guide, likeness
from recommenders.steering_choice import WishCases, choose_steering, wanted_rows
from recommenders.trie import Trie
from recommenders.wishes import fragment, sample_wishes

N, P = 200, 12
code_rows = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=50)


def unit_rows(n: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, P)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def text() -> np.ndarray:
    """Ten groups of twenty items that read alike."""
    noisy = unit_rows(10, 0)[np.arange(N) % 10] + 0.4 * unit_rows(N, 1)
    return (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32)


def of_group(group: int) -> np.ndarray:
    return np.arange(N) % 10 == group


class TestMoves:
    def test_without_wish_or_dislike_scores_stay_the_very_same(self, text: np.ndarray) -> None:
        scores = np.random.default_rng(0).normal(size=N).astype(np.float32)
        assert Steering().steer(scores, text, None, None, known=True) is scores

    @pytest.mark.parametrize("known", [True, False])
    def test_a_wish_lifts_what_reads_like_it(self, text: np.ndarray, known: bool) -> None:
        scores = np.zeros(N, np.float32)
        moved = Steering().steer(scores, text, text[3], None, known=known)
        assert moved[of_group(3)].min() > moved[~of_group(3)].max()
        assert moved.argmax() == 3

    def test_dislikes_lower_what_reads_like_any_of_them_and_nothing_else_moves(self, text: np.ndarray) -> None:
        scores = np.random.default_rng(0).normal(size=N).astype(np.float32)
        moved = Steering().steer(scores, text, None, text[[3, 5]], known=True) - scores
        near = of_group(3) | of_group(5)
        assert moved[near].max() < -0.1
        unrelated = (likeness(text, text[3]) < 1) & (likeness(text, text[5]) < 1)
        assert unrelated.sum() > N / 2
        assert (moved[unrelated] == 0).all()

    def test_wish_and_dislike_add_up(self, text: np.ndarray) -> None:
        steering = Steering(known=Weights(2.0, 1.0), dislike=3.0)
        both = steering.offsets(text, text[3], text[[5]], known=True)
        expected = likeness(text, text[3]) - 6.0 * aversion(text, text[[5]])
        np.testing.assert_allclose(both, expected, atol=1e-5)

    def test_beside_a_wish_a_dislike_counts_even_where_the_model_does_not(self, text: np.ndarray) -> None:
        steering = Steering(known=Weights(0.0, 2.0), dislike=3.0)
        both = steering.offsets(text, text[3], text[[5]], known=True)
        np.testing.assert_allclose(both, 2 * likeness(text, text[3]) - aversion(text, text[[5]]), atol=1e-5)

    def test_a_vague_wish_moves_as_much_as_a_sharp_one(self, text: np.ndarray) -> None:
        vague = (0.1 * text[3]).astype(np.float32)
        np.testing.assert_allclose(likeness(text, vague), likeness(text, text[3]), atol=1e-4)

    def test_likeness_beyond_four_counts_less_but_keeps_the_order(self) -> None:
        column = np.zeros((1_000, 1), np.float32)
        column[0], column[1] = 1.0, 0.9
        z = likeness(column, np.ones(1, np.float32))
        assert 4 < z[1] < z[0] < 9

    def test_a_wish_that_says_nothing_moves_nothing(self) -> None:
        assert (likeness(np.ones((5, 3), np.float32), np.ones(3, np.float32)) == 0).all()

    def test_facts_come_back_from_json(self) -> None:
        steering = Steering(Weights(0.9, 1.25), Weights(1.5, 2.0), 0.75)
        assert Steering.from_facts(json.loads(json.dumps(steering.facts()))) == steering

    def test_facts_of_something_else_are_refused(self) -> None:
        with pytest.raises(KeyError):
            Steering.from_facts({"known": {"base": 1.0, "wish": 1.0}})


class TestGuide:
    @given(codes=code_rows, seed=st.integers(0, 100))
    @settings(max_examples=60, deadline=None)
    def test_a_node_promises_exactly_its_share_where_the_model_is_the_prior(
        self, codes: set[tuple[int, int, int]], seed: int
    ) -> None:
        trie = Trie.build(np.array(sorted(codes), dtype=np.int64))
        rng = np.random.default_rng(seed)
        prior, offsets = rng.normal(size=(2, len(codes))).astype(np.float32)
        offsets[rng.random(len(codes)) < 0.3] = -np.inf
        levels = guide(trie, offsets, prior)
        ancestors = trie.ancestors(np.arange(len(codes)))
        for level, promised in enumerate(levels):
            for node in range(len(promised)):
                below = ancestors[level] == node
                with np.errstate(divide="ignore"):
                    share = np.log(np.exp(prior + offsets)[below].sum() / np.exp(prior)[below].sum())
                assert promised[node] == pytest.approx(share, abs=1e-3)

    def test_where_nothing_may_come_no_node_may(self) -> None:
        trie = Trie.build(np.array([[0, 0], [1, 0]], dtype=np.int64))
        levels = guide(trie, np.full(2, -np.inf, np.float32), np.zeros(2, np.float32))
        assert all(np.isneginf(level).all() for level in levels)


def cases_of(text: np.ndarray, loose: float, count: int = 120) -> WishCases:
    """People who want an item and say its text, more or less: the looser, the less a wish tells."""
    rng = np.random.default_rng(5)
    wanted = rng.integers(0, N, count)
    said = text[wanted][:, None] + loose * rng.normal(size=(count, 2, P))
    said /= np.linalg.norm(said, axis=2, keepdims=True)
    return WishCases(tuple(UserProfile(history=(int(row),)) for row in wanted), wanted, said.astype(np.float32))


class TestChoice:
    def test_wishes_that_tell_more_weigh_more(self, text: np.ndarray) -> None:
        noise = random_scores(N, 0)
        sharp = choose_steering(noise, text, cases_of(text, 0.1), seed=0)
        loose = choose_steering(noise, text, cases_of(text, 1.5), seed=0)
        assert sharp.known.wish > 1.5 * loose.known.wish > 0

    def test_a_model_that_knows_weighs_more_than_one_that_guesses(self, text: np.ndarray) -> None:
        cases = cases_of(text, 0.6)

        def knows(profile: UserProfile) -> np.ndarray:
            scores = np.random.default_rng(1).normal(size=N).astype(np.float32)
            if profile.history:
                scores[profile.history[0]] += 2
            return scores

        knowing = choose_steering(knows, text, cases, seed=0).known
        guessing = choose_steering(random_scores(N, 0), text, cases, seed=0).known
        assert knowing.base > guessing.base + 0.5

    def test_units_of_the_model_do_not_matter(self, text: np.ndarray) -> None:
        cases = cases_of(text, 0.6)
        fixed = np.random.default_rng(2).normal(size=(N, N)).astype(np.float32) + 2 * np.eye(N, dtype=np.float32)

        def chosen(scale: float) -> Steering:
            return choose_steering(lambda profile: scale * fixed[sum(profile.history)], text, cases, seed=0)

        one, ten = chosen(1.0), chosen(10.0)
        assert one.known.base > 0.5
        assert ten.known.base == pytest.approx(one.known.base / 10, rel=1e-3)
        assert ten.known.wish == pytest.approx(one.known.wish, rel=1e-3)
        assert ten.dislike == pytest.approx(one.dislike * 10, rel=1e-3)

    def test_the_dislike_weight_clears_the_first_fifty(self, text: np.ndarray) -> None:
        fixed = np.random.default_rng(2).normal(size=N).astype(np.float32)
        steering = choose_steering(lambda profile: fixed, text, cases_of(text, 0.6), seed=0)
        cleared = []
        for row in np.argsort(-fixed)[:20]:
            near = np.argsort(-likeness(text, text[row]))[1:4]
            moved = steering.steer(fixed, text, None, text[[row]], known=True)
            cleared.append((np.isin(near, np.argsort(-moved)[:50]).sum(), np.isin(near, np.argsort(-fixed)[:50]).sum()))
        after, before = np.sum(cleared, axis=0)
        assert before >= 10
        assert after <= 0.25 * before

    def test_nobody_to_learn_from_gives_the_defaults(self, text: np.ndarray) -> None:
        nobody = WishCases((), np.empty(0, np.int64), np.empty((0, 2, P), np.float32))
        assert choose_steering(random_scores(N, 0), text, nobody, seed=0) == Steering()

    def test_equal_seeds_give_equal_numbers(self, text: np.ndarray) -> None:
        fixed = np.random.default_rng(2).normal(size=N).astype(np.float32)
        found = [choose_steering(lambda profile: fixed, text, cases_of(text, 0.6), seed=4) for _ in range(2)]
        assert found[0] == found[1]

    def test_the_wanted_row_is_the_first_target(self) -> None:
        events = Interactions.from_events([("u", row, row, 1.0) for row in (2, 0, 1)], 3, "real")
        assert wanted_rows(leave_last_out(events)).tolist() == [2]


TEXT = "Alien (1979). Horror, Science Fiction. xenomorph, spaceship, cat. A crew answers a distress call in deep space."


class TestWishes:
    @given(seed=st.integers(0, 500))
    @settings(max_examples=50, deadline=None)
    def test_a_fragment_is_of_the_text_but_never_the_title(self, seed: int) -> None:
        found = fragment(TEXT, np.random.default_rng(seed))
        assert found
        assert all(name in TEXT for name in found.split(", "))
        assert "Alien" not in found
        assert len(found.split()) <= 12

    def test_a_text_that_is_only_a_title_is_said_whole(self) -> None:
        assert fragment("Alien", np.random.default_rng(0)) == "Alien"

    def test_half_the_wishes_are_of_the_item_and_half_of_a_near_one(self, text: np.ndarray) -> None:
        asked: list[str] = []

        def encode(texts: Sequence[str]) -> np.ndarray:
            asked.extend(texts)
            return text[[int(said) for said in texts]]

        wanted = np.array([3, 14, 25])
        wishes = sample_wishes(wanted, text, lambda row: f"title. {row}", encode, seed=0)
        assert wishes.shape == (3, 2, P)
        own, near = np.array([int(said) for said in asked]).reshape(3, 2).T
        assert (own == wanted).all()
        assert (near != wanted).all()
        assert (near % 10 == wanted % 10).all()

    def test_no_items_no_wishes(self, text: np.ndarray) -> None:
        assert sample_wishes(np.empty(0, np.int64), text, str, lambda texts: text[:0], seed=0).shape == (0, 2, P)
