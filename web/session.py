"""One browser tab's conversation: `Session`, its `Turn`s, and the `Sessions` of a server.

Knows who talks, what was said on the page and which turn runs. Knows nothing about HTML or Gradio; what the agent
knows of the conversation stays in the agent, under the session's conversation id.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from agent.profile import Profile
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
    user: str | None = None
    """Who talks; without a name nothing is remembered."""
    remembered: Profile | None = None
    """What is remembered about the user, when last looked up."""
    unread: str = ""
    """Why that could not be looked up, in one line."""
    editing: str = ""
    """The id of the fact whose form is open."""
    _count: int = 0

    def begin(self, said: str) -> Turn:
        """A new running turn at the end."""
        self._count += 1
        self.stopping.clear()
        turn = Turn(self._count, said)
        self.turns.append(turn)
        return turn

    def talk_as(self, user: str | None) -> None:
        """Somebody else talks now, or nobody with a name: an empty page.

        A named person's conversation has a name that lasts a day, so that it goes on after the page or the server was
        started again; the next day begins anew from what is remembered.
        """
        self.user = user
        self.conversation = f"web-{uuid4().hex}" if user is None else f"page {dt.date.today().isoformat()}"
        self.turns.clear()
        self.remembered, self.unread, self.editing, self.announced = None, "", "", ""

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

    def __init__(self, forget: Callable[[str], None], most: int = _MOST_SESSIONS, *, user: str | None = None) -> None:
        """`forget` is told the conversations without a name when they are over; `user` talks in a new tab."""
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._forget = forget
        self._most = most
        self._user = user

    def of(self, key: str | None) -> Session:
        """The session of a tab, begun on first use; whoever comes without a key is always new."""
        if not key:
            return self._new()
        session = self._sessions.get(key)
        if session is None:
            session = self._sessions[key] = self._new()
        self._sessions.move_to_end(key)
        while len(self._sessions) > self._most:
            self.end(next(iter(self._sessions)))
        return session

    def end(self, key: str | None) -> None:
        """The tab is closed: its turn stops and its conversation is forgotten, unless a named person had it."""
        session = self._sessions.pop(key or "", None)
        if session is not None:
            session.stopping.set()
            if session.user is None:
                self._forget(session.conversation)

    def _new(self) -> Session:
        session = Session()
        if self._user is not None:
            session.talk_as(self._user)
        return session
