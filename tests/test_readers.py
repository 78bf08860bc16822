"""Readers of plain tables and interactions: tiny files of every format, and every broken file in one line."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_files import lines, read, write

from catalog.errors import CatalogError, PluginError
from catalog.readers.dataset import Event, choose_reader, load_readers
from catalog.readers.events import half_star, rating_scale, read_events, seconds
from catalog.readers.table import TableReader, nouns
from catalog.readers.textfiles import read_csv

BOOKS = [
    {"id": "a", "title": 'Tea, and other "leaves"', "subjects": ["tea", "plants"], "pages": 120},
    {"id": "b", "title": "Two\nlines", "subjects": [], "pages": 80},
]


# ---- plain tables


@pytest.mark.parametrize("name", ["books.jsonl", "books.ndjson", "books.json", "books.parquet"])
def test_tables_keep_native_types(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        pyarrow = pytest.importorskip("pyarrow")
        pytest.importorskip("pyarrow.parquet").write_table(pyarrow.Table.from_pylist(BOOKS), path)
    else:
        write(path, json.dumps(BOOKS) if name == "books.json" else lines(BOOKS))
    dataset = read(path)
    assert dataset.rows == BOOKS
    assert (dataset.name, dataset.noun, dataset.plural) == ("books", "book", "books")
    assert dataset.schema is not None
    assert dataset.schema["id"] == {"role": "id"}
    assert dataset.schema["title"]["role"] == "title"


def test_an_object_of_objects_takes_its_keys_as_ids(tmp_path: Path) -> None:
    path = write(tmp_path / "things.json", json.dumps({"x1": {"name": "Kettle"}, "x2": {"name": "Pot"}}))
    assert [(row["id"], row["name"]) for row in read(path).rows] == [("x1", "Kettle"), ("x2", "Pot")]


@pytest.mark.parametrize(("suffix", "mark"), [("csv", ","), ("csv", ";"), ("csv", "\t"), ("csv", "|"), ("tsv", "\t")])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_delimited_text_with_quotes_newlines_and_a_mark(tmp_path: Path, suffix: str, mark: str, start: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    writer.writerow(["id", "title", "tags"])
    writer.writerow(["a", 'Salt, pepper; and\nmore "spice"', "x/y"])
    writer.writerow(["b", "Plain", ""])
    rows = read(write(tmp_path / f"spices.{suffix}", start + text.getvalue())).rows
    assert rows == [
        {"id": "a", "title": 'Salt, pepper; and\nmore "spice"', "tags": "x/y"},
        {"id": "b", "title": "Plain", "tags": ""},
    ]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str, str]]
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("first", "second", "third"), *table])
    path = write(tmp_path_factory.mktemp("csv") / "cells.csv", text.getvalue())
    assert [tuple(row.values()) for row in read_csv(path).rows] == table


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", "", ["a.jsonl", "empty"]),
        ("a.csv", "\n \n", ["a.csv", "empty"]),
        ("a.csv", "id,title\n", ["a.csv", "no rows"]),
        ("a.csv", ",,\n", ["a.csv", "no header"]),
        ("a.jsonl", '{"id": 1, "title": "x"}\n\n{"id": 2,\n', ["line 3", "not valid JSON"]),
        ("a.jsonl", '{"id": 1, "title": "x"}\n[1]\n', ["line 2", "not a JSON object"]),
        ("a.json", '{"id": 1}', ["a.json", "list of objects"]),
        ("a.json", '[{"id": 1},\n 7 x]', ["line 2", "not valid JSON"]),
        ("a.json", "[1]", ["entry 1"]),
        ("a.json", "[" * 100_000, ["a.json"]),
        ("a.csv", 'id,title\n1,"two\nlines"\n2,b,c\n', ["line 4", "3 columns", "header has 2"]),
        ("a.csv", 'id,title\n1,x\n2,"open\n3,y\n', ["line 3", "broken row"]),
        ("a.csv", "id,title,title\n1,x,y\n", ["two columns", "'title'"]),
        ("a.csv", b"id,title\n1,caf\xe9\n", ["line 2", "UTF-8"]),
        ("a.jsonl", lines([{"id": 1, "title": "x"}, {"id": 2, "title": "y"}, {"id": "1", "title": "z"}]), ["'1'", "line 1", "line 3"]),
        ("a.csv", 'id,title\n1,"x\ny"\n1,z\n', ["'1'", "line 2", "line 4"]),
        ("a.json", json.dumps([{"id": 1, "title": "x"}, {"id": 1, "title": "y"}]), ["entry 1", "entry 2"]),
        ("a.jsonl", '{"id": 1, "title": "x"}\n{"id": " ", "title": "y"}\n', ["line 2", "no usable id"]),
        ("a.jsonl", '{"title": "x", "colour": "red"}\n', ["no id column", "title, colour", "--schema", "role"]),
        ("a.jsonl", '{"id": 1, "colour": "red"}\n', ["no title column", "id, colour", "--schema", "role"]),
        ("a.jsonl", lines([{"title": "x", "p_id": 1, "q_id": 2}, {"title": "y", "p_id": 2, "q_id": 3}]), ["no id column"]),
        ("a.parquet", b"PAR1 not really", ["a.parquet", "parquet"]),
    ],
)  # fmt: skip
def test_a_broken_table_is_one_clear_line(tmp_path: Path, name: str, content: str | bytes, words: list[str]) -> None:
    with pytest.raises(CatalogError) as caught:
        read(write(tmp_path / name, content))
    message = str(caught.value)
    assert "\n" not in message
    assert name in message
    assert all(word in message for word in words), message


def test_a_missing_path_and_an_unknown_layout_say_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="does not exist"):
        read(tmp_path / "nowhere.csv")
    for path in (write(tmp_path / "photo.png", b"x"), tmp_path / "empty"):
        path.mkdir(exist_ok=True) if path.name == "empty" else None
        with pytest.raises(CatalogError, match="movielens") as caught:
            read(path)
        assert "table" in str(caught.value)


def test_an_id_column_is_found_only_where_it_is_unambiguous(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", "bookId,title\n7,x\n8,y\n")
    assert read(one).schema == {"bookId": {"role": "id"}, "title": {"role": "title", "kind": "title"}}
    named = write(tmp_path / "books.csv", "author_id,book_id,title\n1,7,x\n2,8,y\n")
    assert "book_id" in (read(named).schema or {})
    repeated = write(tmp_path / "two.csv", "shelf_id,title\n7,x\n7,y\n")
    with pytest.raises(CatalogError, match="no id column"):
        read(repeated)


def test_a_schema_names_columns_that_cannot_be_guessed(tmp_path: Path) -> None:
    path = write(tmp_path / "wines.csv", "code,wine,notes\n7,Red,dry\n8,White,sweet\n")
    said = {"code": {"role": "id"}, "wine": {"role": "title"}, "notes": {"kind": "text"}}
    dataset = TableReader().read(path, said)
    assert dataset.schema == {
        "code": {"role": "id"},
        "wine": {"role": "title", "kind": "title"},
        "notes": {"kind": "text"},
    }
    with pytest.raises(CatalogError, match=r"no column 'vintage'.*code, wine, notes"):
        TableReader().read(path, {"vintage": {"role": "id"}, "wine": {"role": "title"}})


def test_ids_become_text_and_missing_titles_are_made_and_noted(tmp_path: Path) -> None:
    dataset = read(write(tmp_path / "games.jsonl", lines([{"id": 7.0, "name": None}, {"id": 8, "name": "Go"}])))
    assert [(row["id"], row["name"]) for row in dataset.rows] == [("7", "Game 7"), ("8", "Go")]
    assert "1 rows" in dataset.notes[0]


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("games", ("game", "games")), ("movies", ("movie", "movies")), ("stories", ("story", "stories")),
     ("boxes", ("box", "boxes")), ("series", ("series", "series")), ("items", ("item", "items")),
     ("my_data_3", ("item", "items")), ("furniture", ("item", "items"))],
)  # fmt: skip
def test_nouns_come_from_the_name_of_the_table(stem: str, expected: tuple[str, str]) -> None:
    assert nouns(stem) == expected


def test_parquet_values_become_json_values(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    store = pytest.importorskip("pyarrow.parquet").write_table
    row = {"id": 1, "title": "x", "sold": date(2020, 1, 2), "price": Decimal("1.50"), "seen": [datetime(2020, 1, 2)]}
    store(pyarrow.Table.from_pylist([row]), tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").rows == [
        {"id": "1", "title": "x", "sold": "2020-01-02", "price": 1.5, "seen": ["2020-01-02T00:00:00"]}
    ]
    store(pyarrow.Table.from_pylist([{"id": 1, "title": "x", "cover": b"\0"}]), tmp_path / "b.parquet")
    with pytest.raises(CatalogError, match="'cover' holds bytes"):
        read(tmp_path / "b.parquet")


# ---- folders and interactions


def test_a_folder_with_one_table_and_its_reviews(tmp_path: Path) -> None:
    write(tmp_path / "wines/wines.csv", "id,title\n7,Red\n8,White\n")
    write(
        tmp_path / "wines/reviews.csv",
        "user_id,wine_id,recommend,date\nu,7,1,2020-01-02\nu,8,0,2020-01-03\nv,9,1,2020-01-04\n",
    )
    write(tmp_path / "wines/cellar.csv", "user_id,wine_id,hours_played\nu,7,2\n")
    write(tmp_path / "wines/README.md", "not a table")
    dataset = read(tmp_path / "wines")
    assert dataset.events == [Event("u", "7", 1_577_923_200, 1.0), Event("u", "8", 1_578_009_600, -1.0)]
    notes = " ".join(dataset.notes)
    assert "1 of 3 events" in notes
    assert "cellar.csv" in notes


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.csv": "id,title\n1,x\n", "b.jsonl": '{"id": 1, "title": "x"}\n'}, ["several tables", "a.csv, b.jsonl"]),
        ({"ratings.csv": "user_id,item_id,rating\n1,2,3\n"}, ["no table", "ratings.csv"]),
    ],
)
def test_a_folder_that_is_not_one_table_is_refused(tmp_path: Path, files: dict[str, str], words: list[str]) -> None:
    for name, content in files.items():
        write(tmp_path / name, content)
    with pytest.raises(CatalogError) as caught:
        read(tmp_path)
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("header", "row", "value", "time"),
    [
        ("user,item", "u,7", 1.0, 0),
        ("User ID,Item ID,Liked", "u,7,no", -1.0, 0),
        ("userId,movieId,rating,timestamp", "u,7,5,1000000000", 1.0, 1_000_000_000),
        ("reviewer,asin,stars,time", "u,7,1,1000000000000", -1.0, 1_000_000_000),
        ("user_id,game_id,hours", "u,7,10", 1.0, 0),
        ("user_id,game_id,hours", "u,7,", 0.1, 0),
        ("user_id,item_id,value,date", "u,7,-0.5,1970-01-02T00:00:00+01:00", -0.5, 82_800),
    ],
)
def test_interaction_columns_are_found_by_name(tmp_path: Path, header: str, row: str, value: float, time: int) -> None:
    extra = row.replace("u,7,5", "u,7,0.5").replace("u,7,1,", "u,7,5,")
    path = write(tmp_path / "events.csv", f"{header}\n{row}\n{extra}\n")
    first = read_events(path, ["7"]).events[0]
    assert (first.user_id, first.item_id, first.time) == ("u", "7", time)
    assert first.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name,price\na,1\n", ["no interaction file", "name, price"]),
        ("user,item,rating\nu,7,good\n", ["line 2", "rating", "'good'"]),
        ("user,item,rating\nu,7,inf\n", ["line 2", "infinite"]),
        ("user,item,date\nu,7,yesterday\n", ["line 2", "'yesterday'"]),
        ("user,item,liked\nu,7,perhaps\n", ["line 2", "'perhaps'"]),
        ("user,item\nu,7\n,7\n", ["line 3", "no user"]),
    ],
)
def test_a_broken_interaction_file_is_one_clear_line(tmp_path: Path, content: str, words: list[str]) -> None:
    with pytest.raises(CatalogError) as caught:
        read_events(write(tmp_path / "events.csv", content), ["7"])
    assert all(word in str(caught.value) for word in words), caught.value


@given(st.lists(st.floats(-1000, 1000), min_size=1))
def test_any_rating_lands_between_minus_one_and_one(ratings: list[float]) -> None:
    bottom, top = rating_scale(min(ratings), max(ratings))
    assert bottom < top
    assert all(bottom <= rating <= top for rating in ratings)


@given(st.floats(0.5, 5))
def test_half_stars_keep_their_order(rating: float) -> None:
    assert -1 <= half_star(rating) <= half_star(min(5.0, rating + 0.5)) <= 1


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_agree_with_and_without_a_zone(moment: datetime) -> None:
    assert seconds(moment.isoformat()) == seconds(moment.replace(tzinfo=None).isoformat()) == int(moment.timestamp())


# ---- plug-ins


def entry(value: str) -> EntryPoint:
    return EntryPoint("foreign", value, "parley.readers")


@pytest.mark.parametrize("value", ["no_such_module:Reader", "json:NoSuchReader", "json:JSONDecoder", "json:dumps"])
def test_a_plug_in_that_is_no_reader_is_named(value: str) -> None:
    with pytest.raises(PluginError, match="foreign"):
        load_readers([entry(value)])


def test_two_readers_of_one_layout_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,title\n1,x\n")
    table = entry("catalog.readers.table:TableReader")
    with pytest.raises(PluginError, match="table, table"):
        choose_reader(path, [table, table])
    with pytest.raises(PluginError, match="no reader is installed"):
        choose_reader(path, [])
