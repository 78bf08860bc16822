"""The gate against a slow reading of its rules, on random catalogs, states and rankings."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.gate import verify
from agent.state import DialogueState
from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog

SCHEMA = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year"),
        Field(name="genres", kind="categories", role="genre"),
    )
)
GENRES = ("Comedy", "Horror")
quick = settings(max_examples=300, deadline=None)
years = st.integers(1999, 2001)
records = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(["It", "Her", "Up", "Heat"]),
            "year": st.none() | years,
            "genres": st.none() | st.lists(st.sampled_from(GENRES), min_size=1, unique=True),
        }
    ),
    min_size=1,
    max_size=9,
)
constraints = st.lists(
    st.builds(Constraint, field=st.just("year"), op=st.sampled_from(["ge", "lt", "eq"]), value=years, hard=st.booleans())
    | st.builds(
        Constraint,
        field=st.just("genres"),
        op=st.sampled_from(["any_of", "none_of"]),
        value=st.lists(st.sampled_from(GENRES), min_size=1, max_size=2).map(tuple),
        hard=st.booleans(),
    ),
    max_size=3,
)
some_ids = st.lists(st.sampled_from([*(str(n) for n in range(9)), "gone"]), max_size=2).map(tuple)
states = st.builds(
    DialogueState,
    seen=some_ids,
    rejected=some_ids,
    disliked=some_ids,
    shown=some_ids,
    saved=some_ids,
    liked=some_ids,
    similar_to=some_ids,
    size=st.integers(1, 6),
)
rankings = st.lists(st.integers(-3, 12), max_size=30)


def catalog_of(rows: list[dict[str, Any]]) -> Catalog:
    return Catalog.from_rows([{"id": str(n), **row} for n, row in enumerate(rows)], SCHEMA)


def meets(row: dict[str, Any], constraint: Constraint) -> bool:
    """What a constraint means for a raw record; what is unknown meets nothing."""
    value = row[constraint.field]
    if value is None:
        return False
    if constraint.field == "year":
        bound = constraint.values[0]
        return {"ge": value >= bound, "lt": value < bound, "eq": value == bound}[constraint.op]
    return bool(set(value) & set(constraint.values)) == (constraint.op == "any_of")


def unwanted(state: DialogueState) -> set[str]:
    groups = (state.seen, state.rejected, state.disliked, state.shown, state.saved, state.liked, state.similar_to)
    return {item for group in groups for item in group}


@quick
@given(records, constraints, states, rankings)
def test_nothing_that_breaks_a_rule_gets_through(
    rows: list[dict[str, Any]], asked: list[Constraint], state: DialogueState, ranking: list[int]
) -> None:
    passed = verify(iter(ranking), asked, state, catalog_of(rows)).rows
    assert len(passed) <= state.size
    assert len(set(passed)) == len(passed)
    assert all(0 <= row < len(rows) for row in passed)
    assert all(meets(rows[row], c) for row in passed for c in asked if c.hard)
    assert not {str(row) for row in passed} & unwanted(state)
    labels = [(rows[row]["title"], rows[row]["year"]) for row in passed]
    assert len(set(labels)) == len(labels)


@quick
@given(records, constraints, states, rankings)
def test_what_breaks_no_rule_gets_through_in_order(
    rows: list[dict[str, Any]], asked: list[Constraint], state: DialogueState, ranking: list[int]
) -> None:
    expected: list[int] = []
    for row in ranking:
        exists = 0 <= row < len(rows) and str(row) not in unwanted(state)
        if exists and all(meets(rows[row], c) for c in asked if c.hard):
            label = (rows[row]["title"], rows[row]["year"])
            if label not in {(rows[r]["title"], rows[r]["year"]) for r in expected}:
                expected.append(row)
    assert verify(ranking, asked, state, catalog_of(rows)).rows == tuple(expected[: state.size])


@quick
@given(records, constraints, states, rankings)
def test_every_refusal_is_counted(
    rows: list[dict[str, Any]], asked: list[Constraint], state: DialogueState, ranking: list[int]
) -> None:
    verdict = verify(ranking, asked, state, catalog_of(rows))
    assert all(count > 0 for count in verdict.dropped.values())
    looked_at = len(verdict.rows) + sum(verdict.dropped.values())
    assert looked_at == len(ranking) or len(verdict.rows) == state.size


def test_each_rule_is_named() -> None:
    rows = [{"title": t, "year": 2000, "genres": [g]} for t, g in [("It", "Horror"), ("Up", "Comedy"), ("Up", "Comedy"), ("Her", "Comedy")]]
    asked = [Constraint(field="genres", op="any_of", value=("Comedy",))]
    verdict = verify([0, 1, 1, 2, 3, 99], asked, DialogueState(seen=("3",)), catalog_of(rows))
    assert verdict.rows == (1,)
    assert verdict.dropped == {"constraint": 1, "twice": 2, "not wanted again": 1, "unknown item": 1}


def test_a_soft_constraint_refuses_nothing() -> None:
    rows = [{"title": "It", "year": 2000, "genres": ["Horror"]}]
    asked = [Constraint(field="genres", op="none_of", value=("Horror",), hard=False)]
    assert verify([0], asked, DialogueState(), catalog_of(rows)).rows == (0,)
