"""Turning down what is on the table, one item or the list, and what is no refusal: read by the embedded brain."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from agent.changes import apply, next_turn
from agent.embedded.parser import Parser
from agent.state import DialogueState, Pending
from agent.understanding import Understanding
from recommenders.workspace import Workspace

SHOWN = ("The Matrix", "Amélie", "Alien", "Notting Hill", "Blade Runner")


@pytest.fixture(scope="module")
def parser(films_workspace: Path) -> Parser:
    return Parser(Workspace.open(films_workspace), dt.date(2026, 5, 4))


@pytest.fixture(scope="module")
def table(parser: Parser) -> DialogueState:
    """The state with five well-known films on the table."""
    catalog = parser.catalog
    ids = dict(zip(catalog.titles, catalog.ids, strict=True))
    slate = tuple(ids[title] for title in SHOWN)
    return DialogueState(slate=slate, shown=slate)


def read(parser: Parser, message: str, state: DialogueState) -> tuple[Understanding, DialogueState]:
    understanding = parser.parse(message, state)
    return understanding, apply(understanding.changes, next_turn(state))


def titles(parser: Parser, items: tuple[str, ...]) -> set[str]:
    return {parser.catalog.titles[parser.catalog.row_of(item)] for item in items}


def conditions(state: DialogueState) -> set[str]:
    return {constraint.describe() for constraint in state.hard}


ONE = {
    "Blade Runner? Nope.": {"Blade Runner"},
    "The third one and the last one can both go.": {"Alien", "Blade Runner"},
    "I'll skip Alien, thanks.": {"Alien"},
    "Give Notting Hill a miss, would you": {"Notting Hill"},
    "number 5 misses the mark for me": {"Blade Runner"},
    "Take out Alien": {"Alien"},
    "I doubt the second would suit me": {"Amélie"},
    "Not in the mood for number 4": {"Notting Hill"},
    "I haven't seen Alien. That one isn't for me.": {"Alien"},
    "Alien? Not my kind of film.": {"Alien"},
    "Notting Hill doesn't sound that good to me.": {"Notting Hill"},
    "I don't think I'd enjoy number 3": {"Alien"},
    "the rest can go, but I like the third": {"The Matrix", "Amélie", "Notting Hill", "Blade Runner"},
}
LIST = (
    "Nothing in this batch interests me.",
    "Sadly none of the above speak to us.",
    "those just aren't for us",
    "You struck out, no luck at all.",
    "I'd sooner not watch any of these.",
    "Not those again",
    "they're not what we were after",
    "these all look a bit old",
    "pass",
)
WITH_A_WISH = {
    "Alien is a hard no. It has to be a musical.": ({"Alien"}, {"genres Musical"}),
    "Alien is a no, a musical please": ({"Alien"}, {"genres Musical"}),
    "Not quite convinced by the second, so no. Must be a western.": ({"Amélie"}, {"genres Western"}),
    "Replace the fourth with a western.": ({"Notting Hill"}, {"genres Western"}),
    "Could you trade these in for a musical?": (set(SHOWN), {"genres Musical"}),
    "I would rather see a musical than Blade Runner.": ({"Blade Runner"}, {"genres Musical"}),
    "Cross number 1 off. Needs to be in the 1980s.": ({"The Matrix"}, {"year between 1980 and 1989"}),
    "Loved Amélie, it was great. The first is out. It ought to be from the eighties.": (
        {"The Matrix"},
        {"year between 1980 and 1989"},
    ),
    "Those are fine, but I want a western": (set(SHOWN), {"genres Western"}),
}
KEPT = (
    "Is the first one too long?",
    "I haven't seen these.",
    "Don't swap these, they're great",
    "if Alien doesn't work, there's always Amélie",
    "something not as scary as Alien",
    "I can't get enough of Alien",
    "I'm interested in Alien",
    "Nothing can top Blade Runner for me",
    "I've seen the first and loved it. It isn't too long.",
    "I loved Alien but it's too long for tonight",
    "No horror, please",
    "a comedy that isn't too sad",
    "What is the third one about?",
)


@pytest.mark.parametrize("message", ONE)
def test_one_is_turned_down(parser: Parser, table: DialogueState, message: str) -> None:
    understanding, state = read(parser, message, table)
    assert titles(parser, state.rejected) == ONE[message]
    assert not state.disliked
    assert understanding.intent == "recommend"
    assert conditions(state) == set()


@pytest.mark.parametrize("message", LIST)
def test_a_list_is_turned_down(parser: Parser, table: DialogueState, message: str) -> None:
    understanding, state = read(parser, message, table)
    assert titles(parser, state.rejected) == set(SHOWN)
    assert state.disliked == ()
    assert state.liked == ()
    assert understanding.intent == "recommend"
    assert not [c for c in state.hard if c.field == "about"]


@pytest.mark.parametrize("message", WITH_A_WISH)
def test_what_is_wanted_instead_is_heard_beside_it(parser: Parser, table: DialogueState, message: str) -> None:
    _, state = read(parser, message, table)
    rejected, wanted = WITH_A_WISH[message]
    assert titles(parser, state.rejected) == rejected
    assert conditions(state) == wanted


@pytest.mark.parametrize("message", KEPT)
def test_what_turns_nothing_down(parser: Parser, table: DialogueState, message: str) -> None:
    _, state = read(parser, message, table)
    assert state.rejected == ()


def test_an_earlier_item_is_turned_down_by_name(parser: Parser, table: DialogueState) -> None:
    later = table.with_(slate=table.slate[:2])
    _, state = read(parser, "Notting Hill is out for me", later)
    assert titles(parser, state.rejected) == {"Notting Hill"}


def test_without_a_list_there_is_nothing_to_turn_down(parser: Parser) -> None:
    for message in ("none of these appeal", "no luck", "pass", "number 2 can go"):
        _, state = read(parser, message, DialogueState())
        assert state.rejected == ()


def test_an_item_that_was_seen_stays_seen(parser: Parser, table: DialogueState) -> None:
    _, state = read(parser, "I've seen the first. None of the others grab me.", table)
    assert titles(parser, state.seen) == {"The Matrix"}


EXCLUDED = {
    "Spare me the musicals.": "genres not Musical",
    "Westerns? No thanks.": "genres not Western",
    "Horror I can live without.": "genres not Horror",
    "leave horror out of it": "genres not Horror",
    "I've no appetite for war films tonight": "genres not War",
    "hard pass on the horror": "genres not Horror",
    "We don't wish for musicals": "genres not Musical",
    "please don't suggest horror": "genres not Horror",
}
REQUIRED = {
    "I wouldn't mind a western.": "genres Western",
    "No. It must be a western.": "genres Western",
    "No rush at all, take your time. A western?": "genres Western",
    "Drop a western on my lap": "genres Western",
    "no clue what to see, a western I guess": "genres Western",
}


@pytest.mark.parametrize("message", EXCLUDED)
def test_what_is_not_wanted_is_excluded(parser: Parser, message: str) -> None:
    _, state = read(parser, message, DialogueState())
    assert conditions(state) == {EXCLUDED[message]}


@pytest.mark.parametrize("message", REQUIRED)
def test_a_no_elsewhere_excludes_nothing(parser: Parser, message: str) -> None:
    _, state = read(parser, message, DialogueState())
    assert conditions(state) == {REQUIRED[message]}


@pytest.mark.parametrize("message", ["no clue, honestly", "No hurry.", "no preference on the origin", "it's not a big deal"])
def test_a_no_of_the_talk_is_no_condition(parser: Parser, message: str) -> None:
    _, state = read(parser, message, DialogueState())
    assert state.constraints == ()


# --- answers to questions --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("message", ["nobody in particular", "no", "Not really.", "no one comes to mind"])
def test_no_turns_nothing_down_where_it_answers_who_should_be_in_it(parser: Parser, table: DialogueState, message: str) -> None:
    waiting = replace(table, pending=Pending("cast", "Anyone you would like to see in it?", ("Tom Hanks", "Cary Grant")))
    understanding, state = read(parser, message, waiting)
    assert not state.rejected
    assert not state.constraints
    assert not state.wishes
    assert understanding.intent == "recommend"


def test_any_kind_is_understood_whatever_the_question_was_about(parser: Parser, table: DialogueState) -> None:
    title = parser.catalog.schema.title_field.name
    _, state = read(parser, "Any kind.", replace(table, pending=Pending(title, "Which “Alien” do you mean?", items=table.slate[:2])))
    assert not state.constraints


def test_the_ones_by_somebody_are_not_the_list(parser: Parser, table: DialogueState) -> None:
    _, state = read(parser, "not the ones by Ridley Scott please", table)
    assert not state.rejected
    assert conditions(state) == {"directors not Ridley Scott"}


@pytest.mark.parametrize("message", ["seen them all", "seen all", "I've already seen all of these"])
def test_a_list_that_was_seen_is_known(parser: Parser, table: DialogueState, message: str) -> None:
    _, state = read(parser, message, table)
    assert set(state.seen) == set(table.slate)


@pytest.mark.parametrize("message", ["nope, don't like the look of that one", "I don't like the look of the second one"])
def test_what_does_not_look_good_is_not_taken(parser: Parser, table: DialogueState, message: str) -> None:
    understanding, state = read(parser, message, table)
    assert understanding.intent == "recommend"
    assert not state.liked
