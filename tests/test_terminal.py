"""The chat in a terminal: words as they come, what Ctrl-C does, what is told of models."""

from __future__ import annotations

import asyncio
import io
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from scripted_agent import ScriptedAgent

from agent.event import Event
from agent.reply import Reply
from agent.state import DialogueState
from agent.telling import dollars
from agent.terminal import converse

ROOT = Path(__file__).resolve().parents[1]
CHAT = """
from rich.console import Console
from agent.terminal import converse
from cli import main
from scripted_agent import ScriptedAgent
import cli
def chat() -> None:
    converse(ScriptedAgent(pause=0.001), Console(width=200))
cli.app.registered_commands.clear()
cli.app.command()(chat)
raise SystemExit(main(["chat"]))
"""


def talk(monkeypatch: pytest.MonkeyPatch, *messages: str, agent: Any = None, width: int = 200, **options: Any) -> str:
    """What the terminal shows of a conversation."""
    said = iter(messages)

    def typed(prompt: object = "") -> str:
        try:
            return next(said)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    sink = io.StringIO()
    converse(agent or ScriptedAgent(), Console(file=sink, width=width), **options)
    return sink.getvalue()


class Saying:
    """Says the given chunks; before every one but the first it notes what the terminal shows already."""

    def __init__(self, *chunks: str, name: str = "embedded", terminal: bool = False) -> None:
        self.brain = SimpleNamespace(name=name)
        self.sink = io.StringIO()
        self.console = Console(file=self.sink, width=60, force_terminal=terminal)
        self.shown: list[str] = []
        self._chunks = chunks

    async def stream(self, text: str, *, conversation: str = "default", user: str | None = None) -> AsyncIterator[Event]:
        await asyncio.sleep(0.3 if self.console.is_terminal else 0)  # a terminal is refreshed some ten times a second
        yield Event("understood")
        for chunk in self._chunks:
            self.shown.append(self.sink.getvalue())
            yield Event("text", text=chunk)
        said = "".join(self._chunks)
        yield Event("done", reply=Reply("chat", said, said, "help", DialogueState()))


def once(monkeypatch: pytest.MonkeyPatch, agent: Saying) -> str:
    """What the terminal shows of one turn."""
    said = iter(["hello"])
    monkeypatch.setattr("builtins.input", lambda prompt="": _next(said))
    converse(agent, agent.console)
    return agent.sink.getvalue()


def _next(said: Iterator[str]) -> str:
    for message in said:
        return message
    raise EOFError


def test_words_are_shown_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = Saying("Two ", "films", " about", " rain.")
    once(monkeypatch, agent)
    assert [shown.rsplit("› ", 1)[-1] for shown in agent.shown] == ["", "Two ", "Two films", "Two films about"]


def test_lines_break_between_words_and_no_word_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"word{n}" for n in range(60)]
    shown = once(monkeypatch, Saying(*(f" {word}" if n else word for n, word in enumerate(words))))
    answer = shown.split("parley › ")[1].split("you ›")[0]
    assert answer.split() == words
    assert max(len(line) for line in f"parley › {answer}".splitlines()) <= 60
    assert len(answer.splitlines()) > 6


def test_the_slate_is_shown_once_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = talk(monkeypatch, "something slow")
    assert shown.count("Here are five") == 1
    assert shown.count("Quiet Harbour") == 1
    assert shown.count("Any language you prefer?") == 1
    assert "  2. Quiet Harbour\n" in shown


def test_what_a_terminal_would_obey_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = once(monkeypatch, Saying("Look: \x1b]0;owned\x07", " [bold]not bold[/bold]", " \x9b31mred\r", " :smile:"))
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown) == []
    assert "[bold]not bold[/bold]" in shown
    assert ":smile:" in shown


def test_a_terminal_is_told_that_the_model_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Asking made-up-model" in once(monkeypatch, Saying("Yes.", name="made-up-model", terminal=True))
    assert "Reading your message" in once(monkeypatch, Saying("Yes.", terminal=True))
    assert "Asking" not in once(monkeypatch, Saying("Yes.", name="made-up-model"))  # not in a file


def test_the_trace_names_the_model_calls_and_a_failure_is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = talk(monkeypatch, "with a model", trace=True)
    assert "model: planning, made-up-model: 1,812 + 96 tokens, 640 ms, $0.00033" in shown
    assert "model: wording, made-up-model: 540 + 48 tokens, 410 ms, 2 attempts, $0.00011" in shown
    assert "model, whole conversation: 3 calls, 4,164 + 240 tokens, 1,690 ms, $0.00077" in shown
    shown = talk(monkeypatch, "with a failing model")
    assert "the embedded brain stood in" in shown
    assert "model:" not in shown


def test_an_error_is_one_line_and_the_conversation_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = talk(monkeypatch, "broken model", "something slow")
    assert shown.count("did not answer in 30 s") == 1
    assert "Quiet Harbour" in shown


@pytest.mark.parametrize(
    ("cost", "words"), [(0, "$0"), (0.0000123, "$0.000012"), (0.00044, "$0.00044"), (0.05, "$0.050"), (1.239, "$1.24")]
)
def test_small_amounts_keep_two_figures(cost: float, words: str) -> None:
    assert dollars(cost) == words


def until(stream: Any, words: str) -> str:
    """What comes out until the words have come."""
    heard = b""
    while words.encode() not in heard:
        assert select.select([stream], [], [], 60)[0], heard
        piece = os.read(stream.fileno(), 4096)
        assert piece, heard
        heard += piece
    return heard.decode(errors="replace")


def test_ctrl_c_drops_the_turn_and_at_the_prompt_it_ends() -> None:
    chat = subprocess.Popen(
        [sys.executable, "-c", CHAT],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert chat.stdin is not None
    until(chat.stdout, "you ›")
    for _ in range(2):
        chat.stdin.write(b"wait\n")
        chat.stdin.flush()
        until(chat.stdout, "longer than two hours.")
        chat.send_signal(signal.SIGINT)
        told = until(chat.stdout, "you ›")
        assert told.count("Stopped; that message does not count.") == 1
    chat.stdin.write(b"something slow\n")
    chat.stdin.flush()
    assert "Film Number 15" in until(chat.stdout, "you ›")
    chat.send_signal(signal.SIGINT)
    _, errors = chat.communicate(timeout=30)
    assert chat.returncode == 130
    assert errors.decode() == "parley: the conversation has ended\n"
