"""Titles: how they are shown and how they are compared."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.titles import display_title, short_title, split_title, split_words, title_key


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Usual Suspects, The", "The Usual Suspects"),
        ("Goofy Movie, A", "A Goofy Movie"),
        ("Hate (Haine, La) (1995)", "Hate (Haine, La)"),
        ("Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il)", "The Good, the Bad and the Ugly (Buono, il brutto, il cattivo, Il)"),
        ("Avventura, L'", "L'Avventura"),
        ("Me, Myself & Irene", "Me, Myself & Irene"),
        ("Godfather: Part II, The", "The Godfather: Part II"),
        ("(500) Days of Summer", "(500) Days of Summer"),
        ("Toy Story", "Toy Story"),
        ("", ""),
    ],
)
def test_display(raw: str, shown: str) -> None:
    assert display_title(raw) == shown


def test_alternates_and_year() -> None:
    names, year = split_title("City of Lost Children, The (Cité des enfants perdus, La) (1995)")
    assert names == ("The City of Lost Children", "La Cité des enfants perdus")
    assert year == 1995
    assert split_title("Seven (a.k.a. Se7en)") == (("Seven", "Se7en"), None)
    assert short_title("Léon: The Professional (a.k.a. The Professional) (Léon)") == "Léon: The Professional"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amélie", "amelie"),
        ("L.A. Confidential", "LA confidential"),
        ("Ocean's Eleven", "oceans 11"),
        ("Fast & Furious", "fast and furious"),
        ("Rocky III", "rocky 3"),
        ("Mission: Impossible", "mission impossible"),
        ("M*A*S*H", "mash"),
        ("Kill Bill, Volume Two", "kill bill vol. 2"),
        ("WALL·E", "wall-e"),
        ("Østlig Æra", "ostlig aera"),
    ],
)
def test_same_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


@given(st.text(max_size=60))
def test_keys_are_stable_and_words_stay_in_place(text: str) -> None:
    assert title_key(title_key(text)) == title_key(text)
    words = split_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))


@given(st.text(max_size=60))
def test_display_is_stable_in_meaning(text: str) -> None:
    names, _ = split_title(text)
    assert names
    assert short_title(text) == names[0]
