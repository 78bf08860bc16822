"""The synthetic preference model: deterministic, plausible, and more than popularity."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from catalog.films.preferences import film_vectors, synthetic_events
from catalog.films.reader import bundled_films
from catalog.readers.dataset import Event, Row
from catalog.readers.textfiles import read_jsonl

USERS = 800


@pytest.fixture(scope="module")
def films() -> list[Row]:
    return read_jsonl(bundled_films()).rows


@pytest.fixture(scope="module")
def events(films: list[Row]) -> list[Event]:
    return synthetic_events(films, users=USERS)


def by_user(events: list[Event]) -> dict[str, list[Event]]:
    users: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        users[event.user_id].append(event)
    return users


def test_equal_seeds_give_equal_events_and_others_do_not(films: list[Row], events: list[Event]) -> None:
    assert synthetic_events(films, users=USERS) == events
    assert synthetic_events(films, users=USERS, seed=1) != events


def test_every_user_has_15_to_40_films_once_each_in_order(events: list[Event]) -> None:
    users = by_user(events)
    assert len(users) == USERS
    for history in users.values():
        assert 15 <= len(history) <= 40
        assert len({event.item_id for event in history}) == len(history)
        times = [event.time for event in history]
        assert times == sorted(set(times))


def test_values_are_preferences_with_likes_and_dislikes(events: list[Event]) -> None:
    values = np.array([event.value for event in events])
    assert values.min() >= -1
    assert values.max() <= 1
    assert 0.1 < np.mean(values < 0) < 0.4
    assert all(isinstance(event.value, float) and isinstance(event.time, int) for event in events[:10])


def test_renowned_films_are_seen_more_often(films: list[Row], events: list[Event]) -> None:
    seen = defaultdict(int)
    for event in events:
        seen[event.item_id] += 1
    mean = {level: np.mean([seen[str(row["id"])] for row in films if row["renown"] == level]) for level in (2, 5)}
    assert mean[5] > 1.5 * mean[2]


def test_consecutive_films_are_closer_than_shuffled_ones(films: list[Row], events: list[Event]) -> None:
    row_of = {str(row["id"]): number for number, row in enumerate(films)}
    vectors = film_vectors(films)
    rng = np.random.default_rng(0)
    near, far = [], []
    for history in by_user(events).values():
        rows = np.array([row_of[event.item_id] for event in history])
        mixed = rng.permutation(rows)
        near.append(np.mean(np.sum(vectors[rows[1:]] * vectors[rows[:-1]], axis=1)))
        far.append(np.mean(np.sum(vectors[mixed[1:]] * vectors[mixed[:-1]], axis=1)))
    assert np.mean(near) > 1.1 * np.mean(far)


def test_co_occurrence_explains_more_than_popularity(films: list[Row], events: list[Event]) -> None:
    row_of = {str(row["id"]): number for number, row in enumerate(films)}
    liked = [[row_of[e.item_id] for e in history if e.value > 0] for history in by_user(events).values()]
    liked = [rows for rows in liked if len(rows) >= 4]
    seen = np.zeros((len(liked), len(films)))
    for user, rows in enumerate(liked):
        seen[user, rows[:-1]] = 1
    popularity = seen.sum(axis=0)
    together = seen.T @ seen
    np.fill_diagonal(together, 0)
    near = together / (np.sqrt(np.outer(popularity, popularity)) + 5)

    def hits(scores: np.ndarray, rows: list[int]) -> bool:
        masked = scores.copy()
        masked[rows[:-1]] = -1
        return int((masked > masked[rows[-1]]).sum()) < 10

    by_popularity = np.mean([hits(popularity, rows) for rows in liked])
    by_neighbours = np.mean([hits(near[rows[-4:-1]].sum(axis=0), rows) for rows in liked])
    assert by_neighbours > 1.3 * by_popularity


def test_a_tiny_table_works(films: list[Row]) -> None:
    events = synthetic_events(films[:6], users=3)
    assert {len(history) for history in by_user(events).values()} == {6}
