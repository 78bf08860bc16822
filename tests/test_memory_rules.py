"""The rules of memory: what is a lasting taste, how facts about one thing are merged, and how they fade and are told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from agent.agent import Agent, load_agent
from agent.changes import Require
from agent.lasting import expiry_of, forgets_everything, lasting, loved, restated
from agent.lesson import Lesson
from agent.merging import merged
from agent.preference import PreferenceFact
from agent.profile import Profile, told_when
from agent.profile_text import profile_text
from agent.recall import recalled
from agent.state import DialogueState
from agent.store import Store
from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog
from recommenders.workspace import Workspace

DAY = dt.date(2026, 5, 4)
LATER = dt.date(2026, 6, 1)
SCHEMA = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="directors", kind="categories", role="creator"),
        Field(name="languages", kind="categories", role="language"),
        Field(name="runtime", kind="number", role="duration"),
    )
)
CATALOG = Catalog.from_rows(
    [
        {"id": "a", "title": "A", "genres": ["Horror"], "directors": ["Hayao Miyazaki"]},
        {"id": "b", "title": "B", "genres": ["Western", "War"], "directors": ["Ann Hui"]},
    ],
    SCHEMA,
)


def wanting(*values: str, field: str = "genres", hard: bool = True) -> Constraint:
    return Constraint(field=field, op="any_of", value=values, hard=hard, turn=1)


def fact(kind: str = "taste", value: str = "Horror", **more: Any) -> PreferenceFact:
    """A taste or exclusion of a genre, or a feeling about an item."""
    values: dict[str, Any] = {"user": "ann", "catalog": "c", "kind": kind, "polarity": 1, "strength": 0.6, "turn": 1, "date": DAY}
    if kind == "taste":
        values["constraint"] = Constraint(field="genres", op="any_of", value=(value,), hard=False)
    elif kind == "constraint":
        values |= {"constraint": Constraint(field="genres", op="none_of", value=(value,)), "polarity": -1, "strength": 1.0}
    else:
        values |= {"item_id": "a", "polarity": {"liked": 1, "saved": 1, "seen": 0}.get(kind, -1)}
    return PreferenceFact.model_validate(values | more)


# --- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "asked", "strength"),
    [
        ("I love Miyazaki", wanting("Hayao Miyazaki", field="directors"), 1.0),
        ("love Miyazaki!", wanting("Hayao Miyazaki", field="directors"), 1.0),
        ("big fan of westerns", wanting("Western"), 1.0),
        ("Westerns are my favourites", wanting("Western"), 1.0),
        ("I can't get enough of westerns", wanting("Western"), 1.0),
        ("I like westerns", wanting("Western"), 0.6),
        ("I'm really into westerns", wanting("Western"), 0.6),
        ("I love French films", wanting("French", field="languages"), 1.0),
        ("I used to hate horror, now I love it", wanting("Horror"), 1.0),
        ("I hate musicals but I love westerns", wanting("Western"), 1.0),
        ("I'd love a western", wanting("Western"), None),
        ("I would like a western", wanting("Western"), None),
        ("a western please", wanting("Western"), None),
        ("I love westerns tonight", wanting("Western"), None),
        ("my wife loves westerns", wanting("Western"), None),
        ("I don't like westerns", wanting("Western"), None),
        ("I used to love westerns", wanting("Western"), None),
        ("not a big fan of westerns", wanting("Western"), None),
        ("something like a western", wanting("Western"), None),
        ("in the mood for a western, I loved Heat", wanting("Western"), None),
        ("I love short films", Constraint(field="runtime", op="lt", value=60), None),
    ],
)
def test_a_taste_is_told_from_a_request(text: str, asked: Constraint, strength: float | None) -> None:
    found = loved(text, asked, SCHEMA)
    assert (found[1] if found else None) == strength
    assert found is None or (found[0].values == asked.values and not found[0].hard)


def test_only_what_is_loved_of_several_is_a_taste() -> None:
    found = loved("I love westerns. And a war film for tonight", wanting("Western", "War"), SCHEMA)
    assert found is not None
    assert found[0].values == ("Western",)


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("I used to hate horror, now I love it", "I love horror"),
        ("i used to dislike westerns but these days I really enjoy them", "i enjoy westerns"),
        ("I used to love musicals, but now I can't stand them. A comedy", "I can't stand musicals. A comedy"),
        ("I used to hate horror", "I used to hate horror"),
    ],
)
def test_a_turn_of_taste_reads_as_it_is_now(text: str, now: str) -> None:
    assert restated(text) == now


def test_what_somebody_used_to_hate_does_not_last() -> None:
    horror = Constraint(field="genres", op="none_of", value=("Horror",), turn=1)
    assert lasting("I used to hate horror", horror, SCHEMA) is None
    assert lasting("no horror, ever", horror, SCHEMA) is not None
    assert lasting("from now on no horror", horror, SCHEMA) is not None


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("no horror this month", dt.date(2026, 5, 31)),
        ("no horror for the next two weeks", dt.date(2026, 5, 18)),
        ("no horror for the next 3 days", dt.date(2026, 5, 7)),
        ("no horror until July", dt.date(2026, 6, 30)),
        ("no horror until the end of February", dt.date(2027, 2, 28)),
        ("no horror this year", dt.date(2026, 12, 31)),
        ("no horror", None),
        ("no horror tonight", None),
    ],
)
def test_a_period_ends_on_a_day(text: str, last: dt.date | None) -> None:
    assert expiry_of(text, DAY) == last


def test_forgetting_everything_is_told_from_forgetting_something() -> None:
    for text in ("forget everything about me", "Forget me", "delete all my data", "erase what you know about me", "wipe my profile"):
        assert forgets_everything(text), text
    for text in ("forget that I like horror", "forget about the year", "clear skies"):
        assert not forgets_everything(text), text


# --- merging ---------------------------------------------------------------------------------------------------------
def test_said_again_is_stronger_and_later() -> None:
    old = fact(evidence="I like horror")
    (both,) = merged([old], [fact(date=LATER, evidence="I like horror films", turn=7)])
    assert both.id == old.id
    assert 0.6 < both.strength <= 1
    assert (both.date, both.since, both.evidence, both.turn) == (LATER, DAY, "I like horror films", 7)
    (third,) = merged([both], [fact(date=LATER + dt.timedelta(days=9))])
    assert third.since == DAY
    assert third.strength > both.strength
    assert third.evidence == "I like horror films"


@pytest.mark.parametrize(
    ("old", "new"),
    [("constraint", "taste"), ("taste", "constraint"), ("liked", "disliked"), ("disliked", "liked"), ("saved", "disliked"), ("rejected", "liked")],
)
def test_the_newer_one_counts_and_the_older_is_kept_as_ended(old: str, new: str) -> None:
    kept = merged([fact(old)], [fact(new, date=LATER)])
    assert [(f.kind, f.ended) for f in kept] == [(old, LATER), (new, None)]
    (again, back) = merged(kept, [fact(old, date=LATER + dt.timedelta(days=1))])
    assert (again.kind, again.ended) == (new, LATER + dt.timedelta(days=1))
    assert (back.kind, back.ended, back.strength) == (old, None, fact(old).strength)


def test_what_another_program_guessed_ends_nothing_that_was_said() -> None:
    assert merged([fact("constraint")], [fact("taste", date=LATER, source="import")]) == []
    assert len(merged([fact("constraint", source="import")], [fact("taste", date=LATER)])) == 2
    assert merged([fact("constraint", date=LATER)], [fact("taste", date=DAY)]) == []


@pytest.mark.parametrize("other", [fact("seen"), fact("constraint", "War"), fact("taste", "War"), fact("liked", catalog="other")])
def test_what_is_about_something_else_stands(other: PreferenceFact) -> None:
    new = [fact("disliked", date=LATER), fact("taste", date=LATER)]
    assert merged([other], new) == new


# --- time ------------------------------------------------------------------------------------------------------------
def test_tastes_fade_and_conditions_do_not() -> None:
    love, hate = fact("taste", "War", strength=1.0), fact("constraint")
    year = DAY + dt.timedelta(days=365)
    assert love.weight(DAY) == 1.0
    assert love.weight(year) == pytest.approx(0.5)
    assert hate.weight(year) == hate.strength
    for days, held in ((300, 2), (700, 2), (800, 1), (9000, 1)):
        assert len(recalled([love, hate], CATALOG, DAY + dt.timedelta(days=days)).constraints) == held


def test_recalling_keeps_what_holds() -> None:
    facts = [
        fact("constraint"),
        fact("constraint", "War", expiry=LATER),
        fact("taste", "Western"),
        fact("liked", ended=LATER),
        fact("rejected", expiry=DAY),
    ]
    state = recalled(facts, CATALOG, LATER)
    assert [(c.op, c.values, c.hard, c.turn) for c in state.constraints] == [
        ("none_of", ("Horror", "War"), True, 0),
        ("any_of", ("Western",), False, 0),
    ]
    assert (state.liked, state.rejected) == ((), ())
    assert state.profile == Profile(tuple(facts), LATER)
    assert [c.values for c in recalled(facts, CATALOG, LATER + dt.timedelta(days=1)).hard] == [("Horror",)]


@pytest.mark.parametrize(
    ("day", "words"),
    [(DAY, "today"), (DAY - dt.timedelta(days=1), "yesterday"), (dt.date(2026, 4, 20), "on 20 April"), (dt.date(2026, 2, 1), "in February"),
     (dt.date(2025, 5, 4), "in May 2025")],
)  # fmt: skip
def test_a_day_is_told_as_people_do(day: dt.date, words: str) -> None:
    assert told_when(day, DAY) == words


def test_a_profile_reads_well() -> None:
    facts = [
        fact("constraint", evidence="I hate horror"),
        fact("taste", "War", strength=1.0),
        fact("taste", "Western", date=LATER),
        fact("liked"),
        fact("seen", item_id="gone"),
        fact("constraint", "War", expiry=dt.date(2026, 7, 1), date=LATER),
        fact("disliked", ended=DAY, item_id="b"),
    ]
    assert profile_text(facts, CATALOG, LATER + dt.timedelta(days=1)).splitlines() == [
        "- you told me in May to leave out Horror",
        "- you told me yesterday to leave out War, until 1 July 2026",
        "- you told me in May that you love War",
        "- you told me yesterday that you like Western",
        "- you liked: A",
    ]
    ended = [fact("constraint", ended=LATER)]
    assert profile_text(ended, CATALOG, LATER) == "- no longer, since 1 June 2026: to leave out Horror"
    assert profile_text([], CATALOG, LATER) == "Nothing yet."


# --- a turn ----------------------------------------------------------------------------------------------------------
def test_either_brain_teaches_the_same() -> None:
    asked = wanting("Western", "War")
    after = DialogueState(turn=1, constraints=(asked,))
    for source in ("embedded", "model"):
        lesson = Lesson("ann", "c", SCHEMA, "I love westerns and war films", source, (Require(constraint=asked),), DialogueState(), after, DAY)
        learned = lesson.learned()
        assert [(f.kind, f.constraint and f.constraint.values, f.source) for f in learned] == [
            ("taste", ("Western",), source),
            ("taste", ("War",), source),
        ]
        assert all(f.evidence == lesson.words and f.date == DAY for f in learned)


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path}/store.sqlite")


def told(workspace: Workspace, store: Store, *messages: str, day: dt.date = DAY) -> list[tuple[str, str, bool]]:
    """(kind, what, holds) of every fact after a conversation on a day."""
    agent: Agent = load_agent(workspace, "embedded", today=day, store=store)
    for message in messages:
        assert not agent.respond(message, user="ann", conversation=str(day)).faults
    return [(f.kind, f.item_id or str(f.constraint and f.constraint.values[0]), f.holds(day)) for f in store.facts("ann")]


def test_a_change_of_mind_ends_the_old_fact(workspace: Workspace, store: Store) -> None:
    assert told(workspace, store, "I hate horror") == [("constraint", "Horror", True)]
    assert set(told(workspace, store, "I used to hate horror, now I love it", day=LATER)) == {
        ("constraint", "Horror", False), ("taste", "Horror", True),
    }  # fmt: skip
    agent = load_agent(workspace, "embedded", today=LATER, store=store)
    reply = agent.respond("what do you know about me?", user="ann", conversation="new")
    assert "you told me today that you love Horror" in reply.text
    assert "no longer, since 1 June 2026: to leave out Horror" in reply.text


def test_undo_gives_an_ended_fact_back(workspace: Workspace, store: Store) -> None:
    told(workspace, store, "I hate horror", "I loved Heat")
    assert ("constraint", "Horror", True) in told(workspace, store, "I love horror", "undo that", day=LATER)
    facts = told(workspace, store, "I hate Heat", "scratch that", day=LATER + dt.timedelta(days=1))
    assert set(facts) == {("constraint", "Horror", True), ("liked", "heat-1995", True)}


def test_forgetting_everything_leaves_nothing_to_start_from(workspace: Workspace, store: Store) -> None:
    told(workspace, store, "I hate horror", "I love Miyazaki", "I loved Heat")
    agent = load_agent(workspace, "embedded", today=LATER, store=store)
    reply = agent.respond("please forget everything you know about me", user="ann")
    assert "I have forgotten everything about you." in reply.text
    assert store.facts("ann") == []
    assert agent.respond("what do you know about me?", user="ann").text.startswith("Nothing yet")
    assert not agent.respond("undo that", user="ann").state.stated


def test_wanting_it_once_ends_nothing(workspace: Workspace, store: Store) -> None:
    told(workspace, store, "I hate horror")
    assert told(workspace, store, "a horror film", day=LATER) == [("constraint", "Horror", True)]
    assert told(workspace, store, "horror is fine tonight", day=LATER) == [("constraint", "Horror", True)]
    assert told(workspace, store, "horror is fine", day=LATER + dt.timedelta(days=1)) == [("constraint", "Horror", False)]


@pytest.mark.parametrize("words", ["forget that I like horror", "forget that I love horror"])
def test_forgetting_a_taste_leaves_nothing_of_it(workspace: Workspace, store: Store, words: str) -> None:
    told(workspace, store, "I hate horror", "I like horror", "I love westerns")
    assert told(workspace, store, words, day=LATER) == [("taste", "Western", True)]


def test_a_correction_counts(workspace: Workspace, store: Store) -> None:
    told(workspace, store, "I hate horror")
    facts = told(workspace, store, "what do you know about me?", "that's not true, I like horror", day=LATER)
    assert set(facts) == {("constraint", "Horror", False), ("taste", "Horror", True)}


def test_a_theme_is_no_taste_for_its_whole_kind(workspace: Workspace, store: Store) -> None:
    assert told(workspace, store, "big fan of courtroom dramas") == [("taste", "courtroom", True)]


def test_forgetting_an_item_forgets_it(workspace: Workspace, store: Store) -> None:
    told(workspace, store, "I loved Heat", "I've seen Alien")
    assert told(workspace, store, "forget that I liked Heat", day=LATER) == [("seen", "alien-1979", True)]


def test_tastes_are_the_wish_where_nothing_else_is_said(workspace: Workspace, store: Store) -> None:
    told(workspace, store, "I love Miyazaki")
    agent = load_agent(workspace, "embedded", today=LATER, store=store)
    searched = agent.respond("recommend me something", user="ann").plan.steps[0].args
    assert searched["wish"] == "Hayao Miyazaki"
    searched = agent.respond("a quiet film about grief", user="ann").plan.steps[0].args
    assert "Miyazaki" not in searched["wish"]
