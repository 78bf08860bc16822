"""The terminal: a conversation as JSON lines for programs, as a readable chat for people, and bars for long work.

Knows lines, encodings and how a reply looks in a terminal. Knows nothing about how a reply comes about; standard output
carries replies only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Protocol

from agent.reply import Reply
from recommenders.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console

GREETING = "Tell me what you feel like. Ctrl-D ends."


class Responder(Protocol):
    """Whoever answers; `agent.agent.Agent` is one."""

    def respond(self, text: str, *, conversation: str = "default", user: str | None = None) -> Reply:
        """The reply to one message of a user; None is somebody who is not to be remembered."""


def messages(source: IO[bytes]) -> Iterator[str]:
    """The messages in a stream of UTF-8 lines. A line that starts with `"` is a JSON string if it can be read as one.

    Bytes that are no UTF-8, and halves of surrogate pairs, become the replacement character.
    """
    for raw in source:
        line = raw.decode("utf-8", errors="replace").rstrip("\n").removesuffix("\r")
        if line.startswith('"'):
            line = _json_string(line)
        yield line.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")


def _json_string(line: str) -> str:
    try:
        value = json.loads(line)
    except ValueError:
        return line
    return value if isinstance(value, str) else line


def answer_lines(agent: Responder, source: IO[bytes], sink: IO[str], *, user: str | None = None) -> None:
    """One JSON object per line of `source`, in order, flushed at once; returns at the end of input."""
    for message in messages(source):
        sink.write(json.dumps(agent.respond(message, user=user).to_json(), allow_nan=False) + "\n")
        sink.flush()


def converse(agent: Responder, console: Console, *, user: str | None = None, trace: bool = False) -> None:
    """Chat in a terminal until the end of input; with `trace`, show how every reply came about."""
    from rich.markup import escape

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
        reply = agent.respond(message, user=user)
        console.print(f"[bold cyan]parley ›[/bold cyan] {escape(reply.lead if reply.slate else reply.text)}")
        _show_slate(reply, console)
        if trace:
            _show_trace(reply, console)


def _show_slate(reply: Reply, console: Console) -> None:
    from rich.markup import escape

    for number, shown in enumerate(reply.slate, start=1):
        console.print(f"  [bold]{number}. {escape(shown.title)}[/bold]")
        for reason in shown.reasons:
            console.print(f"     [dim]{escape(reason)}[/dim]")
    if reply.slate and reply.question is not None:
        console.print(f"  {escape(reply.question.text)}")
    if reply.question is not None and reply.question.options:
        console.print(f"  [dim]{escape(' · '.join(reply.question.options))}[/dim]")


def _show_trace(reply: Reply, console: Console) -> None:
    from rich.markup import escape

    facts = reply.to_json()
    for name in ("understood", "relaxed", "plan", "funnel", "faults", "timings_ms"):
        console.print(f"  [dim]{name}: {escape(json.dumps(facts[name], ensure_ascii=False))}[/dim]", highlight=False)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Bars with the time left on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:>24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None)
                if not console.is_terminal:
                    print(f"{stage} …", file=sys.stderr, flush=True)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield report
