"""The loop of a model that goes step by step, as LangChain's agent runs it: `Steps`.

Knows how many calls a message may take, when the loop ends, and what a model is told that does not call a tool as it
should. Knows nothing about what a call does (`Workbench`) or how a model is reached (`Caller`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain.agents import AgentState
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, ToolCallRequest, hook_config
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call
from langgraph.runtime import Runtime

from agent.allowance import Allowance
from agent.language.endpoint.call import tokens
from agent.language.endpoint.caller import Caller
from agent.language.endpoint.faults import ANSWERED_BADLY, ModelFault
from agent.language.stepwise.react_tools import FINISH
from agent.language.stepwise.workbench import Workbench

MODEL_CALLS, TOOL_CALLS = 8, 12
_ASTRAY = 2
"""Answers without a usable call after which nothing more is expected, and likewise repeated calls."""
_ANSWER = 4_000
"""Tokens of one answer; a call is short, but some models think first."""
_THOUGHT = 600
"""Characters of what a model says beside its calls that it is shown again."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Names of functions that servers take back."""
_NO_CALL = "That was no tool call. Call one of the tools, with JSON arguments; `finish` ends."
_NO_JSON = 'Problem: "the arguments were no JSON object; make the call again, with one"'
_NO_MORE = f'Problem: "that is more than {TOOL_CALLS} calls; only finish is left"'


@dataclass
class Run:
    """One message on its way through the loop: what it has taken so far."""

    bench: Workbench
    allowance: Allowance
    answers: int = 0
    calls: int = 0
    astray: int = 0
    unreadable: set[str] = field(default_factory=set)
    """Ids of calls whose arguments were no JSON."""
    fault: ModelFault | None = None
    """Why the last answer could not be read, if it could not."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def over(self) -> bool:
        """Whether nothing more may be called, or need be."""
        lost = max(self.astray, self.bench.repeats) > _ASTRAY
        return self.bench.finished or lost or self.answers >= MODEL_CALLS

    def readable(self, said: AIMessage) -> AIMessage:
        """The answer with calls that every server takes back: an id each, JSON arguments, no more than may be made."""
        calls = [(call["name"], call["args"], call["id"]) for call in said.tool_calls]
        broken = [(call["name"] or "", None, call["id"]) for call in said.invalid_tool_calls]
        ids = [key for *_, key in calls]
        text = str(said.text)
        named = all(_NAME.fullmatch(name) for name, *_ in calls)
        numbered = all(ids) and len(set(ids)) == len(ids) <= TOOL_CALLS
        if named and numbered and not broken and len(text) <= _THOUGHT:
            return said
        made = []
        for number, (name, args, _) in enumerate([*calls, *broken][: TOOL_CALLS + 1]):
            key = f"call_{self.answers}_{number}"
            if args is None:
                self.unreadable.add(key)
            made.append(tool_call(name=name if _NAME.fullmatch(name) else "unknown", args=args or {}, id=key))
        return AIMessage(text[:_THOUGHT], tool_calls=made)


class Steps(AgentMiddleware[AgentState[Any], Run]):
    """Bounds the loop, sends each model call through the caller and makes each tool call on the workbench."""

    def __init__(self, caller: Caller, context_tokens: int) -> None:
        self._caller = caller
        self._room = context_tokens
        self._plain = not caller.endpoint.speaks_openai("planning")

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: AgentState[Any], runtime: Runtime[Run]) -> dict[str, Any] | None:
        """End where nothing more may or need be called."""
        return {"jump_to": "end"} if runtime.context.over else None

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Run]) -> dict[str, Any] | None:
        """Ask again where there is no call: LangChain would take it for the end."""
        said = state["messages"][-1]
        if isinstance(said, AIMessage) and said.tool_calls:
            return None
        runtime.context.astray += 1
        return {"messages": [HumanMessage(_NO_CALL)], "jump_to": "model"}

    async def awrap_model_call(
        self, request: ModelRequest[Run], handler: Callable[[ModelRequest[Run]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """One call of the model, with retries, deadline and accounting; an unreadable answer is no call."""
        run = request.runtime.context
        run.answers += 1
        system = [request.system_message] if request.system_message else []
        request = request.override(messages=self._fitting(system, request.messages))
        sent = [*system, *request.messages]
        try:
            said, run.fault = await self._answer(run, request, handler, sent), None
        except ModelFault as fault:
            if fault.kind not in ANSWERED_BADLY:
                raise
            said, run.fault = AIMessage("(nothing)"), fault  # some servers take no empty message back
        return ModelResponse(result=[run.readable(said)])

    async def awrap_tool_call(self, request: ToolCallRequest, handler: Callable[..., Any]) -> ToolMessage:
        """One tool call, known or not, after those that came before it."""
        run: Run = request.runtime.context  # type: ignore[assignment]  # typed as if an agent had none
        call = request.tool_call
        async with run.turn:
            run.calls += 1
            if call["id"] in run.unreadable:
                text, good = _NO_JSON, False
            elif run.calls > TOOL_CALLS and call["name"] != FINISH:
                text, good = _NO_MORE, False
            else:
                text, good = await asyncio.to_thread(run.bench.call, call["name"], call["args"])
        status = "success" if good else "error"
        return ToolMessage(text, tool_call_id=call["id"], name=call["name"], status=status)

    async def _answer(
        self,
        run: Run,
        request: ModelRequest[Run],
        handler: Callable[[ModelRequest[Run]], Awaitable[ModelResponse[Any]]],
        sent: Sequence[BaseMessage],
    ) -> AIMessage:
        """What the model answers; one that refuses to be told how to call tools is left to itself from then on."""

        async def send(options: Mapping[str, Any]) -> AIMessage:
            choice = "any" if options else None
            response = await handler(request.override(tool_choice=choice, model_settings=dict(options)))
            said = response.result[-1]
            return said if isinstance(said, AIMessage) else AIMessage(str(said.text))

        options = {} if self._plain else self._options(run, sent)
        try:
            return await self._caller.attempt("planning", run.allowance, lambda: send(options), messages=sent)
        except ModelFault as fault:
            if fault.kind != "bad_request" or not options:
                raise
        said = await self._caller.attempt("planning", run.allowance, lambda: send({}), messages=sent)
        self._plain = True
        return said

    def _options(self, run: Run, sent: Sequence[BaseMessage]) -> dict[str, Any]:
        left = run.allowance.tokens_left
        most = _ANSWER if left is None else max(1, min(_ANSWER, left - _size(sent)))
        room = {"extra_body": {"max_tokens": most}} if self._caller.endpoint.base_url else {"max_tokens": most}
        return {"parallel_tool_calls": False, "temperature": 0, **room}

    def _fitting(self, system: Sequence[BaseMessage], messages: Sequence[BaseMessage]) -> list[Any]:
        """The messages within the tokens of a call: of older results only the first line is left, as far as needed."""
        over = _size([*system, *messages]) - self._room
        kept: list[BaseMessage] = []
        for at, message in enumerate(messages):
            if over > 0 and isinstance(message, ToolMessage) and at < len(messages) - 1:
                short = message.model_copy(update={"content": str(message.content).partition("\n")[0]})
                over -= _size([message]) - _size([short])
                message = short
            kept.append(message)
        return kept


def _size(messages: Sequence[BaseMessage]) -> int:
    """About how many tokens messages take."""
    return sum(tokens(str(message.content)) for message in messages)
