"""Standard input and output: a conversation as JSON lines for programs, and bars for long work.

Knows lines and encodings. Knows nothing about how a reply comes about (a chat for people is in `agent.terminal`);
standard output carries replies only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol

from agent.pace import Pace
from agent.reply import Reply
from agent.whole_text import whole_text
from recommenders.progress import Progress


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
        yield whole_text(line)


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


@contextmanager
def progress_bars(*, rate: bool = False) -> Iterator[Progress]:
    """Bars with the time left on standard error, with `rate` also how many a second. Where that is no terminal: the
    names of stages, or with `rate` a line every ten seconds."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    counts = (TextColumn("{task.description:>24}"), BarColumn(), MofNCompleteColumn())
    speed = (TextColumn("{task.fields[speed]}"),) if rate else ()
    console = Console(stderr=True)
    with Bars(*counts, *speed, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}
        paces: dict[str, Pace] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None, completed=done, speed="")
                paces[stage] = Pace()
                if not console.is_terminal and not rate:
                    print(f"{stage} …", file=sys.stderr, flush=True)
            pace = paces[stage]
            pace.note(done)
            speed = f"{pace.rate:.1f}/s" if pace.rate is not None else ""
            bars.update(tasks[stage], completed=done, total=total or None, speed=speed)
            if rate and not console.is_terminal and (line := pace.line(stage, total)):
                print(line, file=sys.stderr, flush=True)

        yield report
