"""A planner that goes step by step at a scripted endpoint, for tests: `Desk`, and the scripts that drive it.

Knows a good run of calls for one message. Knows nothing about what goes wrong.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from fault_choice import Faults
from model_answer import Answer, Body
from model_server import ModelServer

from agent.allowance import Allowance
from agent.language.context import PlanningContext
from agent.language.draft import Draft
from agent.language.endpoint.caller import Caller
from agent.language.endpoint.endpoint import Endpoint
from agent.language.stepwise.react import ReactPlanner
from agent.state import DialogueState
from recommenders.workspace import Workspace
from tools.registry import load_tools
from tools.tool import Tool

MESSAGE = "a sad film set at sea, no horror, under two hours"
CONDITIONS = [
    {"field": "genres", "op": "none_of", "value": ["Horror"]},
    {"field": "runtime", "op": "le", "value": 120},
]
NOTE = ("note", {"require": CONDITIONS, "wish": "sad, set at sea"})
SEARCH = ("search_items", {"wish": "sad, set at sea"})
RANK = ("rank_items", {})
FINISH = ("finish", {"intent": "recommend"})
GOOD = [NOTE, SEARCH, RANK, FINISH]

Call = tuple[str, Any]
"""A tool and its arguments: a string goes out as it is."""


def said(*calls: Call) -> Answer:
    return Answer(calls=tuple((name, args if isinstance(args, str) else json.dumps(args)) for name, args in calls))


def script(*answers: Answer | Call) -> Any:
    """The answers one after another, and the last one for ever; how many were given stands in the request."""

    def answer(body: Body) -> Answer:
        given = sum(message["role"] == "assistant" for message in body["messages"])
        chosen = answers[min(given, len(answers) - 1)]
        return chosen if isinstance(chosen, Answer) else said(chosen)

    return answer


def careful(*calls: Call) -> Any:
    """The calls one after another; one that was not done is made again."""

    def answer(body: Body) -> Answer:
        done = [m for m in body["messages"] if m["role"] == "tool" and not m["content"].startswith("Problem:")]
        return said(calls[min(len(done), len(calls) - 1)])

    return answer


class Desk:
    """A planner at a server, and what it took."""

    def __init__(
        self, workspace: Workspace, server: ModelServer, tools: Mapping[str, Tool] | None = None, **more: Any
    ) -> None:
        self.server = server
        self.tools = dict(tools or load_tools())
        caller = Caller(Endpoint("openai:scripted", base_url=server.url, **more))
        self.planner = ReactPlanner(workspace, self.tools, caller, PlanningContext(workspace, self.tools, 8_000))
        self.allowance = Allowance(30.0)

    def think(
        self, message: str = MESSAGE, state: DialogueState | None = None, allowance: Allowance | None = None
    ) -> Draft:
        self.server.records.clear()
        self.allowance = allowance or Allowance(30.0)
        return asyncio.run(self.planner.think(message, state or DialogueState(), self.allowance))

    @property
    def kinds(self) -> list[str]:
        return [fault.kind for fault in self.allowance.faults]

    def told(self) -> list[str]:
        """What the tools answered, as the last request shows it."""
        return [m["content"] for m in self.server.requests[-1]["messages"] if m["role"] == "tool"]


class Desks:
    """Makes desks: the same one again and again, or one of its own for special tools or settings."""

    def __init__(self, workspace: Workspace, shared: Desk) -> None:
        self._workspace, self._shared = workspace, shared
        self.used: list[Desk] = []

    def __call__(self, *answers: Answer | Call, broken: Faults | None = None, **special: Any) -> Desk:
        at = Desk(self._workspace, ModelServer(script(*answers)).__enter__(), **special) if special else self._shared
        at.server.script, at.server.faults = script(*answers), broken
        self.used.append(at)
        return at


@contextmanager
def desks(workspace: Workspace, shared: Desk) -> Iterator[Desks]:
    """Desks whose retries come at once. In the end no request may have been one that the protocol does not allow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agent.language.endpoint.caller._PAUSE", 0.01)
        made = Desks(workspace, shared)
        yield made
        for at in made.used:
            assert at.server.invalid == []
            if at is not shared:
                at.server.close()


@contextmanager
def shared_desk(workspace: Workspace) -> Iterator[Desk]:
    """A desk for many tests: a client takes long to make."""
    with ModelServer(script(FINISH)) as server:
        yield Desk(workspace, server)


def steps_of(draft: Draft) -> list[Call]:
    return [(step.tool, step.args) for step in draft.steps]


def is_good(draft: Draft) -> bool:
    conditions = [(c.field, c.op, c.value) for c in draft.require]
    wanted = [("genres", "none_of", ("Horror",)), ("runtime", "le", 120)]
    return (draft.intent, conditions, draft.wish) == ("recommend", wanted, "sad, set at sea")


def good_plan() -> Draft:
    steps = [{"tool": name, "args": args} for name, args in (SEARCH, RANK)]
    return Draft.model_validate({"intent": "recommend", **NOTE[1], "steps": steps})
