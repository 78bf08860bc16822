"""Everything kept about a user as one JSON document, and how it is merged into a store: `Document`.

Knows the document's form: `{"format", "user", "facts": […], "conversations": […], "turns": […], "feedback": […]}`.
Knows nothing about transactions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session

from agent.preference import PreferenceFact
from agent.state_json import state_from_json
from agent.store import facts, history
from agent.store.formats import FORMAT
from agent.store.records import Conversation, Feedback, TurnRecord
from catalog.errors import ConfigError

_LISTS = ("facts", "conversations", "turns", "feedback")


class Document(BaseModel):
    """What is kept about one user."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    user: str
    facts: tuple[PreferenceFact, ...]
    conversations: tuple[Conversation, ...]
    turns: tuple[TurnRecord, ...]
    feedback: tuple[Feedback, ...]

    @classmethod
    def of(cls, session: Session, user: str) -> Document:
        """What a store keeps about a user."""
        return cls(
            user=user,
            facts=tuple(facts.read(session, user)),
            conversations=tuple(history.conversations(session, user)),
            turns=tuple(history.turns(session, user)),
            feedback=tuple(history.feedback(session, user)),
        )

    @classmethod
    def read(cls, data: object, user: str) -> Document:
        """The document for a user, whoever it was exported for; ConfigError, in one line, for what is none."""
        if not isinstance(data, dict) or "format" not in data:
            raise ConfigError("this is no export of what is remembered (`parley memory export`)")
        if data["format"] != FORMAT:
            raise ConfigError(f"the export has format {str(data['format'])[:20]!r}, this Parley reads {FORMAT}")
        owned = {name: _owned(data.get(name), user) for name in _LISTS}
        try:
            document = cls.model_validate({**data, **owned, "user": user})
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(str(part) for part in fault["loc"])
            raise ConfigError(f"the export cannot be read: {where}: {fault['msg']}") from error
        document._check()
        return document

    def to_json(self) -> dict[str, Any]:
        """The document as plain data, facts with their ids."""
        return self.model_dump(mode="json")

    def merge(self, session: Session, user: str) -> dict[str, int]:
        """Add what a store does not have about a user; how many of each kind were new.

        A conversation of the same catalog and name that began at another moment is another one: it comes in under
        its name and that moment.
        """
        known = {fact.id: fact for fact in facts.read(session, user)}
        new = [fact for fact in self.facts if fact.id not in known or known[fact.id].date < fact.date]
        facts.keep(session, user, new)
        here = {(c.catalog, c.name): c for c in history.conversations(session, user)}
        rows: dict[tuple[str, str], int] = {}
        begun = 0
        for conversation in self.conversations:
            key = (conversation.catalog, conversation.name)
            if key in here and here[key].begun != conversation.begun:
                name = f"{conversation.name[:200]} {conversation.begun.isoformat()}"
                conversation = conversation.model_copy(update={"name": name})
            begun += (conversation.catalog, conversation.name) not in here
            rows[key] = history.begin(session, user, conversation)
        told = sum(
            history.append(session, user, rows[(turn.catalog, turn.conversation)], turn) > 0 for turn in self.turns
        )
        given = sum(history.give(session, user, rows[(f.catalog, f.conversation)], f) for f in self.feedback)
        return {"facts": len(new), "conversations": begun, "turns": told, "feedback": given}

    def _check(self) -> None:
        """ConfigError where parts do not belong together or a state is none."""
        names = {(c.catalog, c.name) for c in self.conversations}
        parts: Iterable[TurnRecord | Feedback] = (*self.turns, *self.feedback)
        lost = next((part for part in parts if (part.catalog, part.conversation) not in names), None)
        if lost is not None:
            raise ConfigError(f"the export has a part of the conversation {lost.conversation!r}, but not that itself")
        if any(turn.number == 0 for turn in self.turns):
            raise ConfigError("the export has a turn without a number")
        for turn in self.turns:
            state_from_json(turn.state)


def _owned(records: object, user: str) -> object:
    """The records as ones about the user."""
    if not isinstance(records, list):
        return records
    return [{**record, "user": user} if isinstance(record, dict) else record for record in records]
