"""Within a conversation: taking back, going against oneself, how long something holds, and old wishes that fade."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from agent.agent import Agent, load_agent
from agent.changes import Drop, NewTopic, Require, Reset, Scope, Settle, Undo, Wish, apply, next_turn
from agent.contradiction import gave_way
from agent.embedded.parser import Parser
from agent.language.draft import Condition, Draft
from agent.language.easy import easy_reading
from agent.language.resolve import resolve
from agent.reply import Reply
from agent.state import DialogueState
from agent.state_json import state_from_json, state_to_json
from agent.store import Store
from catalog.constraint import Constraint
from recommenders.workspace import Workspace

DAY = dt.date(2026, 5, 4)


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture
def agent(workspace: Workspace, tmp_path: Path) -> Agent:
    return load_agent(workspace, "embedded", today=DAY, store=Store(f"sqlite:///{tmp_path}/store.sqlite"))


def talk(agent: Agent, *messages: str, user: str | None = "ann") -> list[Reply]:
    return [agent.respond(message, user=user) for message in messages]


def held(reply: Reply) -> list[tuple[str, str, tuple[object, ...]]]:
    return [(c.field, c.op, c.values) for c in reply.state.constraints]


def said(*turns: tuple[object, ...]) -> DialogueState:
    """The state after turns of changes."""
    state = DialogueState()
    for changes in turns:
        state = apply(changes, next_turn(state))  # type: ignore[arg-type]
    return state


def soft(value: str, turn: int) -> Require:
    return Require(constraint=Constraint(field="moods", op="any_of", value=(value,), hard=False, turn=turn))


# --- undo ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    ["undo that", "undo", "scratch that", "Scratch that last one.", "forget what I just said", "no, take that back", "oops, forget that",
     "I didn't mean that", "undo my last message", "strike that", "go back a step"],
)  # fmt: skip
def test_undo_goes_back_to_what_was_said_before(agent: Agent, words: str) -> None:
    first, second, undone = talk(agent, "a comedy", "from the 90s", words)
    assert held(second) != held(first)
    assert held(undone) == held(first)
    assert "I took back" in undone.lead
    assert "1990" in undone.lead
    assert set(undone.state.shown) == {shown.item_id for shown in undone.slate}  # what was shown may come again


@pytest.mark.parametrize("words", ["undo the curse, a film about witches", "a film about a man who can't go back", "I take back seats"])
def test_words_that_only_resemble_undo_take_nothing_back(agent: Agent, words: str) -> None:
    *_, reply = talk(agent, "a comedy", words)
    assert "I took" not in reply.lead


def test_undo_repeats_skips_talk_and_ends(agent: Agent) -> None:
    talk(agent, "a comedy", "from the 90s", "thanks", "who directed the first one?")
    assert [v for _, _, v in held(talk(agent, "undo that")[0])] == [("Comedy",)]
    assert held(talk(agent, "undo that")[0]) == []
    assert "nothing to take back" in talk(agent, "undo that")[0].text


def test_what_is_said_with_the_undo_counts(agent: Agent) -> None:
    _, reply = talk(agent, "a comedy from the 90s", "scratch that, a western")
    assert held(reply) == [("genres", "any_of", ("Western",))]


def test_meaning_something_else_replaces_only_that(agent: Agent) -> None:
    _, years, _, item = talk(agent, "French comedies from the 90s", "no, I meant the 80s", "I loved Heat", "sorry, I meant Alien")
    assert {(field, values) for field, _, values in held(years)} >= {("genres", ("Comedy",)), ("year", (1980, 1989))}
    assert ("year", "between", (1990, 1999)) not in held(years)
    assert item.state.liked == ("alien-1979",)


def test_undo_takes_back_feelings_and_what_was_remembered(agent: Agent) -> None:
    *_, undone = talk(agent, "I love Miyazaki", "I've seen Alien", "undo that", "undo that")
    assert undone.state.seen == ()
    assert undone.state.profile is not None
    assert undone.state.profile.facts == ()
    assert talk(agent, "I hate horror", "start over", "undo that")[-1].state.hard


def test_undo_survives_being_kept() -> None:
    state = said((Wish(text="slow"),), (Wish(text="funny"),))
    again = state_from_json(state_to_json(state))
    assert apply([Undo()], next_turn(again)).wishes == ("slow",)


def test_what_can_be_taken_back_is_bounded() -> None:
    state = said(*((Wish(text=f"wish {n}", replace=True),) for n in range(40)))
    assert len(state.past) <= 8
    assert apply([Undo()], next_turn(state)).wishes == ("wish 38",)


def test_a_language_model_takes_back_as_the_parser_does(workspace: Workspace, agent: Agent) -> None:
    comedy, years = talk(agent, "a comedy", "from the 90s")
    genre = Condition(field="genres", op="any_of", value=("Western",))
    draft = Draft(intent="recommend", undo=True, require=(genre,))
    changes = resolve(draft, "scratch that, a western", years.state, workspace, agent.tools).understanding.changes
    state = apply(changes, next_turn(years.state))
    assert [c.values for c in state.constraints] == [("Comedy",), ("Western",)]
    assert held(comedy) == [("genres", "any_of", ("Comedy",))]


@pytest.mark.parametrize("words", ["undo that", "always", "just for tonight", "some horror is fine"])
def test_a_model_is_not_asked_what_it_means(workspace: Workspace, agent: Agent, words: str) -> None:
    *_, asked = talk(agent, "no horror", "The Shining was great")
    reading = easy_reading(Parser(workspace, DAY), words, asked.state)
    assert reading is not None
    assert {type(change) for change in reading.changes} <= {Undo, Scope, Drop, Settle}


# --- going against oneself -------------------------------------------------------------------------------------------
CLASH = "The Shining is horror, which you asked me to leave out: keep it out, or is some horror fine?"


@pytest.mark.parametrize("liking", ["The Shining was great", "I loved The Shining", "something like The Shining"])
def test_liking_what_was_excluded_is_asked_about(agent: Agent, liking: str) -> None:
    _, asked = talk(agent, "no horror", liking)
    assert asked.question is not None
    assert asked.question.text == CLASH
    assert asked.question.options == ("keep horror out", "some horror is fine")
    assert held(asked) == [("genres", "none_of", ("Horror",))]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [("keep horror out", True), ("some horror is fine", False), ("keep it out please", True), ("no", True), ("yes, that's fine", False),
     ("Some horror is fine", False)],
)  # fmt: skip
def test_its_answers_work(agent: Agent, answer: str, kept: bool) -> None:
    *_, reply = talk(agent, "no horror", "The Shining was great", answer)
    assert bool(held(reply)) == kept
    assert reply.state.liked == ("the-shining-1980",)
    assert reply.question is None or reply.question.text != CLASH
    if kept:
        assert "and horror stays out" in talk(agent, "I also loved Alien")[0].lead


def test_another_message_leaves_the_exclusion(agent: Agent) -> None:
    *_, reply = talk(agent, "no horror", "The Shining was great", "something from the 80s")
    assert ("genres", "none_of", ("Horror",)) in held(reply)


def test_what_is_said_in_one_breath_is_meant(agent: Agent) -> None:
    (reply,) = talk(agent, "I hate horror but I loved The Shining")
    assert "The Shining is horror, and horror stays out" in reply.lead
    assert held(reply) == [("genres", "none_of", ("Horror",))]


@pytest.mark.parametrize(
    ("first", "second", "gone"),
    [("no horror", "a horror film", "genres not Horror"), ("under 90 minutes", "over 2 hours", "runtime under 90 minutes"),
     ("a horror film", "no horror", "Horror")],
)  # fmt: skip
def test_a_condition_that_gives_way_is_named(agent: Agent, first: str, second: str, gone: str) -> None:
    before, after = talk(agent, first, second)
    assert f"That goes against {gone}, which no longer counts." in after.lead
    assert "goes against" not in before.lead
    assert "goes against" not in talk(agent, "more")[0].lead


def test_narrowing_is_no_contradiction(agent: Agent) -> None:
    assert all("goes against" not in r.lead for r in talk(agent, "a comedy", "under 2 hours", "under 100 minutes", "from the 90s"))


def test_what_is_said_again_in_another_order_contradicts_nothing(workspace: Workspace) -> None:
    one, other = (Constraint(field="genres", op="any_of", value=v, turn=1) for v in (("Family", "Comedy"), ("Comedy", "Family")))
    again = Require(constraint=one.model_copy(update={"turn": 2}))
    assert gave_way([again], DialogueState(turn=2, constraints=(one, other)), workspace.catalog) == []


# --- how long it holds -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("messages", "remembered"),
    [
        (["no horror tonight"], False),
        (["no horror"], False),
        (["I never watch horror"], True),
        (["never show me horror again"], True),
        (["no horror", "always"], True),
        (["no horror", "that goes for always"], True),
        (["no horror", "remember that please"], True),
        (["I hate horror", "just for tonight"], False),
        (["I hate horror", "only tonight, not always"], False),
        (["no horror", "always", "just for tonight"], False),
    ],
)
def test_what_holds_always_is_remembered(agent: Agent, messages: list[str], remembered: bool) -> None:
    last = talk(agent, *messages)[-1]
    assert held(last) == [("genres", "none_of", ("Horror",))]
    new = agent.respond("hello", user="ann", conversation="another")
    assert held(new) == ([("genres", "none_of", ("Horror",))] if remembered else [])


def test_always_says_what_it_can_keep(agent: Agent) -> None:
    assert "I will remember it: genres not Horror" in talk(agent, "no horror", "always")[1].lead
    nobody = talk(agent, "no horror", "always", user=None)[1]
    assert "as long as we talk" in nobody.lead


# --- fading ----------------------------------------------------------------------------------------------------------
def test_a_wish_that_is_not_repeated_fades_and_that_is_said(agent: Agent) -> None:
    *_, still, gone = talk(agent, "something slow and sad", "from the 90s", "with Tom Hanks", "a drama", "in English")
    assert still.state.wishes
    assert gone.state.wishes == ()
    assert "You have not said “slow sad” for a while" in gone.lead


def test_a_wish_lives_on_through_talk_and_more(agent: Agent) -> None:
    replies = talk(agent, "something slow and sad", "more", "thanks", "I've seen the first one", "more", "more", "more")
    assert replies[-1].state.wishes == ("slow sad",)


def test_repeating_keeps_a_wish() -> None:
    asked = [(Wish(text=f"wish {n}"), Wish(text="slow")) for n in range(6)]
    assert "slow" in next_turn(said(*asked)).wishes
    left = said((Wish(text="slow"), soft("dark", 1)), (soft("a", 2),), (soft("b", 3),), (soft("dark", 4),), (soft("d", 5),))
    assert next_turn(left).wishes == ()
    assert {v for c in next_turn(left).constraints for v in c.values} == {"b", "dark", "d"}


def test_what_was_known_before_does_not_fade() -> None:
    state = DialogueState(constraints=(soft("dark", 0).constraint,))
    for n in range(1, 8):
        state = apply([Wish(text=f"wish {n}")], next_turn(state))
    assert soft("dark", 0).constraint in next_turn(state).constraints


@pytest.mark.parametrize("words", ["a comedy instead", "actually, a western", "comedy"])
def test_another_kind_leaves_the_wishes_behind(agent: Agent, words: str) -> None:
    first, second = talk(agent, "a slow sad drama", words)
    assert first.state.wishes == ("slow sad",)
    assert second.state.wishes == ()
    assert "something else, so I no longer go by “slow sad”" in second.lead
    assert not [c for c in second.state.constraints if not c.hard]


def test_a_new_topic_keeps_conditions_and_what_is_said_now() -> None:
    hard = Require(constraint=Constraint(field="genres", op="none_of", value=("Horror",), turn=1))
    state = said((hard, Wish(text="slow"), soft("sad", 1)), (Wish(text="fast"), soft("funny", 2), NewTopic()))
    assert state.wishes == ("fast",)
    assert [c.values for c in state.constraints] == [("Horror",), ("funny",)]


def test_changes_that_only_tell_what_to_remember_change_nothing() -> None:
    state = said((Wish(text="slow"),))
    assert apply([Scope(always=True), Scope(always=False)], state) == state
    assert apply([Reset(person=True)], DialogueState(turn=3, seen=("a",), disliked=("b",))) == DialogueState(turn=3)


@pytest.mark.parametrize(("said", "refused"), [("no horror please", False), ("no, too violent", True), ("no", True), ("no subtitles", False)])
def test_no_before_a_kind_refuses_the_kind_and_not_the_list(films_agent: Agent, said: str, refused: bool) -> None:
    name = f"no: {said}"
    shown = films_agent.respond("something tense", conversation=name).slate
    state = films_agent.respond(said, conversation=name).state
    assert ({item.item_id for item in shown} <= set(state.rejected)) == refused
