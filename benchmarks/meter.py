"""What a process measures of itself: processor seconds of a build, memory it holds, latency of a call.

Knows clocks and /proc. Does not know what is measured; every figure is one JSON object on standard output, written at
once, so that what a process measured is not lost where it runs out of memory later.
"""

from __future__ import annotations

import gc
import itertools
import json
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Result = TypeVar("Result")

_SECONDS = 4.0  # a latency is measured for about so long
_FEWEST, _MOST = 20, 300  # calls of a latency


class Meter:
    """Measures for one part of one size."""

    def __init__(self, part: str, size: int) -> None:
        self.part, self.size = part, size

    def build(self, name: str, make: Callable[[], Result]) -> Result:
        """The result of `make`, with its processor seconds and the memory (MiB) that stays taken."""
        before, began = _resident(), time.process_time()
        made = make()
        seconds = time.process_time() - began
        self.emit("build", name, cpu_s=round(seconds, 3), held_mib=_resident() - before)
        return made

    def latency(self, name: str, call: Callable[[Any], object], inputs: Sequence[Any]) -> None:
        """Wall milliseconds of `call(input)`, inputs in turn, the first calls left out: median and 95th percentile."""
        call(inputs[0])
        times: list[float] = []
        end = time.perf_counter() + _SECONDS
        for given in itertools.islice(itertools.cycle(inputs), _MOST):
            began = time.perf_counter()
            call(given)
            times.append(1000 * (time.perf_counter() - began))
            if len(times) >= _FEWEST and time.perf_counter() > end:
                break
        self.emit("latency", name, p50_ms=quantile(times, 0.5), p95_ms=quantile(times, 0.95), calls=len(times))

    def share(self, name: str, values: Sequence[float]) -> None:
        """The mean of shares, one per query."""
        self.emit("share", name, mean=mean(values), queries=len(values))

    def emit(self, kind: str, name: str, **figures: object) -> None:
        """One figure, as one line."""
        print(json.dumps({"size": self.size, "part": self.part, "kind": kind, "name": name, **figures}), flush=True)

    def close(self) -> None:
        """The most memory that was ever taken, and the processor seconds of the whole part."""
        # Not ru_maxrss: a process inherits that of the one that started it.
        peak = _status("VmHWM") >> 10
        self.emit("whole", f"all of {self.part}", peak_mib=peak, cpu_s=round(time.process_time()))


def quantile(times: Sequence[float], share: float) -> list[float]:
    """[quantile, low, high]: the bounds are the order statistics between which it lies with 95 %."""
    ordered = sorted(times)
    n = len(ordered)
    spread = 1.96 * math.sqrt(n * share * (1 - share))
    ranks = (share * n, share * n - spread, share * n + spread)
    return [round(ordered[int(min(max(rank, 0), n - 1))], 4) for rank in ranks]


def mean(values: Sequence[float]) -> list[float]:
    """[mean, low, high] of shares, 95 % by the normal approximation, within 0 and 1."""
    middle = float(np.mean(values))
    half = 1.96 * float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return [round(middle, 4), round(max(middle - half, 0.0), 4), round(min(middle + half, 1.0), 4)]


def _resident() -> int:
    """MiB that only this process has in memory now: no garbage, no mapped files."""
    gc.collect()
    return _status("RssAnon") >> 10


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])
