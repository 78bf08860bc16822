"""The scripted endpoint breaks exactly where it is told to, and only there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import fault_choice
import model_faults as faults
import openai
import pytest
from model_answer import Answer
from model_client import ASKED, LEAD, planned, worded
from model_faults import Fault
from model_server import ModelServer, refused_url
from scripted_model import ScriptedModel


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(ScriptedModel()) as server:
        yield server


BROKEN: dict[str, tuple[Fault, type[Exception], type[Exception]]] = {
    "429": (faults.status(429, retry_after=7), openai.RateLimitError, openai.RateLimitError),
    "500": (faults.status(500), openai.InternalServerError, openai.InternalServerError),
    "503": (faults.status(503), openai.InternalServerError, openai.InternalServerError),
    "401": (faults.status(401), openai.AuthenticationError, openai.AuthenticationError),
    "reset": (faults.reset(), openai.APIConnectionError, openai.APIConnectionError),
    "reset later": (faults.reset(2), openai.APIConnectionError, openai.APIConnectionError),
    "closed": (faults.closed(), openai.APIConnectionError, openai.APIConnectionError),
    "closed later": (faults.closed(2), openai.APIConnectionError, openai.APIConnectionError),
    "stall": (faults.stall(), openai.APITimeoutError, openai.APITimeoutError),
    "stall later": (faults.stall(2), openai.APITimeoutError, openai.APITimeoutError),
    "broken JSON": (faults.broken_json(), json.JSONDecodeError, json.JSONDecodeError),
    "non-UTF-8": (faults.non_utf8(), UnicodeDecodeError, UnicodeDecodeError),
}


@pytest.mark.parametrize(("fault", "whole", "streamed"), BROKEN.values(), ids=BROKEN)
def test_a_broken_reply_breaks_the_client_and_the_next_one_does_not(
    server: ModelServer, fault: Fault, whole: type[Exception], streamed: type[Exception]
) -> None:
    server.faults = {1: fault, 2: fault}
    with pytest.raises(whole):
        planned(server, timeout=0.3)
    with pytest.raises(streamed):
        list(worded(server, timeout=0.3, stream=True))
    assert worded(server).choices[0].message.content == LEAD
    assert [r.fault for r in server.records] == [fault.name, fault.name, ""]


def test_a_stream_gives_its_first_pieces_before_it_breaks(server: ModelServer) -> None:
    server.faults = fault_choice.always(faults.reset(3))
    chunks = iter(worded(server, stream=True))
    said = [next(chunks).choices[0].delta.content for _ in range(4)]
    assert said == ["", "I", " would", " start"]
    with pytest.raises(openai.APIConnectionError):
        next(chunks)


def test_a_short_answer_breaks_before_its_end_all_the_same(server: ModelServer) -> None:
    server.script = lambda body: Answer("ok")
    server.faults = fault_choice.always(faults.closed(50))
    with pytest.raises(openai.APIConnectionError):
        list(worded(server, stream=True))


def test_a_page_of_a_proxy_and_an_error_in_the_stream(server: ModelServer) -> None:
    server.faults = {1: faults.wrong_type(), 2: faults.error_event(), 3: faults.no_choices()}
    assert "nginx" in worded(server)
    with pytest.raises(openai.APIError, match="upstream"):
        list(worded(server, stream=True))
    assert worded(server).choices == []


def test_retry_after_arrives(server: ModelServer) -> None:
    server.faults = {1: faults.status(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT")}
    with pytest.raises(openai.RateLimitError) as caught:
        planned(server)
    assert caught.value.response.headers["retry-after"].endswith("GMT")
    assert faults.PROVIDER_TEXT in str(caught.value)


def plan_under(server: ModelServer, fault: Fault) -> Any:
    server.faults = fault_choice.always(fault)
    return planned(server).choices[0]


def test_what_a_model_does_wrong_arrives_as_it_did_it(server: ModelServer) -> None:
    def arguments(fault: Fault) -> str:
        return str(plan_under(server, fault).message.tool_calls[0].function.arguments)

    good = json.loads(arguments(faults.no_usage()))
    for broken in (faults.bad_arguments(), faults.chatty_arguments(), faults.length()):
        with pytest.raises(json.JSONDecodeError):
            json.loads(arguments(broken))
    changed = {
        name: json.loads(arguments(fault))
        for name, fault in {
            "tool": faults.unknown_tool(), "field": faults.wrong_field(), "value": faults.unknown_value("moods"),
            "kind": faults.wrong_kind(), "extra": faults.extra_argument(), "key": faults.extra_key(),
            "missing": faults.missing_argument(), "intent": faults.missing_intent(), "many": faults.many_steps(),
        }.items()
    }  # fmt: skip
    assert [name for name, draft in changed.items() if draft == good] == []
    assert len(changed["many"]["steps"]) == 200
    assert changed["value"]["require"][0]["field"] == "moods"
    assert plan_under(server, faults.length()).finish_reason == "length"
    assert plan_under(server, faults.filtered()).finish_reason == "content_filter"
    assert plan_under(server, faults.wrong_function()).message.tool_calls[0].function.name == "do_it"
    assert len(plan_under(server, faults.two_plans()).message.tool_calls) == 2
    assert plan_under(server, faults.refusal()).message.refusal
    for spoken in (faults.prose(), faults.reasoning(), faults.fenced(), faults.invented(), faults.repeat()):
        message = plan_under(server, spoken).message
        assert (message.tool_calls, bool(message.content)) == (None, True)
    assert plan_under(server, faults.reasoning_field()).message.reasoning_content


def test_a_drip_never_times_out_a_read_but_takes_its_time(server: ModelServer) -> None:
    server.script = lambda body: Answer("ok")
    server.faults = fault_choice.always(faults.drip(0.0005))
    assert worded(server).choices[0].message.content == "ok"
    assert server.records[0].ms > 200


def test_a_stalled_request_that_is_given_up_is_told(server: ModelServer) -> None:
    server.faults = {1: faults.stall()}
    with pytest.raises(openai.APITimeoutError):
        worded(server, timeout=0.1)
    worded(server)
    until(lambda: server.records[0].abandoned)
    assert not server.records[1].abandoned


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread is about to do."""
    for _ in range(500):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def test_a_server_may_be_gone_for_a_while(server: ModelServer) -> None:
    server.faults = {1: faults.refuse(seconds=0.3)}
    for _ in range(2):
        with pytest.raises(openai.APIConnectionError):
            worded(server)
    time.sleep(0.5)
    assert worded(server).choices[0].message.content == LEAD
    with pytest.raises(openai.APIConnectionError):
        openai.OpenAI(base_url=refused_url(), api_key="x", max_retries=0).models.list()


def test_the_end_of_a_server_ends_what_waits_for_it_and_frees_its_port() -> None:
    caught: list[Exception] = []

    def ask(server: ModelServer) -> None:
        try:
            worded(server)
        except openai.APIConnectionError as error:
            caught.append(error)

    with ModelServer(ScriptedModel(), fault_choice.always(faults.stall())) as server:
        waiting = threading.Thread(target=ask, args=(server,))
        waiting.start()
        until(lambda: bool(server.records))
    waiting.join(5)
    assert len(caught) == 1
    with ModelServer(ScriptedModel(), port=server.port) as again:
        assert worded(again).choices[0].message.content == LEAD


def test_faults_by_rate_depend_on_number_and_seed_only() -> None:
    def chosen(seed: int) -> list[str]:
        choice = fault_choice.at_rate(0.1, fault_choice.EVERY, seed)
        assert callable(choice)
        found = (choice(n, {"messages": ASKED}) for n in range(2000))
        return [fault.name if fault else "" for fault in found]

    assert chosen(1) == chosen(1) != chosen(2)
    assert 150 < sum(map(bool, chosen(1))) < 250
    assert not {"bad arguments", "unknown tool"} & set(chosen(1)), "a request without tools has no arguments"


def test_faults_for_some_requests(server: ModelServer) -> None:
    server.faults = fault_choice.for_tool("make_plan", faults.empty())
    assert planned(server).choices[0].message.tool_calls is None
    assert worded(server).choices[0].message.content == LEAD
    server.faults = fault_choice.for_tool(None, faults.empty())
    assert planned(server).choices[0].message.tool_calls
    assert worded(server).choices[0].message.content is None
    server.faults = fault_choice.without_tools()
    with pytest.raises(openai.BadRequestError):
        planned(server)
