"""What gives way when nothing fits: as little as possible, what people mind least, and never what they ruled out."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.relaxation import may_relax, missed_themes, relax
from agent.state import DialogueState
from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog

SCHEMA = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year", unit="year"),
        Field(name="runtime", kind="number", role="duration", unit="minutes"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="directors", kind="categories", role="creator"),
        Field(name="certificate", kind="category", role="certificate"),
        Field(name="synopsis", kind="text", role="text"),
    )
)


def film(item: str, year: int, runtime: int, genre: str, director: str = "Ada", certificate: str = "PG", **more: Any) -> dict[str, Any]:
    return {
        "id": item, "title": item, "year": year, "runtime": runtime, "genres": [genre], "directors": [director],
        "certificate": certificate, **more,
    }  # fmt: skip


CATALOG = Catalog.from_rows(
    [
        film("slow", 2010, 105, "Drama"),
        film("old", 1975, 80, "Drama"),
        film("laugh", 2015, 88, "Comedy", "Bea"),
        film("fright", 2018, 85, "Horror", "Cy", "R"),
        film("epic", 2001, 190, "War", "Cy", "R", synopsis="A whaling ship goes down."),
    ],
    SCHEMA,
)


def asks(field: str, op: str, value: Any, **more: Any) -> Constraint:
    return Constraint(field=field, op=op, value=value, **more)  # type: ignore[arg-type]


def state(*constraints: Constraint, **more: Any) -> DialogueState:
    return DialogueState(constraints=constraints, **more)


def given_up(*constraints: Constraint, **more: Any) -> list[str]:
    relaxation = relax(state(*constraints, **more), CATALOG)
    assert relaxation is not None
    return [relaxed.field for relaxed in relaxation.relaxed]


def test_a_number_is_widened_before_it_is_dropped() -> None:
    drama, short = asks("genres", "any_of", ("Drama",)), asks("runtime", "lt", 90)
    recent = asks("year", "ge", 2000)
    relaxation = relax(state(drama, short, recent), CATALOG)
    assert relaxation is not None
    assert relaxation.constraints == (drama, recent, asks("runtime", "le", 110))
    (relaxed,) = relaxation.relaxed
    assert (relaxed.field, relaxed.op, relaxed.value) == ("runtime", "lt", 90)
    assert "under 90 minutes" in relaxed.reason
    assert "at most 110 minutes" in relaxed.reason


@pytest.mark.parametrize(
    ("op", "value", "wider"),
    [
        ("le", 95, ("le", 105)),
        ("lt", 96, ("le", 106)),
        ("ge", 199, ("ge", 189)),
        ("gt", 205, ("ge", 185)),
        ("between", (92, 94), ("between", (82, 104))),
        ("eq", 115, ("between", (105, 125))),
        ("eq", 86, ("between", (76, 96))),
    ],
)
def test_a_limit_goes_only_as_far_as_it_must(op: str, value: Any, wider: tuple[str, Any]) -> None:
    relaxation = relax(state(asks("runtime", op, value)), CATALOG)
    assert relaxation is not None
    (constraint,) = relaxation.constraints
    assert (constraint.op, constraint.value) == wider


def test_two_numbers_that_both_must_give_way_are_both_widened() -> None:
    others = asks("genres", "none_of", ("Drama", "Comedy", "Horror"))
    relaxation = relax(state(asks("year", "ge", 2005), others, asks("runtime", "le", 180)), CATALOG)
    assert relaxation is not None
    assert relaxation.constraints == (others, asks("year", "ge", 1995), asks("runtime", "le", 190))
    assert [relaxed.field for relaxed in relaxation.relaxed] == ["year", "runtime"]


def test_a_limit_that_no_step_reaches_is_dropped() -> None:
    relaxation = relax(state(asks("runtime", "le", 20)), CATALOG)
    assert relaxation is not None
    assert relaxation.constraints == ()
    assert "gave up" in relaxation.relaxed[0].reason


def test_one_that_matters_goes_before_two_that_do_not() -> None:
    both = (asks("runtime", "gt", 300), asks("year", "lt", 1920))
    assert given_up(asks("genres", "any_of", ("War",)), asks("year", "ge", 2012), asks("runtime", "le", 90)) == ["genres"]
    assert sorted(given_up(*both, asks("genres", "any_of", ("War",)))) == ["runtime", "year"]


def test_the_least_important_goes_first() -> None:
    assert given_up(asks("runtime", "le", 90), asks("genres", "any_of", ("War",))) == ["runtime"]
    assert given_up(asks("genres", "any_of", ("War",)), asks("directors", "any_of", ("Cy",)), asks("year", "ge", 2010)) == ["year"]
    assert given_up(asks("genres", "any_of", ("Comedy",)), asks("directors", "any_of", ("Ada",))) == ["genres"]


def test_of_two_alike_the_older_wish_goes() -> None:
    drama = asks("genres", "any_of", ("Drama",), turn=1)
    comedy = asks("genres", "any_of", ("Comedy",), turn=2)
    for order in ((drama, comedy), (comedy, drama)):
        relaxation = relax(state(*order), CATALOG)
        assert relaxation is not None
        assert relaxation.constraints == (comedy,)


def test_exclusions_and_certificates_are_never_given_up() -> None:
    child, no_horror = asks("certificate", "le", "PG"), asks("genres", "none_of", ("Horror",))
    relaxation = relax(state(child, no_horror, asks("directors", "any_of", ("Cy",))), CATALOG)
    assert relaxation is not None
    assert relaxation.constraints == (child, no_horror)
    assert not may_relax(child, CATALOG)
    assert not may_relax(no_horror, CATALOG)


def test_none_when_nothing_can_help() -> None:
    assert relax(state(asks("certificate", "le", "G")), CATALOG) is None
    assert relax(state(asks("genres", "none_of", ("Drama", "Comedy", "Horror", "War"))), CATALOG) is None
    assert relax(state(asks("runtime", "le", 10), seen=CATALOG.ids), CATALOG) is None
    assert relax(state(asks("runtime", "le", 10, hard=False), seen=CATALOG.ids), CATALOG) is None
    assert relax(state(asks("runtime", "le", 10), asks("certificate", "le", "G")), CATALOG) is None


def test_what_was_seen_does_not_count_as_fitting() -> None:
    assert given_up(asks("runtime", "le", 90), asks("genres", "any_of", ("War",)), seen=("epic",)) == ["genres"]


genre = st.sampled_from(["Drama", "Comedy", "Horror", "War", "Western"])
hard_constraints = st.lists(
    st.one_of(
        st.builds(asks, st.just("runtime"), st.sampled_from(["le", "ge", "lt", "gt", "eq"]), st.integers(60, 220)),
        st.builds(asks, st.just("year"), st.sampled_from(["le", "ge"]), st.integers(1960, 2025)),
        st.builds(asks, st.just("genres"), st.sampled_from(["any_of", "none_of"]), genre.map(lambda g: (g,))),
        st.builds(asks, st.just("directors"), st.just("any_of"), st.sampled_from(["Ada", "Bea", "Cy", "Dee"]).map(lambda d: (d,))),
        st.builds(asks, st.just("certificate"), st.just("le"), st.sampled_from(["G", "PG", "R"])),
    ),
    unique=True,
    max_size=5,
)
seen_ids = st.lists(st.sampled_from(CATALOG.ids), max_size=3).map(tuple)


def fits(constraints: Any, barred: tuple[str, ...]) -> bool:
    return any(ok and item not in barred for item, ok in zip(CATALOG.ids, CATALOG.mask(constraints), strict=True))


@settings(max_examples=300, deadline=None)
@given(hard_constraints, seen_ids)
def test_as_few_as_possible_and_then_something_fits(hard: list[Constraint], seen: tuple[str, ...]) -> None:
    if fits(hard, seen):
        return
    fixed = [c for c in hard if c.negative or c.field == "certificate"]
    loose = [c for c in hard if c not in fixed]
    enough = [n for n in range(1, len(loose) + 1) for gone in combinations(loose, n) if fits([c for c in hard if c not in gone], seen)]
    relaxation = relax(state(*hard, seen=seen), CATALOG)
    if relaxation is None:
        assert not enough
        return
    assert len(relaxation.relaxed) == enough[0]
    assert fits(relaxation.constraints, seen)
    assert set(fixed) <= set(relaxation.constraints)
    untouched = [c for c in hard if c in relaxation.constraints]
    assert len(untouched) == len(hard) - enough[0]
    assert all(relaxed.reason for relaxed in relaxation.relaxed)


def test_a_theme_nobody_on_the_slate_is_about_is_owned_up_to() -> None:
    whales = asks("about", "any_of", ("whaling",), hard=False, turn=2)
    said = state(whales, turn=2)
    (missed,) = missed_themes((0, 1), said, CATALOG)
    assert "whaling" in missed.reason
    assert missed_themes((0, 4), said, CATALOG) == []
    assert missed_themes((0, 1), said.with_(turn=3), CATALOG) == []
    assert missed_themes((), said, CATALOG) == []
