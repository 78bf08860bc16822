"""How a turn runs: `Talk` sends words or presses of one tab to the agent and follows the reply.

Knows the order of a turn, how it is stopped and what the person is told when it fails. Knows nothing about HTML;
whoever follows a turn is told only that there is something new to draw.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TypeVar

from agent.event import Event
from agent.reply import Reply
from catalog.errors import ParleyError
from web.press import Press
from web.session import Session, Turn
from web.talker import Talker

_logger = logging.getLogger("parley.web")
_BETWEEN_DRAWINGS = 0.05
_FAILED = "Something went wrong on my side; it has been logged. Please try again, or put it differently."
_STOPPED = "Stopped."
_PROGRESS = {
    "understood": "Making a plan",
    "planned": "Looking through the catalog",
    "tool_called": "Looking through the catalog",
    "tool_returned": "Looking through the catalog",
    "verified": "Finding the words",
}
_T = TypeVar("_T")


class Talk:
    """The one way from the page to the agent."""

    def __init__(self, agent: Talker) -> None:
        self._agent = agent

    async def say(self, session: Session, text: str) -> AsyncIterator[Turn]:
        """Send a message; yields the turn whenever there is something new to draw, at last when it is over."""
        async with session.lock:
            turn = session.begin(text)
            yield turn
            drawn = time.monotonic()
            events = self._agent.stream(text, conversation=session.conversation)
            try:
                while (event := await self._next(events, session, turn)) is not None:
                    _follow(event, turn)
                    if time.monotonic() - drawn > _BETWEEN_DRAWINGS:
                        drawn = time.monotonic()
                        yield turn
            finally:
                turn.running = False
                if isinstance(events, AsyncGenerator):
                    await events.aclose()
            _announce(session, turn)
            yield turn

    async def press(self, session: Session, press: Press) -> AsyncIterator[Turn]:
        """A button that gives a new turn; yields like `say`."""
        async with session.lock:
            turn = session.begin(press.words)
            turn.progress = "Looking through the catalog"
            yield turn
            try:
                turn.reply = await self._guard(lambda: self._act(session, press), turn)
                turn.text = turn.reply.text if turn.reply else ""
            finally:
                turn.running = False
            _announce(session, turn)
            yield turn

    async def mark(self, session: Session, press: Press) -> str:
        """A button that changes what is known but gives no turn; returns the error in one line, or nothing."""
        async with session.lock:
            failed = Turn(0, press.words)
            await self._guard(lambda: self._act(session, press), failed)
            session.announced = failed.notice or press.words
            return failed.notice

    async def _act(self, session: Session, press: Press) -> Reply:
        assert press.understanding is not None
        return await asyncio.to_thread(self._agent.act, press.understanding, conversation=session.conversation)

    async def _next(self, events: AsyncIterator[Event], session: Session, turn: Turn) -> Event | None:
        """The next event; None when the turn is over, was stopped or failed."""
        step = asyncio.ensure_future(self._guard(lambda: _advance(events), turn))
        stop = asyncio.ensure_future(session.stopping.wait())
        try:
            await asyncio.wait({step, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            if not step.done():
                step.cancel()
                await asyncio.gather(step, return_exceptions=True)
        if step.cancelled() or session.stopping.is_set():
            turn.notice = turn.notice or _STOPPED
            return None
        return step.result()

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


def _follow(event: Event, turn: Turn) -> None:
    if event.kind == "text":
        turn.text += event.text
    elif event.kind == "done":
        turn.reply = event.reply
    else:
        turn.progress = _PROGRESS.get(event.kind, turn.progress)


def _announce(session: Session, turn: Turn) -> None:
    parts = [turn.notice]
    if turn.reply is not None:
        parts += [turn.reply.lead or turn.reply.text, "; ".join(shown.title for shown in turn.reply.slate)]
    session.announced = " ".join(part for part in parts if part)
