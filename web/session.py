"""One browser tab's conversation: `Session`, its `Turn`s, and the `Sessions` of a server.

Knows what was said on the page and which turn runs. Knows nothing about HTML or Gradio; what the agent knows
of the conversation stays in the agent, under the session's own conversation id.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from agent.reply import Reply

_MOST_SESSIONS = 1000


@dataclass
class Turn:
    """What the person said (or pressed) and what came back so far."""

    number: int
    said: str
    text: str = ""
    """The words streamed so far."""
    progress: str = ""
    """What is being done, until there are words."""
    running: bool = True
    reply: Reply | None = None
    notice: str = ""
    """Why there is no full reply: stopped, or an error in one line."""


@dataclass
class Session:
    """The turns of one tab; `lock` lets one turn run at a time, `stopping` ends the one that runs."""

    conversation: str = field(default_factory=lambda: f"web-{uuid4().hex}")
    turns: list[Turn] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    announced: str = ""
    """The last thing told to screen readers."""
    _count: int = 0

    def begin(self, said: str) -> Turn:
        """A new running turn at the end."""
        self._count += 1
        self.stopping.clear()
        turn = Turn(self._count, said)
        self.turns.append(turn)
        return turn

    @property
    def running(self) -> Turn | None:
        """The turn that runs now, if any."""
        return self.turns[-1] if self.turns and self.turns[-1].running else None

    @property
    def settled(self) -> list[Turn]:
        """The turns that are over."""
        return [turn for turn in self.turns if not turn.running]


class Sessions:
    """The sessions of a server by the tab's key; the longest unused go first when there are too many."""

    def __init__(self, forget: Callable[[str], None], most: int = _MOST_SESSIONS) -> None:
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._forget = forget
        self._most = most

    def of(self, key: str | None) -> Session:
        """The session of a tab, begun on first use; whoever comes without a key is always new."""
        if not key:
            return Session()
        session = self._sessions.get(key)
        if session is None:
            session = self._sessions[key] = Session()
        self._sessions.move_to_end(key)
        while len(self._sessions) > self._most:
            self.end(next(iter(self._sessions)))
        return session

    def end(self, key: str | None) -> None:
        """The tab is closed: its turn stops and its conversation is forgotten."""
        session = self._sessions.pop(key or "", None)
        if session is not None:
            session.stopping.set()
            self._forget(session.conversation)
