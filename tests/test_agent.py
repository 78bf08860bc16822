"""The agent's promises about turns: events in order, conversations apart, faults survived, and the JSON contract."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import parley
from agent.agent import Agent
from agent.allowance import Allowance
from agent.brain import Brain, Findings
from agent.changes import Feel, Require, Size, Wish
from agent.event import Event
from agent.plan import Plan, Step
from agent.reply import PHASES, Reply
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.constraint import Constraint
from catalog.errors import ConfigError, ToolFailed
from tools.candidates import Candidates
from tools.tool import Tool, ToolContext, tool


@pytest.fixture
def agent(films_agent: Any) -> Agent:
    """An agent of its own over the shared workspace: no conversation of another test is in it."""
    return Agent(films_agent.workspace, films_agent.brain, tools=dict(films_agent.tools))


def events_of(agent: Agent, text: str, conversation: str = "default") -> list[Event]:
    async def collect() -> list[Event]:
        return [event async for event in agent.stream(text, conversation=conversation)]

    return asyncio.run(collect())


def require(field: str, op: str, value: Any) -> Require:
    return Require(constraint=Constraint(field=field, op=op, value=value))  # type: ignore[arg-type]


# --- the stream of events -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "messages",
    [
        ("a slow science fiction film from the last ten years, not too long",),
        ("hi",),
        ("",),
        ("a western", "which of these is the shortest?"),
        ("a comedy", "compare the first two"),
        ("a French western under 60 minutes from 2024",),
    ],
)
def test_the_events_of_a_turn_come_in_order(agent: Agent, messages: tuple[str, ...]) -> None:
    for message in messages:
        events = events_of(agent, message)
    kinds = [event.kind for event in events]
    order = ("understood", "planned", "tool_called", "tool_returned", "verified", "text", "done")
    assert sorted(kinds, key=lambda kind: 2 if kind.startswith("tool_") else order.index(kind)) == kinds
    assert all(kinds.count(once) == 1 for once in ("understood", "planned", "verified", "done"))
    steps = [event for event in events if event.kind.startswith("tool_")]
    assert [e.kind for e in steps] == ["tool_called", "tool_returned"] * (len(steps) // 2)
    assert [e.data["tool"] for e in steps[::2]] == [e.data["tool"] for e in steps[1::2]]


@pytest.mark.parametrize("message", ["a comedy, please", "hello", "surprise me", "??", "x" * 20_000, "a slow and thoughtful film " * 800])
def test_the_text_chunks_are_the_text_of_the_reply(agent: Agent, message: str) -> None:
    events = events_of(agent, message)
    (reply,) = [event.reply for event in events if event.reply is not None]
    assert events[-1].reply is reply
    assert "".join(event.text for event in events if event.kind == "text") == reply.text
    assert reply.text.strip() == reply.text != ""
    assert len(reply.lead) < 600


def test_respond_gives_what_the_stream_ends_with(agent: Agent) -> None:
    streamed = events_of(agent, "a heist film", "one")[-1].reply
    answered = agent.respond("a heist film", conversation="two")
    assert streamed is not None
    assert (streamed.text, streamed.slate, streamed.state) == (answered.text, answered.slate, answered.state)


# --- structured acts ---------------------------------------------------------------------------------------------------
def test_act_needs_no_words(agent: Agent) -> None:
    changes = (require("genres", "any_of", ("Western",)), require("year", "lt", 1970), Size(size=3), Wish(text="duel"))
    reply = agent.act(Understanding(intent="recommend", changes=changes), conversation="act")
    assert reply.type == "recommend"
    assert len(reply.slate) == 3
    catalog = agent.workspace.catalog
    rows = [catalog.row_of(shown.item_id) for shown in reply.slate]
    assert all("Western" in catalog.value(row, "genres") and catalog.years[row] < 1970 for row in rows)
    first = reply.slate[0].item_id
    rejected = agent.act(Understanding(intent="recommend", changes=(Feel(items=(first,), feeling="rejected"),)), conversation="act")
    assert rejected.state.rejected == (first,)
    assert first not in {shown.item_id for shown in rejected.slate}
    looked_up = agent.act(Understanding(intent="lookup", subjects=(first,), fields=("directors",)), conversation="act")
    assert looked_up.type == "answer"
    assert catalog.value(catalog.row_of(first), "directors")[0] in looked_up.text


# --- the JSON contract -------------------------------------------------------------------------------------------------
def check_json(reply: Reply) -> None:
    json = reply.to_json()
    assert list(json) == [
        "type", "text", "slate", "question", "understood", "relaxed", "plan", "funnel", "faults", "timings_ms",
    ]  # fmt: skip
    assert json["type"] in ("recommend", "ask", "answer", "chat")
    assert json["slate"] == [] or json["type"] == "recommend"
    assert all(list(item) == ["item_id", "title", "reasons", "sources"] for item in json["slate"])
    assert json["question"] is None or list(json["question"]) == ["field", "text", "options"]
    assert list(json["understood"]) == ["intent", "constraints", "liked", "disliked", "wish"]
    assert all(list(c) == ["field", "op", "value", "hard"] for c in json["understood"]["constraints"])
    assert all(list(r) == ["field", "op", "value", "reason"] for r in json["relaxed"])
    assert all(list(step) == ["tool", "args"] for step in json["plan"])
    assert all(list(step) == ["step", "tool", "before", "after"] for step in json["funnel"])
    assert all(list(fault) == ["kind", "message"] for fault in json["faults"])
    assert tuple(json["timings_ms"]) == PHASES == ("understand", "plan", "execute", "verify", "phrase", "total")
    assert all(isinstance(ms, float) and ms >= 0 for ms in json["timings_ms"].values())


def test_the_json_form_is_the_contract(agent: Agent) -> None:
    replies = [agent.respond(text) for text in ("hi", "a Polish western under 80 minutes", "no, too violent", "why this one?", "")]
    assert {reply.type for reply in replies} == {"ask", "recommend", "answer", "chat"}
    assert replies[1].relaxed
    assert replies[1].question or replies[0].question
    for reply in replies:
        check_json(reply)


# --- conversations -------------------------------------------------------------------------------------------------
def test_conversations_do_not_see_each_other_also_from_many_threads(agent: Agent) -> None:
    genres = ("Comedy", "Horror", "Drama", "Western", "War", "Animation", "Crime", "Romance", "Sci-Fi", "Family")
    ready = threading.Barrier(20)

    def talk(n: int) -> list[Reply]:
        ready.wait()
        field = require("genres", "any_of", (genres[n % 10],))
        years = require("year", "ge" if n < 10 else "lt", 1985)
        acts = [(field,), (years,), (Size(size=1 + n % 4),), (), (Wish(text=f"wish {n}"),)]
        return [agent.act(Understanding(intent="more", changes=act), conversation=f"c{n}") for act in acts]

    with ThreadPoolExecutor(20) as pool:
        talks = list(pool.map(talk, range(20)))
    catalog = agent.workspace.catalog
    for n, replies in enumerate(talks):
        shown = [s.item_id for reply in replies for s in reply.slate]
        assert len(set(shown)) == len(shown) > 5
        assert [c.value for c in replies[-1].state.constraints] == [(genres[n % 10],), 1985]
        assert replies[-1].state.wishes == (f"wish {n}",)
        assert replies[-1].state.turn == 5
        assert agent.state(f"c{n}") == replies[-1].state
        relaxed = {(r.field, reply.state.turn) for reply in replies for r in reply.relaxed}
        for reply in replies:
            for row in (catalog.row_of(s.item_id) for s in reply.slate):
                assert ("genres", reply.state.turn) in relaxed or genres[n % 10] in catalog.value(row, "genres")
        assert len(replies[2].slate) <= 1 + n % 4


class Echo(Brain):
    """Wishes for every message, and notes when it is asked; `gate` holds the first message up inside the turn."""

    name: ClassVar[str] = "echo"

    def __init__(self) -> None:
        self.log: list[str] = []
        self.started = threading.Event()
        self.gate = threading.Event()

    async def understand(self, message: str, state: DialogueState, allowance: Allowance) -> Understanding:
        self.log.append(f"begin {message}")
        self.started.set()
        if message == "one":
            await asyncio.to_thread(self.gate.wait, 30)
        return Understanding(intent="recommend", changes=(Wish(text=message),))

    async def plan(self, understanding: Understanding, state: DialogueState) -> Plan:
        return Plan(kind="recommend", steps=(Step(tool="search_items"), Step(tool="fails"), Step(tool="rank_items")))

    async def phrase(self, findings: Findings, allowance: Allowance) -> AsyncIterator[str]:
        self.log.append(f"end {findings.state.wishes[-1]}")
        yield "Here. "


@tool(effect="filter")
def fails(context: ToolContext) -> Candidates:
    """Fail always."""
    raise ToolFailed("fails: the moon is down")


@pytest.fixture
def echo(agent: Agent) -> Agent:
    made: Tool = fails
    return Agent(agent.workspace, Echo(), tools={**agent.tools, "fails": made})


def test_two_messages_of_one_conversation_are_served_one_after_the_other(echo: Agent) -> None:
    brain = echo.brain
    assert isinstance(brain, Echo)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(echo.respond, "one", conversation="x")
        assert brain.started.wait(30)
        second = pool.submit(echo.respond, "two", conversation="x")
        assert echo.respond("three", conversation="y").state.wishes == ("three",)  # another one need not wait
        assert not second.done()
        brain.gate.set()
        assert first.result(30).state.wishes == ("one",)
        assert second.result(30).state.wishes == ("one", "two")
    order = [line for line in brain.log if "three" not in line]
    assert order == ["begin one", "end one", "begin two", "end two"]


def test_a_stream_that_is_left_early_frees_its_conversation(echo: Agent) -> None:
    async def leave() -> None:
        events: Any = echo.stream("two", conversation="x")
        assert (await anext(events)).kind == "understood"
        await events.aclose()

    asyncio.run(leave())
    assert echo.state("x") == DialogueState()
    assert echo.respond("three", conversation="x").state.wishes == ("three",)


def test_end_forgets(agent: Agent) -> None:
    agent.respond("a comedy from the 90s", conversation="a")
    agent.respond("a war film", conversation="b")
    agent.end("a")
    agent.end("never was")
    assert agent.state("a") == DialogueState()
    assert agent.state("b").turn == 1
    assert agent.respond("show me more", conversation="a").state.constraints == ()


# --- faults -----------------------------------------------------------------------------------------------------------
def test_a_tool_that_fails_is_a_fault_and_the_turn_goes_on(echo: Agent) -> None:
    events = events_of(echo, "two")
    reply = events[-1].reply
    assert reply is not None
    assert [(fault.kind, fault.message) for fault in reply.faults] == [("tool_failed", "fails: the moon is down")]
    assert len(reply.slate) == 5
    assert [e.data["tool"] for e in events if e.kind == "tool_returned"] == ["search_items", "rank_items"]
    check_json(reply)


def test_a_tool_that_does_not_exist_is_a_fault_that_names_those_that_do(agent: Agent) -> None:
    reply = Agent(agent.workspace, Echo(), tools=agent.tools).respond("two")
    (fault,) = reply.faults
    assert fault.kind == "unknown_tool"
    assert "'fails'" in fault.message
    assert "rank_items" in fault.message


def test_a_brain_that_does_not_exist_is_refused(agent: Agent) -> None:
    with pytest.raises(ConfigError, match="'nobody'"):
        parley.load_agent(agent.workspace, llm="nobody:gpt")


PIECES = st.sampled_from(
    ["no", "not", "horror", "like", "Heat", "it", "the second one", "number", "3", "under", "90", "minutes", "from", "the 80s",
     "seen", "why", "compare", "older", "is fine", "by", "Kurosawa", "more", "PG", "or", "and", ",", "?", "!", "1", "two", "for",
     "my 6 year old", "just one", "save", "forget that", "Her", "between", "1990", "hours", "PG-13", "except", "“", "'s", "€"]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=60) | st.lists(PIECES, max_size=9).map(" ".join), min_size=1, max_size=3))
@example(["\x00\x1b[2J", "‮ab", "🦖"])
@example(["'; drop table words; --", '"""', "a OR NOT NEAR("])
@example(["\ud800"])
def test_no_text_breaks_a_turn(agent: Agent, messages: list[str]) -> None:
    agent.end()
    for message in messages:
        reply = agent.respond(message)
        assert reply.text
        assert not reply.faults
        assert set(reply.state.slate) <= set(agent.workspace.catalog.ids)
        check_json(reply)
