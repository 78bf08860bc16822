"""The blend: weights that are found, parts that add up, wishes that act once, files that are checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recommender_contract import ITEMS, STAR, checkerboard_events, checkerboard_items, profile_of

from catalog.errors import CatalogError
from catalog.interactions import Interactions
from recommenders.fusion import DISLIKES, WISH, Fusion
from recommenders.popularity import Popularity
from recommenders.profile import UserProfile
from recommenders.progress import silent
from recommenders.recommender import ItemData, Recommender, Vector
from recommenders.signals import AGAIN, LATEST, NEAREST, signal
from recommenders.split import Split
from recommenders.steering import Steering, Weights
from recommenders.steering_choice import WishCases
from recommenders.text_similarity import TextSimilarity

NOBODY = Interactions.from_events([], ITEMS, "synthetic")
ROWS = st.lists(st.integers(0, ITEMS - 1), max_size=6).map(tuple)


class Told(Recommender):
    """Scores by the first row of the history, and what it was asked."""

    name = "told"

    def __init__(self, table: Vector) -> None:
        self.table = table
        self.metrics: dict[str, float] = {}
        self.asked: list[tuple[UserProfile, Vector | None]] = []

    @classmethod
    def fit(cls, *_: Any, **__: Any) -> Told:
        raise NotImplementedError

    def score(self, profile: UserProfile, wish: Vector | None = None) -> Vector:
        self.asked.append((profile, wish))
        found: Vector = self.table[profile.history[0]]
        return found

    def save(self, folder: Path) -> None:
        raise NotImplementedError

    @classmethod
    def load(cls, folder: Path, items: ItemData) -> Told:
        raise NotImplementedError


def fitted() -> dict[str, Recommender]:
    items, events = checkerboard_items(), checkerboard_events()
    return {kind.name: kind.fit(events, items, seed=0, progress=silent) for kind in (Popularity, TextSimilarity)}


@pytest.fixture(scope="module")
def fusion() -> Fusion:
    weights = {"popularity": 1.0, "text": 1.0, NEAREST: 0.5, AGAIN: -1.0, LATEST: 0.5}
    scales = {"popularity": 1.0, "text": 0.2, NEAREST: 0.2, AGAIN: 1.0, LATEST: 1.0}
    steering = Steering(Weights(0.8, 1.2), Weights(1.5, 1.6), 0.7)
    return Fusion(fitted(), checkerboard_items(), weights, scales, steering)


class TestScore:
    @settings(deadline=None, max_examples=60)
    @given(history=ROWS, liked=ROWS, disliked=ROWS, wish=st.none() | st.integers(0, ITEMS - 1))
    def test_sources_add_up_to_the_score(
        self,
        fusion: Fusion,
        history: tuple[int, ...],
        liked: tuple[int, ...],
        disliked: tuple[int, ...],
        wish: int | None,
    ) -> None:
        profile = UserProfile(history, liked, disliked)
        vector = None if wish is None else fusion.items.vectors[wish]
        rows = np.array([5, 0, 39, 5])
        sources = fusion.sources(profile, rows, vector)
        scores = fusion.score(profile, vector)
        assert [sum(source.values()) for source in sources] == pytest.approx(scores[rows].tolist(), abs=1e-4)
        assert np.sum(list(fusion.parts(profile, vector).values()), axis=0) == pytest.approx(scores, abs=1e-4)
        assert (WISH in sources[0]) == (wish is not None)
        assert (DISLIKES in sources[0]) == bool(disliked)

    def test_nought_is_an_average_item(self, fusion: Fusion) -> None:
        for part in fusion.parts(profile_of(0)).values():
            assert part.mean() == pytest.approx(0, abs=1e-5)
            assert part.max() > 0

    def test_models_never_hear_of_wishes_and_dislikes_which_act_once(self) -> None:
        items, rng = checkerboard_items(), np.random.default_rng(1)
        told = Told(rng.normal(size=(ITEMS, ITEMS)).astype(np.float32))
        fusion = Fusion({"told": told}, items, {"told": 2.0}, {"told": 4.0}, Steering(Weights(0.5, 3.0)))
        wish = items.vectors[7]
        found = fusion.score(UserProfile((3, 15), liked=(4,), disliked=(15,)), wish)
        assert told.asked == [(UserProfile((3, 4)), None)]
        plain = fusion.score(UserProfile((3, 4)))
        steered = fusion.steering.steer(plain, fusion.text, fusion.projection(wish), fusion.text[[15]], known=True)
        assert found == pytest.approx(steered, abs=1e-4)

    def test_dislikes_push_away(self, fusion: Fusion) -> None:
        moved = fusion.score(profile_of(0)) - fusion.score(UserProfile(profile_of(0).history, disliked=(15,)))
        assert moved.argmax() == 15
        assert moved[1::2].mean() > 10 * moved[0::2].max() >= 0

    def test_a_wish_pulls_up(self, fusion: Fusion) -> None:
        for profile in (UserProfile(), profile_of(0)):
            moved = fusion.score(profile, fusion.items.vectors[15]) - fusion.score(profile)
            assert moved[1::2].mean() > moved[0::2].mean() + 1

    def test_an_empty_profile_gets_what_is_popular(self, fusion: Fusion) -> None:
        assert fusion.score(UserProfile()).argmax() == STAR

    def test_many_are_scored_as_one_by_one(self, fusion: Fusion) -> None:
        profiles = [UserProfile(), profile_of(0), UserProfile((3,), (), (4,))]
        assert np.array_equal(fusion.score_many(profiles), np.stack([fusion.score(who) for who in profiles]))


class TestSignals:
    def test_each_interest_counts_by_itself(self) -> None:
        vectors = np.eye(3, dtype=np.float32)[[0, 1, 2, 0, 1]]
        near = signal(NEAREST, vectors, UserProfile((0, 1)))
        assert near[4] == near[1] > near[3] > 0.9 > near[2]

    def test_repeats_are_marked(self) -> None:
        vectors = np.eye(4, dtype=np.float32)
        profile = UserProfile((0, 2, 3), disliked=(3,))
        assert signal(AGAIN, vectors, profile).tolist() == [1, 0, 1, 0]
        assert signal(LATEST, vectors, profile).tolist() == [0, 0, 1, 0]

    @pytest.mark.parametrize("name", [NEAREST, AGAIN, LATEST])
    def test_nobody_has_no_signals(self, name: str) -> None:
        assert not signal(name, np.eye(3, dtype=np.float32), UserProfile()).any()


def drawn(tables: Mapping[str, Vector], weights: Mapping[str, float], seed: int) -> Split:
    """People who choose by a softmax of the weighted tables."""
    rng = np.random.default_rng(seed)
    logits = sum((np.float32(weight) * tables[name] for name, weight in weights.items()), np.float32(0))
    chosen = np.argmax(logits + rng.gumbel(size=logits.shape), axis=1)
    profiles = tuple(UserProfile((row,)) for row in range(len(chosen)))
    targets = tuple(np.array([row], dtype=np.int64) for row in chosen.tolist())
    return Split(Interactions.from_events([], logits.shape[1], "synthetic"), profiles, targets, masked=False)


def blind_items(n: int, seed: int) -> ItemData:
    vectors = np.random.default_rng(seed).normal(size=(n, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return ItemData(vectors.astype(np.float32), np.zeros(n))


class TestChoose:
    @pytest.mark.parametrize("n", [300, 2_500])
    def test_it_finds_the_weights_that_people_choose_by(self, n: int) -> None:
        rng = np.random.default_rng(4)
        tables = {name: rng.normal(size=(n, n)).astype(np.float32) for name in ("good", "fair", "noise", "wrong")}
        tables["fair"] *= np.float32(0.01)
        people = drawn(tables, {"good": 2.0, "fair": 100.0, "wrong": -1.0}, seed=8).sample(600, 0)
        models = {name: Told(table) for name, table in tables.items()}
        found = Fusion.choose(models, blind_items(n, 2), people, seed=0)
        real = {name: weight / found.scales[name] for name, weight in found.weights.items()}
        assert real["good"] == pytest.approx(2.0, abs=0.25)
        assert real["fair"] == pytest.approx(100.0, abs=20)
        assert real["noise"] == pytest.approx(0.0, abs=0.15)
        assert found.weights["wrong"] == 0
        again = Fusion.choose(models, blind_items(n, 2), people, seed=0)
        assert again.weights == found.weights
        assert again.scales == found.scales

    def test_what_people_buy_again_is_learnt_where_it_may_be_bought_again(self) -> None:
        table = np.random.default_rng(4).normal(size=(200, 200)).astype(np.float32)
        people = drawn({"good": table, "again": 5 * np.eye(200, dtype=np.float32)}, {"good": 1, "again": 1}, seed=1)
        items = blind_items(200, 2)
        found = Fusion.choose({"good": Told(table)}, items, people, seed=0)
        parts = found.parts(UserProfile((7,)))
        lifted = sum(parts[name][7] for name in (NEAREST, AGAIN, LATEST) if name in parts)
        assert lifted == pytest.approx(5, abs=1)
        once = Split(people.train, people.profiles, tuple((t + (t == j)) % 200 for j, t in enumerate(people.targets)))
        assert set(Fusion.choose({"good": Told(table)}, items, once, seed=0).weights) == {"good", NEAREST}

    def test_without_people_models_count_alike(self) -> None:
        found = Fusion.choose(fitted(), checkerboard_items(), Split(NOBODY, (), ()), seed=0)
        assert found.weights == {"popularity": 1.0, "text": 1.0}

    def test_steering_is_learnt_for_the_sum(self, fusion: Fusion) -> None:
        people = tuple(profile_of(side) for side in (0, 1) * 6)
        wanted = np.array([20 + number for number in range(len(people))])
        wishes = fusion.text[wanted][:, None]
        literal = fusion.steered(WishCases(people, wanted, wishes), seed=0)
        wrong = fusion.steered(WishCases(people, wanted, -wishes), seed=0)
        assert literal.steering.known.wish > 1 > wrong.steering.known.wish
        assert literal.weights == fusion.weights


class TestFiles:
    def test_what_was_saved_comes_back(self, fusion: Fusion, tmp_path: Path) -> None:
        fusion.save(tmp_path)
        loaded = Fusion.load(tmp_path, fusion.models, fusion.items)
        profile, wish = UserProfile(profile_of(0).history, disliked=(15,)), fusion.items.vectors[9]
        assert loaded.score(profile, wish) == pytest.approx(fusion.score(profile, wish), abs=1e-5)
        assert loaded.steering == fusion.steering

    def test_a_missing_member_is_named(self, fusion: Fusion, tmp_path: Path) -> None:
        fusion.save(tmp_path)
        with pytest.raises(CatalogError, match="'text'"):
            Fusion.load(tmp_path, {"popularity": fusion.models["popularity"]}, fusion.items)

    @pytest.mark.parametrize(
        "change",
        [
            {"weights": None},
            {"weights": {"text": "much"}},
            {"weights": {"text": float("nan")}},
            {"scales": {}},
            {"scales": {"popularity": 0, "text": 0}},
            {"steering": {}},
            {"steering": {"known": 1, "unknown": 2, "dislike": 3}},
        ],
    )
    def test_a_damaged_file_is_named(self, fusion: Fusion, tmp_path: Path, change: dict[str, object]) -> None:
        fusion.save(tmp_path)
        facts = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))
        (tmp_path / "facts.json").write_text(json.dumps(facts | change), encoding="utf-8")
        with pytest.raises(CatalogError, match=r"facts\.json.*build the workspace again"):
            Fusion.load(tmp_path, fusion.models, fusion.items)

    def test_a_lost_file_is_named(self, fusion: Fusion, tmp_path: Path) -> None:
        fusion.save(tmp_path)
        (tmp_path / "arrays.safetensors").unlink()
        with pytest.raises(CatalogError, match=r"arrays\.safetensors.*is missing"):
            Fusion.load(tmp_path, fusion.models, fusion.items)
