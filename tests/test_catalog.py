"""What a table becomes: guessed schema, overrides, normalised values, rows by id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.constraint import Constraint
from catalog.errors import CatalogError
from catalog.inference import apply_overrides, check_schema, infer_schema, load_overrides
from catalog.table import Catalog
from catalog.values import certificate_age

ROWS: list[dict[str, Any]] = [
    {
        "id": "m1", "title": "Usual Suspects, The", "year": 1995, "genres": ["Crime", "Thriller"], "runtime": "106",
        "language": "en", "countries": ["USA"], "rated": "R", "released": "1995-07-19", "seen": "yes", "price_usd": 3.5,
        "plot": "A small-time con man tells the police about a heist, and about the man nobody has ever met.",
        "votes": 90,
    },
    {
        "id": "m2", "title": "Amélie", "year": 2001, "genres": ["Comedy"], "runtime": None, "language": "French",
        "countries": ["France", "Germany"], "rated": "R", "released": "2001-04-25", "seen": "no", "price_usd": 4,
        "plot": "A shy waitress in Paris decides to change the lives of the people around her in secret.",
        "votes": 50,
    },
]  # fmt: skip


def catalog(rows: list[dict[str, Any]] = ROWS, **overrides: Any) -> Catalog:
    return Catalog.from_rows(rows, apply_overrides(infer_schema(rows, noun="film"), overrides))


def test_kinds_and_roles_are_guessed_from_names_and_values() -> None:
    schema = infer_schema(ROWS)
    assert {field.name: (field.kind, field.role) for field in schema.fields} == {
        "id": ("category", "id"),
        "title": ("title", "title"),
        "year": ("number", "year"),
        "genres": ("categories", "genre"),
        "runtime": ("number", "duration"),
        "language": ("category", "language"),
        "countries": ("categories", "country"),
        "rated": ("category", "certificate"),
        "released": ("date", None),
        "seen": ("flag", None),
        "price_usd": ("number", "price"),
        "plot": ("text", "text"),
        "votes": ("number", "popularity"),
    }
    assert schema.field("runtime").unit == "minutes"
    assert schema.field("price_usd").unit == "USD"


def test_cells_of_a_csv_are_read_as_their_kind() -> None:
    rows = [{"id": "1", "name": "A", "tags": "x|y|x", "size": "3"}, {"id": "2", "name": "B", "tags": '["z"]', "size": ""}]
    found = catalog(rows)
    assert found.value(0, "tags") == ["x", "y"]
    assert found.value(0, "size") == 3
    assert found.value(1, "size") is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_characters="|[]&", exclude_categories=("Cs", "Cc", "Z")), min_size=1), min_size=1), min_size=1))
def test_lists_survive_being_written_with_bars(lists: list[list[str]]) -> None:
    rows = [{"id": str(i), "title": "t", "tags": "|".join(values) + "|"} for i, values in enumerate(lists)]
    found = catalog(rows, fields={"tags": {"kind": "categories"}})
    assert [found.value(i, "tags") for i in range(len(lists))] == [list(dict.fromkeys(values)) for values in lists]


def test_character_references_are_written_out_and_ids_are_left_alone() -> None:
    row = {"id": "a&amp;b", "title": "Tom &amp; Jerry", "tags": ["Animation &amp; Modeling", "rock&reggae"], "plot": "It&#39;s on"}
    found = catalog([row])
    assert (found.ids[0], found.titles[0], found.value(0, "plot")) == ("a&amp;b", "Tom & Jerry", "It's on")
    assert found.value(0, "tags") == ["Animation & Modeling", "rock&reggae"]


def test_overrides_win_over_guesses() -> None:
    changed = {"votes": {"role": None, "synonyms": ["fame"]}, "price_usd": {"unit": "EUR"}, "seen": {"drop": True}}
    schema = apply_overrides(infer_schema(ROWS), {"noun": "movie", "fields": changed})
    assert (schema.noun, schema.plural) == ("movie", "movies")
    assert schema.field("votes").role is None
    assert schema.field("votes").synonyms == ("fame",)
    assert schema.field("price_usd").unit == "EUR"
    with pytest.raises(CatalogError, match="'seen'"):
        schema.field("seen")


def test_another_column_can_be_the_title() -> None:
    rows = [{"id": "1", "title": "Mr", "surname": "Smith"}]
    schema = apply_overrides(infer_schema(rows), {"fields": {"surname": {"role": "title"}}})
    assert schema.title_field.name == "surname"
    assert schema.field("title").role is None


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"nouns": "x"}, "'nouns'.*noun, plural, fields"),
        ({"fields": {"colour": {}}}, "'colour'.*id, title"),
        ({"fields": {"votes": {"kind": "magic"}}}, "'votes'"),
        ({"fields": {"votes": {"size": 3}}}, "'votes'"),
    ],
)
def test_a_wrong_override_is_named(overrides: dict[str, Any], said: str) -> None:
    with pytest.raises(CatalogError, match=said) as error:
        apply_overrides(infer_schema(ROWS), overrides)
    assert "\n" not in str(error.value)


def test_overrides_are_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "schema.toml"
    path.write_text('noun = "film"\n[fields.votes]\nsynonyms = ["fame"]\n')
    assert load_overrides(path) == {"noun": "film", "fields": {"votes": {"synonyms": ["fame"]}}}
    path.write_text("noun = ")
    with pytest.raises(CatalogError, match=r"schema\.toml.*TOML"):
        load_overrides(path)
    with pytest.raises(CatalogError, match=r"none\.toml"):
        load_overrides(tmp_path / "none.toml")


@pytest.mark.parametrize("missing", ["id", "title"])
def test_a_table_without_id_or_title_says_how_to_name_one(missing: str) -> None:
    rows = [{key: value for key, value in row.items() if key != missing} for row in ROWS]
    with pytest.raises(CatalogError, match=f"be the {missing}.*--schema"):
        check_schema(infer_schema(rows))


def test_repeated_and_absent_ids_are_refused() -> None:
    with pytest.raises(CatalogError, match=r"'m1'.*more than once"):
        catalog([ROWS[0], ROWS[0]])
    with pytest.raises(CatalogError, match="no title"):
        catalog([ROWS[0], ROWS[1] | {"title": " "}])


def test_titles_are_shown_with_the_article_in_front() -> None:
    found = catalog()
    assert found.titles == ("The Usual Suspects", "Amélie")
    assert found.label(0) == "The Usual Suspects (1995)"
    assert found.item(1).label == "Amélie (2001)"
    assert found.item(1).values("genres") == ["Comedy"]
    assert found.item(1).values("runtime") == []


def test_rows_are_found_by_id() -> None:
    found = catalog()
    assert [found.row_of("m1"), found.row_of("m2")] == [0, 1]
    assert "m1" in found
    with pytest.raises(CatalogError, match=r"'m3'.*2 films"):
        found.row_of("m3")


def test_languages_and_countries_have_one_name() -> None:
    found = catalog()
    assert [found.value(row, "language") for row in (0, 1)] == ["English", "French"]
    assert found.value(0, "countries") == ["United States"]
    for spelling in ("usa", "United States", "UNITED STATES"):
        again = catalog([ROWS[0] | {"countries": [spelling]}])
        assert again.mask([Constraint(field="countries", op="eq", value="United States")]).tolist() == [True]


@pytest.mark.parametrize(("word", "fits"), [("American", [0]), ("French", [1]), ("German", [1]), ("Japanese", [])])
def test_a_nationality_is_a_language_or_a_country(word: str, fits: list[int]) -> None:
    mask = catalog().mask([Constraint(field="origin", op="eq", value=word)])
    assert np.flatnonzero(mask).tolist() == fits


def test_certificates_have_ages() -> None:
    ages = [certificate_age(name) for name in ("G", "PG", "PG-13", "R", "NC-17")]
    assert ages == sorted(ages)
    assert np.isnan(certificate_age("Not Rated"))
    assert certificate_age("pg-13") == certificate_age("PG-13")


def test_years_and_popularity_stand_beside_the_rows() -> None:
    found = catalog([*ROWS, {"id": "m3", "title": "Nobody knows when"}])
    np.testing.assert_array_equal(found.years, [1995, 2001, np.nan])
    np.testing.assert_array_equal(found.popularity, [90, 50, 0])


def test_the_encoder_reads_what_a_film_is_about() -> None:
    text = catalog().text(0)
    assert text.startswith("The Usual Suspects (1995)")
    assert "Crime, Thriller" in text
    assert "heist" in text
