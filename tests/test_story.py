"""One person's three weeks with films: what they said shows in every later slate, and what they took back does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from agent.agent import Agent, load_agent
from agent.changes import Feel
from agent.profile_text import profile_text
from agent.reply import Reply
from agent.store import Store
from agent.understanding import Understanding
from catalog.table import Catalog
from recommenders.workspace import Workspace

FIRST, SECOND, THIRD = dt.date(2026, 5, 4), dt.date(2026, 5, 11), dt.date(2026, 5, 18)


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.sqlite"


def week(workspace: Workspace, url: str, day: dt.date) -> Agent:
    """The agent as a new process finds it on a day."""
    return load_agent(workspace, "embedded", today=day, store=Store(url))


def say(agent: Agent, text: str) -> Reply:
    reply = agent.respond(text, user="ann")
    assert not reply.faults
    return reply


def by_miyazaki(reply: Reply, catalog: Catalog) -> int:
    return sum("Hayao Miyazaki" in catalog.item(catalog.row_of(s.item_id)).values("directors") for s in reply.slate)


def is_gory(item_id: str, catalog: Catalog) -> bool:
    item = catalog.item(catalog.row_of(item_id))
    words = f"{item.values('moods')} {item.values('keywords')} {catalog.value(catalog.row_of(item_id), 'synopsis')}".lower()
    return any(word in words for word in ("gory", "gore", "violent", "brutal", "bloody"))


def test_three_weeks(workspace: Workspace, url: str) -> None:
    catalog = workspace.catalog

    first = week(workspace, url, FIRST)
    told = say(first, "I can't stand gore, but I love Miyazaki")
    assert by_miyazaki(told, catalog) == len(told.slate) == 5
    stranger = first.respond("I'd like a thriller", user="bob")
    assert any(is_gory(shown.item_id, catalog) for shown in (*stranger.slate, *first.respond("more", user="bob").slate))

    second = week(workspace, url, SECOND)
    thriller = say(second, "I'd like a thriller")
    assert "You told me on 4 May to leave out gore" in thriller.text
    for _ in range(2):
        assert len(thriller.slate) == 5
        for shown in thriller.slate:
            assert "Thriller" in catalog.item(catalog.row_of(shown.item_id)).values("genres")
            assert not is_gory(shown.item_id, catalog)
        thriller = say(second, "more")
    other = week(workspace, url, SECOND).respond("something good", user="ann", conversation="another")
    assert by_miyazaki(other, catalog) >= 3
    assert "you told me on 4 May that you love Hayao Miyazaki" in other.slate[0].reasons

    third = week(workspace, url, THIRD)
    known = say(third, "what do you know about me?").text
    assert "you told me on 4 May to leave out gore" in known
    assert "you told me on 4 May that you love Hayao Miyazaki" in known
    forgotten = say(third, "forget that I love Miyazaki")
    assert "I have forgotten that you love Hayao Miyazaki" in forgotten.text
    assert by_miyazaki(forgotten, catalog) < 3
    assert all("Miyazaki" not in reason for shown in forgotten.slate for reason in shown.reasons)

    later = week(workspace, url, dt.date(2026, 9, 1))
    known = say(later, "what do you remember about me?").text
    assert "you told me in May to leave out gore" in known
    assert "Miyazaki" not in known
    assert not any(is_gory(shown.item_id, catalog) for shown in say(later, "something tense").slate)
    text = profile_text(Store(url).facts("ann"), catalog, dt.date(2027, 1, 1))
    assert text == "- you told me in May 2026 to leave out gore"


@pytest.mark.parametrize("feeling", ["seen", "disliked", "rejected", "saved"])
def test_feedback_counts_at_once_and_next_week(workspace: Workspace, url: str, feeling: str) -> None:
    agent = week(workspace, url, FIRST)
    item = say(agent, "a comedy").slate[0].item_id
    felt = Feel.model_validate({"items": [item], "feeling": feeling})
    at_once = agent.act(Understanding(intent="recommend", changes=(felt,)), user="ann")
    fresh = week(workspace, url, FIRST).respond("a comedy", user="bob")
    assert item in [shown.item_id for shown in fresh.slate]
    next_week = week(workspace, url, SECOND).respond("a comedy", user="ann")
    for reply in (at_once, next_week):
        assert reply.slate
        assert item not in [shown.item_id for shown in reply.slate]
        assert item in getattr(reply.state, feeling)


def test_a_like_moves_the_next_slate_and_next_weeks(workspace: Workspace, url: str) -> None:
    plain = week(workspace, url, FIRST).respond("an adventure", user="bob")
    agent = week(workspace, url, FIRST)
    at_once = say(agent, "I loved Spirited Away. An adventure please")
    next_week = week(workspace, url, SECOND).respond("an adventure", user="ann")
    for reply in (at_once, next_week):
        assert [s.item_id for s in reply.slate] != [s.item_id for s in plain.slate]
        assert any("like Spirited Away, which you liked" in reason for s in reply.slate for reason in s.reasons)


def test_what_was_set_aside_may_come_back_after_some_months(workspace: Workspace, url: str) -> None:
    agent = week(workspace, url, FIRST)
    item = say(agent, "a comedy").slate[0].item_id
    say(agent, "the first one is not for me")
    assert item in say(week(workspace, url, SECOND), "hello").state.rejected
    assert item in [s.item_id for s in say(week(workspace, url, dt.date(2026, 9, 1)), "a comedy").slate]
