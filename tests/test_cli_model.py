"""The command line with a language model: chat, doctor, an endpoint that is not there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import ModelServer, refused_url
from scripted_model import ScriptedModel
from test_cli import environment, parley
from test_terminal import until


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer(ScriptedModel()) as model:
        yield model


def test_a_language_model_talks_in_the_terminal_and_ctrl_c_hangs_up(
    tmp_path: Path, films_workspace: Path, model: ModelServer
) -> None:
    flags = ("--llm", "openai:scripted", "--llm-base-url", model.url, "--workspace", str(films_workspace), "--trace")
    chat = subprocess.Popen(
        [sys.executable, "-m", "cli", "chat", *flags], cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert chat.stdin is not None

    def say(message: bytes) -> None:
        chat.stdin.write(message)  # type: ignore[union-attr]
        chat.stdin.flush()  # type: ignore[union-attr]

    until(chat.stdout, "you ›")
    model.gap = 0.2
    say(b"a samurai film\n")
    assert "1. " not in until(chat.stdout, "I would start with")
    heard = model.records[-1].sent
    trace = until(chat.stdout, "you ›")
    assert "model: planning, scripted: " in trace
    assert "model: wording, scripted: " in trace
    assert model.records[-1].sent > heard > 0, "the first words were shown before the last ones were there"
    model.delay = 60.0
    say(b"a samurai film\n")
    while len(model.records) < 3:
        time.sleep(0.01)
    chat.send_signal(signal.SIGINT)
    until(chat.stdout, "Stopped; that message does not count.")
    model.delay = model.gap = 0.0
    say(b"thanks\n")
    assert "not needed to understand" in until(chat.stdout, "whole conversation")
    chat.stdin.close()
    assert chat.wait(timeout=60) == 0
    assert chat.stderr is not None
    assert b"Traceback" not in chat.stderr.read()
    assert [record.abandoned for record in model.records][2]
    assert model.invalid == []


def test_a_model_that_cannot_be_reached_is_a_sentence_and_the_conversation_goes_on(
    tmp_path: Path, films_workspace: Path
) -> None:
    flags = ("--llm", "openai:scripted", "--llm-base-url", refused_url(), "--workspace", str(films_workspace), "--json")
    said = b"a samurai film\nthanks\n"
    done = parley("chat", *flags, cwd=tmp_path, stdin=said)
    failed, thanked = map(json.loads, done.stdout.decode().splitlines())
    assert "cannot be reached" in failed["text"]
    assert failed["usage"]["calls"][0]["fault"] == "unreachable"
    assert thanked["text"].startswith("You're welcome")
    done = parley("chat", *flags, cwd=tmp_path, stdin=said, PARLEY_LLM_FALLBACK="embedded")
    fallen, thanked = map(json.loads, done.stdout.decode().splitlines())
    assert fallen["slate"]
    assert "cannot be reached" in fallen["text"].split("\n")[0]
    assert "cannot" not in thanked["text"]


def test_doctor_says_what_an_endpoint_can_do(tmp_path: Path, model: ModelServer) -> None:
    flags = ("--llm", "openai:scripted", "--llm-base-url")
    done = parley("doctor", *flags, model.url, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    checks = {check["name"]: check["verdict"] for check in json.loads(done.stdout)}
    asked = ("language model", "streaming", "tool calls", "structured output", "usage figures")
    assert [checks[name] for name in asked] == ["ok"] * 5
    done = parley("doctor", *flags, refused_url(), cwd=tmp_path)
    assert done.returncode == 2
    assert b"cannot be reached" in done.stdout
