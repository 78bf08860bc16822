"""What changes do to the dialogue state: laws that hold for any sequence of them, and the examples behind the laws."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from agent.changes import (
    Change,
    Drop,
    Feel,
    Focus,
    FocusPerson,
    Refer,
    Require,
    Reset,
    Settle,
    Size,
    Surprise,
    Unwish,
    Wish,
    apply,
    next_turn,
)
from agent.state import SLATE_SIZE, DialogueState, Pending
from agent.understanding import Understanding
from catalog.constraint import Constraint

quick = settings(max_examples=150, deadline=None)
ITEMS = ("heat", "up", "her", "it")
GENRES = ("Comedy", "Horror", "Drama")
YEARS = range(1980, 1986)
ALL_YEARS = range(1970, 2000)
FEELINGS = ("liked", "disliked", "seen", "rejected", "saved", "forgotten")

some_items = st.lists(st.sampled_from(ITEMS), max_size=3).map(tuple)
genre_constraints = st.builds(
    Constraint,
    field=st.just("genres"),
    op=st.sampled_from(["any_of", "all_of", "none_of"]),
    value=st.lists(st.sampled_from(GENRES), min_size=1, max_size=2, unique=True).map(tuple),
    hard=st.booleans(),
    turn=st.integers(0, 3),
)
years = st.sampled_from(YEARS)
bounds = st.builds(
    Constraint, field=st.just("year"), op=st.sampled_from(["lt", "le", "gt", "ge", "eq"]), value=years, turn=st.integers(1, 2)
)
pairs = st.tuples(years, years).map(lambda pair: tuple(sorted(pair)))
spans = st.builds(Constraint, field=st.just("year"), op=st.just("between"), value=pairs, turn=st.just(1))
exclusions = st.builds(
    Constraint,
    field=st.just("year"),
    op=st.just("none_of"),
    value=pairs.map(lambda pair: tuple(range(pair[0], pair[1] + 1))),
    turn=st.just(1),
)
texts = st.text(st.characters(codec="utf-8"), max_size=12)
scalars = texts | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
any_constraint = genre_constraints | bounds | spans | exclusions
changes = st.one_of(
    st.builds(Require, constraint=any_constraint, replace=st.booleans()),
    st.builds(
        Drop,
        field=st.sampled_from(["genres", "year"]),
        values=st.lists(st.sampled_from([*GENRES, *map(str, YEARS)]), max_size=2).map(tuple),
        exclusions=st.booleans(),
    ),
    st.builds(Wish, text=st.sampled_from(["", "slow", "dark and slow"]), avoid=st.booleans(), replace=st.booleans()),
    st.builds(Unwish, words=st.just(("slow",))),
    st.builds(Feel, items=some_items, feeling=st.sampled_from(FEELINGS)),
    st.builds(Refer, items=some_items),
    st.builds(Focus, item=st.sampled_from(ITEMS)),
    st.just(FocusPerson(field="directors", name="Agnès Varda")),
    st.builds(Size, size=st.integers(1, 50)),
    st.sampled_from([Settle(), Surprise(), Reset()]),
)
STATE = DialogueState(
    turn=4,
    constraints=(Constraint(field="genres", op="none_of", value=("Horror",)),),
    wishes=("slow",),
    liked=("up",),
    disliked=("it",),
    seen=("heat",),
    saved=("her",),
    slate=("heat", "up"),
    pending=Pending("mood", "What mood?", ("dark", "light")),
    reasons={"heat": ("Crime",)},
)


def after(*made: Any, state: DialogueState = DialogueState()) -> DialogueState:  # noqa: B008 (a value, never changed)
    return apply(made, state)


def require(op: str, value: Any, field: str = "genres", **more: Any) -> Require:
    replace = more.pop("replace", False)
    return Require(constraint=Constraint(field=field, op=op, value=value, **more), replace=replace)  # type: ignore[arg-type]


def short(state: DialogueState) -> list[tuple[str, Any]]:
    return [(c.op, c.value) for c in state.constraints]


def allowed_years(constraints: tuple[Constraint, ...]) -> set[int]:
    """A slow reading of what year constraints mean."""
    held = set(ALL_YEARS)
    for c in constraints:
        low, high = min(c.values), max(c.values)
        tests = {
            "lt": lambda y, low=low: y < low,
            "le": lambda y, low=low: y <= low,
            "gt": lambda y, low=low: y > low,
            "ge": lambda y, low=low: y >= low,
            "eq": lambda y, low=low: y == low,
            "between": lambda y, low=low, high=high: low <= y <= high,
            "none_of": lambda y, c=c: y not in c.values,
        }
        held = {y for y in held if tests[c.op](y)}
    return held


# --- laws ------------------------------------------------------------------------------------------------------------
@quick
@given(st.lists(changes, max_size=6))
def test_a_state_is_a_value(made: list[Change]) -> None:
    before = copy.deepcopy(STATE)
    result = apply(made, STATE)
    assert before == STATE
    assert apply(made, STATE) == result
    assert apply(made[3:], apply(made[:3], STATE)) == result
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.turn = 9  # type: ignore[misc]


@quick
@given(st.lists(changes, max_size=8))
def test_feelings_never_contradict_each_other(made: list[Change]) -> None:
    state = apply(made, STATE)
    assert not set(state.liked) & {*state.disliked, *state.rejected}
    assert not set(state.saved) & {*state.disliked, *state.rejected}
    for name in ("liked", "disliked", "seen", "rejected", "saved", "asked", "wishes", "avoids"):
        values = getattr(state, name)
        assert len(set(values)) == len(values), name


@quick
@given(st.lists(changes, max_size=8))
@example([require("between", (1980, 1989), "year"), Drop(field="year", values=("1980",))])
@example([require("between", (1980, 1989), "year"), require("none_of", (1980,), "year")])
def test_no_sequence_makes_a_constraint_that_cannot_be_used(made: list[Change]) -> None:
    for constraint in apply(made, STATE).constraints:
        assert constraint.values
        assert constraint.op != "between" or len(constraint.values) == 2


@quick
@given(st.lists(changes, max_size=5), any_constraint)
def test_what_was_asked_last_is_held_and_held_once(made: list[Change], constraint: Constraint) -> None:
    before = apply(made, STATE)
    once = apply([Require(constraint=constraint)], before)
    assert once.constraints[-1] == constraint
    assert apply([Require(constraint=constraint)], once) == once


@quick
@given(st.lists(genre_constraints, max_size=6), genre_constraints)
def test_a_soft_constraint_never_removes_a_hard_one(asked: list[Constraint], new: Constraint) -> None:
    before = apply([Require(constraint=c) for c in asked], DialogueState())
    for replace in (False, True):
        soft = Require(constraint=new.model_copy(update={"hard": False}), replace=replace)
        assert apply([soft], before).hard == before.hard


@quick
@given(st.lists(genre_constraints.map(lambda c: c.model_copy(update={"hard": True})), max_size=6))
def test_a_value_is_never_both_wanted_and_excluded(asked: list[Constraint]) -> None:
    state = apply([Require(constraint=c) for c in asked], DialogueState())
    wanted = {v for c in state.hard if not c.negative for v in c.values}
    excluded = {v for c in state.hard if c.negative for v in c.values}
    assert not wanted & excluded


@quick
@given(bounds | spans, exclusions)
def test_a_range_and_an_exclusion_both_hold_unless_nothing_is_left(span: Constraint, excluded: Constraint) -> None:
    both = allowed_years((span, excluded))
    for first, second in ((span, excluded), (excluded, span)):
        state = apply([Require(constraint=first), Require(constraint=second)], DialogueState())
        assert allowed_years(state.constraints) == (both or allowed_years((second,)))


@quick
@given(bounds.filter(lambda c: c.op != "eq"), bounds.filter(lambda c: c.op != "eq"))
def test_two_limits_leave_an_interval_or_the_newer_one_counts(old: Constraint, new: Constraint) -> None:
    state = apply([Require(constraint=old), Require(constraint=new)], DialogueState())
    opposite = (old.op in ("lt", "le")) != (new.op in ("lt", "le"))
    low, high = sorted((int(old.values[0]), int(new.values[0])))
    upwards = (old if old.op in ("gt", "ge") else new).values[0] == low
    in_one_breath = old.turn == new.turn  # even where they contradict each other, both were meant
    if (opposite and upwards and low != high) or (in_one_breath and old != new):
        assert set(state.constraints) == {old, new}
    else:
        assert state.constraints == (new,)


@quick
@given(st.lists(changes, max_size=6))
def test_reset_keeps_only_what_is_known_about_the_person(made: list[Change]) -> None:
    before = apply(made, STATE)
    state = apply([Reset()], before)
    kept = {name: getattr(before, name) for name in ("turn", "seen", "disliked", "saved", "rejected")}
    assert state == DialogueState(**kept)
    assert set(kept["disliked"]) <= state.excluded


@quick
@given(changes | st.builds(Require, constraint=st.builds(Constraint, field=texts, op=st.just("any_of"), value=st.lists(scalars).map(tuple))))
def test_every_change_survives_json(change: Change) -> None:
    adapter: TypeAdapter[Change] = TypeAdapter(Change)
    assert adapter.validate_json(adapter.dump_json(change)) == change
    whole = Understanding(intent="recommend", changes=(change,), unclear_titles=(("it", ("a", "b")),))
    assert Understanding.model_validate_json(whole.model_dump_json()) == whole


# --- examples ------------------------------------------------------------------------------------------------------
def test_horror_is_welcome_again_once_it_is_asked_for() -> None:
    state = after(require("none_of", ("Horror", "War")), require("any_of", ("horror",)))
    assert short(state) == [("none_of", ("War",)), ("any_of", ("horror",))]
    assert short(after(require("none_of", ("Horror",)), require("any_of", ("Horror",)))) == [("any_of", ("Horror",))]


def test_new_values_join_and_replace_replaces() -> None:
    both = after(require("any_of", ("Comedy",)), require("any_of", ("Drama",)))
    assert short(both) == [("any_of", ("Comedy",)), ("any_of", ("Drama",))]
    assert short(after(require("any_of", ("War",), replace=True), state=both)) == [("any_of", ("War",))]
    excluded = after(require("none_of", ("Horror",)), require("any_of", ("War",), replace=True))
    assert short(excluded) == [("none_of", ("Horror",)), ("any_of", ("War",))]


def test_drop_takes_a_field_a_value_or_an_exclusion() -> None:
    state = after(require("none_of", ("Horror", "War")), require("any_of", ("Comedy",)), require("le", 90, "runtime"))
    assert short(after(Drop(field="genres"), state=state)) == [("le", 90)]
    assert short(after(Drop(field="genres", exclusions=True), state=state)) == [("any_of", ("Comedy",)), ("le", 90)]
    assert short(after(Drop(field="genres", values=("horror",)), state=state))[0] == ("none_of", ("War",))
    assert short(after(Drop(field="genres", values=("Comedy",), exclusions=True), state=state)) == short(state)


def test_feelings_move_items() -> None:
    state = after(Feel(items=("up",), feeling="disliked"), state=STATE)
    assert (state.liked, state.disliked) == ((), ("it", "up"))
    state = after(Feel(items=("it", "up"), feeling="liked"), state=state)
    assert (state.liked, state.disliked) == (("it", "up"), ())
    state = after(Refer(items=("her",)), Feel(items=("her",), feeling="rejected"), state=STATE)
    assert (state.saved, state.similar_to, state.rejected) == ((), (), ("her",))
    assert not after(Feel(items=ITEMS, feeling="forgotten"), state=STATE).excluded


def test_wishes_are_kept_in_order_forgotten_and_unsaid() -> None:
    state = after(Wish(text="slow"), Wish(text="dark"), Wish(text="slow"), Wish(text="gore", avoid=True))
    assert (state.wish, state.avoid) == ("dark; slow", "gore")
    assert after(Wish(text="funny", replace=True), state=state).wishes == ("funny",)
    assert after(Unwish(words=("dark",)), state=state).wishes == ("slow",)


def test_an_answered_question_is_not_asked_again() -> None:
    state = after(Settle(), state=STATE)
    assert (state.pending, state.asked) == (None, ("mood",))
    assert after(Settle(), state=state) == state


def test_what_holds_for_one_turn_is_over_at_the_next() -> None:
    state = next_turn(after(Size(size=1), Surprise(), state=STATE))
    assert (state.turn, state.size, state.adventurous) == (5, SLATE_SIZE, False)
    assert state == STATE.with_(turn=5)


@pytest.mark.parametrize("raw", [{"kind": "size", "size": 0}, {"kind": "size", "size": 51}, {"kind": "nap"}, {"kind": "reset", "x": 1}])
def test_a_change_that_is_none_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Change).validate_python(raw)


def test_excluded_is_everything_that_must_not_come_back() -> None:
    state = DialogueState(seen=("a",), rejected=("b",), disliked=("c",), liked=("d",), similar_to=("e",), saved=("f",), shown=("g",))
    assert state.excluded == frozenset("abcdefg")
    assert np.all([not DialogueState().stated, DialogueState(avoids=("x",)).stated, DialogueState(liked=("x",)).stated])
