"""The scripted endpoint itself: it must speak the protocol exactly."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import reduce
from http.client import HTTPConnection
from operator import add
from pathlib import Path
from typing import Any

import fault_choice
import httpx
import model_faults as faults
import openai
import pytest
from model_answer import Answer, Body
from model_client import ASKED, FORCED, LEAD, PLAN, WORDING, client_of, planned, worded
from model_faults import Fault
from model_server import ModelServer
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import BaseModel
from scripted_model import ScriptedModel


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(ScriptedModel()) as server:
        yield server


def payloads(server: ModelServer, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The JSON that comes back, as it stands on the wire."""
    reply = httpx.post(f"{server.url}/chat/completions", json={"model": "m", **body})
    if not body.get("stream"):
        return [reply.json()]
    events = reply.text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    return [json.loads(event.removeprefix("data: ")) for event in events[:-2]]


def undeclared(value: Any) -> set[str]:
    """Names in a parsed response that the published types do not have."""
    if isinstance(value, list):
        return {name for part in value for name in undeclared(part)}
    if not isinstance(value, BaseModel):
        return set()
    return set(value.model_extra or {}) | {n for name in value.model_fields_set for n in undeclared(getattr(value, name))}


USAGE = {"stream": True, "stream_options": {"include_usage": True}}
BODIES = {
    "words": {"messages": WORDING},
    "plan": {"messages": ASKED, "tools": [PLAN], "tool_choice": FORCED},
    "free call": {"messages": ASKED, "tools": [PLAN]},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("change", [None, faults.refusal(), faults.empty(), faults.two_plans(), faults.length()])
def test_what_it_sends_is_what_the_protocol_publishes(
    server: ModelServer, body: dict[str, Any], change: Fault | None
) -> None:
    server.faults = fault_choice.always(change) if change else None
    for payload in payloads(server, body):
        completion = ChatCompletion.model_validate(payload, strict=True)
        assert undeclared(completion) == set()
        assert completion.usage is not None
    events = payloads(server, {**body, **USAGE})
    assert all("usage" in event for event in events), "null until the last one"
    chunks = [ChatCompletionChunk.model_validate(event, strict=True) for event in events]
    assert set().union(*map(undeclared, chunks)) == set()
    assert [c.usage is not None for c in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].choices == []
    assert len({c.id for c in chunks}) == 1
    assert not any("usage" in event for event in payloads(server, {**body, "stream": True}))
    assert server.invalid == []


def test_streamed_and_whole_answers_are_the_same(server: ModelServer) -> None:
    assert worded(server).choices[0].message.content == LEAD
    chunks = list(worded(server, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == LEAD
    assert chunks[-1].choices[0].finish_reason == "stop"
    call = planned(server).choices[0].message.tool_calls[0]
    deltas = [d for c in planned(server, stream=True) for d in c.choices[0].delta.tool_calls or ()]
    assert "".join(d.function.arguments for d in deltas) == call.function.arguments
    assert (deltas[0].function.name, deltas[0].id[:5], deltas[1].id) == ("make_plan", "call_", None)
    assert json.loads(call.function.arguments)["wish"] == "a quiet film"


def test_a_forced_call_ends_with_stop_and_a_chosen_one_with_tool_calls(server: ModelServer) -> None:
    assert planned(server).choices[0].finish_reason == "stop"
    free: Any = {"tools": [PLAN]}
    chosen = client_of(server).chat.completions.create(model="m", messages=ASKED, **free)
    assert chosen.choices[0].finish_reason == "tool_calls"


def test_an_answer_is_cut_to_the_tokens_allowed(server: ModelServer) -> None:
    reply = worded(server, max_completion_tokens=5)
    assert (reply.choices[0].message.content, reply.choices[0].finish_reason) == (LEAD[:20], "length")
    assert reply.usage.completion_tokens == 5
    plan = planned(server, max_completion_tokens=5).choices[0]
    assert (len(plan.message.tool_calls[0].function.arguments), plan.finish_reason) == (11, "length")


def test_langchain_reads_it_whole_and_streamed(server: ModelServer) -> None:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(model="m", base_url=server.url, api_key="not-needed", max_retries=0, stream_usage=True)  # type: ignore[arg-type]
    assert model.invoke(WORDING).content == LEAD
    streamed = list(model.stream(WORDING))
    assert "".join(str(chunk.content) for chunk in streamed) == LEAD
    usage = [chunk.usage_metadata for chunk in streamed if chunk.usage_metadata]
    assert [u["output_tokens"] for u in usage] == [-(-len(LEAD) // 4)]
    bound = model.bind_tools([PLAN], tool_choice="make_plan")
    first, *others = bound.stream(ASKED)
    total = reduce(add, others, first)
    assert isinstance(total, AIMessageChunk)
    assert total.tool_calls[0]["args"] == bound.invoke(ASKED).tool_calls[0]["args"] != {}
    assert [server.records[-1].authorization, server.invalid] == ["placeholder", []]


def test_structured_output_fits_the_schema(server: ModelServer) -> None:
    from langchain_openai import ChatOpenAI

    class Weather(BaseModel):
        place: str
        degrees: int
        rain: bool

    model = ChatOpenAI(model="m", base_url=server.url, api_key="not-needed", max_retries=0)  # type: ignore[arg-type]
    for method in ("function_calling", "json_schema"):
        found = model.with_structured_output(Weather, method=method).invoke("Weather?")
        assert isinstance(found, Weather)
    assert server.invalid == []


def test_models_are_listed_and_other_paths_do_not_exist(server: ModelServer) -> None:
    assert [m.id for m in client_of(server).models.list()] == ["scripted"]
    with pytest.raises(openai.NotFoundError):
        client_of(server).models.retrieve("other")
    assert httpx.post(f"{server.url}/chat/completions", content=b"{").status_code == 400
    assert server.records == []


def test_one_connection_carries_many_requests(server: ModelServer) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    own = None
    for stream in (False, True, False):
        body = json.dumps({"model": "m", "messages": WORDING, "stream": stream})
        connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        assert reply.status == 200
        assert reply.read()
        own = own or connection.sock.getsockname()
        assert connection.sock.getsockname() == own
    connection.close()


def test_invalid_requests_are_numbered(server: ModelServer) -> None:
    worded(server)
    worded(server, extra_body={"colour": "red"})
    assert [line.partition(":")[0] for line in server.invalid] == ["2"]
    assert server.requests[1]["colour"] == "red"


def test_the_time_of_the_model_is_told(server: ModelServer) -> None:
    server.delay, server.gap = 0.05, 0.01
    begin = time.perf_counter()
    pieces = len([c for c in worded(server, stream=True) if c.choices[0].delta.content])
    end = time.perf_counter()
    (record,) = server.records
    assert begin <= record.received <= record.sent <= end
    assert 1000 * (end - begin) >= record.ms >= 50 + 10 * (pieces - 1)
    assert server.report()["records"][0]["ms"] == record.ms
    assert server.report(since=1)["records"] == []


def test_a_key_is_never_kept(server: ModelServer) -> None:
    openai.OpenAI(base_url=server.url, api_key="sk-mine", max_retries=0).chat.completions.create(
        model="m", messages=WORDING
    )
    httpx.post(f"{server.url}/chat/completions", json={"model": "m", "messages": WORDING})
    assert [r.authorization for r in server.records] == ["present", "absent"]
    assert "sk-mine" not in repr(server.records)


def test_fifty_clients_at_once_get_their_own_answers(server: ModelServer) -> None:
    everybody = threading.Barrier(50)

    def answer(body: Body) -> Answer:
        said = body["messages"][0]["content"]
        if said.endswith("-0"):
            everybody.wait(60)  # nobody is answered before all have asked
        return Answer(f"you said {said}")

    server.script = answer
    replies: list[str] = []

    def talk(name: str) -> None:
        client = client_of(server, timeout=60)
        for n in range(4):
            reply = client.chat.completions.create(model="m", messages=[{"role": "user", "content": f"{name}-{n}"}])
            replies.append(f"{name}-{n}: {reply.choices[0].message.content}")

    threads = [threading.Thread(target=talk, args=(str(n),)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(replies) == sorted(f"{k}-{n}: you said {k}-{n}" for k in range(50) for n in range(4))
    assert (sorted(r.number for r in server.records), server.invalid) == (list(range(1, 201)), [])


def test_it_runs_as_a_process() -> None:
    script = Path(__file__).with_name("model_server.py")
    command = [sys.executable, str(script), "--faults", "1", "--seed", "5", "--gap-ms", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(f"{url}/models").json()["data"][0]["id"] == "scripted"
        root = url.removesuffix("/v1")
        assert httpx.get(f"{root}/report?since=0").json() == {"requests": 0, "records": [], "invalid": []}
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
