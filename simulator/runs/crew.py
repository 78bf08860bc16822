"""Who runs units: `Crew`, what every engine is, and the events it tells.

Knows workers by number and what may happen to them. Which unit goes to whom, and what becomes of one whose worker died,
is the dispatcher's business.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.runs.run_one import Played
from simulator.runs.stage import Stage
from simulator.runs.unit import Unit


@dataclass(frozen=True)
class Ready:
    """A worker has opened its workspace."""

    worker: int


@dataclass(frozen=True)
class Done:
    """The next of the units given to a worker is finished."""

    worker: int
    played: Played


@dataclass(frozen=True)
class Gone:
    """A worker has stopped as it was told to; what it had not begun is not run."""

    worker: int


@dataclass(frozen=True)
class Lost:
    """A worker has ended by itself or by a signal, in the next of its units."""

    worker: int
    why: str


Event = Ready | Done | Gone | Lost


class Crew(ABC):
    """Some workers, each of which runs what it is given in that order."""

    @abstractmethod
    def start(self, worker: int) -> None:
        """Start a worker of this number, in the place of one that was lost or as a new one."""

    @abstractmethod
    def give(self, worker: int, units: Sequence[Unit]) -> None:
        """Put units at the end of what a ready worker has to do."""

    @abstractmethod
    def listen(self, seconds: float) -> list[Event]:
        """What has happened, waiting for it at most so long. Raises what a worker could not do for a reason that
        holds for all of them: ConfigError, CatalogError, PluginError."""

    @abstractmethod
    def stop(self) -> None:
        """Every worker is to stop after the dialogue it is in."""

    @abstractmethod
    def close(self) -> None:
        """End what is left of the workers at once."""


class CrewHere(Crew):
    """One worker, number 0, which is this very process: it runs a unit when it is listened to."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._units: deque[Unit] = deque()
        self._told: list[Event] = []

    def start(self, worker: int) -> None:
        self._stage.warm()
        self._told.append(Ready(worker))

    def give(self, worker: int, units: Sequence[Unit]) -> None:
        self._units.extend(units)

    def listen(self, seconds: float) -> list[Event]:
        if self._units:
            self._told.append(Done(0, self._stage.play(self._units.popleft())))
        elif not self._told:
            time.sleep(seconds)
        told, self._told = self._told, []
        return told

    def stop(self) -> None:
        self._units.clear()
        self._told.append(Gone(0))

    def close(self) -> None:
        self._units.clear()
