"""Units on the machines of a Ray cluster: `CrewRay`.

Knows Ray's actors and what their ends look like. The optional extra `ray` brings the library. Every machine needs
Parley and the workspace under the same path; what goes back and forth is JSON, and only the one who gives the work
writes the run.
"""

from __future__ import annotations

import json
import os
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from catalog.errors import ConfigError, ParleyError
from simulator.runs.crew import Crew, Done, Event, Gone, Lost, Ready
from simulator.runs.run_one import Played
from simulator.runs.stage import Stage, StageSpec, unit_from_json, unit_to_json
from simulator.runs.unit import Unit

_KNOCK = 5.0  # seconds


class RayWorker:
    """An actor: a stage on whatever machine Ray has chosen."""

    def __init__(self, spec: str) -> None:
        self._stage = Stage(StageSpec.from_json(spec))
        self._stage.warm()

    def ready(self) -> str:
        """Answers once the stage is open."""
        return "null"

    def play(self, unit: str) -> str:
        """Run one unit."""
        return json.dumps(asdict(self._stage.play(unit_from_json(json.loads(unit)))))


class CrewRay(Crew):
    """Workers as actors of one core each; a worker is told one unit at a time."""

    def __init__(self, spec: StageSpec, workers: int, address: str | None = None) -> None:
        """Join the cluster at `address`, or start one of `workers` cores on this machine. ConfigError where that
        fails."""
        self._ray = _library()
        self._spec = spec
        self._units: dict[int, deque[Unit]] = {}
        self._actors: dict[int, Any] = {}
        self._asked: dict[Any, int] = {}
        self._told: list[Event] = []
        self._stopping = False
        self._begun = not self._ray.is_initialized()
        if self._begun:
            _join(self._ray, workers, address)
        self._kind = self._ray.remote(num_cpus=1, max_restarts=0)(RayWorker)

    def start(self, worker: int) -> None:
        self._units[worker] = deque()
        self._actors[worker] = self._kind.remote(self._spec.to_json())
        self._asked[self._actors[worker].ready.remote()] = worker

    def give(self, worker: int, units: Sequence[Unit]) -> None:
        self._units[worker].extend(units)
        if worker not in self._asked.values():
            self._next(worker)

    def listen(self, seconds: float) -> list[Event]:
        if self._told or not self._asked:
            told, self._told = self._told, []
            return told
        answered, _ = self._ray.wait(list(self._asked), num_returns=1, timeout=seconds)
        return [event for answer in answered for event in self._hear(answer, self._asked.pop(answer))]

    def stop(self) -> None:
        self._stopping = True
        busy = set(self._asked.values())
        self._told += [Gone(worker) for worker in sorted(self._actors) if worker not in busy]
        for units in self._units.values():
            units.clear()

    def close(self) -> None:
        for actor in self._actors.values():
            self._ray.kill(actor)
        self._actors.clear()
        self._asked.clear()
        if self._begun:
            self._ray.shutdown()

    def _next(self, worker: int) -> None:
        if self._units[worker]:
            unit = json.dumps(unit_to_json(self._units[worker].popleft()))
            self._asked[self._actors[worker].play.remote(unit)] = worker

    def _hear(self, answer: Any, worker: int) -> list[Event]:
        try:
            told = json.loads(self._ray.get(answer))
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, ParleyError):
                raise error.cause from None
            return [self._lost(worker, type(error.cause).__name__)]
        except self._ray.exceptions.RayError as error:
            return [self._lost(worker, type(error).__name__)]
        event: Event = Ready(worker)
        if told is not None:
            event = Done(worker, Played.from_json(told))
        if self._stopping:
            return [event, Gone(worker)]
        self._next(worker)
        return [event]

    def _lost(self, worker: int, why: str) -> Lost:
        self._ray.kill(self._actors.pop(worker))
        return Lost(worker, why)


def _library() -> Any:
    try:
        import ray
    except ImportError as error:
        raise ConfigError("the engine 'ray' needs Ray: pip install 'parley[ray]'") from error
    return ray


def _join(ray: Any, workers: int, address: str | None) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would report to its makers
    where = {"address": address} if address else {"num_cpus": workers}
    try:
        if address:
            _knock(address)
        ray.init(**where, include_dashboard=None if address else False, logging_level="ERROR", log_to_driver=False)
    except (OSError, RuntimeError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
        raise ConfigError(f"no Ray cluster could be used ({said}); --ray-address names one") from error


def _knock(address: str) -> None:
    """OSError where nobody listens: Ray itself would go on trying for a minute."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdigit():
        socket.create_connection((host, int(port)), _KNOCK).close()
