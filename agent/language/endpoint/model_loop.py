"""The event loop that the clients of language models live on: `ModelLoop`.

Knows threads and loops: a client is bound to the loop it is first used on, while turns run on loops of their own that
come and go. Knows nothing about models.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import weakref
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

_LAST_WORD = 1.0
"""Seconds a reader that leaves early waits for the source to tidy up."""


class ModelLoop:
    """One daemon thread with one event loop, started when first needed; safe to share between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._process = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """What `work` returns or raises, run on this loop from any other; whoever is cancelled cancels it."""
        loop = self._started()
        if asyncio.get_running_loop() is loop:
            return await work
        running = threading.Event()
        ended = asyncio.Event()
        here = asyncio.get_running_loop()

        async def whole() -> _T:
            running.set()
            try:
                return await work
            finally:
                with contextlib.suppress(RuntimeError):  # whoever waited has closed its loop
                    here.call_soon_threadsafe(ended.set)

        try:
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(whole(), loop))
        except asyncio.CancelledError:
            if running.is_set():  # what was given up is to be accounted for before anybody goes on
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LAST_WORD):
                        await ended.wait()
            raise

    async def flow(self, source: AsyncGenerator[_T, None]) -> AsyncGenerator[_T, None]:
        """The things of `source` as they come; it runs on this loop, and is closed when nobody reads on."""
        pipe = _Pipe(source, self._started(), asyncio.get_running_loop())
        try:
            async for thing in pipe.read():
                yield thing
        finally:
            await pipe.close()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._guard:
            if self._loop is None or self._process != os.getpid():  # a forked process has no such thread
                self._process = os.getpid()
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=_serve, args=(self._loop,), name="language-models", daemon=True).start()
                weakref.finalize(self, self._loop.call_soon_threadsafe, self._loop.stop).atexit = False
            return self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


class _Pipe(Generic[_T]):
    """Carries things from a source on one loop to a reader on another, in order and without waiting for the reader."""

    def __init__(
        self,
        source: AsyncGenerator[_T, None],
        loop: asyncio.AbstractEventLoop,
        reader: asyncio.AbstractEventLoop,
    ) -> None:
        self._source = source
        self._loop = loop
        self._reader = reader
        self._things: deque[_T] = deque()
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._waking = False
        self._ended = False
        self._error: BaseException | None = None
        loop.call_soon_threadsafe(self._begin)

    async def read(self) -> AsyncIterator[_T]:
        """What comes, until the source ends; raises what it raised."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            self._waking = False  # before emptying: whatever is put after this wakes the reader again
            ended = self._ended
            while self._things:
                yield self._things.popleft()
            if ended:
                break
        if self._error is not None:
            raise self._error

    async def close(self) -> None:
        """End the source if it has not ended, and let it tidy up."""
        if self._ended:
            return
        self._loop.call_soon_threadsafe(self._cancel)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORD):
                while not self._ended:
                    await self._woken.wait()
                    self._woken.clear()
                    self._waking = False

    def _begin(self) -> None:
        self._task = self._loop.create_task(self._fill())
        self._task.add_done_callback(self._end)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _fill(self) -> None:
        async with contextlib.aclosing(self._source):
            async for thing in self._source:
                self._things.append(thing)
                self._wake()

    def _end(self, task: asyncio.Task[None]) -> None:
        self._error = asyncio.CancelledError() if task.cancelled() else task.exception()
        self._ended = True
        with contextlib.suppress(RuntimeError):  # the reader's loop is closed: nobody waits
            self._wake()

    def _wake(self) -> None:
        if not self._waking:
            self._waking = True
            self._reader.call_soon_threadsafe(self._woken.set)
