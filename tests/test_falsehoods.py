"""What people say where they say something else than they want: always another condition that the catalog understands."""

from __future__ import annotations

import pytest

from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog
from simulator.draws import Draws
from simulator.falsehoods import false_to

SCHEMA = Schema(
    fields=(
        Field(name="id", kind="title", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year", unit="year"),
        Field(name="stars", kind="number"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="rating", kind="category", role="certificate"),
        Field(name="released", kind="date"),
        Field(name="colour", kind="flag"),
        Field(name="plot", kind="text", role="text"),
    )
)
CATALOG = Catalog.from_rows(
    [
        {
            "id": str(n),
            "title": f"No. {n}",
            "year": 1990 + n,
            "stars": n / 2,
            "genres": [["Comedy", "Drama", "Horror"][n % 3], "Film"],
            "rating": ["G", "PG-13", "Not Rated", "R"][n % 4],
            "released": f"20{n + 10}-05-01",
            "colour": n % 2 == 0,
            "plot": "A heist goes wrong.",
        }
        for n in range(12)
    ],
    SCHEMA,
)


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("year", "ge", 1995),
        ("year", "between", (1992, 1995)),
        ("stars", "le", 2.5),
        ("genres", "any_of", ("Comedy",)),
        ("genres", "all_of", ("Comedy", "Film")),
        ("genres", "none_of", ("Horror",)),
        ("genres", "eq", "Drama"),
        ("rating", "le", "PG-13"),
        ("rating", "eq", "Not Rated"),
        ("released", "ge", "2015-01-01"),
        ("colour", "eq", True),
        ("about", "contains", "heist"),
    ],
)
def test_falsehoods_are_other_conditions_on_the_same_field(field: str, op: str, value: object) -> None:
    true = Constraint.model_validate({"field": field, "op": op, "value": value})
    said = {false_to(true, CATALOG, Draws(seed), 1).model_dump_json() for seed in range(40)}
    for text in said:
        false = Constraint.model_validate_json(text)
        assert (false.field, false.op, false.hard) == (true.field, true.op, true.hard)
        assert false.value != true.value
        assert len(false.values) == len(true.values)
        CATALOG.check(false)
    assert len(said) > 1 or field == "colour"


def test_spans_stay_about_as_wide() -> None:
    true = Constraint(field="year", op="between", value=(1992, 1995))
    for seed in range(40):
        low, high = false_to(true, CATALOG, Draws(seed), 1).values
        assert 0 <= float(high) - float(low) <= 9


def test_where_there_is_no_other_value_the_truth_is_said() -> None:
    rows = [{"id": "1", "title": "One", "year": 1990}]
    lonely = Catalog.from_rows(rows, SCHEMA)
    true = Constraint(field="year", op="eq", value=1990)
    assert false_to(true, lonely, Draws(1), 1) == true
