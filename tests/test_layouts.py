"""Readers with a layout of their own: tiny files in each layout, and the real folders where present."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from data_paths import data_folder
from table_files import declared_readers, lines, read, write

from catalog.errors import CatalogError
from catalog.films.reader import COLUMNS as FILM_COLUMNS
from catalog.films.reader import FilmsReader, bundled_films
from catalog.readers.dataset import Event, choose_reader
from catalog.readers.events import read_events
from catalog.readers.industrial import joined_text
from catalog.readers.movielens import LICENCE, MovieLensReader, split_year

# ---- MovieLens

CSV_FILES = {
    "movies.csv": 'movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n2,"Matrix, The (1999)",(no genres listed)\n3,Nameless Year,Drama\n',
    "ratings.csv": "userId,movieId,rating,timestamp\n1,1,5.0,100\n1,2,0.5,200\n2,9,3.0,300\n",
    "tags.csv": "userId,movieId,tag,timestamp\n1,1,Toys,5\n2,1,toys,6\n2,1,alone,7\n",
    "links.csv": "movieId,imdbId,tmdbId\n1,1,1\n",
}
DAT_FILES = {
    "movies.dat": "1::Toy Story (1995)::Adventure|Animation\n2::Caf\u00e9 (1999)::Drama\n",
    "ratings.dat": "1::1::5::100\n1::2::1::200\n",
    "users.dat": "1::F::1::10::48067\n",
}
OLD_FILES = {
    "u.item": "1|Toy Story (1995)|01-Jan-1995||http://x|0|1|1\n267|unknown||||1|0|0\n",
    "u.data": "1\t1\t5\t100\n1\t267\t1\t200\n",
    "u.genre": "unknown|0\nAdventure|1\nAnimation|2\n\n",
}


@pytest.fixture(params=["folder", "zip"])
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def lay_out(folder: Path, files: dict[str, str], place: str) -> Path:
    """The files as a folder or as a zip with one folder in it, in the owner's encoding."""
    encoded = {name: text.encode("utf-8" if name.endswith(".csv") else "latin-1") for name, text in files.items()}
    if place == "folder":
        for name, content in encoded.items():
            write(folder / "ml" / name, content)
        return folder / "ml"
    with zipfile.ZipFile(folder / "ml.zip", "w") as archive:
        for name, content in encoded.items():
            archive.writestr(f"ml-x/{name}", content)
    return folder / "ml.zip"


def test_movielens_latest_small(tmp_path: Path, place: str) -> None:
    dataset = read(lay_out(tmp_path, CSV_FILES, place))
    assert dataset.rows == [
        {"id": "1", "title": "Toy Story", "year": 1995, "genres": ["Adventure", "Animation"], "tags": ["toys"]},
        {"id": "2", "title": "Matrix, The", "year": 1999},
        {"id": "3", "title": "Nameless Year", "genres": ["Drama"]},
    ]
    assert dataset.events == [Event("1", "1", 100, 1.0), Event("1", "2", 200, -1.0)]
    assert dataset.notes == ("1 ratings of unknown films were skipped",)
    assert (dataset.licence, dataset.source, dataset.plural) == (LICENCE, "real", "films")
    assert (dataset.schema or {})["tags"]["role"] == "keyword"


def test_movielens_1m(tmp_path: Path, place: str) -> None:
    dataset = read(lay_out(tmp_path, DAT_FILES, place))
    assert [(row["title"], row["year"]) for row in dataset.rows] == [("Toy Story", 1995), ("Café", 1999)]
    assert [event.value for event in dataset.events] == pytest.approx([1.0, -7 / 9])
    assert "tags" not in (dataset.schema or {})


def test_movielens_100k(tmp_path: Path, place: str) -> None:
    dataset = read(lay_out(tmp_path, OLD_FILES, place))
    assert dataset.rows == [
        {"id": "1", "title": "Toy Story", "year": 1995, "genres": ["Adventure", "Animation"]},
        {"id": "267", "title": "unknown"},
    ]
    assert dataset.events[1] == Event("1", "267", 200, pytest.approx(-7 / 9))


@pytest.mark.parametrize(
    ("files", "name", "content", "words"),
    [
        (CSV_FILES, "ratings.csv", "userId,movieId,rating,timestamp\n1,1,five,100\n", ["ratings.csv", "line 2"]),
        (
            CSV_FILES,
            "movies.csv",
            "movieId,title,genres\n1,A (1990),X\n1,B (1991),Y\n",
            ["'1' twice", "line 2", "line 3"],
        ),
        (CSV_FILES, "movies.csv", "movieId,title,genres\n", ["no films"]),
        (DAT_FILES, "movies.dat", "1::Toy Story (1995)\n", ["movies.dat", "line 1", "2 columns"]),
        (OLD_FILES, "u.item", "1|Toy Story (1995)|0\n", ["u.item", "line 1"]),
    ],
)
def test_a_broken_movielens_file_is_named(
    tmp_path: Path, place: str, files: dict[str, str], name: str, content: str, words: list[str]
) -> None:
    with pytest.raises(CatalogError) as caught:
        read(lay_out(tmp_path, files | {name: content}, place))
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_zip_never_writes_outside_and_a_cut_off_zip_is_refused(tmp_path: Path) -> None:
    inner = tmp_path / "deep/inner"
    inner.mkdir(parents=True)
    path = inner / "ml.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in CSV_FILES.items():
            archive.writestr(f"../../{name}", text)
    assert len(read(path).rows) == 3
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["deep", "inner", "ml.zip"]
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CatalogError):
        MovieLensReader().read(path)


def test_a_zip_member_with_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = lay_out(tmp_path, CSV_FILES, "zip")
    path.write_bytes(path.read_bytes().replace(b"Toy Story", b"Boy Story"))
    with pytest.raises(CatalogError, match="broken zip"):
        read(path)


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Heat (1995)", ("Heat", 1995)), ("Up", ("Up", None)), ("2001: A Space Odyssey (1968) ", ("2001: A Space Odyssey", 1968)),
     ("Show (2006–2007)", ("Show", 2006)), ("(500) Days of Summer (2009)", ("(500) Days of Summer", 2009))],
)  # fmt: skip
def test_the_year_is_taken_from_the_end_of_the_title(title: str, expected: tuple[str, int | None]) -> None:
    assert split_year(title) == expected


# ---- the folders with a layout of their own


def test_movies_folder(tmp_path: Path) -> None:
    films = [
        {
            "id": "1",
            "title": "Heat",
            "year": 1995,
            "imdb_id": "tt1",
            "tmdb_id": "2",
            "redial_ids": ["3"],
            "plot": "A thief.",
        },
        {"id": "2", "title": "Up", "imdb_id": "tt2", "redial_ids": [], "tmdb_overview": "Balloons.", "plot": ""},
    ]
    write(tmp_path / "movies.jsonl", lines(films))
    write(tmp_path / "ratings.csv", CSV_FILES["ratings.csv"])
    write(tmp_path / "tags.csv", CSV_FILES["tags.csv"])
    dataset = read(tmp_path)
    assert dataset.rows == [
        {"id": "1", "title": "Heat", "year": 1995, "plot": "A thief.", "tags": ["toys"]},
        {"id": "2", "title": "Up", "plot": "Balloons."},
    ]
    assert [(event.item_id, event.value) for event in dataset.events] == [("1", 1.0), ("2", -1.0)]
    assert (dataset.schema or {})["plot"]["role"] == "text"
    assert "runtime" not in (dataset.schema or {}), "a column that no row has is not claimed"


def test_beauty_folder(tmp_path: Path) -> None:
    write(tmp_path / "sequences.txt", "1 10 2\n2 2\n")
    write(tmp_path / "item2attributes.json", '{"2": [7, 8]}')
    dataset = read(tmp_path)
    assert dataset.rows == [
        {"id": "2", "title": "Product 2", "attributes": ["7", "8"]},
        {"id": "10", "title": "Product 10"},
    ]
    assert dataset.events == [Event("1", "10", 0, 1.0), Event("1", "2", 1, 1.0), Event("2", "2", 0, 1.0)]
    write(tmp_path / "sequences.txt", "1 10 2\n2\n")
    with pytest.raises(CatalogError, match="line 2"):
        read(tmp_path)


def test_industrial_folder_uses_training_histories_only(tmp_path: Path) -> None:
    items = {
        str(n): {"title": f"Bolt {n}", "description": "['Long', \"it's\"]", "brand": "", "categories": ""}
        for n in range(6)
    }
    write(tmp_path / "items.json", json.dumps(items))
    write(tmp_path / "valid.csv", "user_id,history,target\nA,0 1,2\nA,0 1 2,3\nB,4,5\n")
    write(tmp_path / "test.csv", "user_id,history,target\nA,0 1 2 3,4\nC,2 3,4\nB,4 5,0\n")
    dataset = read(tmp_path)
    assert dataset.rows[0] == {"id": "0", "title": "Bolt 0", "description": "Long it's"}
    pairs = [(event.user_id, event.item_id) for event in dataset.events]
    assert pairs == [("A", "0"), ("A", "1"), ("C", "2"), ("C", "3")]


@pytest.mark.parametrize(
    ("value", "text"),
    [("['a', 'b\\n c']", "a b c"), ('["a", null]', "a None"), (["a", ""], "a"), ("[sic] plain", "[sic] plain"), (None, "")],
)  # fmt: skip
def test_lists_written_as_text_are_joined(value: object, text: str) -> None:
    assert joined_text(value) == text


def test_lastfm_folder(tmp_path: Path) -> None:
    artists = [
        {"item": 0, "hetrec_artist": 5, "name": "Low", "tags": ["slow"]},
        {"item": 1, "name": None, "coarse": ["rock"]},
    ]
    write(tmp_path / "artists.jsonl", lines(artists))
    write(tmp_path / "review_dict_train.json", '{"7": [1, 0]}')
    dataset = read(tmp_path)
    assert dataset.rows == [
        {"item": 0, "name": "Low", "tags": ["slow"]},
        {"item": 1, "name": "Artist 1", "coarse": ["rock"]},
    ]
    assert dataset.events == [Event("7", "1", 0, 1.0), Event("7", "0", 0, 1.0)]
    write(tmp_path / "review_dict_train.json", '{"7": [2]}')
    with pytest.raises(CatalogError, match="'2'"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("folder", "reader", "items", "events", "users"),
    [
        ("movies", "movies", 12_075, 100_836, 610),
        ("games", "table", 32_132, 53_197, 24_380),
        ("beauty", "beauty", 12_101, 198_502, 22_363),
        ("industrial", "industrial", 3_686, 13_018, 2_625),
        ("lastfm", "lastfm", 7_432, 52_910, 1_801),
    ],
)
def test_real_folders_are_read_whole(folder: str, reader: str, items: int, events: int, users: int) -> None:
    path = data_folder(folder)
    chosen = choose_reader(path, declared_readers())
    dataset = chosen.read(path)
    assert chosen.name == reader
    assert len(dataset.rows) == items
    assert len(dataset.events) == events
    assert len({event.user_id for event in dataset.events}) == users
    id_column = next(column for column, said in (dataset.schema or {}).items() if said.get("role") == "id")
    ids = {str(row[id_column]) for row in dataset.rows}
    assert len(ids) == items
    assert {event.item_id for event in dataset.events} <= ids
    assert all(-1 <= event.value <= 1 for event in dataset.events)


def test_purchases_of_the_games_are_read_like_any_interactions() -> None:
    found = read_events(data_folder("games") / "ownership.csv", ["377160", "22380"])
    assert found.events[0] == Event("2bf23d50c994", "377160", 0, 1.0)
    assert "skipped" in found.notes[-1]


# ---- the bundled films


def test_the_bundled_films_have_a_reader_of_their_own() -> None:
    path = bundled_films()
    reader = choose_reader(path, declared_readers())
    dataset = reader.read(path)
    assert isinstance(reader, FilmsReader)
    assert (dataset.name, dataset.source, dataset.noun, dataset.plural) == ("films", "synthetic", "film", "films")
    assert set(dataset.schema or {}) == set(FILM_COLUMNS)
    assert {event.item_id for event in dataset.events} <= {str(row["id"]) for row in dataset.rows}
    assert any("synthetic" in note for note in dataset.notes)


def test_a_film_with_an_empty_column_is_refused(tmp_path: Path) -> None:
    row: dict[str, object] = dict.fromkeys(FILM_COLUMNS, "x") | {"moods": []}
    with pytest.raises(CatalogError, match=r"line 1 has no value in: moods"):
        FilmsReader().read(write(tmp_path / "films.jsonl", lines([row])))
