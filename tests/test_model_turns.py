"""Whole turns with a language model at the other end: what it may get wrong, and what the person gets all the same."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import model_faults as faults
import pytest
from fault_choice import for_tool
from language_agents import agent_at
from model_answer import Answer
from model_faults import PROVIDER_TEXT, Fault
from model_server import ModelServer, refused_url
from scripted_model import ScriptedModel

from agent.agent import Agent
from agent.language.draft import Draft
from agent.reply import Reply
from recommenders.workspace import Workspace

STEPS = ({"tool": "search_items", "args": {}}, {"tool": "generate_items", "args": {"k": 20}}, {"tool": "rank_items", "args": {}})
NO_HORROR = {"field": "genres", "op": "none_of", "value": ["Horror"]}
PLANS = {
    "something tense, no horror": Draft.model_validate(
        {"intent": "recommend", "wish": "tense", "require": [NO_HORROR], "steps": STEPS}
    ),
    "from the 90s rather": Draft.model_validate(
        {"intent": "recommend", "require": [{"field": "year", "op": "between", "value": [1990, 1999]}], "steps": STEPS}
    ),
    "and under two hours": Draft.model_validate(
        {"intent": "recommend", "require": [{"field": "runtime", "op": "le", "value": 120}], "steps": STEPS}
    ),
}
FIRST, SECOND, THIRD = PLANS
LEAKS = re.compile(
    "|".join([*map(re.escape, PROVIDER_TEXT.split()), "Traceback", "Error code", "openai", "httpx", "Exception", "not-needed"])
)
TRANSPORT = {
    "rate limited": faults.status(429, retry_after=30), "server error": faults.status(500), "out of order": faults.status(503),
    "bad key": faults.status(401), "no such model": faults.status(404), "bad request": faults.status(422),
    "reset": faults.reset(), "closed": faults.closed(1), "stall": faults.stall(), "drip": faults.drip(),
    "wrong type": faults.wrong_type(), "broken JSON": faults.broken_json(), "error event": faults.error_event(),
    "no choices": faults.no_choices(),
}  # fmt: skip
ANSWERS = {
    "empty": faults.empty(), "refusal": faults.refusal(), "filtered": faults.filtered(), "cut off": faults.length(),
    "bad arguments": faults.bad_arguments(), "chatty": faults.chatty_arguments(), "reasoning": faults.reasoning(),
    "reasoning field": faults.reasoning_field(), "fenced": faults.fenced(), "prose": faults.prose(),
    "two plans": faults.two_plans(), "unknown tool": faults.unknown_tool(), "wrong function": faults.wrong_function(),
    "wrong field": faults.wrong_field(), "unknown value": faults.unknown_value(), "wrong kind": faults.wrong_kind(),
    "extra argument": faults.extra_argument(), "extra key": faults.extra_key(), "missing intent": faults.missing_intent(),
    "missing argument": faults.missing_argument(), "200 steps": faults.many_steps(), "not UTF-8": faults.non_utf8(),
    "no usage": faults.no_usage(),
}  # fmt: skip
WORDS = {"invented": faults.invented(), "repeats": faults.repeat(), "half a stream": faults.reset(2), "closed early": faults.closed(2),
         "stalls": faults.stall(2)}  # fmt: skip


@pytest.fixture(scope="module")
def workspace(films_workspace: Any) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with ModelServer(ScriptedModel(PLANS)) as running:
        yield running


@pytest.fixture(scope="module")
def strict(server: ModelServer, workspace: Workspace) -> Agent:
    """Nobody steps in for the model."""
    return agent_at(server, workspace, llm_timeout=4)


@pytest.fixture(scope="module")
def helped(server: ModelServer, workspace: Workspace) -> Agent:
    """The embedded brain steps in."""
    return agent_at(server, workspace, llm_timeout=4, llm_fallback="embedded")


@pytest.fixture(scope="module")
def fresh(server: ModelServer, workspace: Workspace) -> Agent:
    """Nobody steps in, and no planning call ever went wrong: what a model refused once it is not sent again."""
    return agent_at(server, workspace, llm_timeout=4)


@pytest.fixture(autouse=True)
def _well(server: ModelServer) -> Iterator[None]:
    yield
    server.faults = None


def years(reply: Reply, agent: Agent) -> list[int]:
    catalog = agent.workspace.catalog
    return [int(catalog.years[catalog.row_of(shown.item_id)]) for shown in reply.slate]


def fits(reply: Reply, agent: Agent, *, nineties: bool = False, short: bool = False) -> None:
    catalog = agent.workspace.catalog
    assert len(reply.slate) == 5
    for shown in reply.slate:
        row = catalog.row_of(shown.item_id)
        assert "Horror" not in catalog.value(row, "genres")
        assert not nineties or 1990 <= catalog.years[row] <= 1999
        assert not short or catalog.value(row, "runtime") <= 120


def clean(reply: Reply) -> None:
    """A usable reply or one clear sentence, and nothing of what a provider says."""
    assert reply.text.strip()
    said = "\n".join([reply.text, *(f"{fault.kind}: {fault.message}" for fault in reply.faults)])
    assert not LEAKS.search(said), said
    if not reply.slate and reply.type == "chat":
        assert "\n" not in reply.text.strip()
        assert len(reply.text) < 400


def three_turns(agent: Agent, server: ModelServer, name: str, fault: Any) -> list[Reply]:
    """A good turn, one in which things go wrong, and another good one."""
    server.faults = None
    replies = [agent.respond(FIRST, conversation=name)]
    server.faults = fault
    replies.append(agent.respond(SECOND, conversation=name))
    server.faults = None
    replies.append(agent.respond(THIRD, conversation=name))
    return replies


def nth(server: ModelServer, n: int, fault: Fault) -> dict[int, Fault]:
    """The fault at the n-th request from now on."""
    return {len(server.records) + n: fault}


def test_a_good_turn_takes_two_calls_and_says_so(server: ModelServer, fresh: Agent) -> None:
    reply = fresh.respond(FIRST, conversation="good")
    fits(reply, fresh)
    clean(reply)
    assert reply.faults == ()
    assert [call.role for call in reply.calls] == ["planning", "wording"]
    assert all(call.input_tokens and call.output_tokens and not call.estimated for call in reply.calls)
    assert reply.state.usage.calls == 2
    assert reply.to_json()["usage"]["turn"]["calls"] == 2
    assert server.invalid == []


@pytest.mark.parametrize("name", [*TRANSPORT, *ANSWERS])
def test_a_planning_call_that_goes_wrong_every_time(server: ModelServer, strict: Agent, name: str) -> None:
    fault = for_tool("make_plan", {**TRANSPORT, **ANSWERS}[name])
    first, second, third = three_turns(strict, server, f"strict {name}", fault)
    fits(first, strict)
    clean(second)
    if second.slate:
        fits(second, strict, nineties=True)
    else:
        assert second.faults
        assert [c.field for c in second.state.constraints] == ["genres"]
    fits(third, strict, nineties=bool(second.slate), short=True)


@pytest.mark.parametrize("name", [*TRANSPORT, *ANSWERS])
def test_somebody_steps_in_where_that_is_allowed(server: ModelServer, helped: Agent, name: str) -> None:
    fault = for_tool("make_plan", {**TRANSPORT, **ANSWERS}[name])
    _, second, third = three_turns(helped, server, f"helped {name}", fault)
    clean(second)
    fits(second, helped, nineties=True)
    fell = any(f.kind.startswith("model_") for f in second.faults)
    assert ("built-in" in second.text) == fell
    fits(third, helped, nineties=True, short=True)


@pytest.mark.parametrize("name", [*TRANSPORT, *ANSWERS, *WORDS])
def test_words_that_go_wrong_never_cost_the_slate(server: ModelServer, fresh: Agent, name: str) -> None:
    fault = for_tool(None, {**TRANSPORT, **ANSWERS, **WORDS}[name])
    _, second, third = three_turns(fresh, server, f"words {name}", fault)
    clean(second)
    fits(second, fresh, nineties=True)
    assert "Cartographer" not in second.text
    assert "Citizen Kane" not in second.text
    assert second.text.count("enjoy this one a lot") <= 1
    fits(third, fresh, nineties=True, short=True)


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize(
    "fault", [faults.status(429, retry_after=0.1), faults.status(500), faults.status(503), faults.reset(), faults.empty(),
              faults.bad_arguments(), faults.wrong_field(), faults.unknown_tool(), faults.prose(), faults.length()],
    ids=lambda fault: fault.name,
)  # fmt: skip
def test_what_goes_wrong_once_is_mended_in_the_same_turn(server: ModelServer, fresh: Agent, fault: Fault, n: int) -> None:
    first, second, third = three_turns(fresh, server, f"once {fault.name} {n}", nth(server, n + 2, fault))
    fits(first, fresh)
    clean(second)
    fits(second, fresh, nineties=True)
    fits(third, fresh, nineties=True, short=True)


def test_nobody_at_the_address(workspace: Workspace) -> None:
    agent = agent_at(refused_url(), workspace, llm_timeout=4)
    reply = agent.respond(FIRST)
    clean(reply)
    assert (reply.type, [f.kind for f in reply.faults]) == ("chat", ["model_unreachable"])
    assert "cannot be reached" in reply.text
    thanked = agent.respond("thanks!")
    assert thanked.easy
    assert thanked.faults == ()


def test_a_plan_that_leaves_nothing_is_planned_again(server: ModelServer, workspace: Workspace) -> None:
    bad = Draft.model_validate({"intent": "recommend", "require": [{"field": "directors", "op": "any_of", "value": ["Nobody Nowhere"]}]})
    good = Draft.model_validate({"intent": "recommend", "require": [{"field": "genres", "op": "any_of", "value": ["Comedy"]}]})
    server.script = ScriptedModel({"a funny one": [bad, good]})
    try:
        reply = agent_at(server, workspace).respond("a funny one", conversation="again")
    finally:
        server.script = ScriptedModel(PLANS)
    assert all("Comedy" in workspace.catalog.value(workspace.catalog.row_of(s.item_id), "genres") for s in reply.slate)
    assert [call.role for call in reply.calls] == ["planning", "planning", "wording"]


def test_reflection_is_bounded_and_a_model_that_repeats_itself_ends_it(server: ModelServer, workspace: Workspace) -> None:
    impossible = Draft.model_validate({"intent": "recommend", "require": [
        {"field": "year", "op": "lt", "value": 1925}, {"field": "genres", "op": "any_of", "value": ["Animation"]}]})  # fmt: skip
    server.script = ScriptedModel({"a cartoon from before 1925": impossible})
    try:
        reply = agent_at(server, workspace).respond("a cartoon from before 1925", conversation="bounded")
    finally:
        server.script = ScriptedModel(PLANS)
    assert [call.role for call in reply.calls].count("planning") == 2
    assert reply.relaxed
    assert all(relaxed.reason.lower() in reply.text.lower() for relaxed in reply.relaxed)


@pytest.mark.parametrize("critic", ["scripted", None])
def test_a_critic_is_asked_only_where_one_is_named_and_its_doubt_is_planned_again(
    server: ModelServer, workspace: Workspace, critic: str | None
) -> None:
    """A critic that objects to whatever is not by Kurosawa."""
    kurosawa = {"field": "directors", "op": "any_of", "value": ["Akira Kurosawa"]}
    better = Draft.model_validate({"intent": "recommend", "wish": "rain", "require": [kurosawa]})
    model = ScriptedModel({"a film with a lot of rain": [Draft.model_validate({"intent": "recommend", "wish": "rain"}), better]})

    def objecting(body: Any) -> Any:
        tools = [tool["function"]["name"] for tool in body.get("tools") or ()]
        good = "Kurosawa" in str(body["messages"][-1]["content"])
        verdict = json.dumps({"good": good, "reason": "there is too little rain"})
        return Answer(calls=(("give_verdict", verdict),)) if "give_verdict" in tools else model(body)

    server.script = objecting
    try:
        reply = agent_at(server, workspace, llm_critic=critic).respond("a film with a lot of rain", conversation=f"critic {critic}")
    finally:
        server.script = ScriptedModel(PLANS)
    roles = [call.role for call in reply.calls]
    makers = [workspace.catalog.value(workspace.catalog.row_of(shown.item_id), "directors") for shown in reply.slate]
    if critic is None:
        assert roles == ["planning", "wording"]
    else:
        assert roles == ["planning", "critic", "planning", "critic", "wording"]
        assert all("Akira Kurosawa" in names for names in makers)
        assert any("too little rain" in fault.message for fault in reply.faults)


def test_easy_turns_take_no_planning_call(server: ModelServer, fresh: Agent) -> None:
    fresh.respond(FIRST, conversation="easy")
    asked = len(server.records)
    more = fresh.respond("show me more", conversation="easy")
    assert (more.easy, [call.role for call in more.calls]) == (True, ["wording"])
    assert fresh.respond("thanks!", conversation="easy").calls == ()
    assert len(server.records) == asked + 1


def test_a_conversation_has_a_budget(server: ModelServer, workspace: Workspace) -> None:
    agent = agent_at(server, workspace, llm_budget=1)
    first = agent.respond(FIRST, conversation="budget")
    second = agent.respond(SECOND, conversation="budget")
    assert [f.kind for f in second.faults] == ["model_over_budget"] or second.calls == ()
    clean(second)
    assert first.state.usage.tokens <= second.state.usage.tokens


def test_prompts_stay_small_in_a_long_conversation(server: ModelServer, fresh: Agent) -> None:
    sizes = []
    for n in range(40):
        fresh.respond(f"{list(PLANS)[n % 3]} {'please ' * (n % 5)}".strip(), conversation="long")
        planning = [r for r in server.requests[-2:] if r.get("tools")]
        sizes += [sum(len(m["content"]) for m in request["messages"]) for request in planning]
    assert max(sizes) <= 4 * 8_000
    assert max(sizes[-5:]) <= 1.3 * max(sizes[8:13])


def test_no_id_leaves_the_process(server: ModelServer, fresh: Agent) -> None:
    fresh.respond(FIRST, conversation="ids")
    fresh.respond("more like the second one", conversation="ids")
    ids = [i for i in fresh.workspace.catalog.ids if "-" in i]
    sent = "".join(record.raw.decode() for record in server.records)
    assert not [i for i in ids if i in sent]


def test_many_conversations_at_once_stay_apart(server: ModelServer, helped: Agent) -> None:
    replies: dict[int, list[Reply]] = {}

    def talk(n: int) -> None:
        replies[n] = [helped.respond(said, conversation=f"crowd {n}") for said in PLANS]

    threads = [threading.Thread(target=talk, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replies) == list(range(50))
    alone = [[s.item_id for s in reply.slate] for reply in replies[0]]
    for turns in replies.values():
        assert [[s.item_id for s in reply.slate] for reply in turns] == alone
        assert turns[-1].state.usage.calls == 6


def test_a_turn_that_is_left_gives_its_conversation_back(server: ModelServer, fresh: Agent) -> None:
    async def leave() -> None:
        asked = len(server.records)
        server.faults = for_tool("make_plan", faults.stall())
        turn = asyncio.create_task(_whole(fresh, FIRST, "left"))
        while len(server.records) == asked:
            await asyncio.sleep(0.01)
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn

    asyncio.run(leave())
    asyncio.run(leave())
    server.faults = None
    reply = fresh.respond(FIRST, conversation="left")
    fits(reply, fresh)
    assert (len(reply.calls), reply.state.usage.calls) == (2, 4)  # the calls that were given up count


def test_half_characters_from_either_side_break_nothing(server: ModelServer, fresh: Agent) -> None:
    plan = {"intent": "recommend", "wish": "robots \ud83d", "require": [{"field": "nothing \ud83d", "op": "eq", "value": 1}]}
    server.script = ScriptedModel({"something odd about robots \ufffd": json.dumps(plan)})
    for message in ("something odd about robots \ud83d", FIRST):
        reply = fresh.respond(message, conversation="half")
        assert reply.slate, reply
        assert not any(fault.kind.startswith("model_") for fault in reply.faults), reply.faults
        (reply.text + repr(reply.state)).encode()


def test_every_request_of_this_file_is_one_that_the_protocol_allows(server: ModelServer, fresh: Agent) -> None:
    """By the types of the `openai` package, streaming and not; whatever went wrong before."""
    fresh.respond(FIRST, conversation="protocol")
    assert {request.get("stream") is True for request in server.requests} == {True, False}
    assert server.invalid == []
    assert {record.authorization for record in server.records} == {"placeholder"}


async def _whole(agent: Agent, text: str, conversation: str) -> list[Any]:
    return [event async for event in agent.stream(text, conversation=conversation)]
