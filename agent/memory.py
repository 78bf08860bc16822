"""Long-term memory: what one conversation teaches about a person, and how the next one starts from it.

Knows when facts are read and written and what the state to go on from is. Knows nothing about what a turn teaches
(`agent.lesson`), how facts are merged (`agent.merging`) or where they are kept (`agent.store`).
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.changes import Change, Require, Reset, apply
from agent.lasting import forgets_everything
from agent.lesson import Lesson
from agent.merging import merged
from agent.preference import ITEM_KINDS, LONGEST_USER, PreferenceFact, Source, named_user
from agent.profile import Profile
from agent.recall import recalled
from agent.reply import Fault, Reply
from agent.state import DialogueState, added, removed
from catalog.errors import ConfigError
from catalog.table import Catalog

if TYPE_CHECKING:
    from agent.store import Store

__all__ = ["LONGEST_USER", "Memory", "PreferenceFact", "named_user"]


class Memory:
    """What is remembered about the people who talk about one catalog, named `name`; no store means the configured one,
    opened when it is first needed. `today` None is the day it is. Safe to share between threads."""

    def __init__(
        self, catalog: Catalog, name: str, store: Store | None = None, *, today: dt.date | None = None
    ) -> None:
        self._catalog = catalog
        self._name = name
        self._store = store
        self._day = today
        self._opening = threading.Lock()

    def recall(self, user: str) -> tuple[DialogueState, tuple[Fault, ...]]:
        """The state that a new conversation of the user starts from; an empty one and a fault if the store fails."""
        try:
            return self._remembered(user), ()
        except ConfigError as error:
            return DialogueState(), (_fault(error),)

    def profile(self, user: str) -> Profile:
        """What is known about the user as of today; ConfigError if the store fails."""
        return Profile(tuple(self.opened().facts(user, self._name)), self._today())

    def learn(self, user: str, words: str, changes: tuple[Change, ...], before: DialogueState, reply: Reply) -> Reply:
        """Remember what a turn changed; the reply with the state to go on from, or with a fault if the store fails.

        `words` is the message ("" for a button), `changes` what it meant, `before` the state it met.
        """
        source: Source = "button" if not words else "model" if reply.calls and not reply.easy else "embedded"
        try:
            return replace(reply, state=self._learn(user, words, source, changes, before, reply.state))
        except ConfigError as error:
            return replace(reply, faults=(*reply.faults, _fault(error)))

    def _learn(
        self,
        user: str,
        words: str,
        source: Source,
        changes: tuple[Change, ...],
        before: DialogueState,
        after: DialogueState,
    ) -> DialogueState:
        named_user(user)
        reset = any(isinstance(change, Reset) for change in changes)
        if reset and forgets_everything(words):
            self.opened().forget_all(user)
            after = _without_person(after, before).with_(profile=Profile((), self._today()))
            reset, before = False, DialogueState()
        lesson = Lesson(
            user, self._name, self._catalog.schema, words, source, changes, before, after, self._today()
        )
        after = self._kept(lesson, user, after)
        return self._started_over(user, after) if reset else after

    def _kept(self, lesson: Lesson, user: str, after: DialogueState) -> DialogueState:
        """What a turn teaches is written; the state with the profile after it."""
        learned = lesson.learned()
        if not (learned or lesson.withdraws()):
            return after
        known = self.opened().facts(user, self._name)
        gone = lesson.forgotten(known)
        left = [fact for fact in known if fact not in gone]
        written = [*lesson.restored(left), *lesson.ended(left), *merged(left, learned)]
        if written:
            self.opened().remember(user, written)
        if gone:
            self.opened().forget(user, [fact.id for fact in gone])
            after = after if lesson.undoes else after.with_(past=())
        if written or gone:
            known = self.opened().facts(user, self._name)
        return after.with_(profile=Profile(tuple(known), self._today()))

    def _started_over(self, user: str, after: DialogueState) -> DialogueState:
        """Starting over ends a conversation, not what is known about the person: it begins anew from that."""
        known = self._remembered(user)
        said = [Require(constraint=constraint) for constraint in after.constraints]
        items = {kind: added(getattr(known, kind), getattr(after, kind)) for kind in ITEM_KINDS}
        return apply(said, after.with_(constraints=known.constraints, profile=known.profile, **items))

    def _remembered(self, user: str) -> DialogueState:
        return recalled(self.opened().facts(user, self._name), self._catalog, self._today())

    def _today(self) -> dt.date:
        return self._day or dt.date.today()

    def opened(self) -> Store:
        """The store; ConfigError if it cannot be opened."""
        with self._opening:
            if self._store is None:
                from agent.store import open_store

                self._store = open_store()
            return self._store


def _without_person(after: DialogueState, before: DialogueState) -> DialogueState:
    kept = {kind: removed(getattr(after, kind), getattr(before, kind)) for kind in ITEM_KINDS}
    return after.with_(past=(), **kept)


def _fault(error: ConfigError) -> Fault:
    return Fault("memory", str(error))
