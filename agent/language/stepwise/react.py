"""Planning step by step: `ReactPlanner`, LangChain's agent over the same tools.

Knows how a message is given to the loop and what is made of what comes out. How the loop goes is in `react_loop`; knows
nothing about how a draft becomes a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import HumanMessage
from langchain_core.tools import BaseTool
from langgraph.graph.state import CompiledStateGraph

from agent.allowance import Allowance
from agent.language.context import PlanningContext
from agent.language.draft import Draft
from agent.language.endpoint.call import tokens
from agent.language.endpoint.caller import Caller
from agent.language.endpoint.faults import ModelFault
from agent.language.quarantine import held_back
from agent.language.stepwise.react_loop import MODEL_CALLS, TOOL_CALLS, Run, Steps
from agent.language.stepwise.react_tools import offers
from agent.language.stepwise.workbench import Workbench
from agent.language.templates import as_json, render
from agent.reply import Fault
from agent.state import DialogueState
from recommenders.workspace import Workspace
from tools.tool import Tool

_HOPS = 5 * MODEL_CALLS
"""Nodes of LangChain's graph that all calls together can pass; its own limit is as good as none."""


class _Offered(BaseTool):
    """A tool as the model sees it. Its calls are made by the middleware, which knows the message they belong to."""

    def _run(self, **args: Any) -> str:
        raise NotImplementedError


class ReactPlanner:
    """Lets a model find out step by step what answers a message. Safe to share between conversations."""

    def __init__(
        self, workspace: Workspace, tools: Mapping[str, Tool], caller: Caller, context: PlanningContext
    ) -> None:
        """PluginError where a tool cannot be offered."""
        self._workspace = workspace
        self._tools = tools
        self._caller = caller
        self._context = context
        self._offered = [
            _Offered(name=name, description=description, args_schema=arguments)
            for name, description, arguments in offers(workspace.catalog, tools)
        ]
        self._loop: CompiledStateGraph[Any, Run, Any, Any] | None = None
        self.instructions = render("react", model_calls=MODEL_CALLS, tool_calls=TOOL_CALLS)
        """What the model is told before anything else."""

    async def think(self, message: str, state: DialogueState, allowance: Allowance) -> Draft:
        """The draft that the model's calls for a message amount to; `state` is the one before the message.

        Where the model does not come to an end, what it did so far is its draft, and a fault says so. Raises ModelFault
        where it did nothing.
        """
        bench = Workbench(message, state, self._workspace, self._tools)
        turn = str(self._context.messages(message, state)[-1].content)
        if allowance.reflections:
            plan, finding = allowance.reflections[-1]
            turn = render("react_again", turn=turn, plan=plan, finding=held_back(finding))
        run = Run(bench, allowance)
        try:
            await self._caller.on_loop(self._work(run, turn))
        except ModelFault as fault:
            if bench.draft is None:
                raise
            allowance.faults.append(Fault(f"model_{fault.kind}", str(fault)))
        draft = bench.draft
        if draft is None:
            raise run.fault or ModelFault("cut_off", self._caller.endpoint.name_of("planning"))
        if not bench.finished:
            allowance.faults.append(Fault("plan_unfinished", "the model did not finish; what it had done counts"))
        return draft

    async def _work(self, run: Run, turn: str) -> None:
        """The loop, on the caller's own event loop."""
        if self._loop is None:
            self._loop = self._made()
        await self._loop.ainvoke({"messages": [HumanMessage(turn)]}, {"recursion_limit": _HOPS}, context=run)

    def _made(self) -> CompiledStateGraph[Any, Run, Any, Any]:
        offered = sum(tokens(as_json(tool.args_schema)) for tool in self._offered)
        return create_agent(
            self._caller.model("planning"),
            self._offered,
            system_prompt=self.instructions,
            middleware=[Steps(self._caller, self._caller.endpoint.context - offered)],
            context_schema=Run,
        )
