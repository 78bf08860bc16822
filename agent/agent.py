"""The agent: one turn from message to reply, and the conversations it keeps apart.

Knows the order of a turn (understand, plan, execute, verify, phrase) and nothing about how any of them is
done. Two conversations never see each other's state.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from agent.brain import Brain
from agent.event import Event
from agent.reply import Reply
from agent.state import DialogueState
from agent.turn import Turn
from agent.understanding import Understanding
from catalog.errors import ConfigError
from recommenders.workspace import Workspace
from tools.registry import load_tools
from tools.tool import Tool

_T = TypeVar("_T")
_CONVERSATIONS = 10_000
"""Conversations kept in memory; the least recently used one goes first."""


class Agent:
    """Answers messages over one workspace with one brain; safe to share between threads."""

    def __init__(self, workspace: Workspace, brain: Brain, *, tools: dict[str, Tool] | None = None) -> None:
        self.workspace = workspace
        self.brain = brain
        self.tools = tools if tools is not None else load_tools()
        self._states: OrderedDict[str, DialogueState] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def respond(self, text: str, *, conversation: str = "default") -> Reply:
        """The reply to a message; the conversation's state moves on. Never raises for any text."""
        return _run(self._last(self.stream(text, conversation=conversation)))

    def act(self, understanding: Understanding, *, conversation: str = "default") -> Reply:
        """The reply to a structured act (a button, a simulated user): no understanding of words."""
        return _run(self._last(self._turn(understanding, conversation)))

    def stream(self, text: str, *, conversation: str = "default") -> AsyncIterator[Event]:
        """The events of the turn as they happen; the last one is "done" with the reply."""
        return self._turn(text, conversation)

    def state(self, conversation: str = "default") -> DialogueState:
        """The state of a conversation; a new one is empty."""
        with self._guard:
            return self._states.get(conversation, DialogueState())

    def end(self, conversation: str = "default") -> None:
        """Forget a conversation."""
        with self._guard:
            self._states.pop(conversation, None)
            self._locks.pop(conversation, None)

    async def _turn(self, message: str | Understanding, conversation: str) -> AsyncIterator[Event]:
        lock = self._lock(conversation)
        while not lock.acquire(blocking=False):  # two messages of one conversation: the second waits its turn
            await asyncio.sleep(0.005)
        try:
            before = self.state(conversation)
            turn = Turn(self.workspace, self.brain, self.tools, before)
            async for event in turn.run(message):
                if event.reply is not None:
                    self._keep(conversation, event.reply.state)
                yield event
        finally:
            lock.release()

    def _lock(self, conversation: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(conversation, threading.Lock())

    def _keep(self, conversation: str, state: DialogueState) -> None:
        with self._guard:
            self._states[conversation] = state
            self._states.move_to_end(conversation)
            while len(self._states) > _CONVERSATIONS:
                oldest, _ = self._states.popitem(last=False)
                self._locks.pop(oldest, None)

    @staticmethod
    async def _last(events: AsyncIterator[Event]) -> Reply:
        reply: Reply | None = None
        async for event in events:
            reply = event.reply or reply
        assert reply is not None, "a turn ends with a reply"
        return reply


def load_agent(workspace: str | Path | Workspace, llm: str | None = None, *, today: dt.date | None = None) -> Agent:
    """An agent over a workspace; `llm=None` means what the environment says, "embedded" the embedded brain.

    CatalogError if the workspace cannot be opened, ConfigError for a brain that does not exist.
    """
    from agent.embedded.brain import EmbeddedBrain

    choice = llm or os.environ.get("PARLEY_LLM") or "embedded"
    if choice != "embedded":
        raise ConfigError(f"no brain {choice!r} in this version; known: 'embedded' (set PARLEY_LLM=embedded)")
    opened = workspace if isinstance(workspace, Workspace) else Workspace.open(workspace)
    opened.warm()
    return Agent(opened, EmbeddedBrain(opened, today or dt.date.today()))


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run to the end, also where an event loop is already running (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
