"""Seeds side by side: one process each, their progress told to the one who waits.

Knows processes and queues. Does not know models or metrics. A child hears no Ctrl-C: whoever waits ends it, and what it
has finished is on disk. With several jobs it must be called in the main thread, which alone may change signals.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Any

from catalog.errors import ParleyError, PluginError
from recommenders.progress import Progress
from recommenders.ranking_data import RankingData
from recommenders.ranking_run import owed, run_seed
from recommenders.ranking_store import RankingStore

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

_WAIT = 0.2  # seconds between two looks at the processes


def run_seeds(
    data: RankingData, store: RankingStore, names: Sequence[str], seeds: Sequence[int], jobs: int, progress: Progress
) -> None:
    """Compute what is missing in `store`, `jobs` seeds at a time; with one job in this very process.

    Reports stages such as "seed 1 ranker" and, over all, "results". Raises what a seed raised.
    """
    wanted = {seed: [name for other, name in owed(names, seeds) if other == seed] for seed in seeds}
    total = sum(map(len, wanted.values()))

    def report(seed: int, stage: str, done: int, of: int) -> None:
        progress(f"seed {seed} {stage}", done, of)
        finished = sum(store.has(other, name) for other, theirs in wanted.items() for name in theirs)
        progress("results", finished, total)

    if jobs == 1 or len(seeds) == 1:
        for seed in seeds:
            run_seed(data, store, wanted[seed], seed, _named(report, seed))
    else:
        _Pool(data, store, wanted, jobs).run(report)
    progress("results", total, total)


def _named(report: Any, seed: int) -> Progress:
    return lambda stage, done, total: report(seed, stage, done, total)


class _Pool:
    """Up to `jobs` children, each with one seed."""

    def __init__(self, data: RankingData, store: RankingStore, wanted: dict[int, list[str]], jobs: int) -> None:
        self._data, self._store, self._jobs = data, store, jobs
        self._waiting = list(wanted.items())
        self._context = multiprocessing.get_context("spawn")
        self._messages: Queue[tuple[Any, ...]] = self._context.Queue()
        self._inbox: Queue[RankingData] = self._context.Queue()
        self._running: list[SpawnProcess] = []

    def run(self, report: Any) -> None:
        """Until all seeds are done or one fails; then no child is left."""
        try:
            while self._waiting or self._running:
                self._start()
                self._listen(report)
                self._check()
        finally:
            for process in self._running:
                process.terminate()
                process.join()
            self._messages.cancel_join_thread()
            self._inbox.cancel_join_thread()

    def _start(self) -> None:
        while self._waiting and len(self._running) < self._jobs:
            seed, names = self._waiting.pop(0)
            arguments = (self._inbox, self._store, names, seed, self._messages, os.getpid())
            process = self._context.Process(target=_work, args=arguments, name=f"seed {seed}", daemon=True)
            with _no_interrupt():
                process.start()
            self._running.append(process)
            # As an argument the data would hold up the start until the child has loaded its libraries.
            self._inbox.put(self._data)

    def _listen(self, report: Any) -> None:
        """Pass on what the children say; a fault ends everything."""
        try:
            kind, *said = self._messages.get(timeout=_WAIT)
        except queue.Empty:
            return
        if kind == "fault":
            raise said[0]
        report(*said)

    def _check(self) -> None:
        for process in [process for process in self._running if process.exitcode is not None]:
            self._running.remove(process)
            if process.exitcode != 0:
                self._listen(lambda *_: None)
                raise PluginError(f"the process of {process.name} ended with code {process.exitcode}; run it again")


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hear no Ctrl-C inside the block, nor in a process that is started in it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(
    inbox: Queue[RankingData],
    store: RankingStore,
    names: list[str],
    seed: int,
    messages: Queue[tuple[Any, ...]],
    parent: int,
) -> None:
    """One seed in a process of its own, which ends when its parent is gone."""

    def report(stage: str, done: int, total: int) -> None:
        if os.getppid() != parent:
            raise SystemExit(1)
        messages.put(("progress", seed, stage, done, total))

    try:
        run_seed(inbox.get(), store, names, seed, report)
    except ParleyError as fault:
        messages.put(("fault", fault))
