"""Planning step by step: nothing that a model or its endpoint does breaks the loop, and what was done is kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import fault_choice
import model_faults as faults
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.tool import tool_call
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from model_answer import Answer
from model_server import refused_url
from react_desk import (
    FINISH,
    GOOD,
    MESSAGE,
    NOTE,
    RANK,
    SEARCH,
    Desk,
    Desks,
    careful,
    desks,
    is_good,
    said,
    shared_desk,
    steps_of,
)
from scripted_model import ScriptedModel

from agent.allowance import Allowance
from agent.language.context import PlanningContext
from agent.language.endpoint.caller import Caller
from agent.language.endpoint.endpoint import Endpoint
from agent.language.endpoint.faults import ModelFault
from agent.language.stepwise.react import ReactPlanner
from agent.language.stepwise.react_loop import MODEL_CALLS
from agent.state import DialogueState
from agent.usage import Role
from recommenders.workspace import Workspace
from tools.registry import load_tools


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def shared(workspace: Workspace) -> Iterator[Desk]:
    with shared_desk(workspace) as at:
        yield at


@pytest.fixture
def desk(workspace: Workspace, shared: Desk) -> Iterator[Desks]:
    with desks(workspace, shared) as made:
        yield made


def test_a_model_that_never_finishes_is_ended_and_its_steps_count(desk: Desks) -> None:
    numbers = iter(range(1_000))
    at = desk()
    at.server.script = lambda body: said(("search_items", {"wish": f"another sea {next(numbers)}"}))
    draft = at.think()
    assert len(at.server.requests) == MODEL_CALLS
    assert len(draft.steps) == MODEL_CALLS
    assert draft.intent == "recommend"
    assert at.kinds == ["plan_unfinished"]


def test_a_model_that_repeats_itself_is_ended_sooner(desk: Desks) -> None:
    at = desk(NOTE, SEARCH, SEARCH)
    draft = at.think()
    assert steps_of(draft) == [SEARCH]
    assert is_good(draft)
    assert len(at.server.requests) < MODEL_CALLS
    assert at.kinds == ["plan_unfinished"]
    wrong = ("lookup_item", {"items": ["#9"]})
    at = desk(wrong)
    with pytest.raises(ModelFault):
        at.think()
    assert len(at.server.requests) < MODEL_CALLS


def test_a_model_that_only_talks_is_asked_again_and_then_given_up(desk: Desks) -> None:
    at = desk(NOTE, Answer("I would look for something at sea."), *GOOD)
    assert is_good(at.think())
    assert at.server.requests[2]["messages"][-1]["role"] == "user"
    at = desk(Answer("I would look for something at sea."))
    with pytest.raises(ModelFault) as caught:
        at.think()
    assert caught.value.kind == "cut_off"
    assert len(at.server.requests) == 3


FAULTS = [
    faults.status(429, retry_after=0.01), faults.status(500), faults.status(503), faults.reset(), faults.closed(2),
    faults.broken_json(), faults.wrong_type(), faults.non_utf8(), faults.empty(), faults.length(),
    faults.bad_arguments(), faults.prose(), faults.reasoning(), faults.wrong_function(),
]  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.name) for fault in FAULTS])
def test_a_fault_that_passes_costs_a_call_and_nothing_else(desk: Desks, fault: faults.Fault, number: int) -> None:
    at = desk(broken={number: fault})
    at.server.script = careful(*GOOD)
    draft = at.think()
    assert is_good(draft)
    assert steps_of(draft) == [SEARCH, RANK]
    assert at.kinds == []
    at.server.faults = None
    assert is_good(at.think())
    assert len(at.server.requests) == 4  # the next turn is as if nothing had been


def test_a_fault_that_stays_leaves_what_was_done_or_is_raised(desk: Desks) -> None:
    down = faults.status(503)
    at = desk(*GOOD, broken=lambda number, body: down if number > 2 else None)
    draft = at.think()
    assert steps_of(draft) == [SEARCH]
    assert is_good(draft)
    assert at.kinds == ["model_unavailable", "plan_unfinished"]
    assert faults.PROVIDER_TEXT not in str(at.allowance.faults)
    at.server.faults = fault_choice.always(down)
    with pytest.raises(ModelFault) as caught:
        at.think()
    assert caught.value.kind == "unavailable"
    at.server.faults = None
    assert steps_of(at.think()) == [SEARCH, RANK]


@pytest.mark.parametrize("fault", [faults.stall(), faults.drip()], ids=["stall", "drip"])
def test_the_turn_ends_in_time(desk: Desks, fault: faults.Fault) -> None:
    at = desk(*GOOD, broken={3: fault})
    draft = at.think(allowance=Allowance(1.5))
    assert steps_of(draft) == [SEARCH]
    assert at.kinds == ["model_timeout", "plan_unfinished"]
    assert at.allowance.seconds_left > 0


def test_an_unreachable_server_and_a_spent_budget_are_faults(desk: Desks, workspace: Workspace) -> None:
    tools = load_tools()
    gone = Caller(Endpoint("openai:scripted", base_url=refused_url()))
    planner = ReactPlanner(workspace, tools, gone, PlanningContext(workspace, tools, 8_000))
    with pytest.raises(ModelFault) as caught:
        asyncio.run(planner.think(MESSAGE, DialogueState(), Allowance(5.0)))
    assert caught.value.kind == "unreachable"
    at = desk(*GOOD)
    with pytest.raises(ModelFault) as caught:
        at.think(allowance=Allowance(5.0, tokens=100))
    assert (caught.value.kind, at.server.requests) == ("over_budget", [])


def test_a_budget_that_ends_on_the_way_leaves_what_was_done(desk: Desks) -> None:
    at = desk(*GOOD)
    at.think()
    spent = [call.input_tokens + call.output_tokens for call in at.allowance.calls]
    draft = at.think(allowance=Allowance(5.0, tokens=sum(spent[:3])))
    assert draft.steps
    assert at.kinds == ["model_over_budget", "plan_unfinished"]
    assert at.allowance.usage.tokens <= sum(spent[:3])


class Careless(BaseChatModel):
    """A model of another provider, whose calls have no ids, or the same one; it knows tools and nothing else."""

    @property
    def _llm_type(self) -> str:
        return "careless"

    def bind_tools(self, tools: Any, *, tool_choice: str | None = None) -> Any:
        assert tool_choice is None
        return self.bind(tools=[convert_to_openai_tool(one) for one in tools])

    def _generate(self, messages: list[BaseMessage], *rest: Any, **more: Any) -> ChatResult:
        given = sum(isinstance(message, AIMessage) for message in messages)
        calls = [[NOTE, SEARCH], [RANK], [FINISH]][given]
        made = [tool_call(name=name, args=args, id=None if given == 1 else "x") for name, args in calls]
        return ChatResult(generations=[ChatGeneration(message=AIMessage("Thinking. " * 500, tool_calls=made))])


class Elsewhere(Endpoint):
    """Where that model is."""

    def chat_model(self, role: Role) -> BaseChatModel:
        return Careless()


def test_calls_without_ids_and_a_model_of_another_provider(workspace: Workspace) -> None:
    tools = load_tools()
    caller = Caller(Elsewhere("mistralai:careless"))
    planner = ReactPlanner(workspace, tools, caller, PlanningContext(workspace, tools, 8_000))
    allowance = Allowance(30.0)
    draft = asyncio.run(planner.think(MESSAGE, DialogueState(), allowance))
    assert is_good(draft)
    assert steps_of(draft) == [SEARCH, RANK]
    assert [call.estimated for call in allowance.calls] == [True] * 3


def test_many_conversations_at_once_keep_apart(desk: Desks) -> None:
    at = desk(*GOOD)
    at.server.script = ScriptedModel()
    start = threading.Barrier(20)

    def one(number: int) -> tuple[str, Any]:
        start.wait()
        message = f"a film about the number {number}"
        return message, asyncio.run(at.planner.think(message, DialogueState(), Allowance(30.0)))

    with ThreadPoolExecutor(20) as pool:
        for message, draft in pool.map(one, range(20)):
            assert draft.wish == message
            assert [step.tool for step in draft.steps] == ["search_items", "rank_items"]


def test_a_cancelled_turn_ends_its_call(desk: Desks) -> None:
    at = desk(*GOOD, broken={2: faults.stall()})
    at.server.records.clear()

    async def given_up() -> None:
        task = asyncio.create_task(at.planner.think(MESSAGE, DialogueState(), Allowance(30.0)))
        while len(at.server.requests) < 2:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(given_up())
    record = at.server.records[1]
    at.server.faults = None
    assert is_good(at.think())
    assert record.abandoned
