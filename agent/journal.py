"""The conversations of named users, kept turn by turn so that they go on after a restart: `Journal`.

Knows when a turn is written and which state a conversation goes on from. Knows nothing about what a turn teaches
(`agent.memory`) or about tables (`agent.store`).
"""

from __future__ import annotations

import threading
from dataclasses import replace
from uuid import uuid4

from agent.memory import Memory
from agent.reply import Fault, Reply
from agent.state import DialogueState
from agent.state_json import state_to_json
from agent.store.records import TurnRecord, checked
from agent.turn import Turn
from catalog.errors import ConfigError

UNNAMED = "default"
"""The conversation that nobody gave a name: it ends with the process."""
_KEPT = 10_000


class Journal:
    """Keeps conversations about one catalog where `memory` keeps its facts. Safe to share between threads."""

    def __init__(self, memory: Memory, catalog: str) -> None:
        self._memory = memory
        self._catalog = catalog
        self._unnamed = f"{UNNAMED} {uuid4().hex}"
        self._kept: dict[tuple[str, str], None] = {}
        self._guard = threading.Lock()

    def start(
        self, user: str, conversation: str, known: DialogueState | None
    ) -> tuple[DialogueState, tuple[Fault, ...]]:
        """The state before a turn, where `known` is the last one seen here; a fault if the store fails.

        What is kept counts, for another process may have forgotten something in it, or gone on; unless the last turn
        could not be kept.
        """
        try:
            kept = self.state(user, conversation)
        except ConfigError as error:
            return (DialogueState() if known is None else known), (Fault("memory", str(error)),)
        with self._guard:
            forgotten = kept is None and (user, conversation) in self._kept
        if known is not None and not forgotten and (kept is None or kept.turn < known.turn):
            return known, ()
        fresh, faults = self._memory.recall(user)
        return (fresh if kept is None else kept.with_(profile=fresh.profile)), faults

    def state(self, user: str, conversation: str) -> DialogueState | None:
        """The state after the last turn that was kept, without a profile; None if there is none. ConfigError if the
        store fails."""
        return self._memory.opened().state(user, self._name(conversation), self._catalog)

    def learn(self, user: str, conversation: str, words: str, turn: Turn, reply: Reply) -> Reply:
        """Keep a turn and what it taught, both or neither; the reply as `Memory.learn` has it."""
        try:
            store = self._memory.opened()
            with store.together(user):
                learned = self._memory.learn(user, words, turn.changes, turn.before, reply)
                if learned.faults == reply.faults:
                    number = store.append(self._record(user, conversation, words, turn, learned))
                    self._note((user, conversation), number > 0)
                return learned
        except ConfigError as error:
            return replace(reply, faults=(*reply.faults, Fault("memory", str(error))))

    def end(self, user: str, conversation: str) -> None:
        """The next turn of that name begins a conversation anew. ConfigError if the store fails."""
        self._note((user, conversation), False)
        self._memory.opened().end(user, self._name(conversation), self._catalog)

    def _record(self, user: str, conversation: str, words: str, turn: Turn, reply: Reply) -> TurnRecord:
        return checked(
            TurnRecord,
            user=user,
            catalog=self._catalog,
            conversation=self._name(conversation),
            words=words,
            reply=reply.to_json(),
            changes=[change.model_dump(mode="json") for change in turn.changes],
            state=state_to_json(reply.state),
        )

    def _name(self, conversation: str) -> str:
        return self._unnamed if conversation == UNNAMED else conversation

    def _note(self, key: tuple[str, str], kept: bool) -> None:
        with self._guard:
            self._kept.pop(key, None)
            if kept:
                self._kept[key] = None
                while len(self._kept) > _KEPT:
                    self._kept.pop(next(iter(self._kept)))
