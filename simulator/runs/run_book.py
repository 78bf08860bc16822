"""Results on their way to the disk: `RunBook`.

Knows which file of a run a result belongs to. Only the process that holds the folder writes, whoever ran the dialogue.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from simulator.runs.dispatcher import Book
from simulator.runs.run_folder import RunFolder
from simulator.runs.run_one import Played
from simulator.runs.shards import Shards, write_unit
from simulator.runs.timings import Clock
from simulator.runs.unit import Unit


class RunBook(Book):
    """Open from `with` on; files are made with their first line."""

    def __init__(self, folder: RunFolder, main: Shards, controls: Shards) -> None:
        self._main, self._controls = main.writer(), controls.writer()
        self._faults, self._clock = folder.faults(), folder.clock()
        self._made = time.monotonic()
        self._opened: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ExitStack() as stack:
            for writer in (self._clock, self._faults, self._controls, self._main):
                stack.callback(writer.close)

    def ready(self) -> None:
        """A worker can begin; the first one starts the clock."""
        if self._opened is None:
            self._opened = time.monotonic()

    def keep(self, unit: Unit, played: Played) -> None:
        """Append the dialogues to the results, and to the clock how long they took."""
        write_unit(self._controls if unit.cast.control else self._main, played.lines)
        opened = self._made if self._opened is None else self._opened
        clock = Clock(
            agent=unit.cast.agent,
            voice=unit.cast.voice,
            control=unit.cast.control,
            dialogues=len(played.lines),
            turn_ms=played.turn_ms,
            seconds=played.seconds,
            cpu=played.cpu,
            at=round(time.monotonic() - opened, 3),
            opening=round(opened - self._made, 3),
        )
        self._clock.write([clock.line()])

    def fault(self, unit: Unit, lines: Sequence[str]) -> None:
        """Keep what was said before it broke off; of a control nothing is kept."""
        if not unit.cast.control:
            self._faults.write(lines)

    def pause(self) -> None:
        """Tell the disk, if it has not been told for a while."""
        for writer in (self._main, self._controls, self._faults, self._clock):
            writer.sync(late=True)
