"""Calls of language models: `Caller`.

Knows how a call is sent, bounded in time and tokens, made again where that helps, and accounted for. Knows nothing
about what is asked or what the answer means.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage
from langchain_core.runnables import Runnable
from langsmith import tracing_context

from agent.allowance import Allowance
from agent.language.endpoint.call import Call
from agent.language.endpoint.debug_trace import DebugTrace
from agent.language.endpoint.endpoint import Endpoint
from agent.language.endpoint.faults import Kind, ModelFault, blamed, call_errors, fault_of, status_of
from agent.language.endpoint.model_loop import ModelLoop
from agent.usage import Role

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_AGAIN: frozenset[Kind] = frozenset(("rate_limited", "unavailable", "unreachable", "broken_stream"))
"""Faults that may be gone a moment later."""
_RETRIES = 2
_PAUSE = 0.25
"""Seconds before the first retry; doubled before each further one."""
_INSISTING = ("function", "required", "")
"""How a call of a tool can be demanded, the surest way first: by its name, any call, not at all."""
_REFUSING = (400, 422, 501)
"""Statuses for a request with something in it that the endpoint does not take; some answer 404 or 500 over tools."""


@dataclass(frozen=True)
class Answer:
    """What a model answered: its text, and its tool calls as (name, raw JSON arguments), valid or not.

    Calls whose arguments are JSON come first, otherwise they are in the model's order.
    """

    text: str
    calls: tuple[tuple[str, str], ...] = ()


@dataclass
class _Manners:
    """What one model turned out not to take, or to need."""

    refused: set[str] = field(default_factory=set)
    """Parameters it does not take."""
    insists: int = 0
    """The place in `_INSISTING` of how a call of a tool is demanded."""
    thinks: bool = False
    """It thinks before it answers, which takes tokens."""


class Caller:
    """Asks the models of an endpoint; safe to share between threads and event loops."""

    def __init__(self, endpoint: Endpoint, trace: DebugTrace | None = None) -> None:
        """`trace` gets every prompt and every raw answer; None writes none down."""
        self.endpoint = endpoint
        self._trace = trace
        self._loop = ModelLoop()
        named: dict[str, Role] = {endpoint.model_of(role): role for role in get_args(Role)}
        self._models = {name: endpoint.chat_model(role) for name, role in named.items()}
        self._manners = {name: _Manners() for name in named}

    async def ask(
        self, role: Role, messages: Sequence[BaseMessage], allowance: Allowance, *, tool: dict[str, Any] | None = None
    ) -> Answer:
        """The answer to messages, in one piece; with a `tool` (as OpenAI writes it down) the model has to call that.

        An endpoint that takes no tools is asked for the same JSON as text. Raises ModelFault.
        """
        return await self.on_loop(self._ask(role, messages, allowance, tool))

    async def stream(
        self, role: Role, messages: Sequence[BaseMessage], allowance: Allowance
    ) -> AsyncGenerator[str, None]:
        """The text of the answer in chunks as they come; close it to end the call. Raises ModelFault."""
        async with contextlib.aclosing(self._loop.flow(self._streamed(role, messages, allowance))) as chunks:
            async for chunk in chunks:
                yield chunk

    async def attempt(
        self,
        role: Role,
        allowance: Allowance,
        send: Callable[[], Awaitable[AIMessage]],
        *,
        messages: Sequence[BaseMessage] = (),
    ) -> AIMessage:
        """What `send` returns, with the retries, the deadline, the accounting and the faults of any other call.

        `messages` are what it sends, for the accounting and the trace. Only to be awaited on the caller's own loop
        (`on_loop`).
        """
        async with self._accounted(Call(role, self.endpoint, allowance, messages)) as call:

            async def counted() -> AIMessage:
                call.room()
                call.next()
                return await send()

            return await self._tried(call, counted)

    async def on_loop(self, work: Coroutine[Any, Any, _T]) -> _T:
        """What `work` returns or raises, run on the loop that the models' clients live on; cancelling passes on."""
        return await self._loop.run(_untraced(work))

    def model(self, role: Role) -> BaseChatModel:
        """The client of a role's model; only to be used on the caller's own loop (`on_loop`)."""
        return self._models[self.endpoint.model_of(role)]

    async def _ask(
        self, role: Role, messages: Sequence[BaseMessage], allowance: Allowance, tool: dict[str, Any] | None
    ) -> Answer:
        async with self._accounted(Call(role, self.endpoint, allowance, messages, tool)) as call:
            await self._tried(call, lambda: self._sent(call, tool))
        return Answer(call.text, call.tool_calls)

    async def _sent(self, call: Call, tool: dict[str, Any] | None) -> AIMessage:
        model, messages, arguments = self._request(call, tool)
        return await model.ainvoke(messages, **arguments)

    async def _tried(self, call: Call, send: Callable[[], Awaitable[AIMessage]]) -> AIMessage:
        while True:
            try:
                message = await send()
                call.heard(message)
                _judge(call, message.response_metadata, message.additional_kwargs)
                return message
            except call_errors() as error:
                if not self._learned(call, error):
                    await _paused(call, error)

    async def _streamed(
        self, role: Role, messages: Sequence[BaseMessage], allowance: Allowance
    ) -> AsyncGenerator[str, None]:
        with tracing_context(enabled=False):
            async with self._accounted(Call(role, self.endpoint, allowance, messages)) as call:
                while True:
                    try:
                        async for text in self._chunks(call):
                            yield text
                        return
                    except call_errors() as error:
                        if not self._learned(call, error):
                            await _paused(call, error)

    async def _chunks(self, call: Call) -> AsyncGenerator[str, None]:
        model, messages, arguments = self._request(call, None)
        facts: dict[str, Any] = {}
        async for chunk in model.astream(messages, **arguments):
            facts |= chunk.response_metadata
            if words := call.overheard(chunk):
                yield words
        if words := call.overheard(None):
            yield words
        if "finish_reason" not in facts and self.endpoint.speaks_openai(call.role):
            raise ModelFault("broken_stream", call.name)  # closed without a word, which looks like an end
        _judge(call, facts, {})

    def _request(
        self, call: Call, tool: dict[str, Any] | None
    ) -> tuple[Runnable[Any, AIMessage], list[BaseMessage], dict[str, Any]]:
        """The model, messages and arguments of the next request, without what the model does not take."""
        manners = self._manners[call.model]
        model, messages = self.model(call.role), list(call.messages)
        room = call.room(manners.thinks)
        if tool is not None and "tools" in manners.refused:
            messages, tool = _with_schema(messages, tool), None
        call.next()
        if not self.endpoint.speaks_openai(call.role):  # other clients have other names for everything but tools
            call.parameters = frozenset({"tools"} if tool else ())
            return (model.bind_tools([tool], tool_choice=_name(tool)) if tool else model), messages, {}
        arguments: dict[str, Any] = {"max_tokens": room}
        if call.role != "wording":
            arguments["temperature"] = 0
        if tool is not None:
            arguments["tools"] = [tool]
            if insists := _INSISTING[manners.insists]:
                named = {"type": "function", "function": {"name": _name(tool)}}
                arguments["tool_choice"] = named if insists == "function" else insists
        arguments = {name: value for name, value in arguments.items() if name not in manners.refused}
        call.parameters = frozenset({*arguments, "stream_options"} - manners.refused)
        if "stream_options" in manners.refused:
            arguments["stream_usage"] = False
        if self.endpoint.base_url and "max_tokens" in arguments:  # the name that servers other than OpenAI's know
            arguments["extra_body"] = {"max_tokens": arguments.pop("max_tokens")}
        return model, messages, arguments

    def _learned(self, call: Call, error: Exception) -> bool:
        """Whether the failed request showed how to ask this model, which is then kept for all that follow."""
        manners = self._manners[call.model]
        if isinstance(error, ModelFault):
            silent = error.kind == "cut_off" and not call.text and not call.tool_calls
            thinks = silent and "max_tokens" in call.parameters and not manners.thinks
            manners.thinks |= thinks
            return thinks
        status = status_of(error)
        named_tools = status in (404, 500) and "tool" in str(error)
        if not (status in _REFUSING or named_tools) or fault_of(error, call.name).kind in ("too_long", "refused"):
            return False
        name = blamed(error, call.parameters - {"tools"})
        if name == "tool_choice":
            manners.insists = min(manners.insists + 1, len(_INSISTING) - 1)
            return True
        if name is not None:
            manners.refused.add(name)
            return True
        if "tools" in call.parameters:
            manners.refused.add("tools")
            call.doubted = True
            return True
        if call.doubted:  # it was not the tools
            manners.refused.discard("tools")
        return False

    @contextlib.asynccontextmanager
    async def _accounted(self, call: Call) -> AsyncIterator[Call]:
        """Ends the call at its time, and writes it down however it ends."""
        fault: ModelFault | None = None
        try:
            async with asyncio.timeout(call.seconds):
                yield call
        except TimeoutError:
            fault = ModelFault("timeout", call.name)
            raise fault from None
        except ModelFault as error:
            fault = error
            raise
        finally:
            if call.attempts:
                call.allowance.calls.append(call.done(fault))
            if self._trace is not None:
                answer = {"answer": call.raw, "calls": call.tool_calls}
                self._trace.write(call.role, call.model, call.messages, {"fault": fault.kind} if fault else answer)


async def _untraced(work: Coroutine[Any, Any, _T]) -> _T:
    """`work`, with nothing of it sent to LangSmith, whatever the environment says."""
    with tracing_context(enabled=False):
        return await work


async def _paused(call: Call, error: Exception) -> None:
    """Waits before another try; raises the fault where there is to be none.

    The fault does not carry the error on: a traceback would show what a provider says.
    """
    fault = fault_of(error, call.name)
    _log.debug("%s: %s (%s)", call.name, fault.kind, type(error).__name__)
    if call.text and not isinstance(error, ModelFault):
        raise ModelFault("broken_stream", call.name) from None
    call.failures += 1
    pause = _PAUSE * 2 ** (call.failures - 1) if fault.retry_after is None else fault.retry_after
    pause += random.uniform(0, _PAUSE)  # conversations that were turned away together come back one by one
    if call.text or fault.kind not in _AGAIN or call.failures > _RETRIES or pause >= call.seconds_left:
        raise fault from None
    await asyncio.sleep(pause)


def _judge(call: Call, facts: dict[str, Any], extra: dict[str, Any]) -> None:
    """Raises the fault of an answer that came, but is none."""
    reason = str(facts.get("finish_reason") or facts.get("stop_reason") or facts.get("done_reason") or "").lower()
    if reason in ("length", "max_tokens"):
        raise ModelFault("cut_off", call.name)
    if reason in ("content_filter", "refusal", "safety") or extra.get("refusal"):
        raise ModelFault("refused", call.name)
    if not call.text.strip() and not call.tool_calls:
        raise ModelFault("empty", call.name)


def _with_schema(messages: list[BaseMessage], tool: dict[str, Any]) -> list[BaseMessage]:
    """The messages for a model that takes no tools: the first one also says what the answer has to look like."""
    schema = json.dumps(tool["function"]["parameters"], ensure_ascii=False)
    wanted = f"Answer with one JSON object only, and nothing else. It has to fit this JSON schema: {schema}"
    first, rest = messages[0], messages[1:]
    if isinstance(first, SystemMessage):
        return [SystemMessage(f"{first.text}\n\n{wanted}"), *rest]
    return [SystemMessage(wanted), *messages]


def _name(tool: dict[str, Any]) -> str:
    return str(tool["function"]["name"])
