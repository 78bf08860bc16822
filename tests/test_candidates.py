"""The candidate bus against Python's own lists, sets and dicts."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.candidates import Candidates, FunnelStep

N = 12
quick = settings(max_examples=150, deadline=None)
row_lists = st.lists(st.integers(0, N - 1), unique=True, max_size=N)
SOURCES = ("wish", "words", "rank")


@st.composite
def candidate_sets(draw: st.DrawFn) -> Candidates:
    """A set with some sources, each of which scored only some of the rows."""
    made = Candidates.of(draw(row_lists))
    for source in draw(st.sets(st.sampled_from(SOURCES))):
        value = st.just(math.nan) | st.integers(-8, 8).map(float)
        values = draw(st.lists(value, min_size=len(made), max_size=len(made)))
        made = made.scored(source, np.array(values, dtype=np.float32))
    return made.logged("start", N)


def scores_by_row(candidates: Candidates) -> dict[int, dict[str, float]]:
    return {int(row): candidates.sources(int(row)) for row in candidates.rows}


@quick
@given(st.lists(st.integers(0, N - 1)))
def test_of_keeps_the_first_of_repeats(rows: list[int]) -> None:
    made = Candidates.of(rows)
    assert made.rows.tolist() == list(dict.fromkeys(rows))
    assert made.rows.dtype == np.int64
    assert len(made) == len(set(rows))
    assert [row in made for row in range(N)] == [row in set(rows) for row in range(N)]


def test_everything_is_every_row() -> None:
    assert Candidates.everything(4).rows.tolist() == [0, 1, 2, 3]
    assert len(Candidates.everything(0)) == 0


@quick
@given(candidate_sets(), candidate_sets())
def test_the_algebra_is_that_of_sets(a: Candidates, b: Candidates) -> None:
    left, right = a.rows.tolist(), b.rows.tolist()
    assert a.intersect(b).rows.tolist() == [row for row in left if row in right]
    assert a.minus(b).rows.tolist() == [row for row in left if row not in right]
    assert a.union(b).rows.tolist() == left + [row for row in right if row not in left]
    assert set(a.union(b).rows.tolist()) == set(left) | set(right)
    assert a.minus(b).union(a.intersect(b)).mask(N).tolist() == a.mask(N).tolist()


@quick
@given(candidate_sets())
def test_the_algebra_with_itself_and_with_nothing(a: Candidates) -> None:
    nothing = Candidates.of([])
    assert len(a.minus(a)) == 0
    assert len(a.intersect(nothing)) == len(nothing.intersect(a)) == 0
    for same in (a.union(a), a.intersect(a), a.union(nothing), a.minus(nothing)):
        assert same.rows.tolist() == a.rows.tolist()
        assert scores_by_row(same) == scores_by_row(a)
    assert scores_by_row(nothing.union(a)) == scores_by_row(a)


@quick
@given(candidate_sets(), st.lists(st.booleans(), min_size=N, max_size=N))
def test_keep_filters_in_order_with_scores(a: Candidates, wanted: list[bool]) -> None:
    kept = a.keep(np.array(wanted))
    assert kept.rows.tolist() == [row for row in a.rows.tolist() if wanted[row]]
    assert scores_by_row(kept) == {row: s for row, s in scores_by_row(a).items() if wanted[row]}
    assert kept.mask(N).tolist() == (a.mask(N) & np.array(wanted)).tolist()


@quick
@given(candidate_sets(), candidate_sets())
def test_scores_stay_with_their_rows_and_the_first_set_wins(a: Candidates, b: Candidates) -> None:
    mine, theirs = scores_by_row(a), scores_by_row(b)
    assert scores_by_row(a.union(b)) == {
        row: {**theirs.get(row, {}), **mine.get(row, {})} for row in a.union(b).rows.tolist()
    }
    assert scores_by_row(a.minus(b)) == {row: s for row, s in mine.items() if row not in theirs}
    for row, found in scores_by_row(a.intersect(b)).items():
        for source in SOURCES:
            owner = mine if source in a.scores else theirs
            assert found.get(source) == owner[row].get(source)


@quick
@given(st.data())
def test_every_score_array_is_aligned_after_any_operations(data: st.DataObject) -> None:
    made = data.draw(candidate_sets())
    for _ in range(data.draw(st.integers(1, 4))):
        other = data.draw(candidate_sets())
        match data.draw(st.sampled_from(["union", "minus", "intersect", "ordered", "head", "scored"])):
            case "ordered":
                made = made.ordered(np.array(data.draw(st.permutations(range(len(made)))), dtype=np.int64))
            case "head":
                made = made.head(data.draw(st.integers(0, N)))
            case "scored":
                made = made.scored("fresh", made.rows.astype(np.float32))
            case operation:
                made = getattr(made, operation)(other)
    assert len(set(made.rows.tolist())) == len(made) == len(made.added)
    assert {len(values) for values in made.scores.values()} <= {len(made)}
    assert {values.dtype for values in made.scores.values()} <= {np.dtype(np.float32)}
    assert all(made.sources(row).get("fresh", row) == row for row in made.rows.tolist())


@quick
@given(candidate_sets(), st.data())
def test_ordered_and_head_take_positions(a: Candidates, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(a))))
    kept = order[: data.draw(st.integers(0, len(a)))]
    taken = a.ordered(np.array(kept, dtype=np.int64))
    assert taken.rows.tolist() == [a.rows[position] for position in kept]
    assert scores_by_row(taken) == {int(a.rows[p]): a.sources(int(a.rows[p])) for p in kept}
    k = data.draw(st.integers(0, N + 3))
    assert a.head(k).rows.tolist() == a.rows.tolist()[:k]


def test_scores_replace_those_of_their_source_and_must_be_as_many() -> None:
    made = Candidates.of([4, 2]).scored("wish", np.array([1.0, 2.0])).scored("wish", np.array([3.0, math.nan]))
    assert made.sources(4) == {"wish": 3.0}
    assert made.sources(2) == {}
    with pytest.raises(ValueError, match="3 scores for 2"):
        made.scored("wish", np.zeros(3))


@quick
@given(candidate_sets(), candidate_sets(), st.integers(0, 20))
def test_the_funnel_grows_by_what_is_logged_only(a: Candidates, b: Candidates, unknown: int) -> None:
    for made in (a.union(b), a.intersect(b), a.minus(b), a.head(2), a.keep(np.ones(N, bool))):
        assert made.funnel == a.funnel
    logged = a.minus(b).logged("search_items", len(a), unknown)
    assert logged.funnel == (*a.funnel, FunnelStep(2, "search_items", len(a), len(a.minus(b)), unknown))


def test_the_step_that_brought_a_row_in_is_kept() -> None:
    first = Candidates.of([1, 2, 3])
    grown = first.union(Candidates.of([7, 2, 8])).entered(2, first)
    more = grown.union(Candidates.of([9])).entered(3, grown)
    assert dict(zip(more.rows.tolist(), more.added.tolist(), strict=True)) == {1: 0, 2: 0, 3: 0, 7: 2, 8: 2, 9: 3}
    assert more.minus(Candidates.of([1, 7])).added.tolist() == [0, 0, 2, 3]


@quick
@given(candidate_sets(), candidate_sets())
def test_no_operation_changes_the_set_it_is_called_on(a: Candidates, b: Candidates) -> None:
    before = (a.rows.tolist(), scores_by_row(a), a.added.tolist(), a.funnel)
    a.union(b), a.minus(b), a.intersect(b), a.head(1), a.logged("x", 1), a.entered(3, b)
    a.scored("rank", np.ones(len(a)))
    assert (a.rows.tolist(), scores_by_row(a), a.added.tolist(), a.funnel) == before
    with pytest.raises(dataclasses.FrozenInstanceError):
        a.rows = b.rows  # type: ignore[misc]
