"""The baselines of a comparison: the recommender contract, and what each of them must compute."""

from __future__ import annotations

import numpy as np
import pytest
from recommender_contract import RecommenderContract

from catalog.errors import ConfigError
from catalog.interactions import Interactions
from recommenders import ease as ease_module
from recommenders.als import CONFIDENCE, PENALTY, Als
from recommenders.ease import Ease
from recommenders.item_knn import SHRINK, ItemKnn
from recommenders.profile import UserProfile
from recommenders.progress import silent
from recommenders.recommender import ItemData


class TestItemKnn(RecommenderContract):
    kind = ItemKnn


class TestEase(RecommenderContract):
    kind = Ease


class TestAls(RecommenderContract):
    kind = Als


def plain_items(n: int) -> ItemData:
    return ItemData(np.eye(n, dtype=np.float32), np.zeros(n))


def some_events() -> Interactions:
    rng = np.random.default_rng(0)
    events = [(f"u{user}", int(row), time, 1.0) for user in range(30) for time, row in enumerate(rng.integers(0, 8, 5))]
    return Interactions.from_events(events, 9, "real")


def taken(events: Interactions) -> np.ndarray:
    """1 where a person took an item, float[users, items]."""
    matrix = np.zeros((events.n_users, events.n_items))
    matrix[events.users, events.items] = 1
    return matrix


def test_item_knn_is_the_shrunk_cosine() -> None:
    events = some_events()
    x = taken(events)
    common = x.T @ x
    expected = common / (np.sqrt(np.outer(np.diag(common), np.diag(common))) + SHRINK)
    np.fill_diagonal(expected, 0)
    model = ItemKnn.fit(events, plain_items(9), seed=0, progress=silent)
    for row in range(9):
        np.testing.assert_allclose(model.score(UserProfile((row,))) ** 2, expected[row], atol=2e-4)


def test_ease_is_the_closed_form() -> None:
    events = some_events()
    x = taken(events)[:, :8]
    inverse = np.linalg.inv(x.T @ x + ease_module.PENALTY * np.eye(8))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    model = Ease.fit(events, plain_items(9), seed=0, progress=silent)
    for row in range(8):
        found = model.score(UserProfile((row,))) - model.score(UserProfile())
        np.testing.assert_allclose(found[:8], expected[row], atol=1e-5)
        assert found[8] == 0


def test_the_newest_of_a_history_weighs_most_with_ease() -> None:
    model = Ease.fit(some_events(), plain_items(9), seed=0, progress=silent)
    empty, first, last = (model.score(UserProfile(history)) for history in ((), (1,), (2,)))
    np.testing.assert_allclose(
        model.score(UserProfile((1, 2))) - empty, ease_module.DECAY * (first - empty) + (last - empty), atol=1e-6
    )


def test_ease_refuses_what_cannot_be_inverted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ease_module, "LARGEST", 3)
    with pytest.raises(ConfigError, match="8 items"):
        Ease.fit(some_events(), plain_items(9), seed=0, progress=silent)


def test_als_folds_a_person_in_by_weighted_least_squares() -> None:
    model = Als.fit(some_events(), plain_items(9), seed=0, progress=silent)
    factors = model._factors.astype(np.float64)
    weights = np.where(np.isin(np.arange(9), (1, 4)), CONFIDENCE, 1.0)
    left = factors.T @ (factors * weights[:, None]) + PENALTY * np.eye(factors.shape[1])
    taste = np.linalg.solve(left, factors.T @ (weights * np.isin(np.arange(9), (1, 4))))
    found = model.score(UserProfile((1, 4))) - model._ties
    np.testing.assert_allclose(found, factors @ taste, atol=1e-3)
