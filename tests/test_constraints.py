"""Every operator on every kind of column, against a slow reading of its meaning on random tables with gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.constraint import Constraint
from catalog.errors import CatalogError
from catalog.schema import Field, Kind, Role, Schema
from catalog.table import Catalog
from catalog.values import certificate_age

WORDS = ("red", "Green", "blue sky", "été", "O'Hara")
CERTIFICATES = ("G", "PG", "PG-13", "R", "NC-17", "Not Rated")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}
quick = settings(max_examples=150, deadline=None)


def table(kind: Kind, values: list[Any], role: Role | None = None) -> Catalog:
    """A catalog with one field `f` that holds `values` (None: unknown)."""
    schema = Schema(
        fields=(
            Field(name="id", kind="category", role="id"),
            Field(name="title", kind="title", role="title"),
            Field(name="f", kind=kind, role=role),
        )
    )
    return Catalog.from_rows([{"id": str(i), "title": f"T{i}", "f": v} for i, v in enumerate(values)], schema)


def rows(catalog: Catalog, op: str, value: Any) -> list[bool]:
    return catalog.mask([Constraint(field="f", op=op, value=value)]).tolist()  # type: ignore[arg-type]


def plain(text: str) -> str:
    return {"été": "ete", "O'Hara": "ohara"}.get(text, text.lower())


def ordered(op: str, value: Any, wanted: list[Any]) -> bool:
    if op == "between":
        return bool(min(wanted) <= value <= max(wanted))
    if op in COMPARE:
        return COMPARE[op](value, wanted[0])
    return (value in wanted) != (op in ("ne", "none_of"))


def listed(op: str, value: list[str], wanted: list[str]) -> bool:
    have, want = {plain(v) for v in value}, {plain(v) for v in wanted}
    if op == "all_of":
        return want <= have
    if op == "contains":
        return any(f" {w} " in f" {h} " for w in want for h in have)
    return bool(have & want) != (op in ("ne", "none_of"))


def operands(draw: st.DrawFn, op: str, one: st.SearchStrategy[Any]) -> list[Any]:
    if op == "between":
        return [draw(one), draw(one)]
    if op in ("any_of", "all_of", "none_of"):
        return draw(st.lists(one, min_size=1, max_size=3))
    return [draw(one)]


@quick
@given(st.data())
def test_numbers(data: st.DataObject) -> None:
    number = st.one_of(st.integers(-5, 5), st.sampled_from([0.5, -1.25, 2.75]))
    values = data.draw(st.lists(st.none() | number, min_size=1, max_size=12))
    op = data.draw(st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "between", "any_of", "none_of"]))
    wanted = data.draw(st.composite(operands)(op, number))
    expected = [v is not None and ordered(op, v, wanted) for v in values]
    assert rows(table("number", values), op, wanted if len(wanted) > 1 else wanted[0]) == expected


@quick
@given(st.data())
def test_dates(data: st.DataObject) -> None:
    day = st.dates(dt.date(1999, 12, 28), dt.date(2000, 1, 5)).map(str)
    values = data.draw(st.lists(st.none() | day, min_size=1, max_size=12))
    op = data.draw(st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "between", "any_of", "none_of"]))
    wanted = data.draw(st.composite(operands)(op, day))
    expected = [v is not None and ordered(op, v, wanted) for v in values]
    assert rows(table("date", values), op, wanted if len(wanted) > 1 else wanted[0]) == expected


@quick
@given(st.data())
def test_lists(data: st.DataObject) -> None:
    word = st.sampled_from(WORDS)
    values = data.draw(st.lists(st.none() | st.lists(word, min_size=1, max_size=3), min_size=1, max_size=12))
    op = data.draw(st.sampled_from(["eq", "ne", "any_of", "all_of", "none_of", "contains"]))
    asked = word | st.sampled_from(["RED", "ete", "ohara", "unheard"] + (["sky"] if op == "contains" else []))
    wanted = data.draw(st.composite(operands)(op, asked))
    expected = [v is not None and listed(op, v, wanted) for v in values]
    assert rows(table("categories", values), op, wanted if len(wanted) > 1 else wanted[0]) == expected


@quick
@given(st.data())
def test_single_categories(data: st.DataObject) -> None:
    word = st.sampled_from(WORDS)
    values = data.draw(st.lists(st.none() | word, min_size=1, max_size=12))
    op = data.draw(st.sampled_from(["eq", "ne", "any_of", "none_of"]))
    wanted = data.draw(st.composite(operands)(op, word))
    expected = [v is not None and listed(op, [v], wanted) for v in values]
    assert rows(table("category", values), op, wanted if len(wanted) > 1 else wanted[0]) == expected


@quick
@given(st.lists(st.none() | st.booleans(), min_size=1, max_size=12), st.sampled_from(["eq", "ne"]), st.booleans())
def test_flags(values: list[bool | None], op: str, wanted: bool) -> None:
    expected = [v is not None and (v == wanted) == (op == "eq") for v in values]
    assert rows(table("flag", values), op, wanted) == expected


@quick
@given(
    st.lists(st.none() | st.sampled_from(CERTIFICATES), min_size=1, max_size=12),
    st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"]),
    st.sampled_from(CERTIFICATES[:-1]),
)
def test_certificates_are_ordered_by_age(values: list[str | None], op: str, wanted: str) -> None:
    def fits(value: str | None) -> bool:
        if value is None:
            return False
        if op in ("eq", "ne"):
            return (value == wanted) == (op == "eq")
        return value != "Not Rated" and COMPARE[op](certificate_age(value), certificate_age(wanted))

    catalog = table("category", values, "certificate")
    assert rows(catalog, op, wanted) == [fits(value) for value in values]
    if op not in ("eq", "ne"):
        assert rows(catalog, op, int(certificate_age(wanted))) == [fits(value) for value in values]


def test_a_certificate_without_an_age_has_nothing_above_it() -> None:
    with pytest.raises(CatalogError, match="has no age"):
        rows(table("category", ["PG"], "certificate"), "le", "Not Rated")


def test_text_matches_whole_words_in_order() -> None:
    catalog = table("text", ["A dinosaur in the park.", "Dinosaurs!", "the park of a dinosaurian", None])
    assert rows(catalog, "contains", "dinosaurs") == [True, True, False, False]
    assert rows(catalog, "contains", "park of") == [False, False, True, False]
    assert rows(catalog, "none_of", ["dinosaur", "park of"]) == [False, False, False, False]
    assert rows(catalog, "none_of", ["dinosaur"]) == [False, False, True, False]
    assert rows(catalog, "all_of", ["the", "dinosaur"]) == [True, False, False, False]


@pytest.mark.parametrize("kind", ["number", "date", "category", "categories", "flag", "text"])
def test_what_is_unknown_fits_nothing_positive_or_negated(kind: Kind) -> None:
    sample = {"number": 3, "date": "2000-01-01", "flag": True}.get(kind, "red")
    catalog = table(kind, [sample, None])
    for op in ("eq", "ne"):
        constraint = Constraint(field="f", op=op, value=sample)  # type: ignore[arg-type]
        assert not catalog.mask([constraint])[1]
        assert catalog.unknown(constraint).tolist() == [False, True]


def test_several_constraints_all_hold() -> None:
    catalog = table("number", [1, 2, 3, 4, None])
    both = [Constraint(field="f", op="gt", value=1), Constraint(field="f", op="lt", value=4)]
    assert catalog.mask(both).tolist() == [False, True, True, False, False]
    assert catalog.mask([]).all()


@pytest.mark.parametrize(
    ("kind", "op", "value", "said"),
    [
        ("number", "contains", 3, "does not fit"),
        ("flag", "lt", True, "does not fit"),
        ("categories", "between", ["a", "b"], "does not fit"),
        ("number", "eq", "many", "is not a number"),
        ("date", "eq", "soon", "is not a date"),
        ("number", "between", [1], "two values"),
        ("number", "any_of", [], "no value"),
    ],
)
def test_a_constraint_that_cannot_be_is_one_line(kind: Kind, op: str, value: Any, said: str) -> None:
    with pytest.raises(CatalogError, match=said) as error:
        table(kind, [None]).check(Constraint(field="f", op=op, value=value))  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_an_unknown_field_names_the_known_ones() -> None:
    with pytest.raises(CatalogError, match=r"'g'.*id, title, f"):
        table("number", [1]).mask([Constraint(field="g", op="eq", value=1)])


def test_a_mask_is_its_own_array() -> None:
    catalog = table("number", [1, 2])
    constraint = Constraint(field="f", op="eq", value=1)
    catalog.mask([constraint])[:] = False
    np.testing.assert_array_equal(catalog.mask([constraint]), [True, False])
