"""What people say around names: titles on the table, names of people, how a film was, and talk that is no wish."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from agent.changes import Feel, Refer, Require, Wish, apply, next_turn
from agent.embedded.parser import Parser
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.constraint import Constraint
from recommenders.workspace import Workspace

ON_TABLE = ("2001: A Space Odyssey", "The Lord of the Rings: The Fellowship of the Ring", "Alien", "Up", "Fargo")


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def parser(workspace: Workspace) -> Parser:
    return Parser(workspace, dt.date(2026, 5, 4))


def item(parser: Parser, title: str) -> str:
    found = parser.linker.find(title)
    assert found is not None, title
    return parser.catalog.ids[found.rows[0]]


def read(parser: Parser, message: str, *slate: str) -> Understanding:
    shown = tuple(item(parser, title) for title in slate)
    return parser.parse(message, DialogueState(slate=shown, shown=shown, turn=1))


def felt(understood: Understanding) -> set[tuple[str, str]]:
    return {(c.feeling, i) for c in understood.changes if isinstance(c, Feel) for i in c.items}


def conditions(understood: Understanding) -> list[Constraint]:
    return [c.constraint for c in understood.changes if isinstance(c, Require)]


def wishes(understood: Understanding) -> str:
    return " ".join(c.text for c in understood.changes if isinstance(c, Wish))


ABOUT_ONE = {
    # what is on the table is meant before anything else of that name
    "watched 2001 last month, hated it": ("disliked", "2001: A Space Odyssey"),
    "2001 was lovely": ("liked", "2001: A Space Odyssey"),
    "I saw The Lord of the Rings ages ago and loved it": ("liked", "The Lord of the Rings: The Fellowship of the Ring"),
    "seen up": ("seen", "Up"),
    # how something was
    "Alien left me bored": ("disliked", "Alien"),
    "Alien bored us": ("disliked", "Alien"),
    "I had given up on Alien after an hour": ("disliked", "Alien"),
    "Alien fell flat": ("disliked", "Alien"),
    "I couldn't finish Alien": ("disliked", "Alien"),
    "I'm very fond of Alien": ("liked", "Alien"),
    "Alien was terrific": ("liked", "Alien"),
    "Alien was such a treat": ("liked", "Alien"),
    "Alien is right up our alley": ("liked", "Alien"),
    "Alien? Saw it, terrific": ("liked", "Alien"),
    # turned down, which says nothing of how it is
    "Alien just isn't for me": ("rejected", "Alien"),
}


@pytest.mark.parametrize("message", ABOUT_ONE)
def test_what_is_said_of_one(parser: Parser, message: str) -> None:
    feeling, title = ABOUT_ONE[message]
    assert felt(read(parser, message, *ON_TABLE)) == {(feeling, item(parser, title))}


@pytest.mark.parametrize(
    ("message", "liked", "disliked"),
    [
        ("I liked the first and the third, hated the fourth", {"2001: A Space Odyssey", "Alien"}, {"Up"}),
        ("Up was dull, Alien was great", {"Alien"}, {"Up"}),
        ("I loved Up and hated Alien", {"Up"}, {"Alien"}),
        ("loved Up, never seen Alien", {"Up"}, set()),
        ("I loved Up, Alien and the first one", {"Up", "Alien", "2001: A Space Odyssey"}, set()),
        ("I didn't enjoy Up or Alien", set(), {"Up", "Alien"}),
        ("I never saw Up but I loved Alien", {"Alien"}, set()),
    ],
)
def test_each_opinion_goes_to_its_own_film(parser: Parser, message: str, liked: set[str], disliked: set[str]) -> None:
    found = {each for each in felt(read(parser, message, *ON_TABLE)) if each[0] in ("liked", "disliked")}
    assert found == {("liked", item(parser, t)) for t in liked} | {("disliked", item(parser, t)) for t in disliked}


def test_not_liking_a_list_is_no_opinion_of_its_films(parser: Parser) -> None:
    assert {feeling for feeling, _ in felt(read(parser, "I don't fancy these", *ON_TABLE))} == {"rejected"}
    assert {feeling for feeling, _ in felt(read(parser, "seen all of these, didn't like them", *ON_TABLE))} == {"disliked"}


def test_words_inside_a_name_point_at_nothing(parser: Parser) -> None:
    said = read(parser, "what about The Last Emperor", *ON_TABLE)
    assert all(i != item(parser, "Fargo") for _, i in felt(said))
    assert not felt(read(parser, "I like both horror and comedy", *ON_TABLE))


def test_a_year_is_no_title_on_the_table(parser: Parser) -> None:
    assert felt(read(parser, "I love Amélie (2001)", *ON_TABLE)) == {("liked", item(parser, "Amélie"))}
    (year,) = conditions(read(parser, "something from 2001", *ON_TABLE))
    assert (year.op, year.values) == ("eq", (2001,))


@pytest.mark.parametrize(
    ("message", "names", "hard"),
    [
        ("anything by Kubrick", {"Stanley Kubrick"}, True),
        ("a Hitchcock thriller", {"Alfred Hitchcock"}, True),
        ("Kubrick please", {"Stanley Kubrick"}, True),
        ("by Stanley Kubrick", {"Stanley Kubrick"}, True),
        ("extra credit for something by Kubrick", {"Stanley Kubrick"}, False),
    ],
)
def test_a_name_is_heard(parser: Parser, message: str, names: set[str], hard: bool) -> None:
    people = [c for c in conditions(read(parser, message)) if c.field in ("directors", "actors")]
    assert {str(v) for c in people for v in c.values} == names
    assert {c.hard for c in people} == {hard}


@pytest.mark.parametrize(
    "message",
    ["yooo, what westerns do you have?", "heyyy any comedies?", "a film by Jimmy Kubrick", "something with kung fu", "Up? Nah. A western."],
)
def test_no_name_is_made_up(parser: Parser, message: str) -> None:
    assert not [c for c in conditions(read(parser, message)) if c.field in ("directors", "actors")]


@pytest.mark.parametrize(
    ("message", "hard"),
    [
        ("can we perhaps watch a western?", True),
        ("perhaps you know a western", True),
        ("a western", True),
        ("a western, if at all possible", False),
        ("ideally a western", False),
        ("a western would be lovely", True),
        ("a drama from the 1990s. A western would be lovely", False),
        ("if it's a western, all the better", False),
        ("better still, a western", False),
    ],
)
def test_politeness_is_no_wish_and_a_wish_no_condition(parser: Parser, message: str, hard: bool) -> None:
    western = [c for c in conditions(read(parser, message)) if "Western" in c.values]
    assert {c.hard for c in western} == {hard}


@pytest.mark.parametrize(
    "message",
    [
        "any others?",
        "I believe a western is in order",
        "hopefully a western, I appreciate the effort",
        "Good evening, kind assistant. I seek a western.",
        "A western. My neighbours are being noisy again.",
        "do you have other options",
        "a western that mixes in comedy",
        "I'm craving a western",
    ],
)
def test_talk_is_no_wish(parser: Parser, message: str) -> None:
    assert wishes(read(parser, message)) == ""
    assert not [c for c in conditions(read(parser, message)) if c.field == "about"]


@pytest.mark.parametrize("message", ["a thriller set on a flight", "a film about a wedding day", "looking for a holiday comedy"])
def test_what_only_looks_like_an_occasion_is_kept(parser: Parser, message: str) -> None:
    assert [c for c in read(parser, message).changes if isinstance(c, Wish)]


@pytest.mark.parametrize(
    ("message", "theme"),
    [
        ("films about hope", "hope"),
        ("a train movie", "train"),
        ("I'm craving robots", "robots"),
        ("I want dinosaurs", "dinosaurs"),
        ("zombies", "zombies"),
        ("My brother is obsessed with sharks. Something with sharks, please.", "sharks"),
    ],
)
def test_a_theme_is_a_wish(parser: Parser, message: str, theme: str) -> None:
    assert theme in wishes(read(parser, message)).split()


def test_a_feeling_is_no_title(parser: Parser) -> None:
    understood = read(parser, "I know Alien, obsessed", *ON_TABLE)
    assert felt(understood) == {("liked", item(parser, "Alien"))}
    assert [c.items for c in understood.changes if isinstance(c, Refer)] == [(item(parser, "Alien"),)]


# --- what is talked about next ---------------------------------------------------------------------------------------
def test_the_answer_to_which_is_what_that_one_means(parser: Parser) -> None:
    shown = tuple(item(parser, title) for title in ON_TABLE)
    table = DialogueState(slate=shown, shown=shown, turn=1)
    asked = parser.parse("which of these is the shortest?", table)
    state = apply(asked.changes, table)
    taken = parser.parse("I'll take that one", state)
    assert item(parser, "Up") in apply(taken.changes, next_turn(state)).liked


def test_asking_which_is_best_praises_nothing(parser: Parser) -> None:
    assert felt(read(parser, "which of them has the best rating?", *ON_TABLE)) == set()


def test_perfect_with_thanks_takes_what_was_talked_about(parser: Parser) -> None:
    assert read(parser, "that's perfect thanks", *ON_TABLE).intent == "done"


@pytest.mark.parametrize("message", ["a feel-good film for a rainy Sunday", "something for a wedding party"])
def test_an_occasion_is_no_theme(parser: Parser, message: str) -> None:
    assert not [c for c in conditions(read(parser, message)) if c.field == "about"]
