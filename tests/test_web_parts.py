"""The parts of the page that need no browser: buttons, cards, sessions."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from scripted_agent import ScriptedAgent, scripted_catalog

from agent.changes import Feel, Refer, Wish
from agent.reply import Fault, Reply, Shown
from agent.state import DialogueState
from catalog.errors import CatalogError, ConfigError
from web.cards import card
from web.press import read_press
from web.rights import Rights
from web.session import Session, Sessions, Turn
from web.trace import trace
from web.transcript import conversation


def test_what_the_browser_sends_is_not_trusted() -> None:
    catalog, state = scripted_catalog(), DialogueState()
    with pytest.raises(CatalogError, match="no item 'film-99'"):
        read_press({"act": "like", "item": "film-99"}, catalog, state)
    with pytest.raises(ConfigError, match="no button 'format'"):
        read_press({"act": "format", "item": "film-1"}, catalog, state)
    with pytest.raises(ConfigError, match="values that are no list"):
        read_press({"act": "drop", "field": "genres", "values": "[", "text": "x"}, catalog, state)


def test_presses_say_what_they_change() -> None:
    catalog = scripted_catalog()
    state = DialogueState(liked=("film-2",), wishes=("slow", "funny"))

    def changes(**data: str) -> Any:
        understanding = read_press(data, catalog, state).understanding
        assert understanding is not None
        return understanding.changes

    assert changes(act="like", item="film-3") == (Feel(items=("film-3",), feeling="liked"),)
    assert changes(act="like", item="film-2") == (Feel(items=("film-2",), feeling="forgotten"),)
    assert changes(act="similar", item="film-3") == (Refer(items=("film-3",)),)
    assert changes(act="unwish", text="slow") == (Wish(text="", replace=True), Wish(text="funny"))


def test_a_card_shows_only_what_is_known() -> None:
    shown = Shown(item_id="film-6", title="Low Tide", label="Low Tide", reasons=(), sources={})
    html = str(card(shown, scripted_catalog(), DialogueState(), "1-1", 1))
    assert "Low Tide" in html
    assert "facts" not in html
    assert "None" not in html


def test_a_failed_model_is_told_once_and_above_the_words() -> None:
    fault = Fault("model_timeout", "the model made-up did not answer in time; try again")
    for text in (f"{fault.message}. I went on without it.", "I went on without it.", fault.message):
        turn = Turn(1, "hello", running=False)
        turn.reply = Reply("chat", text, text, "help", DialogueState(), faults=(fault, Fault("tool_failed", "no tool")))
        page = str(conversation([turn], scripted_catalog(), DialogueState())).split("<details")[0]
        assert page.count('<p class="notice">The model made-up did not answer in time; try again.</p>') == 1
        assert page.count("did not answer") == 1
        assert ('<p class="words">I went on without it.</p>' in page) == (text != fault.message)
        assert "no tool" not in page


def test_no_section_about_models_where_none_has_a_part() -> None:
    reply = Reply("chat", "Hello.", "Hello.", "greet", DialogueState())
    assert "Model" not in trace(reply, scripted_catalog(), "1")
    assert "without asking a model" in trace(replace(reply, easy=True), scripted_catalog(), "1")


def test_a_server_forgets_the_longest_unused_tabs() -> None:
    ended: list[str] = []
    sessions = Sessions(ended.append, most=2)
    first = sessions.of("a").conversation
    second = sessions.of("b").conversation
    assert sessions.of("a").conversation == first
    sessions.of("c")
    assert ended == [second]
    sessions.end("a")
    assert ended == [second, first]


def test_what_the_browser_sends_about_memory_is_not_trusted() -> None:
    rights, nobody, named = Rights(ScriptedAgent()), Session(), Session()
    named.talk_as("Ida")

    def told(session: Session, **data: str) -> str:
        done = asyncio.run(rights.do(session, data))
        assert done.failed
        return done.words

    for act in ("forget-fact", "forget-everything", "change", "download"):
        assert "give your name first" in told(nobody, act=act)
    assert "as what is true" in told(named, act="change", polarity="5")
    assert "is no day" in told(named, act="change", polarity="1", expiry="soon")
    assert "cannot be a user" in told(nobody, act="person", name=" \n ")
    assert "cannot be a user" in told(nobody, act="person", name="x" * 201)
    assert nobody.user is None


def test_only_conversations_without_a_name_end_with_their_tab() -> None:
    ended: list[str] = []
    sessions = Sessions(ended.append, user="Ida")
    assert sessions.of("a").user == "Ida"
    nameless = sessions.of("b")
    nameless.talk_as(None)
    sessions.end("a")
    sessions.end("b")
    assert ended == [nameless.conversation]
