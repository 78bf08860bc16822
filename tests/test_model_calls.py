"""Calls of a language model over the real protocol: answers, retries, deadlines, accounting, and what faults become."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import json
import logging
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import model_faults as faults
import pytest
from fault_choice import always, without_tools
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from model_answer import Answer as Said
from model_faults import PROVIDER_TEXT, Fault
from model_server import ModelServer, refused_url

from agent.allowance import Allowance
from agent.language.endpoint.caller import Answer, Caller
from agent.language.endpoint.debug_trace import DebugTrace
from agent.language.endpoint.endpoint import Endpoint
from agent.language.endpoint.faults import ModelFault
from agent.settings import Settings
from catalog.errors import ConfigError

TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "make_plan",
        "description": "Says what to do.",
        "parameters": {"type": "object", "properties": {"intent": {"type": "string"}}, "required": ["intent"]},
    },
}
PLAN = '{"intent": "recommend"}'
WORDS = "Here are two quiet films. The first is [1], a slow one."
MESSAGES = [SystemMessage("You plan."), HumanMessage('Message: "something quiet"')]
PASSING = {
    "429": faults.status(429, retry_after=0.05),
    "500": faults.status(500),
    "503": faults.status(503),
    "503 with a time": faults.status(503, retry_after=0),
    "reset": faults.reset(),
}
LASTING = {
    "empty": (faults.empty(), "empty", "empty"),
    "refusal": (faults.refusal(), "refused", "empty"),
    "filtered": (faults.filtered(), "refused", "refused"),
    "length": (faults.length(), "cut_off", "cut_off"),
    "broken JSON": (faults.broken_json(), "malformed", "malformed"),
    "wrong type": (faults.wrong_type(), "malformed", "malformed"),
    "non-UTF-8": (faults.non_utf8(), "malformed", "broken_stream"),
    "401": (faults.status(401), "unauthorised", "unauthorised"),
    "403": (faults.status(403), "unauthorised", "unauthorised"),
    "404": (faults.status(404), "not_found", "not_found"),
    "413": (faults.status(413), "too_long", "too_long"),
}
SHAPELESS = {
    "no choices": b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}',
    "null choices": b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": null}',
    "choices missing": b'{"ok": true}',
    "null message": b'{"id": "1", "model": "m", "choices": [{"index": 0, "message": null, "finish_reason": "stop"}]}',
    "a list": b"[1, 2, 3]",
    "a string": b'"hello"',
    "null": b"null",
    "nothing": b"",
    "too deep": b"[" * 100_000,
    "arguments are a list": b'{"id": "1", "model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": '
    b'"assistant", "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "[1]"}}]}}]}',
}


def script(body: Any) -> Said:
    """A plan where a tool is offered, words where none is."""
    return Said(calls=(("make_plan", PLAN),)) if body.get("tools") else Said(text=WORDS)


def echo(body: Any) -> Said:
    """Says what it was told."""
    return Said(text=body["messages"][-1]["content"])


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.language.endpoint.caller._PAUSE", 0.02)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A server that plans and words; whatever was sent to it has to be a valid request."""
    with ModelServer(script) as running:
        yield running
        assert running.invalid == []


@pytest.fixture
def caller(server: ModelServer) -> Caller:
    return Caller(Endpoint("openai:m", server.url))


def ask(caller: Caller, allowance: Allowance | None = None, **options: Any) -> Answer:
    tool = options.get("tool", TOOL)
    return asyncio.run(caller.ask("planning", MESSAGES, allowance or Allowance(30), tool=tool))


def words(caller: Caller, allowance: Allowance | None = None) -> str:
    return "".join(chunks(caller, allowance or Allowance(30)))


def chunks(caller: Caller, allowance: Allowance, heard: list[str] | None = None) -> list[str]:
    """The chunks of a stream; they are in `heard` even where it ends in a fault."""
    heard = [] if heard is None else heard

    async def listen() -> None:
        async for chunk in caller.stream("wording", MESSAGES, allowance):
            heard.append(chunk)

    asyncio.run(listen())
    return heard


# --- answers ------------------------------------------------------------------------------------------------------


def test_a_plan_comes_as_a_call_of_the_tool_that_was_demanded(server: ModelServer, caller: Caller) -> None:
    assert ask(caller) == Answer("", (("make_plan", PLAN),))
    body = server.records[0].body
    assert body["tool_choice"] == {"type": "function", "function": {"name": "make_plan"}}
    assert body["tools"] == [TOOL]
    assert body["max_tokens"] == 1500


def test_words_come_as_they_are_written(server: ModelServer, caller: Caller) -> None:
    heard = chunks(caller, Allowance(30))
    assert len(heard) > 3
    assert "".join(heard) == WORDS
    assert server.records[0].body["stream_options"] == {"include_usage": True}


def test_the_first_words_are_there_before_the_last_are_written(server: ModelServer, caller: Caller) -> None:
    server.gap = 0.05

    async def listen() -> list[float]:
        return [server.records[0].sent async for _ in caller.stream("wording", MESSAGES, Allowance(30))]

    first, *_, last = asyncio.run(listen())
    assert first < last


def test_invalid_arguments_and_several_calls_are_handed_on(server: ModelServer, caller: Caller) -> None:
    server.faults = {1: faults.bad_arguments(), 2: faults.two_plans()}
    (call,) = ask(caller).calls
    assert call[0] == "make_plan"
    with pytest.raises(json.JSONDecodeError):
        json.loads(call[1])
    assert [json.loads(arguments).get("wish") for _, arguments in ask(caller).calls] == [None, "something else"]


@pytest.mark.parametrize("fault", [faults.reasoning(), faults.reasoning_field()], ids=["in the text", "in a field"])
def test_thoughts_before_an_answer_are_not_part_of_it(server: ModelServer, caller: Caller, fault: Fault) -> None:
    server.faults = always(fault)
    assert words(caller) == WORDS
    answer = ask(caller)
    assert PLAN in (answer.text, *(arguments for _, arguments in answer.calls))


def test_a_model_that_only_thinks_gets_more_room_once(server: ModelServer, caller: Caller) -> None:
    silent = Fault("silent", answer=lambda answer: Said(reasoning="Hm. " * 9, finish="length"))
    server.faults = lambda number, body: silent if body["max_tokens"] <= 1500 else None
    assert ask(caller).calls == (("make_plan", PLAN),)
    assert words(caller) == WORDS
    assert [record.body["max_tokens"] for record in server.records] == [1500, 12_000, 3200]
    server.faults = always(silent)
    with pytest.raises(ModelFault) as raised:
        ask(caller)
    assert raised.value.kind == "cut_off"
    assert len(server.records) == 4


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_costs_a_retry_and_nothing_else(
    server: ModelServer, caller: Caller, name: str, place: int
) -> None:
    server.faults = {place: PASSING[name], place + 3: PASSING[name]}
    for number in (1, 2):
        allowance = Allowance(30)
        assert ask(caller, allowance).calls == (("make_plan", PLAN),)
        assert [(call.attempts, call.fault) for call in allowance.calls] == [(1 + (number == place), "")]
    server.faults = {len(server.records) + place: PASSING[name]}
    for number in (1, 2):
        allowance = Allowance(30)
        assert words(caller, allowance) == WORDS
        assert [(call.attempts, call.fault) for call in allowance.calls] == [(1 + (number == place), "")]


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("name", LASTING)
def test_a_fault_that_does_not_pass_ends_the_call_and_the_next_one_works(
    server: ModelServer, caller: Caller, name: str, place: int
) -> None:
    fault, asked, streamed = LASTING[name]
    for kind, call in ((asked, ask), (streamed, words)):
        begun = len(server.records)
        server.faults = {begun + place: fault}
        for _ in range(place - 1):
            call(caller)
        allowance = Allowance(30)
        with pytest.raises(ModelFault) as raised:
            call(caller, allowance)
        assert raised.value.kind == kind
        assert [(done.attempts, done.fault) for done in allowance.calls] == [(1, kind)]
        assert call(caller) == (Answer("", (("make_plan", PLAN),)) if call is ask else WORDS)


@pytest.mark.parametrize("name", SHAPELESS)
def test_a_body_that_is_no_answer_is_a_fault(server: ModelServer, caller: Caller, name: str) -> None:
    server.faults = {1: Fault(name, reply=(200, {}, SHAPELESS[name])), 2: Fault(name, reply=(200, {}, SHAPELESS[name]))}
    for call in (ask, words):
        with pytest.raises(ModelFault) as raised:
            call(caller)
        assert raised.value.kind in ("malformed", "broken_stream")
    assert ask(caller).calls
    assert words(caller) == WORDS


@pytest.mark.parametrize(
    "fault", [faults.reset(2), faults.closed(2), faults.non_utf8()], ids=["reset", "closed", "non-UTF-8"]
)
@pytest.mark.parametrize("place", [1, 2])
def test_a_stream_that_breaks_in_the_middle_is_not_started_again(
    server: ModelServer, caller: Caller, fault: Fault, place: int
) -> None:
    server.faults = {place: fault}
    for _ in range(place - 1):
        assert words(caller) == WORDS
    allowance, heard = Allowance(30), list[str]()
    with pytest.raises(ModelFault) as raised:
        chunks(caller, allowance, heard)
    assert raised.value.kind == "broken_stream"
    assert heard
    assert WORDS.startswith("".join(heard))
    assert len(server.records) == place
    (call,) = allowance.calls
    assert (call.fault, call.estimated) == ("broken_stream", True)
    assert call.output_tokens > 0
    assert words(caller) == WORDS


def test_a_stream_that_ends_in_good_order_without_an_end_is_broken(server: ModelServer, caller: Caller) -> None:
    choice = {"index": 0, "delta": {"role": "assistant", "content": "Here"}, "finish_reason": None}
    event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    body = f"data: {json.dumps(event)}\n\n".encode()
    server.faults = {1: Fault("no end", reply=(200, {"Content-Type": "text/event-stream"}, body))}
    heard = list[str]()
    with pytest.raises(ModelFault) as raised:
        chunks(caller, Allowance(30), heard)
    assert (raised.value.kind, heard) == ("broken_stream", ["Here"])
    assert words(caller) == WORDS


def test_an_answer_cut_off_in_a_stream_is_a_fault_at_its_end(server: ModelServer, caller: Caller) -> None:
    server.faults = {1: faults.length()}
    heard = list[str]()
    with pytest.raises(ModelFault) as raised:
        chunks(caller, Allowance(30), heard)
    assert raised.value.kind == "cut_off"
    assert "".join(heard) == WORDS[: len(WORDS) // 2]


def test_an_error_event_before_any_word_is_tried_again(server: ModelServer, caller: Caller) -> None:
    server.faults = {1: faults.error_event(), 3: faults.error_event()}
    assert words(caller) == WORDS
    assert ask(caller).calls
    assert len(server.records) == 4


@pytest.mark.parametrize("after", [0, 2], ids=["before the first byte", "in the middle"])
@pytest.mark.parametrize("call", [ask, words])
def test_a_stall_ends_before_the_turn_does(server: ModelServer, caller: Caller, call: Any, after: int) -> None:
    server.faults = {1: faults.stall(after if call is words else after // 2)}
    _times_out(caller, call)


@pytest.mark.parametrize("call", [ask, words])
def test_a_slow_drip_ends_before_the_turn_does(server: ModelServer, caller: Caller, call: Any) -> None:
    server.faults = {1: faults.drip()}
    _times_out(caller, call)


def _times_out(caller: Caller, call: Any) -> None:
    allowance = Allowance(0.5)
    with pytest.raises(ModelFault) as raised:
        call(caller, allowance)
    assert raised.value.kind == "timeout"
    assert allowance.seconds_left > 0
    assert [done.fault for done in allowance.calls] == ["timeout"]
    assert call(caller)


def test_a_turn_without_time_sends_nothing_for_long(server: ModelServer, caller: Caller) -> None:
    allowance = Allowance(0)
    with pytest.raises(ModelFault) as raised:
        ask(caller, allowance)
    assert raised.value.kind == "timeout"


def test_a_server_that_is_out_of_order_is_asked_three_times(server: ModelServer, caller: Caller) -> None:
    server.faults = always(faults.status(500))
    for call in (ask, words):
        allowance = Allowance(30)
        with pytest.raises(ModelFault) as raised:
            call(caller, allowance)
        assert raised.value.kind == "unavailable"
        assert [(done.attempts, done.fault) for done in allowance.calls] == [(3, "unavailable")]
    assert len(server.records) == 6


def test_a_server_that_is_not_there_is_a_fault(server: ModelServer) -> None:
    gone = Caller(Endpoint("openai:m", refused_url()))
    for call in (ask, words):
        with pytest.raises(ModelFault) as raised:
            call(gone)
        assert raised.value.kind == "unreachable"
        assert "cannot be reached" in str(raised.value)


def test_a_server_that_comes_back_is_asked_again(
    server: ModelServer, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.language.endpoint.caller._PAUSE", 0.15)
    server.faults = {1: faults.refuse(0.05)}
    allowance = Allowance(30)
    assert ask(caller, allowance).calls
    assert allowance.calls[0].attempts > 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_wait_that_does_not_fit_is_a_fault_at_once(server: ModelServer, caller: Caller, form: str) -> None:
    until = email.utils.formatdate(time.time() + 60, usegmt=True)
    server.faults = always(faults.status(429, retry_after=60 if form == "seconds" else until))
    for call in (ask, words):
        allowance = Allowance(20)
        with pytest.raises(ModelFault) as raised:
            call(caller, allowance)
        assert raised.value.kind == "rate_limited"
        assert raised.value.retry_after == pytest.approx(60, abs=3)
        assert "try again in" in str(raised.value)
        assert [done.attempts for done in allowance.calls] == [1]


@pytest.mark.parametrize("header", ["soon", "nan", "inf", "-5", "Mon, 99 Foo 2026 99:99:99 GMT", ""])
def test_a_wait_that_makes_no_sense_is_not_taken_literally(server: ModelServer, caller: Caller, header: str) -> None:
    server.faults = {1: faults.status(429, retry_after=header)}
    assert ask(caller).calls
    assert len(server.records) == 2


def test_a_key_without_quota_is_not_tried_again(server: ModelServer, caller: Caller) -> None:
    body = faults.error_body(PROVIDER_TEXT, "insufficient_quota", "insufficient_quota")
    server.faults = always(Fault("quota", reply=(429, {}, body)))
    with pytest.raises(ModelFault) as raised:
        ask(caller)
    assert raised.value.kind == "no_quota"
    assert len(server.records) == 1


def test_nothing_a_provider_says_gets_out(
    server: ModelServer, caller: Caller, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for code in (400, 401, 403, 404, 429, 500, 503):
        server.faults = always(faults.status(code, retry_after=99))
        for call in (ask, words):
            with pytest.raises(ModelFault) as raised:
                call(caller)
            assert "\n" not in str(raised.value)
            assert PROVIDER_TEXT not in str(raised.value)
            logging.getLogger("test").warning("caught", exc_info=raised.value)
    assert "caught" in caplog.text
    ours = "".join(
        record.exc_text or record.getMessage() for record in caplog.records if record.name != "openai._base_client"
    )
    assert "sk-provider-secret" not in ours
    assert "sk-provider-secret" not in "".join(capfd.readouterr())


# --- what an endpoint does not take ---------------------------------------------------------------------------------


def test_a_server_without_tools_is_asked_for_json_and_that_is_remembered(server: ModelServer, caller: Caller) -> None:
    server.script = lambda body: Said(text=PLAN)
    server.faults = without_tools()
    for _ in range(2):
        assert ask(caller) == Answer(PLAN)
    first, second, third = (record.body for record in server.records)
    assert "tools" in first
    assert second == third
    assert "tools" not in second
    assert json.dumps(TOOL["function"]["parameters"]) in second["messages"][0]["content"]
    assert second["messages"][0]["content"].startswith("You plan.")


def test_a_request_refused_for_something_else_does_not_cost_the_tools(server: ModelServer, caller: Caller) -> None:
    server.faults = {1: faults.status(400), 2: faults.status(400)}
    with pytest.raises(ModelFault) as raised:
        ask(caller)
    assert raised.value.kind == "bad_request"
    assert ask(caller).calls


def test_demanding_a_call_is_given_up_step_by_step(server: ModelServer, caller: Caller) -> None:
    refusal = Fault("choice", reply=(400, {}, faults.error_body("Invalid tool_choice type", "invalid_request_error")))
    server.faults = lambda number, body: refusal if isinstance(body.get("tool_choice"), dict) else None
    assert ask(caller).calls
    server.faults = lambda number, body: refusal if "tool_choice" in body else None
    assert ask(caller).calls
    assert [record.body.get("tool_choice") for record in server.records][1:] == ["required", "required", None]


@pytest.mark.parametrize("name", ["temperature", "max_tokens"])
def test_a_parameter_that_is_refused_is_left_out_from_then_on(server: ModelServer, caller: Caller, name: str) -> None:
    body = json.dumps({"error": {"message": "Unsupported", "type": "x", "param": name, "code": "unsupported_value"}})
    refusal = Fault("parameter", reply=(400, {}, body.encode()))
    server.faults = lambda number, body: refusal if name in body else None
    assert ask(caller).calls
    assert ask(caller).calls
    assert [name in record.body for record in server.records] == [True, False, False]
    assert all("tools" in record.body for record in server.records)


def test_a_server_that_counts_nothing_in_streams_may_refuse_to(server: ModelServer, caller: Caller) -> None:
    body = faults.error_body("Unrecognized request argument supplied: stream_options", "invalid_request_error")
    server.faults = lambda number, sent: Fault("x", reply=(400, {}, body)) if "stream_options" in sent else None
    allowance = Allowance(30)
    assert words(caller, allowance) == WORDS
    assert allowance.calls[0].estimated


def test_a_request_too_long_is_told_apart(server: ModelServer, caller: Caller) -> None:
    body = faults.error_body("This model's maximum context length is 4096 tokens.", "invalid_request_error")
    server.faults = always(Fault("long", reply=(400, {}, body)))
    with pytest.raises(ModelFault) as raised:
        ask(caller)
    assert raised.value.kind == "too_long"
    assert len(server.records) == 1


# --- accounting ---------------------------------------------------------------------------------------------------


def test_tokens_and_cost_are_what_the_endpoint_counted(server: ModelServer) -> None:
    caller = Caller(Endpoint("openai:m", server.url, wording="openai:other", prices=(2.0, 10.0)))
    allowance = Allowance(30)
    ask(caller, allowance)
    words(caller, allowance)
    planning, wording = allowance.calls
    assert (planning.role, planning.model) == ("planning", "openai:m")
    assert (wording.role, wording.model) == ("wording", "openai:other")
    assert server.records[1].body["model"] == "other"
    for call in (planning, wording):
        assert not call.estimated
        assert call.input_tokens > 0
        assert call.output_tokens > 0
        assert call.cost == pytest.approx((2 * call.input_tokens + 10 * call.output_tokens) / 1e6)


def test_tokens_are_estimated_where_nobody_counts(server: ModelServer, caller: Caller) -> None:
    server.faults = always(faults.no_usage())
    allowance = Allowance(30)
    ask(caller, allowance)
    words(caller, allowance)
    assert all(call.estimated and call.cost is None for call in allowance.calls)
    assert allowance.calls[1].output_tokens == -(-len(WORDS) // 4)
    assert allowance.calls[0].input_tokens > allowance.calls[1].input_tokens, "a tool takes tokens too"


def test_a_conversation_without_tokens_sends_nothing(server: ModelServer, caller: Caller) -> None:
    for tokens in (0, 20):
        for call in (ask, words):
            allowance = Allowance(30, tokens=tokens)
            with pytest.raises(ModelFault) as raised:
                call(caller, allowance)
            assert raised.value.kind == "over_budget"
            assert allowance.calls == []
    assert server.records == []


def test_an_answer_may_take_what_the_conversation_has_left(server: ModelServer, caller: Caller) -> None:
    allowance = Allowance(30, tokens=300)
    words(caller, allowance)
    first = server.records[0].body["max_tokens"]
    assert 0 < first < 300
    assert allowance.usage.tokens <= 300
    words(caller, allowance)
    assert server.records[1].body["max_tokens"] < first


def test_any_other_call_gets_the_same_care(server: ModelServer, caller: Caller) -> None:
    server.faults = {1: faults.status(503), 3: faults.empty()}
    allowance = Allowance(30)
    model = caller.model("planning")

    async def send() -> AIMessage:
        return await model.ainvoke(MESSAGES)

    async def attempt() -> AIMessage:
        return await caller.on_loop(caller.attempt("planning", allowance, send, messages=MESSAGES))

    assert asyncio.run(attempt()).text == WORDS
    with pytest.raises(ModelFault) as raised:
        asyncio.run(attempt())
    assert raised.value.kind == "empty"
    assert [(call.attempts, call.fault) for call in allowance.calls] == [(2, ""), (1, "empty")]


# --- loops, threads, cancelling -----------------------------------------------------------------------------------


def test_fifty_conversations_at_once_lose_nothing(server: ModelServer) -> None:
    server.script = echo
    caller = Caller(Endpoint("openai:m", server.url))
    wrong: list[object] = []

    async def turn(name: str) -> None:
        messages = [SystemMessage("You echo."), HumanMessage(name)]
        answer = await caller.ask("planning", messages, Allowance(60))
        told = "".join([chunk async for chunk in caller.stream("wording", messages, Allowance(60))])
        if (answer.text, told) != (name, name):
            wrong.append((name, answer.text, told))

    def converse(number: int) -> None:
        for n in range(3):  # a loop per turn, as an agent that is not asynchronous has
            try:
                asyncio.run(turn(f"conversation {number} turn {n}"))
            except ModelFault as fault:
                wrong.append(fault)

    threads = [threading.Thread(target=converse, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert len(server.records) == 300


@pytest.mark.parametrize("call", ["ask", "stream"])
def test_a_cancelled_turn_ends_its_call(server: ModelServer, caller: Caller, call: str) -> None:
    server.delay = 20.0

    async def turn() -> None:
        if call == "ask":
            await caller.ask("planning", MESSAGES, Allowance(30), tool=TOOL)
        else:
            async for _ in caller.stream("wording", MESSAGES, Allowance(30)):
                raise AssertionError("nothing was said yet")

    async def cancelled() -> None:
        task = asyncio.ensure_future(turn())
        while not server.records:
            await asyncio.sleep(0.01)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()

    asyncio.run(cancelled())
    _until(lambda: server.records[0].abandoned)
    server.delay = 0.0
    assert words(caller) == WORDS


def test_a_listener_who_has_heard_enough_ends_the_call(server: ModelServer, caller: Caller) -> None:
    server.script = lambda body: Said(text=WORDS * 40)
    server.gap = 0.02
    allowance = Allowance(30)

    async def listen() -> None:
        async with contextlib.aclosing(caller.stream("wording", MESSAGES, allowance)) as stream:
            async for _ in stream:
                return

    asyncio.run(listen())
    (call,) = allowance.calls
    assert (call.fault, call.estimated) == ("", True)
    _until(lambda: server.records[0].abandoned)


def _until(holds: Any) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


def test_nothing_is_sent_to_langsmith(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import get_env_var, tracing_is_enabled

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    get_env_var.cache_clear()

    async def traced() -> bool:
        return bool(tracing_is_enabled())

    try:
        assert asyncio.run(traced())
        assert not asyncio.run(caller.on_loop(traced()))
    finally:
        monkeypatch.undo()
        get_env_var.cache_clear()


# --- endpoint, key and trace --------------------------------------------------------------------------------------


def test_a_key_is_sent_where_there_is_one_and_a_placeholder_otherwise(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    words(Caller(Endpoint("openai:m", server.url)))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-1234")
    words(Caller(Endpoint("openai:m", server.url)))
    assert [record.authorization for record in server.records] == ["placeholder", "present"]


def test_a_password_in_an_address_is_used_and_never_logged(
    server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("httpx2").setLevel(logging.NOTSET)
    caplog.set_level(logging.INFO)
    caller = Caller(Endpoint("openai:m", server.url.replace("//", "//user:secret@")))
    assert words(caller) == WORDS
    assert server.records[0].authorization == "present"
    assert "secret" not in caplog.text


class Foreign(BaseChatModel):
    """A model of another provider: its own names for everything, its own errors."""

    said: list[str] = []  # noqa: RUF012
    errors: list[Exception] = []  # noqa: RUF012

    @property
    def _llm_type(self) -> str:
        return "foreign"

    def bind_tools(self, tools: Any, *, tool_choice: Any = None, **options: Any) -> Any:
        return self.bind(tools=tools, tool_choice=tool_choice)

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **options: Any) -> ChatResult:
        if self.errors:
            raise self.errors.pop(0)
        call = {"name": options["tool_choice"], "args": {"intent": "more"}, "id": "1"} if "tools" in options else None
        message = AIMessage("" if call else WORDS, tool_calls=[call] if call else [])
        return ChatResult(generations=[ChatGeneration(message=message)])


def test_a_model_of_another_provider_is_asked_through_langchain(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Foreign(errors=[ConnectionResetError(PROVIDER_TEXT)])
    monkeypatch.setattr("langchain.chat_models.init_chat_model", lambda name, *, model_provider: model)
    caller = Caller(Endpoint.of(Settings(llm="mistralai:small")))
    allowance = Allowance(30)
    assert ask(caller, allowance).calls == (("make_plan", '{"intent": "more"}'),)
    assert words(caller, allowance) == WORDS
    assert [(call.model, call.attempts, call.estimated) for call in allowance.calls] == [
        ("mistralai:small", 2, True),
        ("mistralai:small", 1, True),
    ]
    model.errors.append(httpx.ReadTimeout(PROVIDER_TEXT))
    with pytest.raises(ModelFault) as raised:
        ask(caller)
    assert (raised.value.kind, str(raised.value).count("small of mistralai")) == ("timeout", 1)


def test_the_settings_name_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    settings = Settings(
        llm="openai:qwen3:8b",
        llm_base_url="http://user:secret@localhost:8000/v1/",
        llm_wording="gemma3:4b",
        llm_critic="openai:judge",
        llm_prices="0.15,0.6",
    )
    endpoint = Endpoint.of(settings)
    assert endpoint.model_of("planning") == "openai:qwen3:8b"
    assert endpoint.model_of("wording") == "openai:gemma3:4b"
    assert endpoint.model_of("critic") == "openai:judge"
    assert endpoint.prices == (0.15, 0.6)
    assert str(endpoint) == "qwen3:8b at http://localhost:8000/v1"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"llm": "openai:m"}, "OPENAI_API_KEY"),
        ({"llm": "acme:m"}, "'acme'"),
        ({"llm": "anthropic:m"}, "pip install langchain-anthropic"),
        ({"llm": "openai:m", "llm_base_url": "http://host:port/v1"}, "PARLEY_LLM_BASE_URL"),
        ({"llm": "openai:m", "llm_base_url": "http://host/v1?key=secret"}, "PARLEY_LLM_BASE_URL"),
        ({"llm": "openai:m", "llm_base_url": "http://h/v1", "llm_wording": "anthropic:m"}, "langchain-anthropic"),
        ({"llm": "embedded"}, "provider:model"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    settings: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError) as raised:
        Endpoint.of(Settings(**settings))  # type: ignore[arg-type]
    assert named in str(raised.value)
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_trace_holds_prompts_and_answers_for_its_owner_only(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-1234")
    path = tmp_path / "trace.jsonl"
    path.touch(0o644)
    caller = Caller(Endpoint("openai:m", server.url), DebugTrace(path))
    server.faults = {3: faults.status(401)}
    ask(caller)
    words(caller)
    with pytest.raises(ModelFault):
        ask(caller)
    text = path.read_text(encoding="utf-8")
    planned, worded, failed = (json.loads(line) for line in text.splitlines())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert planned["role"] == "planning"
    assert planned["model"] == "openai:m"
    assert planned["messages"][1] == {"role": "human", "content": 'Message: "something quiet"'}
    assert planned["calls"] == [["make_plan", PLAN]]
    assert worded["answer"] == WORDS
    assert failed["fault"] == "unauthorised"
    assert "answer" not in failed
    assert "sk-" not in text


def test_a_trace_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PARLEY_LLM_TRACE") as raised:
        DebugTrace(tmp_path / "nowhere" / "trace.jsonl")
    assert "\n" not in str(raised.value)
