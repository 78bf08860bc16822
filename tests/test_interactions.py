"""Events as columns: order, selection, files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.interactions import Interactions

EVENTS = [("b", 2, 5, 1.0), ("a", 0, 9, 0.5), ("b", 1, 3, -0.5), ("a", 2, 9, 1.0), ("b", 0, 5, 0.25)]
event = st.tuples(st.sampled_from("xyz"), st.integers(0, 4), st.integers(-50, 50), st.floats(-1, 1, width=32))


def test_events_are_sorted_by_user_time_and_arrival() -> None:
    events = Interactions.from_events(EVENTS, 3, "real")
    assert events.user_ids == ("b", "a")
    assert events.users.tolist() == [0, 0, 0, 1, 1]
    assert events.items.tolist() == [1, 2, 0, 0, 2]
    assert events.times.tolist() == [3, 5, 5, 9, 9]
    assert [sequence.tolist() for sequence in events.sequences()] == [[2, 0], [0, 2]]
    assert events.counts().tolist() == [2, 0, 2]
    assert (len(events), events.n_users, events.n_items) == (5, 2, 3)


@given(st.lists(event, max_size=30))
def test_sequences_hold_each_users_liked_rows_in_time_order(events: list[tuple[str, int, int, float]]) -> None:
    table = Interactions.from_events(events, 5, "synthetic")
    expected = {
        user: [row for u, row, _, value in sorted(events, key=lambda e: e[2]) if u == user and value > 0]
        for user in table.user_ids
    }
    assert {u: s.tolist() for u, s in zip(table.user_ids, table.sequences(), strict=True)} == expected
    assert len(table.sequences()) == table.n_users


def test_a_selection_keeps_the_numbers() -> None:
    events = Interactions.from_events(EVENTS, 3, "real")
    some = events.select(events.values > 0.4)
    assert some.user_ids == events.user_ids
    assert some.items.tolist() == [2, 0, 2]


def test_files_hold_everything_and_equal_events_give_equal_bytes(tmp_path: Path) -> None:
    for events in (Interactions.from_events(EVENTS, 3, "synthetic"), Interactions.from_events([], 3, "real")):
        for name in ("one.npz", "two.npz"):
            events.save(tmp_path / name)
        assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
        loaded = Interactions.load(tmp_path / "one.npz")
        for column in ("users", "items", "times", "values"):
            assert np.array_equal(getattr(loaded, column), getattr(events, column))
            assert getattr(loaded, column).dtype == getattr(events, column).dtype
        assert (loaded.user_ids, loaded.source, loaded.n_items) == (events.user_ids, events.source, 3)


def test_damaged_files_give_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "interactions.npz"
    Interactions.from_events(EVENTS, 3, "real").save(path)
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[whole.index(b"NUMPY") + 150] ^= 255
    for content in (whole[:100], whole[: len(whole) // 2], b"", b"hello", bytes(flipped)):
        path.write_bytes(content)
        with pytest.raises(CatalogError, match=r"interactions\.npz"):
            Interactions.load(path)
    with pytest.raises(CatalogError, match="cannot be read"):
        Interactions.load(tmp_path / "absent.npz")


@pytest.mark.parametrize(
    ("events", "source", "fault"),
    [
        ([("a", 3, 0, 1.0)], "real", "item row 3"),
        ([("a", -1, 0, 1.0)], "real", "item row -1"),
        ([("a", 0, 0, 4.5)], "real", "rating scale"),
        ([("a", 0, 0, float("nan"))], "real", "rating scale"),
        ([], "guessed", "'guessed'"),
    ],
)
def test_events_that_cannot_be_are_refused(events: list[tuple[str, int, int, float]], source: str, fault: str) -> None:
    with pytest.raises(CatalogError, match=fault):
        Interactions.from_events(events, 3, source)


def test_ctrl_c_in_the_middle_of_a_write_is_a_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """zipfile raises ValueError when it is closed while a member is being written."""
    events = Interactions.from_events([("u", 0, 0, 1.0)], 1, "real")

    def interrupted(archive: zipfile.ZipFile, *args: object, **kwargs: object) -> None:
        archive._writing = True  # what it is between opening a member and handing it out
        raise KeyboardInterrupt

    monkeypatch.setattr(zipfile.ZipFile, "_open_to_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        events.save(tmp_path / "events.npz")
