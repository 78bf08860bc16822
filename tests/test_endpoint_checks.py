"""`parley doctor` about a configured language model: what works, what does not, and what Parley does without it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import model_faults as faults
import pytest
from fault_choice import always, without_tools
from model_answer import Answer
from model_faults import PROVIDER_TEXT, Fault
from model_server import ModelServer, refused_url

from agent.doctor import Check, can_run, examine
from agent.endpoint_checks import check_endpoint
from agent.settings import Settings

NUMBER = '{"number": 7}'
NAMES = ["language model", "streaming", "tool calls", "structured output", "usage figures"]


def capable(body: Any) -> Answer:
    """A model that can do everything it is asked."""
    if body.get("tools"):
        return Answer(calls=((body["tools"][0]["function"]["name"], NUMBER),))
    asked = json.dumps(body["messages"])
    return Answer(text=NUMBER if "JSON" in asked else "One two three four five six seven eight nine ten.")


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(capable) as running:
        yield running
        assert running.invalid == []


def found(server: ModelServer, **settings: Any) -> dict[str, Check]:
    checks = check_endpoint(Settings(llm="openai:m", llm_base_url=server.url, **settings))
    assert all("\n" not in check.detail and PROVIDER_TEXT not in check.detail for check in checks)
    return {check.name: check for check in checks}


def test_a_capable_model_is_all_right(server: ModelServer) -> None:
    checks = found(server)
    assert list(checks) == NAMES
    assert {check.verdict for check in checks.values()} == {"ok"}
    assert f"m at {server.url}" in checks["language model"].detail


def test_a_model_without_tools_is_asked_for_json(server: ModelServer) -> None:
    server.faults = without_tools()
    checks = found(server)
    assert checks["tool calls"].verdict == "hint"
    assert "JSON in the text, which works" in checks["tool calls"].detail
    assert can_run(checks.values())


def test_a_model_that_answers_in_prose_cannot_plan(server: ModelServer) -> None:
    server.faults = always(faults.prose())
    checks = found(server)
    assert checks["tool calls"].verdict == checks["structured output"].verdict == "hint"
    assert "PARLEY_LLM_PLANNING" in checks["tool calls"].detail


def test_wrong_arguments_are_told(server: ModelServer) -> None:
    server.faults = lambda number, body: faults.bad_arguments() if body.get("tools") else None
    assert "wrong arguments" in found(server)["tool calls"].detail


def test_a_server_that_counts_no_tokens_is_a_hint(server: ModelServer) -> None:
    server.faults = lambda number, body: faults.no_usage() if body.get("stream") else None
    usage = found(server)["usage figures"]
    assert usage.verdict == "hint"
    assert "streamed answers" in usage.detail
    assert "whole" not in usage.detail


def test_a_server_that_cannot_stream_is_a_hint(server: ModelServer) -> None:
    refusal = Fault("no stream", reply=(400, {}, faults.error_body("no streams here", "invalid_request_error")))
    server.faults = lambda number, body: refusal if body.get("stream") else None
    assert found(server)["streaming"].verdict == "hint"
    server.script, server.faults = lambda body: Answer(text="Whole."), None
    assert "in one piece" in found(server)["streaming"].detail


def test_no_structured_output_is_a_hint(server: ModelServer) -> None:
    server.faults = lambda number, body: faults.status(400) if "response_format" in body else None
    structured = found(server)["structured output"]
    assert structured.verdict == "hint"
    assert "does not need it" in structured.detail


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faults.status(401), "OPENAI_API_KEY"),
        (faults.status(404), "PARLEY_LLM"),
        (faults.wrong_type(), "PARLEY_LLM_BASE_URL"),
        (faults.stall(), "PARLEY_LLM_TIMEOUT"),
        (faults.drip(), "PARLEY_LLM_TIMEOUT"),
        (faults.status(429, retry_after=500), "500 s"),
    ],
    ids=["401", "404", "page", "stall", "drip", "429"],
)
def test_a_model_that_does_not_answer_is_a_fault_and_nothing_else_is_asked(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, fault: Fault, said: str
) -> None:
    monkeypatch.setattr("agent.endpoint_checks._EACH", 1.0)
    server.faults = always(fault)
    checks = found(server)
    assert list(checks) == ["language model"]
    assert checks["language model"].verdict == "fault"
    assert said in checks["language model"].detail
    assert len(server.records) == 1


def test_where_the_embedded_brain_steps_in_a_silent_model_is_a_hint(server: ModelServer) -> None:
    server.faults = always(faults.status(401))
    checks = found(server, llm_fallback="embedded")
    assert checks["language model"].verdict == "hint"
    assert "the embedded brain steps in" in checks["language model"].detail


def test_the_checks_end_whatever_the_server_does(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.endpoint_checks._LONGEST", 2.0)
    server.faults = lambda number, body: faults.stall() if number > 1 else None
    begun = time.monotonic()
    checks = found(server)
    assert time.monotonic() - begun < 15, "each check may take that long, all together may not"
    assert list(checks) == NAMES
    assert [check.verdict for check in checks.values()] == ["ok", "hint", "hint", "hint", "hint"]


def test_every_model_that_is_configured_is_asked(server: ModelServer) -> None:
    server.faults = lambda number, body: faults.status(404) if body["model"] == "judge" else None
    checks = found(server, llm_wording="poet", llm_critic="judge")
    assert list(checks) == ["language model", "wording model", "critic model"]
    assert [check.verdict for check in checks.values()] == ["ok", "ok", "fault"]
    assert [record.body["model"] for record in server.records] == ["m", "poet", "judge"]


def test_a_server_that_is_not_there_is_a_fault() -> None:
    (check,) = check_endpoint(Settings(llm="openai:m", llm_base_url=refused_url()))
    assert check.verdict == "fault"
    assert "cannot be reached" in check.detail


def test_a_model_that_cannot_be_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (check,) = check_endpoint(Settings(llm="openai:m"))
    assert check.verdict == "fault"
    assert "OPENAI_API_KEY" in check.detail


def test_the_doctor_asks_the_configured_model(server: ModelServer) -> None:
    checks = examine(Settings(llm="openai:m", llm_base_url=server.url))
    assert [check.name for check in checks if check.name in NAMES] == NAMES


def test_the_embedded_brain_needs_no_client_of_models() -> None:
    code = (
        "import sys; from agent.doctor import examine; from agent.settings import Settings\n"
        "found = {c.name: c for c in examine(Settings())}\n"
        "assert found['language model'].verdict == 'ok', found\n"
        "assert not {'openai', 'langchain_core', 'agent.endpoint_checks'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
