"""How long dialogues took: the lines of `clock/*.jsonl` and the figures of `timings.json`.

Knows milliseconds, seconds and counts. Figures that depend on the machine and the hour are here and nowhere else, so
that everything else of a run is the same in every run. What is damaged here is passed over: nothing hangs on it.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.runs.run_folder import CLOCK, FAULTS
from simulator.runs.sealed_lines import unseal


@dataclass(frozen=True)
class Clock:
    """One unit.

    turn_ms: per agent turn, over all its sessions. seconds, cpu: the whole unit, people and judge included, by the
    clock and in processor seconds. at: seconds since the first worker of this start was ready; opening: seconds until
    then.
    """

    agent: str
    voice: str
    control: bool
    dialogues: int
    turn_ms: tuple[float, ...]
    seconds: float
    cpu: float
    at: float
    opening: float

    def line(self) -> str:
        """Canonical JSON."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def timings_of(folder: Path, *, workers: int, engine: str) -> dict[str, Any]:
    """`timings.json`: over all starts of a run, from the clock files in its folder; `workers` and `engine` are those of
    the last start.

    dialogues_per_second: dialogues by the seconds between the first worker being ready and the last dialogue, summed
    over starts; dialogues_per_cpu_second: by the processor seconds they took, which a busy machine changes little;
    opening_seconds: before the first worker was ready, the mean over starts. agents: per agent, controls apart,
    `turn_ms` and `dialogue_ms` (mean, p50, p95), `dialogues`, and `share`: the agent's part of the time a dialogue
    takes. load: of the machine over one, five and fifteen minutes, at the end. faults: dialogues that broke off for
    nobody's fault.
    """
    starts = [list(_clocks(path)) for path in sorted((folder / CLOCK).glob("*.jsonl"))]
    every = [clock for clocks in starts for clock in clocks]
    seconds = sum(max((clock.at for clock in clocks), default=0.0) for clocks in starts)
    cpu = sum(clock.cpu for clock in every)
    dialogues = sum(clock.dialogues for clock in every)
    return {
        "dialogues": dialogues,
        "dialogues_per_second": round(dialogues / seconds, 3) if seconds else None,
        "dialogues_per_cpu_second": round(dialogues / cpu, 3) if cpu else None,
        "seconds": round(seconds, 3),
        "opening_seconds": _mean([clocks[0].opening for clocks in starts if clocks]),
        "starts": len(starts),
        "workers": workers,
        "engine": engine,
        "load": [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "faults": sum(1 for path in sorted((folder / FAULTS).glob("*.jsonl")) for _ in _lines(path)),
        "agents": _by_agent(clock for clock in every if not clock.control),
        "controls": _by_agent(clock for clock in every if clock.control),
    }


def _by_agent(clocks: Iterable[Clock]) -> dict[str, Any]:
    found: dict[str, list[Clock]] = defaultdict(list)
    for clock in clocks:
        found[f"{clock.agent}, {clock.voice}" if clock.control else clock.agent].append(clock)
    return {name: _figures(found[name]) for name in sorted(found)}


def _figures(clocks: list[Clock]) -> dict[str, Any]:
    turns = [ms for clock in clocks for ms in clock.turn_ms]
    whole = sum(clock.seconds for clock in clocks)
    return {
        "dialogues": sum(clock.dialogues for clock in clocks),
        "turn_ms": _spread(turns),
        "dialogue_ms": _spread([1000 * clock.seconds / clock.dialogues for clock in clocks]),
        "share": round(sum(turns) / 1000 / whole, 3) if whole else None,
    }


def _spread(values: list[float]) -> dict[str, float | None]:
    if not values:
        return {"mean": None, "p50": None, "p95": None}
    middle, high = np.percentile(values, (50, 95))
    return {"mean": _mean(values), "p50": round(float(middle), 3), "p95": round(float(high), 3)}


def _mean(values: list[float]) -> float | None:
    return round(float(np.mean(values)), 3) if values else None


def _clocks(path: Path) -> Iterable[Clock]:
    for line in _lines(path):
        yield Clock(**json.loads(line))


def _lines(path: Path) -> Iterable[str]:
    found = (unseal(line) for line in path.read_bytes().split(b"\n"))
    return [line for line in found if line is not None]
