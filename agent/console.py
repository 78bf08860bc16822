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
