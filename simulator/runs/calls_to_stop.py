"""Ctrl-C while dialogues are run: `CallsToStop`.

Knows the signal. The first one asks to stop after the dialogues under way, the second stops at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self


class CallsToStop:
    """Listens from `with` on, in the main thread, which alone can."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self.notice = notice
        self._times = 0
        self._before: Any = None
        self._listens = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._listens:
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listens:
            signal.signal(signal.SIGINT, self._before)

    def __call__(self) -> bool:
        """Whether somebody has asked."""
        return self._times > 0

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._times += 1
        if self._times > 1:
            raise KeyboardInterrupt
        self.notice("stopping after the dialogues under way; Ctrl-C again stops at once")
