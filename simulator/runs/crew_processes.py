"""Units in processes of this machine: `CrewProcesses`, and the loop of a worker.

Knows processes and pipes, one pair for each worker, so that one that is killed leaves no lock behind. What goes through
them is JSON. A worker hears no Ctrl-C: whoever gives it work tells it to stop, and it ends when that one is gone.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from catalog import errors
from catalog.errors import ParleyError, PluginError
from simulator.runs.crew import Crew, Done, Event, Gone, Lost, Ready
from simulator.runs.run_one import Played
from simulator.runs.stage import Stage, StageSpec, unit_from_json, unit_to_json
from simulator.runs.unit import Unit

_END = 3.0  # seconds that workers get for their end


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection


class CrewProcesses(Crew):
    """Workers in processes of their own, numbered from 0."""

    def __init__(self, spec: StageSpec) -> None:
        self._spec = spec
        self._context = multiprocessing.get_context("spawn")
        self._workers: dict[int, _Worker] = {}

    def start(self, worker: int) -> None:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._spec.to_json()), name=f"parley worker {worker}", daemon=True
        )
        with _no_interrupt():
            process.start()
        theirs.close()  # else the end of the process would not be seen
        self._workers[worker] = _Worker(process, mine)

    def give(self, worker: int, units: Sequence[Unit]) -> None:
        self._send(worker, {"units": [unit_to_json(unit) for unit in units]})

    def listen(self, seconds: float) -> list[Event]:
        pipes = {worker.pipe: number for number, worker in self._workers.items()}
        events = []
        for pipe in wait(list(pipes), seconds):
            assert isinstance(pipe, Connection)
            events.append(self._hear(pipes[pipe], pipe))
        return events

    def stop(self) -> None:
        for number in self._workers:
            self._send(number, {"stop": True})

    def close(self) -> None:
        for worker in self._workers.values():
            worker.pipe.close()  # by which an idle one ends
        until = time.monotonic() + _END
        for worker in self._workers.values():
            worker.process.join(max(0.0, until - time.monotonic()))
            worker.process.kill()
            worker.process.join()
        self._workers.clear()

    def _hear(self, number: int, pipe: Connection) -> Event:
        try:
            message = json.loads(pipe.recv_bytes())
        except (EOFError, OSError):  # OSError: killed in the middle of a message
            return self._ended(number)
        if "raise" in message:
            kind, text = message["raise"]
            raise getattr(errors, kind)(text)
        if "played" in message:
            return Done(number, Played.from_json(message["played"]))
        if "gone" in message:
            self._ended(number)
            return Gone(number)
        return Ready(number)

    def _ended(self, number: int) -> Lost:
        worker = self._workers.pop(number)
        worker.pipe.close()
        worker.process.join(_END)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        code = worker.process.exitcode or 0
        return Lost(number, f"signal {-code}" if code < 0 else f"exit code {code}")

    def _send(self, number: int, message: dict[str, Any]) -> None:
        try:
            self._workers[number].pipe.send_bytes(json.dumps(message).encode())
        except OSError:
            return  # it has just ended, which its pipe tells next


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hear no Ctrl-C inside the block, nor in a process that is started in it."""
    if threading.current_thread() is not threading.main_thread():  # which alone may change signals
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(pipe: Connection, spec: str) -> None:
    """A worker: opens the stage, then runs what it is given until it is told to stop or left alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    units: deque[Any] = deque()
    try:
        stage = Stage(StageSpec.from_json(spec))
        stage.warm()
        _tell(pipe, {"ready": True})
        while True:
            while not units or pipe.poll():
                message = _asked(pipe)
                if "stop" in message:
                    return _tell(pipe, {"gone": True})
                units.extend(message["units"])
            _tell(pipe, {"played": asdict(stage.play(unit_from_json(units.popleft())))})
    except ParleyError as error:
        known = type(error).__name__ if hasattr(errors, type(error).__name__) else PluginError.__name__
        _tell(pipe, {"raise": [known, str(error)]})


def _tell(pipe: Connection, message: dict[str, Any]) -> None:
    try:
        pipe.send_bytes(json.dumps(message).encode())
    except OSError as error:
        raise SystemExit(1) from error  # whoever gave the work is gone


def _asked(pipe: Connection) -> dict[str, Any]:
    try:
        message: dict[str, Any] = json.loads(pipe.recv_bytes())
    except (EOFError, OSError) as error:
        raise SystemExit(1) from error
    return message
