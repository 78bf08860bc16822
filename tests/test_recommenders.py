"""Every recommender under the contract, then what each promises beyond it."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from recommender_contract import (
    ITEMS,
    RecommenderContract,
    checkerboard_events,
    checkerboard_items,
    profile_of,
)

from catalog.errors import PluginError
from catalog.interactions import Interactions
from recommenders import registry, training
from recommenders.cooccurrence import Cooccurrence
from recommenders.evaluation import masked
from recommenders.generative import GenerativeRetriever
from recommenders.popularity import Popularity
from recommenders.profile import UserProfile
from recommenders.progress import silent
from recommenders.recommender import ItemData
from recommenders.sequential import SequentialRanker
from recommenders.text_similarity import TextSimilarity

BUILT_IN = {
    kind.name: kind for kind in (Cooccurrence, Popularity, SequentialRanker, GenerativeRetriever, TextSimilarity)
}


class TestPopularity(RecommenderContract):
    kind = Popularity
    reads_taste = False

    def test_the_catalogs_own_figure_orders_items_without_events(self, model: Popularity) -> None:
        scores = model.score(UserProfile())
        assert scores[36] > scores[37] > scores[38] > scores[39] > 0


class TestCooccurrence(RecommenderContract):
    kind = Cooccurrence

    def test_nearer_and_later_count_more(self) -> None:
        events = Interactions.from_events([("u", row, row, 1.0) for row in range(4)], 4, "real")
        items = ItemData(np.eye(4, dtype=np.float32), np.zeros(4))
        model = Cooccurrence.fit(events, items, seed=0, progress=silent)
        scores = model.score(UserProfile(history=(1,)))
        assert scores[2] > scores[3] == pytest.approx(scores[0], abs=1e-3)
        assert scores[2] == pytest.approx(np.sqrt(1 / 2), abs=1e-3)

    def test_disliked_events_pair_with_nothing(self) -> None:
        events = Interactions.from_events([("u", 0, 0, 1.0), ("u", 1, 1, -1.0)], 2, "real")
        items = ItemData(np.eye(2, dtype=np.float32), np.zeros(2))
        model = Cooccurrence.fit(events, items, seed=0, progress=silent)
        assert model.score(UserProfile(history=(0,)))[1] == 0


class TestTextSimilarity(RecommenderContract):
    kind = TextSimilarity

    def test_a_wish_outweighs_the_history(self, model: TextSimilarity, items: ItemData) -> None:
        scores = model.score(profile_of(0), items.vectors[15])
        assert scores.argmax() == 15

    def test_scores_move_away_from_what_is_disliked(self, model: TextSimilarity) -> None:
        before = model.score(profile_of(0))
        after = model.score(UserProfile(history=profile_of(0).history, disliked=(15,)))
        moved = before - after
        assert moved.argmax() == 15
        assert moved[1::2].mean() > 5 * max(float(moved[0::2].mean()), 0.01)

    def test_unseen_items_are_found_by_their_text(self, model: TextSimilarity, items: ItemData) -> None:
        assert model.score(UserProfile(), items.vectors[39]).argmax() == 39


class TestSequentialRanker(RecommenderContract):
    kind = SequentialRanker

    def test_scores_are_log_probabilities(self, model: SequentialRanker) -> None:
        for profile in (UserProfile(), profile_of(0)):
            assert np.exp(model.score(profile).astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)

    def test_unseen_items_follow_their_text(self, model: SequentialRanker) -> None:
        even, odd = (model.score(profile_of(side)) for side in (0, 1))
        assert (even - odd)[[36, 38]].min() > (even - odd)[[37, 39]].max()

    def test_a_wish_moves_scores_towards_it(self, model: SequentialRanker, items: ItemData) -> None:
        moved = model.score(profile_of(0), items.vectors[15]) - model.score(profile_of(0))
        assert moved.argmax() == 15

    def test_order_matters(self) -> None:
        """After row r comes row r + 1 on a ring: only a model that reads the last event can know."""
        rng = np.random.default_rng(0)
        events = []
        for user in range(150):
            start = int(rng.integers(12))
            events += [(f"u{user}", (start + step) % 12, step, 1.0) for step in range(7)]
        items = ItemData(np.eye(12, dtype=np.float32), np.zeros(12))
        model = SequentialRanker.fit(Interactions.from_events(events, 12, "synthetic"), items, seed=0, progress=silent)
        for row in range(12):
            profile = UserProfile(history=tuple((row + step) % 12 for step in range(6)))
            assert masked(model.score(profile), profile).argmax() == (row + 6) % 12


class TestGenerativeRetriever(RecommenderContract):
    kind = GenerativeRetriever

    def test_scores_are_log_probabilities(self, model: GenerativeRetriever) -> None:
        for profile in (UserProfile(), profile_of(0)):
            assert np.exp(model.score(profile).astype(np.float64)).sum() == pytest.approx(1, abs=1e-4)

    @pytest.mark.parametrize("profile", [UserProfile(), profile_of(1), UserProfile(history=(39,))])
    @pytest.mark.parametrize("wished", [False, True])
    def test_a_small_mask_is_searched_exactly(
        self, model: GenerativeRetriever, items: ItemData, profile: UserProfile, wished: bool
    ) -> None:
        mask = np.random.default_rng(1).random(ITEMS) < 0.4
        wish = items.vectors[8] if wished else None
        found = model.generate(profile, mask=mask, k=6, wish=wish)
        scores = model.score(profile, wish)
        best = [row for row in np.argsort(-scores, kind="stable").tolist() if mask[row]][:6]
        assert [row for row, _ in found] == best
        np.testing.assert_allclose([score for _, score in found], scores[best], atol=1e-4)

    def test_edges_of_generation(self, model: GenerativeRetriever) -> None:
        nobody, one = np.zeros(ITEMS, np.bool_), np.zeros(ITEMS, np.bool_)
        one[39] = True
        for profile in (UserProfile(), profile_of(0)):
            assert model.generate(profile, mask=nobody, k=5) == []
            assert model.generate(profile, mask=None, k=0) == []
            assert [row for row, _ in model.generate(profile, mask=one, k=5)] == [39]
            rows = [row for row, _ in model.generate(profile, mask=None, k=ITEMS + 5)]
            assert sorted(rows) == list(range(ITEMS))

    def test_groups_vary_a_slate_inside_the_mask(self, model: GenerativeRetriever) -> None:
        mask = np.arange(ITEMS) % 3 > 0
        plain = model.generate(profile_of(0), mask=mask, k=6)
        varied = model.generate(profile_of(0), mask=mask, k=6, groups=6)
        assert all(mask[row] for row, _ in varied)
        assert len({row for row, _ in varied}) == 6
        assert varied[0] == plain[0]
        codes = [{int(model.ids.codes[row, 0]) for row, _ in slate} for slate in (plain, varied)]
        assert len(codes[1]) >= len(codes[0])
        scores = model.score(profile_of(0))
        np.testing.assert_allclose([score for _, score in varied], scores[[row for row, _ in varied]], atol=1e-4)
        assert model.generate(UserProfile(), mask=mask, k=6, groups=6) == model.generate(UserProfile(), mask=mask, k=6)

    def test_new_items_can_be_generated(self, model: GenerativeRetriever, tmp_path: Path) -> None:
        model.save(tmp_path / "m")
        grown = GenerativeRetriever.load(tmp_path / "m", checkerboard_items(ITEMS + 4))
        assert np.array_equal(grown.ids.codes[:ITEMS], model.ids.codes)
        mask = np.arange(ITEMS + 4) >= ITEMS
        assert sorted(row for row, _ in grown.generate(profile_of(0), mask=mask, k=9)) == [40, 41, 42, 43]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, training.Trained]:
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "recommender_classes", lambda: BUILT_IN)
        figures = training.train_recommenders(
            checkerboard_events(), checkerboard_items(), seed=2, folder=folder, progress=silent
        )
    return folder, figures


@pytest.fixture
def built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "recommender_classes", lambda: BUILT_IN)


def test_every_trained_model_is_measured_beside_random(trained: tuple[Path, training.Trained]) -> None:
    figures = trained[1].metrics
    assert set(figures) == {"random", "blend", *BUILT_IN}
    for name in ("ranker", "retriever", "blend", "cooccurrence"):
        assert figures[name]["recall@10"] > figures["popularity"]["recall@10"] + 0.1
        assert figures[name]["ndcg@10"] > figures["random"]["ndcg@10"] + 0.1


@pytest.mark.usefixtures("built_in")
def test_what_was_trained_can_be_loaded_and_fused(trained: tuple[Path, training.Trained]) -> None:
    folder, _ = trained
    items = checkerboard_items()
    models = training.load_recommenders(folder, items)
    fusion = training.load_fusion(folder, models, items)
    assert set(models) == set(BUILT_IN)
    best = [row for row in np.argsort(-fusion.score(profile_of(1))) if row not in profile_of(1).history][:6]
    assert all(row % 2 for row in best)


@pytest.mark.usefixtures("built_in")
def test_the_same_seed_gives_the_same_figures(trained: tuple[Path, training.Trained], tmp_path: Path) -> None:
    folder, figures = trained
    again = training.train_recommenders(
        checkerboard_events(), checkerboard_items(), seed=2, folder=tmp_path, progress=silent
    )
    assert again == figures
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


@pytest.mark.usefixtures("built_in")
def test_only_the_named_models_are_trained(tmp_path: Path) -> None:
    figures = training.train_recommenders(
        checkerboard_events(), checkerboard_items(), seed=0, folder=tmp_path, progress=silent, names=["text"]
    )
    assert set(figures.metrics) == {"random", "text", "blend"}
    with pytest.raises(PluginError, match=r"'nonesuch'.*known: cooccurrence"):
        training.train_recommenders(
            checkerboard_events(), checkerboard_items(), seed=0, folder=tmp_path, progress=silent, names=["nonesuch"]
        )


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("no_such_module:Thing", "cannot be imported"),
        ("recommenders.popularity:Nothing", "cannot be imported"),
        ("recommenders.profile:UserProfile", "is not a subclass"),
        ("recommenders.recommender:Recommender", "lacks fit"),
        ("recommenders.popularity:Popularity", "entry-point name"),
    ],
)
def test_a_broken_plugin_is_named(monkeypatch: pytest.MonkeyPatch, value: str, fault: str) -> None:
    entry = EntryPoint("foreign", value, registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    with pytest.raises(PluginError, match=f"'foreign'.*{fault}"):
        registry.recommender_classes()


def test_a_registered_class_is_found_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("popularity", "recommenders.popularity:Popularity", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry])
    assert registry.recommender_classes() == {"popularity": Popularity}
