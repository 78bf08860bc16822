"""Limits, kinds and withdrawals as people say them to the embedded brain: what counts, and what must not be heard."""

from __future__ import annotations

from itertools import count

import pytest

from agent.agent import Agent
from agent.condition_words import condition_text
from agent.reply import Reply
from catalog.constraint import Constraint

_NUMBER = count()


@pytest.fixture
def agent(films_agent: Agent) -> Agent:
    return films_agent


def talk(agent: Agent, *messages: str) -> list[Reply]:
    name = f"limits {next(_NUMBER)}"
    replies = [agent.respond(message, conversation=name) for message in messages]
    agent.end(name)
    return replies


def asked(agent: Agent, *messages: str) -> set[str]:
    """What counts for certain after the messages."""
    return {condition_text(c, agent.workspace.catalog) for c in talk(agent, *messages)[-1].state.hard}


# --- taking back -----------------------------------------------------------------------------------------------------
KIND_GOES = [
    "the western part doesn't matter any more",
    "on reflection westerns aren't necessary",
    "I'm not dead set on westerns after all",
    "let's set the western thing aside",
    "scratch westerns",
    "a western is no longer a requirement",
    "it needn't be a western",
    "I don't insist on a western",
    "second thoughts about the western: whatever is good",
    "the genre is not a priority",
]


@pytest.mark.parametrize("words", KIND_GOES)
def test_a_kind_taken_back_is_neither_wanted_nor_refused(agent: Agent, words: str) -> None:
    assert asked(agent, "a western", "at most two hours", words) == {"runtime at most 120 minutes"}


@pytest.mark.parametrize(
    "words",
    ["the before 1990 bit doesn't matter now", "scratch the before 1990 part", "it doesn't have to be from before 1990",
     "I'm not that fussed about before 1990", "the year isn't important any longer", "the decade? doesn't matter"],
)  # fmt: skip
def test_a_limit_taken_back_goes_and_no_other_comes(agent: Agent, words: str) -> None:
    assert asked(agent, "a comedy", "before 1990", words) == {"Comedy"}


@pytest.mark.parametrize("words", ["Humphrey Bogart isn't essential", "let's put Humphrey Bogart to one side", "no need for Humphrey Bogart"])
def test_a_person_taken_back_goes(agent: Agent, words: str) -> None:
    assert asked(agent, "with Humphrey Bogart", "at most two hours", words) == {"runtime at most 120 minutes"}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("scratch the 1960s idea. I'd go for the 1990s", {"Comedy", "year between 1990 and 1999"}),
        ("comedy was a silly idea. a western, please", {"Western", "year between 1960 and 1969"}),
        ("I don't insist on the comedy, and please leave number 1 aside", {"year between 1960 and 1969"}),
    ],
)
def test_what_is_taken_back_makes_room_for_what_is_said_beside_it(agent: Agent, words: str, wanted: set[str]) -> None:
    assert asked(agent, "a comedy", "from the 1960s", words) == wanted


@pytest.mark.parametrize(
    ("words", "still"),
    [
        ("no longer than 90 minutes", {"Western", "runtime at most 90 minutes"}),
        ("not shorter than 90 minutes", {"Western", "runtime at least 90 minutes"}),
        ("these don't work for me", {"Western"}),
        ("it matters to me that it is short, 100 minutes at most", {"Western", "runtime at most 100 minutes"}),
    ],
)
def test_words_that_only_resemble_taking_back_leave_it(agent: Agent, words: str, still: set[str]) -> None:
    assert asked(agent, "a western", words) == still


def test_an_age_limit_stays_where_something_is_not_for_one(agent: Agent) -> None:
    kept = asked(agent, "rated PG at most", "those aren't for me. it has to be a musical for me")
    assert kept == {"certificate at most PG", "Musical"}
    assert asked(agent, "rated PG at most", "and now one for me") == set()


def test_dropping_something_on_somebody_is_no_refusal(agent: Agent) -> None:
    assert "genres not Western" not in asked(agent, "drop a western on us")


# --- fields left open ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    ["the runtime is all the same to me", "runtime? not a clue", "I'm easy about the runtime", "any runtime is fine", "runtime is up to you",
     "I really couldn't say, as for the runtime"],
)  # fmt: skip
def test_a_field_left_open_asks_for_nothing(agent: Agent, words: str) -> None:
    reply = talk(agent, "a western", words)[-1]
    assert reply.type == "recommend"
    assert {c.field for c in reply.state.hard} == {"genres"}
    assert not reply.state.avoids


def test_what_is_said_beside_a_field_left_open_counts(agent: Agent) -> None:
    wanted = asked(agent, "a western", "year? no idea. at most two hours, please")
    assert wanted == {"Western", "runtime at most 120 minutes"}


@pytest.mark.parametrize("words", ["any kind", "Any sort is welcome.", "any type of mood", "Any kind of mood is fine"])
def test_any_kind_answers_what_was_asked_and_leaves_the_kind_alone(agent: Agent, words: str) -> None:
    conversation = f"any {words}"
    asked = agent.respond("something in the way of a western", conversation=conversation)
    assert asked.question is not None
    assert asked.question.field == "moods"
    reply = agent.respond(words, conversation=conversation)
    assert [c.describe() for c in reply.state.hard] == ["genres Western"]


@pytest.mark.parametrize("words", ["westerns were never my thing, I can't bear westerns", "I never cared for westerns"])
def test_what_somebody_never_liked_is_not_asked_for(agent: Agent, words: str) -> None:
    reply = agent.respond(words, conversation=f"never {words}")
    assert [c.describe() for c in reply.state.hard] == ["genres not Western"]


def test_a_question_about_a_field_stays_one(agent: Agent) -> None:
    reply = talk(agent, "a western", "what's the runtime of the first one?")[-1]
    assert reply.type == "answer"
    assert "minutes" in reply.text


# --- limits ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("those are too long, I have 100 minutes at most", "runtime at most 100 minutes"),
        ("number 2 is too recent, something from before 1970", "before 1970"),
        ("far too old for us! nothing before 1990", "since 1990"),
    ],
)
def test_an_exact_limit_beside_a_comparison_is_the_only_one(agent: Agent, words: str, limit: str) -> None:
    assert asked(agent, "a comedy", words) == {"Comedy", limit}


def test_a_comparison_alone_sets_a_limit_in_whole_years(agent: Agent) -> None:
    *_, second = talk(agent, "a comedy", "these are too old")
    (limit,) = [c for c in second.state.hard if c.field == "year"]
    assert isinstance(limit.value, int)
    assert limit.op == "gt"


def test_one_that_is_too_long_is_what_it_is_compared_with(agent: Agent) -> None:
    first, second = talk(agent, "a drama", "the second one is too long")
    catalog = agent.workspace.catalog
    minutes = catalog.item(catalog.row_of(first.slate[1].item_id)).values("runtime")[0]
    assert {(c.op, str(c.value)) for c in second.state.hard if c.field == "runtime"} == {("lt", minutes)}


@pytest.mark.parametrize("words", ["G at the most", "it must be G at most", "nothing higher than G", "at most G please"])
def test_certificates_of_one_letter(agent: Agent, words: str) -> None:
    assert asked(agent, words) == {"certificate at most G"}


def test_a_theme_of_teenagers_sets_no_age(agent: Agent) -> None:
    assert asked(agent, "something with teen angst in it") == set()
    assert asked(agent, "something for my teenagers") == {"certificate at most PG-13"}


# --- requests that look like something else --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("help me choose a western", {"Western"}),
        ("help us find a musical from the 1950s", {"Musical", "year between 1950 and 1959"}),
        ("do you happen to have a western?", {"Western"}),
        ("might it be a western?", {"Western"}),
        ("could we have some musical?", {"Musical"}),
        ("a western", {"Western"}),
        ("A musical", {"Musical"}),
        ("a western from 1952 or later", {"Western", "since 1952"}),
    ],
)
def test_a_request_is_heard_in_whatever_form(agent: Agent, words: str, wanted: set[str]) -> None:
    assert asked(agent, words) == wanted


@pytest.mark.parametrize("words", ["help", "help!", "help me please"])
def test_help_alone_explains(agent: Agent, words: str) -> None:
    assert talk(agent, words)[-1].type == "chat"


# --- kinds -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["a children's film", "something for kids' movie night, a kids film"])
def test_children_and_family_are_two_kinds_where_the_catalog_has_both(movies_agent: Agent, words: str) -> None:
    kinds = [c for c in talk(movies_agent, words)[-1].state.hard if c.field == "genres"]
    assert [str(v) for c in kinds for v in c.values] == ["Children"]


def test_a_kind_for_children_beside_another_kind_is_no_company(movies_agent: Agent) -> None:
    kinds = [c.values for c in talk(movies_agent, "both animation and kids")[-1].state.hard]
    assert ("Family", "Children") not in kinds
    assert {str(v) for values in kinds for v in values} == {"Animation", "Children"}


def test_a_romantic_drama_is_both(agent: Agent) -> None:
    assert asked(agent, "a romantic drama") == {"Romance", "Drama"}


def test_conditions_of_later_messages_are_added(agent: Agent) -> None:
    wanted = asked(agent, "a comedy", "a film from the 1980s please", "a film of two hours at most please")
    assert wanted == {"Comedy", "year between 1980 and 1989", "runtime at most 120 minutes"}


def test_asking_for_other_options_gives_nobody_up(agent: Agent) -> None:
    *_, reply = talk(agent, "with Humphrey Bogart", "any other options?", "other suggestions, please")
    assert {c.field for c in reply.state.hard} == {"cast"}


def test_kinds_that_must_all_hold_are_said_so(agent: Agent) -> None:
    catalog = agent.workspace.catalog
    both = Constraint(field="genres", op="all_of", value=("Drama", "Comedy"))
    assert condition_text(both, catalog) == "Drama and Comedy"
    assert condition_text(both.model_copy(update={"op": "any_of"}), catalog) == "Drama or Comedy"


# --- how a request is put --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("A drama would be great.", {"Drama"}),
        ("I should prefer a thriller from the 1990s", {"Thriller", "year between 1990 and 1999"}),
        ("a film with both comedy and romance sounds good", {"Comedy", "Romance"}),
        ("oh wow, something mixing drama and thriller would be great, no westerns", {"Drama", "Thriller", "genres not Western"}),
        ("I'd go with comedy and romance in one", {"Comedy", "Romance"}),
        ("a drama, please. I prefer to avoid comedies", {"Drama", "genres not Comedy"}),
        ("I dont care for dramas", {"genres not Drama"}),
        ("A horror movie.", {"Horror"}),
        ("hii, what thrillers r good? loved alien btw", {"Thriller"}),
        ("any kind, i really like movies with tom hanks, do you have any", {"cast Tom Hanks"}),
        ("any kind, i want to watch something with humphrey bogart", {"cast Humphrey Bogart"}),
        ("Hello and thank you for your time, might you have a comedy?", {"Comedy"}),
        ("what are some good movies older than 1970 to watch?", {"before 1970"}),
        ("could we perhaps try a film rated PG-13 or lower?", {"certificate at most PG-13"}),
        ("might it be a film, G or milder?", {"certificate at most G"}),
        ("got comedies? no way im doing thrillers", {"Comedy", "genres not Thriller"}),
        ("thrillers is a no from me", {"genres not Thriller"}),
        ("do you hqve sme westerns", {"Western"}),
        ("I do not wsih for action", {"genres not Action"}),
    ],
)
def test_what_is_asked_for_counts_however_it_is_put(agent: Agent, message: str, wanted: set[str]) -> None:
    assert asked(agent, "good evening", message) == wanted


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("a thriller please. Something French would be nice", {"Thriller"}),
        ("it would be great if it was a comedy", set()),
        ("a comedy would be a bonus", set()),
        ("I prefer comedies", set()),
    ],
)
def test_what_is_only_preferred_does_not_count_for_certain(agent: Agent, message: str, wanted: set[str]) -> None:
    assert asked(agent, "good evening", message) == wanted


@pytest.mark.parametrize(
    ("before", "message", "wanted"),
    [
        ("a drama", "number 2 is not what I seek, which is a western", {"Drama", "Western"}),
        ("a drama", "I have seen Alien. I'd rather watch something starring Tom Hanks than number 1. Any runtime", {"Drama", "cast Tom Hanks"}),
        ("a crime film", "Actually skip the crime condition. Can you find a comedy? I like any runtime", {"Comedy"}),
        ("a drama", "number 1? seen it. number 2 isn't for me. should be from the 1940s. no pref on runtime", {"Drama", "year between 1940 and 1949"}),
        ("with Robert Downey Jr.", "Robert Downey Jr. was a bad idea, ignore that. I was hoping for something starring Tom Hanks instead", {"cast Tom Hanks"}),
        ("from the 1990s", "nvm the 90s thing, gimme something older than 2000. whatever content rating is fine", {"before 2000"}),
        ("a comedy", "I love films made before 1970, do you know any? i like any content rating", {"Comedy", "before 1970"}),
    ],
)
def test_a_condition_is_heard_among_other_things(agent: Agent, before: str, message: str, wanted: set[str]) -> None:
    assert asked(agent, before, message) == wanted


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("I'd rather have a comedy than a drama", {"Comedy", "genres not Drama"}),
        ("more of a thriller than a western", {"Thriller", "genres not Western"}),
        ("longer than 2 hours is no problem, a western", {"Western"}),
        ("it has to be under two and a half hours", {"runtime under 150 minutes"}),
        ("I'd rather watch something longer than 2 hours", {"runtime over 120 minutes"}),
    ],
)
def test_what_is_compared_is_not_asked_for(agent: Agent, message: str, wanted: set[str]) -> None:
    assert asked(agent, "good evening", message) == wanted


def test_what_is_said_to_be_fine_lifts_a_limit(agent: Agent) -> None:
    assert asked(agent, "a western under 2 hours", "over 2 hours is fine") == {"Western"}


def test_what_is_taken_back_ends_with_its_sentence(agent: Agent) -> None:
    said = "I no longer insist on children's. I like dramas, do you know any?"
    assert asked(agent, "a children's film", said) == {"Drama"}
