"""Long-term memory: what one conversation of a user leaves for the next, and what it does not."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from test_cli import environment

from agent.agent import Agent, load_agent
from agent.changes import Drop, Feel, Require
from agent.lasting import lasting
from agent.preference import PreferenceFact
from agent.recall import recalled
from agent.store import Store
from agent.understanding import Understanding
from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog
from recommenders.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2026, 1, 15)
SCHEMA = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="cast", kind="categories", role="performer"),
        Field(name="languages", kind="categories", role="language"),
        Field(name="runtime", kind="number", role="duration"),
    )
)


def excluding(*values: str, field: str = "genres", hard: bool = True) -> Constraint:
    return Constraint(field=field, op="none_of", value=values, hard=hard, turn=1)


@pytest.mark.parametrize(
    ("text", "constraint", "kept"),
    [
        ("I hate horror", excluding("Horror"), ("Horror",)),
        ("I dislike musicals.", excluding("Musical"), ("Musical",)),
        ("not a fan of Tom Cruise but I loved Top Gun", excluding("Tom Cruise", field="cast"), ("Tom Cruise",)),
        ("I’m not a big fan of comedies", excluding("Comedy"), ("Comedy",)),
        ("I can't stand Cruise", excluding("Tom Cruise", field="cast"), ("Tom Cruise",)),
        ("never liked westerns", excluding("Western"), ("Western",)),
        ("I've always hated musicals", excluding("Musical"), ("Musical",)),
        ("I don't really like sci-fi", excluding("Science Fiction"), ("Science Fiction",)),
        ("I'm not into war films", excluding("War"), ("War",)),
        ("horror is not my cup of tea", excluding("Horror"), ("Horror",)),
        ("I hate horror and musicals", excluding("Horror", "Musical"), ("Horror", "Musical")),
        ("I hate horror and musicals, and no comedies tonight", excluding("Horror", "Musical", "Comedy"), ("Horror", "Musical")),
        ("I hate horror. No musicals please", excluding("Horror", "Musical"), ("Horror",)),
        ("no horror tonight", excluding("Horror"), None),
        ("no horror", excluding("Horror"), None),
        ("something without horror", excluding("Horror"), None),
        ("I don't want horror", excluding("Horror"), None),
        ("I don't feel like horror", excluding("Horror"), None),
        ("not in the mood for horror", excluding("Horror"), None),
        ("I don't like horror tonight", excluding("Horror"), None),
        ("I didn't like this one, too much horror", excluding("Horror"), None),
        ("my wife can't stand horror", excluding("Horror"), None),
        ("she hates horror", excluding("Horror"), None),
        ("I hate musicals. No scary ones tonight", excluding("Horror"), None),
        ("I hate horror", excluding("Horror", hard=False), None),
        ("I hate horror", Constraint(field="genres", op="any_of", value=("Horror",)), None),
        ("I hate long films, under 90 minutes", Constraint(field="runtime", op="lt", value=90), None),
        ("I hate French", excluding("French", field="languages"), None),
        ("", excluding("Horror"), None),
    ],
)  # fmt: skip
def test_a_taste_lasts_and_a_wish_for_now_does_not(text: str, constraint: Constraint, kept: tuple[str, ...] | None) -> None:
    part = lasting(text, constraint, SCHEMA)
    assert (part.values if part else None) == kept


def fact(**about: Any) -> PreferenceFact:
    values = {"user": "ann", "catalog": "c", "polarity": 1, "strength": 1.0, "turn": 1, "date": DAY}
    return PreferenceFact.model_validate(values | about)


def test_what_the_catalog_no_longer_has_is_ignored() -> None:
    catalog = Catalog.from_rows([{"id": "a", "title": "A", "genres": ["Horror"]}], SCHEMA)
    facts = [
        fact(kind="liked", item_id="a"),
        fact(kind="seen", item_id="gone"),
        fact(kind="saved", item_id="a", expiry=DAY - dt.timedelta(days=1)),
        fact(kind="constraint", constraint=excluding("Horror")),
        fact(kind="constraint", constraint=excluding("x", field="no such field")),
        fact(kind="constraint", constraint=Constraint(field="genres", op="lt", value=3)),
    ]
    state = recalled(facts, catalog, DAY)
    assert (state.liked, state.seen, state.saved) == (("a",), (), ())
    assert [(c.field, c.values, c.turn) for c in state.constraints] == [("genres", ("Horror",), 0)]


def test_a_fact_keeps_what_is_needed_and_no_more() -> None:
    with pytest.raises(ValidationError):
        fact(kind="liked", item_id="a", evidence="x" * 201)
    with pytest.raises(ValidationError):
        fact(kind="liked", item_id="a", mood="great")
    assert fact(kind="liked", item_id="a").id == fact(kind="liked", item_id="a", turn=9, evidence="again").id
    ids = {fact(kind="liked", item_id="a").id, fact(kind="seen", item_id="a").id, fact(kind="liked", item_id="b").id}
    assert len(ids | {fact(kind="liked", item_id="a", catalog="d").id}) == 4


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.sqlite"


@pytest.fixture
def newcomer(workspace: Workspace, url: str) -> Callable[[], Agent]:
    """Makes an agent as a new process would: the same file, no state."""
    return lambda: load_agent(workspace, "embedded", today=DAY, store=Store(url))


def excluded(state: Any) -> set[str]:
    return {str(value) for c in state.constraints if c.negative for value in c.values}


def test_a_new_conversation_starts_from_what_is_remembered(newcomer: Callable[[], Agent]) -> None:
    first = newcomer()
    for text in ("I hate horror", "not a fan of Tom Cruise but I loved Top Gun", "no comedies tonight, under 110 minutes", "I've seen Alien"):
        assert not first.respond(text, user="ann").faults
    shown = first.respond("save the second for later", user="ann").state
    known = newcomer().respond("what do you know about me?", user="ann")
    assert known.state.liked == ("top-gun-1986",)
    assert known.state.seen == ("alien-1979",)
    assert known.state.saved == shown.saved != ()
    assert excluded(known.state) == {"Horror", "Tom Cruise"}
    assert len(known.state.constraints) == 2
    for words in ("Horror", "Tom Cruise", "Top Gun", "Alien"):
        assert words in known.text
    reply = newcomer().respond("something good from the 80s", user="ann", conversation="another")
    assert reply.slate
    assert not {"top-gun-1986", "alien-1979", *shown.saved} & {s.item_id for s in reply.slate}


def test_forgetting_reaches_the_next_process(newcomer: Callable[[], Agent], url: str) -> None:
    newcomer().respond("I dislike musicals and horror", user="ann")
    assert excluded(newcomer().respond("forget that I dislike musicals", user="ann").state) == {"Horror"}
    reply = newcomer().respond("what do you know about me?", user="ann")
    assert excluded(reply.state) == {"Horror"}
    assert "Musical" not in reply.text
    (left,) = Store(url).facts("ann")
    assert left.evidence == ""  # the words told of musicals too


def test_a_change_of_heart_replaces_the_feeling(newcomer: Callable[[], Agent], url: str) -> None:
    newcomer().respond("I loved Heat", user="ann")
    newcomer().respond("I hate Heat", user="ann")
    old, new = Store(url).facts("ann")
    assert (new.kind, new.item_id, new.evidence, new.ended) == ("disliked", "heat-1995", "I hate Heat", None)
    assert (old.kind, old.item_id, old.evidence, old.ended) == ("liked", "heat-1995", "I loved Heat", DAY)
    state = newcomer().respond("what do you know about me?", user="ann").state
    assert (state.liked, state.disliked) == ((), ("heat-1995",))


def test_a_wish_for_now_that_turns_out_to_last_is_remembered(newcomer: Callable[[], Agent]) -> None:
    agent = newcomer()
    agent.respond("no horror", user="ann")
    assert not newcomer().respond("what do you know about me?", user="ann").state.constraints
    agent.respond("I hate horror", user="ann")
    assert excluded(newcomer().respond("what do you know about me?", user="ann").state) == {"Horror"}


def test_starting_over_keeps_what_is_known_about_the_person(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    agent.respond("I loved Heat. I hate horror. Something from the 90s", user="ann")
    state = agent.respond("start over", user="ann").state
    assert excluded(state) == {"Horror"}
    assert len(state.constraints) == 1
    assert state.liked == ("heat-1995",)
    assert len(Store(url).facts("ann")) == 2
    said = agent.respond("start over, a horror film", user="ann").state
    assert excluded(said) == set()  # what is said now wins over what was said then
    assert len(Store(url).facts("ann")) == 2


def test_forget_everything_means_everything(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    for text in ("I hate horror", "I loved Heat", "I've seen Alien", "I hate Top Gun"):
        agent.respond(text, user="ann")
    state = agent.respond("forget everything you know about me", user="ann").state
    assert (state.constraints, state.liked, state.disliked, state.seen) == ((), (), (), ())
    assert Store(url).facts("ann") == []


def test_users_never_share_a_conversation(newcomer: Callable[[], Agent]) -> None:
    agent = newcomer()
    agent.respond("I loved Heat. I hate horror.", user="ann", conversation="one")
    for other in ("bob", None):
        state = agent.respond("what do you know about me?", user=other, conversation="one").state
        assert (state.constraints, state.liked) == ((), ())
    assert agent.state("one", user="ann").liked == ("heat-1995",)
    assert agent.state("one").liked == ()
    agent.end("one", user="ann")
    assert agent.state("one", user="ann").liked == ()
    assert agent.respond("hi", user="ann", conversation="one").state.liked == ("heat-1995",)


def test_buttons_teach_as_words_do(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    agent.act(Understanding(intent="known", changes=(Feel(items=("heat-1995",), feeling="saved"),)), user="ann")
    horror = Require(constraint=Constraint(field="genres", op="none_of", value=("Horror",), turn=2))
    agent.act(Understanding(intent="recommend", changes=(horror,)), user="ann")
    assert [(f.kind, f.evidence) for f in Store(url).facts("ann")] == [("saved", "")]
    agent.respond("I hate horror", user="ann")
    agent.act(Understanding(intent="known", changes=(Drop(field="genres"), Feel(items=("heat-1995",), feeling="forgotten"))), user="ann")
    assert Store(url).facts("ann") == []


def test_nobody_is_remembered_without_a_name(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    agent = load_agent(workspace, "embedded", today=DAY)
    agent.respond("I loved Heat. I hate horror.")
    assert list(tmp_path.iterdir()) == []
    agent.respond("I loved Heat. I hate horror.", user="ann")
    assert list(tmp_path.rglob("*.sqlite"))


def test_a_store_that_cannot_be_opened_is_a_fault_and_no_lost_turn(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_STORE", "sqlite:////no/such/folder/store.sqlite")
    agent = load_agent(workspace, "embedded", today=DAY)
    reply = agent.respond("I hate horror", user="ann")
    assert reply.slate
    assert excluded(reply.state) == excluded(agent.state(user="ann")) == {"Horror"}
    assert {f.kind for f in reply.faults} == {"memory"}
    assert all("/no/such/folder" in f["message"] for f in reply.to_json()["faults"])


def test_a_store_that_breaks_later_is_a_fault_too(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    agent.respond("I hate horror", user="ann")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TABLE parley_facts")
    reply = agent.respond("I loved Heat", user="ann")
    assert reply.slate
    assert reply.state.liked == ("heat-1995",)
    assert {f.kind for f in reply.faults} == {"memory"}


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800"])
def test_an_impossible_name_is_a_fault(newcomer: Callable[[], Agent], name: str) -> None:
    reply = newcomer().respond("I loved Heat", user=name)
    assert reply.slate
    assert {f.kind for f in reply.faults} == {"memory"}


def test_any_text_is_fit_evidence(newcomer: Callable[[], Agent], url: str) -> None:
    text = "I loved Heat \ud83d\0\u202e 👍\n" + "so good " * 100
    assert not newcomer().respond(text, user="ann").faults
    for known in Store(url).facts("ann"):
        assert len(known.evidence) <= 200
        assert known.evidence.isprintable()


def chat(cwd: Path, *arguments: str, said: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments], cwd=cwd, env=environment(cwd) | extra, input=said,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_command_line_remembers_shows_and_forgets(films_workspace: Path, tmp_path: Path) -> None:
    store = {"PARLEY_STORE": f"sqlite:///{tmp_path}/mine.sqlite"}
    said = chat(tmp_path, "chat", "--json", "--workspace", str(films_workspace), "--user", "ann", said="I hate horror\n", **store)
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["faults"] == []
    shown = json.loads(chat(tmp_path, "memory", "show", "--user", "ann", "--json", **store).stdout)
    assert [(f["kind"], f["constraint"]["value"], f["evidence"]) for f in shown] == [("constraint", ["Horror"], "I hate horror")]
    assert "“I hate horror”" in chat(tmp_path, "memory", "show", "--user", "ann", **store).stdout
    assert json.loads(chat(tmp_path, "memory", "show", "--user", "bob", "--json", **store).stdout) == []
    done = chat(tmp_path, "memory", "forget", "--user", "ann", shown[0]["id"], "--json", **store)
    assert json.loads(done.stdout) == {"forgotten": 1}
    assert json.loads(chat(tmp_path, "memory", "forget", "--user", "ann", "--json", **store).stdout) == {"forgotten": 0}


@pytest.mark.parametrize("command", [("memory", "show"), ("memory", "forget"), ("chat", "--json")])
def test_a_store_that_cannot_be_opened_is_one_line_on_the_command_line(command: tuple[str, ...], tmp_path: Path) -> None:
    done = chat(tmp_path, *command, "--user", "ann", PARLEY_STORE="sqlite:////no/such/folder/x.sqlite")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("parley: the store ")
    assert done.stderr.count("\n") == 1
