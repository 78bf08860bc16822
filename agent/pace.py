"""How fast work goes and when it will be done: `Pace`.

Knows counts and seconds. Does not know what is counted, nor where it is shown.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW = 30.0  # seconds the rate is taken over
_EVERY = 10.0  # seconds between two lines


class Pace:
    """One stage of work, told how far it is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._line_at = clock()

    def note(self, done: int) -> None:
        """So many are done by now, those included that were done before."""
        now = self._clock()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[1][0] <= now - _WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float | None:
        """How many a second, of late; None where nothing was done yet."""
        if len(self._seen) < 2:
            return None
        (since, before), (now, done) = self._seen[0], self._seen[-1]
        return (done - before) / (now - since) if now > since and done > before else None

    def line(self, stage: str, total: int) -> str | None:
        """What to tell where there are no bars: some seconds after the last line, and at the end; else None."""
        now, done = self._seen[-1]
        if now - self._line_at < _EVERY and done < total:
            return None
        self._line_at = now
        if self.rate is None:
            return f"{stage}: {done} of {total}"
        left = round((total - done) / self.rate)
        return f"{stage}: {done} of {total}, {self.rate:.1f} a second, {left // 60}:{left % 60:02} left"
