"""What every recommender must do, on a checkerboard where the right answer is known.

Inherit `RecommenderContract` in a class whose name starts with `Test` and set `kind`; `reads_taste` says whether the
model tells one person from another.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from catalog.errors import CatalogError
from catalog.interactions import Interactions
from recommenders.profile import UserProfile
from recommenders.progress import silent
from recommenders.recommender import ItemData, Recommender

ITEMS = 40
STAR = 0  # liked by everyone, so the most popular
UNSEEN = (36, 37, 38, 39)  # in the catalog, in nobody's history


def checkerboard_items(n: int = ITEMS) -> ItemData:
    """Even rows read alike, odd rows read alike."""
    rng = np.random.default_rng(7)
    sides = rng.normal(size=(2, 24))
    vectors = sides[np.arange(n) % 2] + 0.35 * rng.normal(size=(n, 24))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return ItemData(vectors.astype(np.float32), np.arange(n, 0, -1, dtype=np.float64))


def checkerboard_events(users: int = 80, length: int = 12) -> Interactions:
    """Even people like even rows, odd people odd rows, in random order; everyone begins with the star."""
    rng = np.random.default_rng(3)
    events = []
    for user in range(users):
        side = np.arange(user % 2, ITEMS - len(UNSEEN), 2)
        chosen = rng.choice(side[side != STAR], length, replace=False)
        events += [(f"user {user}", int(row), time, 1.0) for time, row in enumerate([STAR, *chosen])]
    return Interactions.from_events(events, ITEMS, "synthetic")


def profile_of(side: int) -> UserProfile:
    """Someone the model has not met, who liked four rows of one side."""
    return UserProfile(history=tuple(range(4 + side, 12 + side, 2)))


class RecommenderContract:
    kind: ClassVar[type[Recommender]]
    reads_taste: ClassVar[bool] = True

    @pytest.fixture(scope="class")
    @classmethod
    def items(cls) -> ItemData:
        return checkerboard_items()

    @pytest.fixture(scope="class")
    @classmethod
    def events(cls) -> Interactions:
        return checkerboard_events()

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, items: ItemData, events: Interactions) -> Recommender:
        return cls.kind.fit(events, items, seed=5, progress=silent)

    @pytest.mark.parametrize(
        "profile",
        [
            UserProfile(),
            profile_of(0),
            UserProfile(history=UNSEEN[:2]),
            UserProfile(liked=(3,)),
            UserProfile(disliked=(3, 5)),
            UserProfile(history=(1, 3), liked=(3,), disliked=(1,)),
            UserProfile(history=tuple(range(36)) * 4),
        ],
        ids=["empty", "usual", "unseen", "liked", "disliked", "mixed", "long"],
    )
    @pytest.mark.parametrize("wished", [False, True])
    def test_scores_are_finite_floats_for_every_item(
        self, model: Recommender, items: ItemData, profile: UserProfile, wished: bool
    ) -> None:
        scores = model.score(profile, items.vectors[3] if wished else None)
        assert scores.shape == (ITEMS,)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()

    def test_an_empty_profile_gets_what_is_popular(self, model: Recommender) -> None:
        scores = model.score(UserProfile())
        assert scores.argmax() == STAR
        assert scores[:36].min() >= scores[list(UNSEEN)].max()

    def test_the_side_of_a_history_wins(self, model: Recommender) -> None:
        if not self.reads_taste:
            pytest.skip("this model gives everyone the same")
        for side in (0, 1):
            profile = profile_of(side)
            scores = model.score(profile)
            open_rows = [row for row in range(1, 36) if row not in profile.history]
            best = sorted(open_rows, key=lambda row: -scores[row])[:8]
            assert sum(row % 2 == side for row in best) >= 7

    def test_scoring_leaves_nothing_behind(self, model: Recommender) -> None:
        first = model.score(profile_of(0)).copy()
        model.score(profile_of(1))[:] = 0
        assert np.array_equal(model.score(profile_of(0)), first)

    def test_the_same_seed_gives_the_same_scores(
        self, model: Recommender, items: ItemData, events: Interactions
    ) -> None:
        again = self.kind.fit(events, items, seed=5, progress=silent)
        assert np.array_equal(again.score(profile_of(1)), model.score(profile_of(1)))
        assert again.metrics == model.metrics

    def test_it_reports_its_progress(self, items: ItemData, events: Interactions) -> None:
        reports: list[tuple[str, int, int]] = []
        self.kind.fit(events, items, seed=1, progress=lambda *report: reports.append(report))
        assert reports
        assert all(stage and 0 < done <= total for stage, done, total in reports)
        assert reports[-1][1] == reports[-1][2]

    def test_what_is_saved_scores_the_same_once_loaded(
        self, model: Recommender, items: ItemData, tmp_path: Path
    ) -> None:
        model.save(tmp_path / "m")
        loaded = self.kind.load(tmp_path / "m", items)
        for profile in (UserProfile(), profile_of(0), UserProfile(liked=(1,), disliked=(2,))):
            np.testing.assert_allclose(
                loaded.score(profile, items.vectors[1]), model.score(profile, items.vectors[1]), atol=1e-5
            )
        assert loaded.metrics == model.metrics
        assert {path.suffix for path in (tmp_path / "m").rglob("*") if path.is_file()} <= {
            ".safetensors",
            ".npz",
            ".npy",
            ".json",
        }

    def test_new_items_need_no_training(self, model: Recommender, tmp_path: Path) -> None:
        model.save(tmp_path / "m")
        grown = self.kind.load(tmp_path / "m", checkerboard_items(ITEMS + 6))
        scores = grown.score(profile_of(0))
        assert scores.shape == (ITEMS + 6,)
        assert np.isfinite(scores).all()
        assert np.isfinite(grown.score(UserProfile(history=(ITEMS + 1,)))).all()

    def test_a_smaller_catalog_is_refused(self, model: Recommender, tmp_path: Path) -> None:
        model.save(tmp_path / "m")
        with pytest.raises(CatalogError, match="build again"):
            self.kind.load(tmp_path / "m", checkerboard_items(ITEMS - 1))

    def test_a_damaged_file_gives_one_clear_line(self, model: Recommender, items: ItemData, tmp_path: Path) -> None:
        model.save(tmp_path / "m")
        for path in sorted(p for p in (tmp_path / "m").rglob("*") if p.is_file()):
            whole = path.read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
            with pytest.raises(CatalogError) as caught:
                self.kind.load(tmp_path / "m", items)
            assert "\n" not in str(caught.value)
            assert path.name in str(caught.value)
            path.write_bytes(whole)

    def test_no_events_at_all_still_give_a_model(self, items: ItemData) -> None:
        nothing = Interactions.from_events([], ITEMS, "real")
        model = self.kind.fit(nothing, items, seed=0, progress=silent)
        assert model.score(UserProfile()).argmax() == STAR
        assert np.isfinite(model.score(profile_of(0), items.vectors[1])).all()

    def test_a_catalog_of_three_items_is_enough(self) -> None:
        three = ItemData(checkerboard_items().vectors[:3], np.ones(3))
        events = Interactions.from_events([("a", 0, 0, 1.0), ("a", 1, 1, 1.0), ("b", 2, 0, -0.5)], 3, "real")
        model = self.kind.fit(events, three, seed=0, progress=silent)
        assert np.isfinite(model.score(UserProfile(history=(0,)))).all()
