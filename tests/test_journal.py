"""Conversations of named users go on where they stood: after a restart, beside another process, after forgetting."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store_kinds import KINDS, new_store, on_disk

from agent.agent import Agent, load_agent
from agent.changes import Feel
from agent.store import Store
from agent.understanding import Understanding
from recommenders.workspace import Workspace

DAY = dt.date(2026, 1, 15)


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_store(request.param, tmp_path)


@pytest.fixture
def newcomer(workspace: Workspace, url: str) -> Callable[[], Agent]:
    """Makes an agent as a new process would: the same store, no state."""
    return lambda: load_agent(workspace, "embedded", today=DAY, store=Store(url))


def said(state: Any) -> Any:
    return [(c.field, c.op, c.value) for c in state.constraints]


def test_a_named_conversation_goes_on_after_a_restart(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    agent.respond("a thriller from the 90s", user="ann", conversation="evening")
    before = agent.respond("under 2 hours", user="ann", conversation="evening")
    again = newcomer()
    assert again.state("evening", user="ann") == before.state
    more = again.respond("more", user="ann", conversation="evening")
    assert said(more.state) == said(before.state)
    assert more.state.turn == 3
    assert not {s.item_id for s in more.slate} & set(before.state.shown)
    kept = Store(url).turns("ann", "evening")
    assert [t.words for t in kept] == ["a thriller from the 90s", "under 2 hours", "more"]
    assert kept[1].reply == json.loads(json.dumps(before.to_json()))
    assert "require" in {change["kind"] for change in kept[1].changes}


def test_conversations_are_their_users_and_the_unnamed_one_ends_with_its_process(newcomer: Callable[[], Agent]) -> None:
    agent = newcomer()
    agent.respond("a thriller", user="ann", conversation="evening")
    agent.respond("a comedy", user="ann")
    agent.respond("a western", conversation="evening")
    assert said(newcomer().state(user="ann")) == said(newcomer().state("evening", user="bob")) == []
    assert said(newcomer().state("evening")) == []
    assert said(newcomer().respond("hi", user="bob", conversation="evening").state) == []
    agent.end("evening", user="ann")
    assert said(newcomer().respond("hi", user="ann", conversation="evening").state) == []


def test_two_processes_share_a_conversation(newcomer: Callable[[], Agent]) -> None:
    one, other = newcomer(), newcomer()
    one.respond("a thriller", user="ann", conversation="evening")
    other.respond("from the 90s", user="ann", conversation="evening")
    assert {c.field for c in one.respond("under 2 hours", user="ann", conversation="evening").state.constraints} == {"genres", "year", "runtime"}


def test_what_another_process_forgot_is_forgotten_here(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    for text in ("I hate horror", "I loved Heat", "something good"):
        agent.respond(text, user="ann", conversation="evening")
    store = Store(url)
    (horror,) = [f for f in store.facts("ann") if f.constraint]
    store.forget("ann", [horror.id])
    state = agent.respond("what do you know about me?", user="ann", conversation="evening").state
    assert (said(state), state.liked) == ([], ("heat-1995",))
    store.forget_all("ann")
    state = agent.respond("hello", user="ann", conversation="evening").state
    assert (said(state), state.liked, state.turn) == ([], (), 1)


def test_saying_forget_leaves_no_byte(newcomer: Callable[[], Agent], url: str) -> None:
    agent = newcomer()
    agent.respond("I hate horror, grzblx", user="ann", conversation="evening")
    agent.respond("I loved Heat", user="ann", conversation="evening")
    assert b"grzblx" in on_disk(url)
    agent.respond("forget that I hate horror", user="ann", conversation="evening")
    left = on_disk(url).lower()
    assert b"grzblx" not in left
    assert b"hate horror" not in left
    assert b"i loved heat" in left
    agent.respond("forget everything you know about me", user="ann", conversation="evening")
    left = on_disk(url).lower()
    assert b"heat" not in left.replace(b"cheat", b"")
    assert b"evening" not in left
    assert said(agent.respond("a comedy", user="ann", conversation="evening").state) == [("genres", "any_of", ("Comedy",))]


def test_buttons_are_turns_and_feedback(newcomer: Callable[[], Agent], url: str) -> None:
    shown = newcomer().respond("a thriller", user="ann", conversation="evening").state.slate
    act = Understanding(intent="known", changes=(Feel(items=shown[:1], feeling="liked"), Feel(items=shown[1:2], feeling="rejected")))
    newcomer().act(act, user="ann", conversation="evening")
    store = Store(url)
    assert [t.words for t in store.turns("ann", "evening")] == ["a thriller", ""]
    assert [(f.turn, f.item_id, f.feeling) for f in store.feedback("ann")] == [(2, shown[0], "liked"), (2, shown[1], "rejected")]


def test_a_turn_that_could_not_be_kept_is_not_lost_here(workspace: Workspace, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.sqlite")
    agent = load_agent(workspace, "embedded", today=DAY, store=store)
    agent.respond("a thriller", user="ann", conversation="evening")
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("ALTER TABLE parley_feedback RENAME TO away")
    reply = agent.respond("I loved Heat. From the 90s", user="ann", conversation="evening")
    assert [fault.kind for fault in reply.faults] == ["memory"]
    assert store.facts("ann") == []  # the turn and what it taught: neither
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("ALTER TABLE away RENAME TO parley_feedback")
    state = agent.respond("under 2 hours", user="ann", conversation="evening").state
    assert {c.field for c in state.constraints} == {"genres", "year", "runtime"}
    assert store.state("ann", "evening", workspace.manifest.dataset.name) == state


def test_a_state_of_a_newer_parley_is_a_fault_and_no_lost_turn(workspace: Workspace, tmp_path: Path) -> None:
    agent = load_agent(workspace, "embedded", today=DAY, store=Store(f"sqlite:///{tmp_path}/store.sqlite"))
    agent.respond("a thriller", user="ann", conversation="evening")
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("""UPDATE parley_turns SET state = '{"turn": 1, "mood": "blue"}'""")
    reply = agent.respond("from the 90s", user="ann", conversation="evening")
    assert reply.slate
    assert ["mood" in fault.message for fault in reply.faults] == [True]
