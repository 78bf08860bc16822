"""Playing dialogues in one process or several, with equal results.

Knows how work is dealt out: whole groups, by their size, the same groups for any number of processes. Priors reach the
processes as a file that all of them map.
"""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np

from simulator.lastfm.asking_agent import AskingAgent
from simulator.lastfm.attributes import Attributes, Floats, Ints
from simulator.lastfm.episodes import FAILED, Ends, Group, groups, play
from simulator.lastfm.noise import Noise

_SHARE = 4  # parts per process, so that none waits long for the last
_LONGEST_START = 120.0  # seconds


@dataclass(frozen=True)
class Crew:
    """`workers` processes, or this one where it is 1."""

    workers: int = 1

    def play(
        self, agent: AskingAgent, prior: Floats, attributes: Attributes, pairs: Ints, noise: Noise, seed: int
    ) -> tuple[Ends, float]:
        """All dialogues about the pairs, in their order, and the dialogues per second, start of processes left out."""
        parts = groups(attributes, pairs, seed)
        if self.workers == 1:
            started = time.perf_counter()
            ends = play(agent, prior, attributes, parts, noise, seed)
            return _ordered(parts, ends), len(pairs) / (time.perf_counter() - started)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "prior.npy"
            np.save(place, prior)
            return self._spread(agent, place, attributes, parts, noise, seed)

    def _spread(
        self, agent: AskingAgent, prior: Path, attributes: Attributes, parts: list[Group], noise: Noise, seed: int
    ) -> tuple[Ends, float]:
        dealt = _dealt(parts, self.workers * _SHARE)
        context = get_context("spawn")
        everybody = context.Barrier(self.workers)
        with ProcessPoolExecutor(self.workers, context, _open, (prior, attributes, everybody)) as pool:
            list(pool.map(_meet, range(self.workers)))
            started = time.perf_counter()
            found = list(pool.map(_play, [(agent, own, noise, seed) for own in dealt]))
            seconds = time.perf_counter() - started
        ends = Ends(np.concatenate([e.turns for e in found]), np.concatenate([e.ranks for e in found]))
        return _ordered([group for own in dealt for group in own], ends), len(ends.turns) / seconds


def _dealt(parts: list[Group], count: int) -> list[list[Group]]:
    """Runs of neighbouring groups with about equally many dialogues."""
    sizes = np.cumsum([len(group.places) for group in parts])
    owners = np.minimum((sizes - 1) * count // sizes[-1], count - 1)
    found = [[group for group, owner in zip(parts, owners, strict=True) if owner == number] for number in range(count)]
    return [own for own in found if own]


def _ordered(parts: list[Group], ends: Ends) -> Ends:
    places = np.concatenate([group.places for group in parts])
    turns, ranks = np.full(len(places), FAILED, dtype=np.int64), np.zeros(len(places), dtype=np.int64)
    turns[places], ranks[places] = ends.turns, ends.ranks
    return Ends(turns, ranks)


@dataclass(frozen=True)
class _Opened:
    """What a process of a crew holds."""

    prior: Floats
    attributes: Attributes
    everybody: Barrier


_here: list[_Opened] = []


def _open(prior: Path, attributes: Attributes, everybody: Barrier) -> None:
    """In a new process: map the prior, which is read in the process alone; one thread each."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, "blas")
    _here.append(_Opened(np.load(prior, mmap_mode="r"), attributes, everybody))


def _meet(_: int) -> None:
    """Wait until every process has started."""
    _here[0].everybody.wait(_LONGEST_START)


def _play(work: tuple[AskingAgent, list[Group], Noise, int]) -> Ends:
    agent, parts, noise, seed = work
    return play(agent, _here[0].prior, _here[0].attributes, parts, noise, seed)
