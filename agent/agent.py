"""The agent: one turn from message to reply, and the conversations it keeps apart.

Knows the order of a turn (understand, plan, execute, verify, phrase) and nothing about how any of them is
done. Two conversations never see each other's state.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from agent.brain import Brain
from agent.event import Event
from agent.journal import Journal
from agent.memory import Memory
from agent.profile import Profile
from agent.reply import Fault, Reply
from agent.rules import load_rules
from agent.state import DialogueState
from agent.turn import Turn
from agent.understanding import Understanding
from agent.usage import Usage
from agent.whole_text import whole_text
from recommenders.workspace import Workspace
from tools.registry import load_tools
from tools.tool import Tool

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.store import Store

_T = TypeVar("_T")
_Key: TypeAlias = tuple[str | None, str]
"""User and conversation."""
_CONVERSATIONS = 10_000
"""Conversations kept in memory; the least recently used one goes first."""


class Agent:
    """Answers messages over one workspace with one brain; safe to share between threads."""

    turns: type[Turn] = Turn
    """What runs a turn; an agent that lacks a part on purpose has another one."""

    def __init__(
        self,
        workspace: Workspace,
        brain: Brain,
        *,
        tools: dict[str, Tool] | None = None,
        store: Store | None = None,
        today: dt.date | None = None,
    ) -> None:
        """`store` keeps what is remembered about named users; None means the configured one, opened when one talks.
        `today` dates what is remembered; None is the day it is."""
        self.workspace = workspace
        self.brain = brain
        self.tools = tools if tools is not None else load_tools()
        self.rules = load_rules()
        self._memory = Memory(workspace.catalog, workspace.manifest.dataset.name, store, today=today)
        self._journal = Journal(self._memory, workspace.manifest.dataset.name)
        self._states: OrderedDict[_Key, DialogueState] = OrderedDict()
        self._locks: dict[_Key, threading.Lock] = {}
        self._abandoned: dict[_Key, Usage] = {}
        """What turns took that were left before their end: it counts with the next one."""
        self._guard = threading.Lock()

    def respond(self, text: str, *, conversation: str = "default", user: str | None = None) -> Reply:
        """The reply to a message; the conversation's state moves on. Never raises for any text.

        With a `user`, a new conversation starts from what is remembered about them, what it teaches is remembered, and
        one that was given a name goes on after a restart; without one nothing is kept. Conversations of two users are
        two, whatever their name.
        """
        return _run(self._last(self.stream(text, conversation=conversation, user=user)))

    def act(self, understanding: Understanding, *, conversation: str = "default", user: str | None = None) -> Reply:
        """The reply to a structured act (a button, a simulated user): no understanding of words."""
        return _run(self._last(self._turn(understanding, (user, conversation))))

    def stream(self, text: str, *, conversation: str = "default", user: str | None = None) -> AsyncIterator[Event]:
        """The events of the turn as they happen; the last one is "done" with the reply."""
        return self._turn(whole_text(text), (user, conversation))

    def stream_act(
        self, understanding: Understanding, *, conversation: str = "default", user: str | None = None
    ) -> AsyncIterator[Event]:
        """The events of a structured act, like `stream`."""
        return self._turn(understanding, (user, conversation))

    def state(self, conversation: str = "default", *, user: str | None = None) -> DialogueState:
        """The state of a conversation; one without a turn yet is empty. ConfigError if it has to be looked up in the
        store and that fails."""
        with self._guard:
            known = self._states.get((user, conversation))
        if known is None and user is not None:
            known = self._journal.state(user, conversation)
        return known or DialogueState()

    def end(self, conversation: str = "default", *, user: str | None = None) -> None:
        """A conversation is over, and its name is free for a new one; what is remembered about the user stays.
        ConfigError if the store has to be told of it and fails."""
        if user is not None:
            self._journal.end(user, conversation)
        with self._guard:
            self._states.pop((user, conversation), None)
            self._locks.pop((user, conversation), None)
            self._abandoned.pop((user, conversation), None)

    def remembered(self, user: str) -> Profile:
        """What is remembered about a user, of this catalog. ConfigError if the store fails."""
        return self._memory.profile(user)

    @property
    def store(self) -> Store:
        """What is kept about named users; after a change by hand call `reread`. ConfigError if it cannot be opened."""
        return self._memory.opened()

    def reread(self, user: str) -> None:
        """What is kept about a user was changed by hand: their conversations go on from what is kept now."""
        with self._guard:
            for key in [key for key in self._states if key[0] == user]:
                del self._states[key]

    async def _turn(self, message: str | Understanding, key: _Key) -> AsyncIterator[Event]:
        lock = self._lock(key)
        while not lock.acquire(blocking=False):  # two messages of one conversation: the second waits its turn
            await asyncio.sleep(0.005)
        try:
            if self.brain.reads_talk:  # loading takes seconds, which are not the model's
                await asyncio.to_thread(self.workspace.ready)
            before, faults = await self._start(key)
            if (abandoned := self._abandoned.pop(key, None)) is not None:
                before = before.with_(usage=before.usage + abandoned)
            turn = self.turns(self.workspace, self.brain, self.tools, before, self.rules)
            turn.faults += faults
            kept = False
            try:
                async for event in turn.run(message):
                    if event.reply is not None:
                        reply = await self._learned(key, message, turn, event.reply)
                        self._keep(key, reply.state, lock)
                        event, kept = replace(event, reply=reply), True
                    yield event
            finally:
                took = (abandoned or Usage()) + turn.allowance.usage
                if not kept and took.calls:
                    self._abandoned[key] = took
        finally:
            lock.release()

    async def _start(self, key: _Key) -> tuple[DialogueState, tuple[Fault, ...]]:
        """The state before a turn: where the conversation stands, or what is remembered about its user."""
        user, conversation = key
        with self._guard:
            before = self._states.get(key)
        if user is None:
            return before or DialogueState(), ()
        return await asyncio.to_thread(self._journal.start, user, conversation, before)

    async def _learned(self, key: _Key, message: str | Understanding, turn: Turn, reply: Reply) -> Reply:
        user, conversation = key
        if user is None:
            return reply
        words = message if isinstance(message, str) else ""
        return await asyncio.to_thread(self._journal.learn, user, conversation, words, turn, reply)

    def _lock(self, key: _Key) -> threading.Lock:
        with self._guard:
            if len(self._locks) > 2 * _CONVERSATIONS:  # turns that were left leave a lock and no state
                for idle in [k for k, lock in self._locks.items() if k not in self._states and not lock.locked()]:
                    del self._locks[idle]
                    self._abandoned.pop(idle, None)
            return self._locks.setdefault(key, threading.Lock())

    def _keep(self, key: _Key, state: DialogueState, lock: threading.Lock) -> None:
        with self._guard:
            if self._locks.get(key) is not lock:
                return  # the conversation was ended in the meantime
            self._states[key] = state
            self._states.move_to_end(key)
            while len(self._states) > _CONVERSATIONS:
                oldest, _ = self._states.popitem(last=False)
                self._locks.pop(oldest, None)
                self._abandoned.pop(oldest, None)

    @staticmethod
    async def _last(events: AsyncIterator[Event]) -> Reply:
        reply: Reply | None = None
        async for event in events:
            reply = event.reply or reply
        assert reply is not None, "a turn ends with a reply"
        return reply


def load_agent(
    workspace: str | Path | Workspace,
    llm: str | None = None,
    *,
    today: dt.date | None = None,
    store: Store | None = None,
    settings: Settings | None = None,
) -> Agent:
    """An agent over a workspace; `llm` is "embedded" or provider:model, None what environment and parley.toml say.

    `settings` are those in force unless given. `store=None` means the configured one (PARLEY_STORE), which is opened
    when a user is named and not before. CatalogError if the workspace cannot be opened, ConfigError for a brain that
    does not exist or an endpoint that cannot be used.
    """
    from agent.embedded.brain import EmbeddedBrain
    from agent.settings import load_settings

    chosen = settings
    if llm != EmbeddedBrain.name and (chosen is None or llm is not None):
        chosen = load_settings({"llm": llm})
    opened = workspace if isinstance(workspace, Workspace) else Workspace.open(workspace)
    opened.warm()
    embedded = EmbeddedBrain(opened, today or dt.date.today())
    if chosen is None or EmbeddedBrain.name in (llm, chosen.llm):
        return Agent(opened, embedded, store=store, today=today)
    from agent.language.brain import LanguageBrain

    tools = load_tools()
    brain = LanguageBrain(opened, tools, embedded, chosen, today=today)
    return Agent(opened, brain, tools=tools, store=store, today=today)


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run to the end, also where an event loop is already running (a notebook)."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
