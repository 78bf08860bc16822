"""Word search: what is found, in which order, and that no text can break it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.words import WordIndex, WordRow

ROWS = [
    WordRow("Jurassic Park", "Steven Spielberg Laura Dern", "dinosaur theme park", "Cloned animals break loose."),
    WordRow("The Lost Valley", "Ann Someone", "cowboys", "A cowboy meets a dinosaur; nobody finds a park."),
    WordRow("Amélie", "Audrey Tautou", "paris romance", "A shy waitress helps others."),
    WordRow("It", "Andy Muschietti", "clown horror", "A clown returns."),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WordIndex:
    return WordIndex.build(tmp_path_factory.mktemp("words") / "words.sqlite", ROWS)


def found(index: WordIndex, text: str) -> list[int]:
    return [int(row) for row in index.search(text)[0]]


def test_title_and_keywords_weigh_more_than_text(index: WordIndex) -> None:
    rows, scores = index.search("dinosaur park")
    assert rows.tolist() == [0, 1]
    assert scores[0] > scores[1] > 0
    assert rows.dtype == np.int64


def test_forms_of_a_word_and_diacritics_match(index: WordIndex) -> None:
    assert found(index, "dinosaurs")[0] == 0
    assert found(index, "amelie") == found(index, "AMÉLIE") == [2]


def test_grammar_words_are_dropped_unless_alone(index: WordIndex) -> None:
    assert found(index, "the one with the dinosaurs")[0] == 0
    assert found(index, "it")[0] == 3


def test_falls_back_to_beginnings_and_then_to_any_word(index: WordIndex) -> None:
    assert found(index, "spielb dino") == [0]
    assert set(found(index, "clown waitress submarine")) == {2, 3}
    assert found(index, "submarine") == []


def test_limit(index: WordIndex) -> None:
    assert len(index.search("dinosaur", limit=1)[0]) == 1
    assert len(index.search("dinosaur", limit=0)[0]) == 0


@given(st.text(max_size=80))
def test_any_text_is_safe(index: WordIndex, text: str) -> None:
    rows, scores = index.search(text)
    assert len(rows) == len(scores) == len(set(rows.tolist()))
    assert all(0 <= row < len(ROWS) for row in rows)
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("text", ['" OR 1=1 --', "title:park NEAR(x)", "park) UNION SELECT *", "a" * 20_000, "\x00\ud800", "* ^ -"])
def test_query_syntax_is_only_words(index: WordIndex, text: str) -> None:
    assert set(found(index, text)) <= {0, 1, 2, 3}


def test_threads_may_share_an_index(index: WordIndex) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: found(index, "dinosaur park"), range(40)))
    assert results == [[0, 1]] * 40


def test_any_file_name_will_do(tmp_path: Path) -> None:
    index = WordIndex.build(tmp_path / "name with # and ?.sqlite", ROWS)
    assert found(index, "clown") == [3]


def test_closed_index_says_so(tmp_path: Path) -> None:
    index = WordIndex.build(tmp_path / "words.sqlite", ROWS)
    index.close()
    index.close()
    with pytest.raises(CatalogError, match="cannot be read"):
        found(index, "clown")


def test_missing_and_damaged_files_are_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no word index"):
        WordIndex(tmp_path / "none.sqlite")
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"not a database" * 100)
    with pytest.raises(CatalogError, match="cannot be read"):
        WordIndex(damaged)
