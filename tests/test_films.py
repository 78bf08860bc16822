"""The bundled films: complete, plausible, varied, and right where a second, independent list can tell."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from catalog.films.reader import bundled_films

FILMS: list[dict[str, Any]] = [json.loads(line) for line in bundled_films().read_text(encoding="utf-8").splitlines()]
FACTS = json.loads(Path(__file__).with_name("film_facts.json").read_text(encoding="utf-8"))
COLUMNS = {
    "id", "title", "year", "genres", "directors", "cast", "countries", "languages", "runtime", "certificate", "moods",
    "keywords", "synopsis", "renown",
}  # fmt: skip
GENRES = {
    "Action", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy",
    "Film-Noir",
    "History", "Horror", "Music", "Musical", "Mystery", "Romance", "Sci-Fi", "Sport", "Thriller", "War", "Western",
}  # fmt: skip


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def test_there_are_enough_films_and_every_id_is_unique() -> None:
    assert len(FILMS) >= 400
    assert len({film["id"] for film in FILMS}) == len(FILMS)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", film["id"]) for film in FILMS)


def test_no_title_of_one_year_occurs_twice() -> None:
    twice = [key for key, n in Counter((plain(f["title"]), f["year"]) for f in FILMS).items() if n > 1]
    assert twice == []


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_no_field_is_empty(column: str) -> None:
    assert [film["id"] for film in FILMS if not film.get(column)] == []


def test_no_list_holds_blanks_or_repeats() -> None:
    for film in FILMS:
        for column in ("genres", "directors", "cast", "countries", "languages", "moods", "keywords"):
            values = film[column]
            assert all(isinstance(v, str) and v == v.strip() and v for v in values), (film["id"], column)
            assert len({plain(v) for v in values}) == len(values), (film["id"], column)


def test_years_and_runtimes_are_plausible() -> None:
    assert [f["id"] for f in FILMS if not 1920 <= f["year"] <= 2025] == []
    assert [f["id"] for f in FILMS if not 40 <= f["runtime"] <= 330] == []


def test_every_decade_is_there() -> None:
    assert {film["year"] // 10 * 10 for film in FILMS} == set(range(1920, 2030, 10))


def test_films_come_from_many_countries() -> None:
    assert len({country for film in FILMS for country in film["countries"]}) >= 25


def test_every_genre_is_there_and_no_other_word() -> None:
    assert {genre for film in FILMS for genre in film["genres"]} == GENRES


def test_the_list_has_forty_films_or_more() -> None:
    assert len(FACTS) >= 40


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact['title']} {fact['year']}")
def test_a_second_list_agrees(fact: dict[str, Any]) -> None:
    found = [f for f in FILMS if plain(f["title"]) == plain(fact["title"]) and f["year"] == fact["year"]]
    assert len(found) == 1, [(f["title"], f["year"]) for f in FILMS if plain(f["title"]) == plain(fact["title"])]
    film = found[0]
    surname = plain(fact["director"]).split()[-1]
    assert any(surname in plain(name).split() for name in film["directors"]), film["directors"]
    assert abs(film["runtime"] - fact["runtime"]) <= 3
    assert fact["country"] in film["countries"]


def test_no_two_synopses_share_eight_words() -> None:
    runs: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for film in FILMS:
        words = re.findall(r"[\w']+", plain(film["synopsis"]))
        for start in range(len(words) - 7):
            runs[tuple(words[start : start + 8])].add(film["id"])
    assert {" ".join(run): sorted(ids) for run, ids in runs.items() if len(ids) > 1} == {}
