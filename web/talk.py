"""How a turn runs: `Talk` sends words or presses of one tab to the agent and follows the reply.

Knows the order of a turn, how it is stopped and what the person is told when it fails. Knows nothing about HTML;
whoever follows a turn is told only that there is something new to draw.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeVar

from agent.event import Event
from agent.reply import Reply
from agent.telling import failures, first_progress, progress, untold
from catalog.errors import ParleyError
from web.press import Press
from web.session import Session, Turn
from web.talker import Talker

_logger = logging.getLogger("parley.web")
_BETWEEN_DRAWINGS = 0.05
_FAILED = "Something went wrong on my side; it has been logged. Please try again, or put it differently."
_STOPPED = "Stopped."
_T = TypeVar("_T")


class Talk:
    """The one way from the page to the agent."""

    def __init__(self, agent: Talker) -> None:
        self._agent = agent

    async def say(self, session: Session, text: str) -> AsyncIterator[Turn]:
        """Send a message; yields the turn whenever there is something new to draw, at last when it is over."""
        async with session.lock:
            turn = session.begin(text)
            turn.progress = first_progress(self._agent.brain.name)
            events = self._agent.stream(text, conversation=session.conversation, user=session.user)
            async with aclosing(self._turn(session, turn, events)) as drawings:
                async for drawing in drawings:
                    yield drawing

    async def press(self, session: Session, press: Press) -> AsyncIterator[Turn]:
        """A button that gives a new turn; yields like `say`."""
        assert press.understanding is not None
        async with session.lock:
            turn = session.begin(press.words)
            turn.progress = "Looking through the catalog"
            events = self._agent.stream_act(
                press.understanding, conversation=session.conversation, user=session.user
            )
            async with aclosing(self._turn(session, turn, events)) as drawings:
                async for drawing in drawings:
                    yield drawing

    async def _turn(self, session: Session, turn: Turn, events: AsyncIterator[Event]) -> AsyncGenerator[Turn, None]:
        """Follow a turn's events; however it ends, it no longer runs afterwards."""
        drawn, changed = time.monotonic(), False
        try:
            yield turn
            async with aclosing(self._heard(events, session, turn)) as heard:
                async for event in heard:
                    changed = self._follow(event, turn) or changed
                    if changed and (event is None or time.monotonic() - drawn > _BETWEEN_DRAWINGS):
                        drawn, changed = time.monotonic(), False
                        yield turn
        finally:
            turn.running = False
            if isinstance(events, AsyncGenerator):
                await events.aclose()
        _announce(session, turn)
        yield turn

    async def mark(self, session: Session, press: Press) -> str:
        """A button that changes what is known but gives no turn; returns the error in one line, or nothing."""
        async with session.lock:
            failed = Turn(0, press.words)
            failed.reply = await self._guard(lambda: self._act(session, press), failed)
            unkept = failures(failed.reply) if failed.reply is not None else ()
            session.announced = failed.notice or ". ".join((press.words, *unkept))
            return failed.notice

    async def _act(self, session: Session, press: Press) -> Reply:
        assert press.understanding is not None
        return await asyncio.to_thread(
            self._agent.act, press.understanding, conversation=session.conversation, user=session.user
        )

    async def _heard(
        self, events: AsyncIterator[Event], session: Session, turn: Turn
    ) -> AsyncGenerator[Event | None, None]:
        """The events until the turn is over, stopped or failed; None when there was none for a moment."""
        stop = asyncio.ensure_future(session.stopping.wait())
        step: asyncio.Future[Event | None] | None = None
        try:
            while not session.stopping.is_set():
                step = step or asyncio.ensure_future(self._guard(lambda: _advance(events), turn))
                either: list[asyncio.Future[Any]] = [step, stop]
                await asyncio.wait(either, timeout=_BETWEEN_DRAWINGS, return_when=asyncio.FIRST_COMPLETED)
                if not step.done():
                    yield None
                    continue
                event, step = step.result(), None
                if event is None:
                    return
                yield event
            turn.notice = _STOPPED
        finally:
            stop.cancel()
            if step is not None:
                step.cancel()
                await asyncio.gather(step, return_exceptions=True)

    def _follow(self, event: Event | None, turn: Turn) -> bool:
        """Take an event into the turn; False if there was none."""
        if event is None:
            return False
        if event.kind == "text":
            turn.text += event.text
        elif event.kind == "done":
            turn.reply = event.reply
        else:
            turn.progress = progress(event, self._agent.brain.name) or turn.progress
        return True

    async def _guard(self, work: Callable[[], Awaitable[_T]], turn: Turn) -> _T | None:
        """The result; on any error None, with a line for the person in `turn.notice`."""
        try:
            return await work()
        except ParleyError as error:
            turn.notice = str(error)
        except Exception:
            # The page must outlive every fault of a turn; the traceback goes to the log, the person gets a line.
            _logger.exception("a turn failed: %r", turn.said[:200])
            turn.notice = _FAILED
        return None


async def _advance(events: AsyncIterator[Event]) -> Event | None:
    try:
        return await anext(events)
    except StopAsyncIteration:
        return None


def _announce(session: Session, turn: Turn) -> None:
    parts = [turn.notice]
    if turn.reply is not None:
        parts += untold(turn.reply)
        parts += [turn.reply.lead or turn.reply.text, "; ".join(shown.label for shown in turn.reply.slate)]
    session.announced = " ".join(part for part in parts if part)
