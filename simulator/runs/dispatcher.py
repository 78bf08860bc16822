"""Who runs what next, and what becomes of a unit that broke off: `Dispatcher`.

Knows units, workers and counts. Does not know engines (`Crew`) nor files (`Book`). Units go out in portions while
workers are ready for them; which worker runs a unit, and when, changes nothing about it.

What infrastructure broke off is run again, up to three times with a growing wait. A unit whose worker died under it
goes out once more, and to nobody after a second death: one cannot tell a crash of the agent from a kill from outside,
so that is infrastructure too. What is left over so is no part of the results, and the next start tries it again.
"""

from __future__ import annotations

import heapq
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.errors import InfrastructureFault
from recommenders.progress import Progress
from simulator.record import Dialogue
from simulator.runs.crew import Crew, Done, Event, Gone, Lost, Ready
from simulator.runs.run_one import Played
from simulator.runs.unit import Unit

TRIES = 3
_DEATHS = 2
_WAITS = (1.0, 4.0)
"""Seconds before the second and the third try."""
_LISTEN = 0.2
_PORTION = 16
"""Units that go to a worker at a time, at most; near the end fewer, so that none waits for the last."""
_PATIENCE = 3
"""A crew of n workers is given up after so many deaths and n more in a row with nothing finished."""


class Book(ABC):
    """Where results go."""

    @abstractmethod
    def ready(self) -> None:
        """A worker can begin."""

    @abstractmethod
    def keep(self, unit: Unit, played: Played) -> None:
        """A unit is finished."""

    @abstractmethod
    def fault(self, unit: Unit, lines: Sequence[str]) -> None:
        """A unit broke off for nobody's fault."""

    @abstractmethod
    def pause(self) -> None:
        """Called now and then: what is kept should reach the disk."""


@dataclass
class Course:
    """How a start went. owed, finished, left_over: its units. cost: US dollars of the whole run. stopped: why it
    ended early, "interrupted" or "too expensive"; empty where it did not."""

    owed: int
    finished: int = 0
    left_over: int = 0
    cost: float = 0.0
    stopped: str = ""


class Dispatcher:
    """Hands units out and takes results in until nothing is left to do or somebody stops it."""

    def __init__(
        self,
        units: Sequence[Unit],
        crew: Crew,
        workers: int,
        book: Book,
        *,
        asked: Callable[[], bool],
        most: float | None,
        progress: Progress,
        notice: Callable[[str], None],
        before: int,
        spent: float,
    ) -> None:
        """notice: is told in a line what people should know. asked: whether somebody wants it to stop after the
        dialogues under way. most: US dollars after which nothing more goes out. before, spent: units finished before
        this start, and what they cost."""
        self.course = Course(len(units), cost=spent)
        self._units, self._crew, self._workers, self._book = units, crew, workers, book
        self._asked, self._most, self._progress, self._before = asked, most, progress, before
        self._notice = notice
        self._waiting = deque(range(len(units)))
        self._later: list[tuple[float, int]] = []
        self._given: dict[int, deque[int]] = {}
        self._alive = 0
        self._tries: Counter[int] = Counter()
        self._deaths: Counter[int] = Counter()
        self._in_vain = 0

    def run(self) -> Course:
        """Until the end. Raises what the crew raises, and InfrastructureFault where workers keep dying."""
        try:
            for worker in range(min(self._workers, len(self._units))):
                self._start(worker)
            while self._busy():
                self._hand_out()
                for event in self._crew.listen(_LISTEN):
                    self._take(event)
                self._book.pause()
                self._look_up()
        finally:
            self._crew.close()
        return self.course

    def _busy(self) -> bool:
        if self.course.stopped:
            return self._alive > 0
        return bool(self._waiting or self._later or any(self._given.values()))

    def _look_up(self) -> None:
        """Stop where somebody asks for it or the money is spent."""
        if self._asked():
            self._halt("interrupted")
        elif self._most is not None and self.course.cost >= self._most:
            self._halt("too expensive")

    def _halt(self, why: str) -> None:
        if not self.course.stopped:
            self.course.stopped = why
            self._crew.stop()

    def _start(self, worker: int) -> None:
        self._crew.start(worker)
        self._alive += 1

    def _hand_out(self) -> None:
        if self.course.stopped:
            return
        while self._later and self._later[0][0] <= time.monotonic():
            self._waiting.appendleft(heapq.heappop(self._later)[1])
        for worker, given in self._given.items():
            portion = max(1, min(_PORTION, len(self._waiting) // (4 * self._workers)))
            if not self._waiting or len(given) > portion // 2:
                continue
            numbers = [self._waiting.popleft() for _ in range(min(portion, len(self._waiting)))]
            given.extend(numbers)
            self._crew.give(worker, [self._units[number] for number in numbers])

    def _take(self, event: Event) -> None:
        match event:
            case Ready(worker):
                self._given[worker] = deque()
                self._book.ready()
                self._progress("dialogues", self._before + self.course.finished, self._before + len(self._units))
            case Done(worker, played):
                self._in_vain = 0
                self._done(self._given[worker].popleft(), played)
            case Gone(worker):
                self._alive -= 1
                self._given.pop(worker, None)
            case Lost(worker, why):
                self._alive -= 1
                self._lost(worker, why)

    def _done(self, number: int, played: Played) -> None:
        unit = self._units[number]
        self.course.cost += played.cost
        if not played.fault:
            self._book.keep(unit, played)
            self.course.finished += 1
            self._progress("dialogues", self._before + self.course.finished, self._before + len(self._units))
            return
        if played.fault == "budget":
            self._halt("too expensive")
            return
        self._book.fault(unit, played.lines)
        self._tries[number] += 1
        if self._tries[number] < TRIES:
            heapq.heappush(self._later, (time.monotonic() + _WAITS[self._tries[number] - 1], number))
        else:
            self.course.left_over += 1

    def _lost(self, worker: int, why: str) -> None:
        given = self._given.pop(worker, deque())
        self._notice(f"worker {worker} ended ({why}); what it was at is run again")
        if given:
            self._deaths[given[0]] += 1
            if self._deaths[given[0]] >= _DEATHS:
                self._give_up(given.popleft(), why)
        self._waiting.extendleft(reversed(given))
        self._in_vain += 1
        if self._in_vain >= _PATIENCE + self._workers:
            raise InfrastructureFault(
                f"workers keep ending ({why}), the last {self._in_vain} with nothing finished; what is finished is kept"
            )
        if not self.course.stopped and (self._waiting or self._later):
            self._start(worker)

    def _give_up(self, number: int, why: str) -> None:
        unit = self._units[number]
        told = f"the process that ran it ended {_DEATHS} times ({why})"
        dialogue = Dialogue(
            task=unit.task.key,
            user=unit.task.user.id,
            agent=unit.cast.agent,
            voice=unit.cast.voice,
            trial=unit.trial,
            fault="infrastructure",
            fault_message=told,
        )
        self._book.fault(unit, [dialogue.line()])
        self.course.left_over += 1
