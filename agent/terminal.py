"""A conversation in a terminal: `converse`.

Knows how words appear as they come, how a slate and a trace look, and what Ctrl-C and Ctrl-D do. Knows nothing about
how a reply comes about.
"""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from agent.event import Event
from agent.reply import Reply
from agent.telling import call_facts, first_progress, progress, untold, usage_facts, who
from catalog.errors import Interrupted, ParleyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

GREETING = "Tell me what you feel like. Ctrl-C stops an answer, Ctrl-D ends."
_STOPPED = "Stopped; that message does not count."
_SLATE_BEGINS = "\n1. "
"""Where the streamed text goes on to list the slate, which is shown in a form of its own."""
_ME = "parley › "


class Mind(Protocol):
    """Who understands and words."""

    @property
    def name(self) -> str:
        """ "embedded", or a model's name."""


class Speaker(Protocol):
    """Whoever answers word by word; `agent.agent.Agent` is one."""

    @property
    def brain(self) -> Mind:
        """Who understands and words."""

    def stream(self, text: str, *, conversation: str = "default", user: str | None = None) -> AsyncIterator[Event]:
        """The events of one turn; the last one is "done" and carries the reply."""


def converse(agent: Speaker, console: Console, *, user: str | None = None, trace: bool = False) -> None:
    """Chat until the end of input; with `trace`, show how every reply came about.

    Ctrl-C drops the turn that runs and the conversation goes on; Interrupted where it is pressed at the prompt.
    """
    console.print(GREETING, style="dim")
    while True:
        try:
            message = console.input("[bold]you ›[/bold] ")
        except EOFError:
            console.print()
            return
        except UnicodeDecodeError:
            console.print("I could not read that line: it is not UTF-8 text.", style="yellow")
            continue
        except KeyboardInterrupt as stop:
            console.print()
            raise Interrupted("the conversation has ended") from stop
        _turn(agent, message, console, user=user, trace=trace)


def _turn(agent: Speaker, message: str, console: Console, *, user: str | None, trace: bool) -> None:
    """One message and its reply as it comes; a turn that is stopped or fails ends with one line."""
    answer = _Answer(console, agent.brain.name)
    try:
        with answer.progress_shown():
            reply = asyncio.run(_heard(agent.stream(message, user=user), answer))
        answer.complete(reply)
        _show_slate(reply, console)
        _warn(untold(reply), console)
        if trace:
            _show_trace(reply, console)
    except KeyboardInterrupt:
        answer.break_off()
        _warn([_STOPPED], console)
    except ParleyError as error:
        answer.break_off()
        _warn([str(error)], console)


async def _heard(events: AsyncIterator[Event], answer: _Answer) -> Reply:
    reply: Reply | None = None
    async for event in events:
        answer.follow(event)
        reply = event.reply or reply
    assert reply is not None, "a turn ends with a reply"
    return reply


class _Answer:
    """One reply as it appears: what is being done while there are no words, then the words as they come."""

    def __init__(self, console: Console, brain: str) -> None:
        self._console = console
        self._brain = brain
        self._status = console.status(f"[dim]{first_progress(brain)} …[/dim]")
        self._heard = ""
        self._said = ""
        self._column = 0

    @contextmanager
    def progress_shown(self) -> Iterator[None]:
        """While this lasts, a terminal shows what is being done until there are words."""
        try:
            self._status.start()
            yield
        finally:
            self._status.stop()

    def follow(self, event: Event) -> None:
        """Take in what happened."""
        if event.kind == "text":
            self._heard += event.text
            before_slate = f"\n{self._heard}".split(_SLATE_BEGINS)[0][1:]
            self._say(before_slate[len(self._said) :])
        elif doing := progress(event, self._brain):
            self._status.update(f"[dim]{doing} …[/dim]")

    def complete(self, reply: Reply) -> None:
        """Say what of the words before the slate has not come yet."""
        words = reply.lead if reply.slate else reply.text
        self._say(words.removeprefix(self._said))
        self.break_off()

    def break_off(self) -> None:
        """End the line, if there is one."""
        if self._column:
            self._console.out("")
            self._column = 0

    def _say(self, text: str) -> None:
        """Write words, breaking lines between them at the width of the terminal."""
        from rich.cells import cell_len

        if not text:
            return
        if not self._said:
            self._status.stop()
            self._console.print(f"[bold cyan]{_ME}[/bold cyan]", end="")
            self._column = cell_len(_ME)
        self._said += text
        for piece in re.findall(r"\n|[^\S\n]+|\S+", plain(text)):
            width = cell_len(piece)
            breaks = piece == "\n" or self._column + width > self._console.width
            if breaks:
                self._console.out("")
                self._column = 0
            if not (breaks and piece.isspace()):
                self._console.out(piece, end="", highlight=False)
                self._column += width


def plain(text: str) -> str:
    """The text without control characters, which a terminal would obey; lines stay."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")


def _show_slate(reply: Reply, console: Console) -> None:
    for number, shown in enumerate(reply.slate, start=1):
        _line(console, f"  {number}. {shown.title}", "bold")
        for reason in shown.reasons:
            _line(console, f"     {reason}", "dim")
    if reply.slate and reply.question is not None:
        _line(console, f"  {reply.question.text}")
    if reply.question is not None and reply.question.options:
        _line(console, f"  {' · '.join(reply.question.options)}", "dim")


def _show_trace(reply: Reply, console: Console) -> None:
    facts = reply.to_json()
    for name in ("understood", "relaxed", "plan", "funnel", "faults", "timings_ms"):
        _line(console, f"  {name}: {json.dumps(facts[name], ensure_ascii=False)}", "dim")
    for call in reply.calls:
        _line(console, f"  model: {call.role}, {who(call.model)}: {', '.join(call_facts(call))}", "dim")
    if reply.easy:
        _line(console, "  model: not needed to understand this message", "dim")
    if reply.state.usage.calls:
        _line(console, f"  model, whole conversation: {', '.join(usage_facts(reply.state.usage))}", "dim")


def _warn(lines: Iterable[str], console: Console) -> None:
    for line in lines:
        _line(console, f"  {line}", "yellow")


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(plain(text), style=style, markup=False, highlight=False, emoji=False)
