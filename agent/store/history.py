"""Conversations, turns and feedback in the tables of a store.

Knows rows and records. Knows nothing about facts. The owner of a conversation is a user's name, or `NOBODY`.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from agent.store.records import Conversation, Feedback, TurnRecord
from agent.store.tables import NOBODY, ConversationRow, FeedbackRow, TurnRow
from agent.store.traces import Traces

_FEELINGS = frozenset({"liked", "disliked", "seen", "rejected", "saved"})
_S = TypeVar("_S", bound=Select[*tuple[Any, ...]])
_PARTS = ("reply", "changes", "state")


def begin(session: Session, owner: str, conversation: Conversation) -> int:
    """The row number of a conversation, which is made if there is none of its catalog and name."""
    known = _number(session, owner, conversation.catalog, conversation.name)
    if known is not None:
        return known
    values = conversation.model_dump() | {"user": owner}
    return session.execute(insert(ConversationRow).values(**values).returning(ConversationRow.number)).scalar_one()


def rename(session: Session, owner: str, catalog: str, name: str, new: str) -> None:
    """Give a conversation another name."""
    same = (ConversationRow.user == owner, ConversationRow.catalog == catalog, ConversationRow.name == name)
    session.execute(update(ConversationRow).where(*same).values(name=new))


def append(session: Session, owner: str, conversation: int, turn: TurnRecord) -> int:
    """Keep a turn and the feedback in it; its number, which is the next one unless the turn has one.

    A turn with a number that is taken stays away: the number is 0 then.
    """
    same = (TurnRow.user == owner, TurnRow.conversation == conversation)
    number = turn.number or 1 + (session.scalar(select(func.max(TurnRow.turn)).where(*same)) or 0)
    if turn.number and session.scalar(select(TurnRow.number).where(*same, TurnRow.turn == number)):
        return 0
    row = {"user": owner, "conversation": conversation, "turn": number, "date": turn.date}
    written = {part: json.dumps(getattr(turn, part)) for part in _PARTS}
    session.execute(insert(TurnRow).values(**row, words=_storable(turn.words), **written))
    last = ConversationRow.last
    session.execute(
        update(ConversationRow)
        .where(ConversationRow.user == owner, ConversationRow.number == conversation, last < turn.date)
        .values(last=turn.date)
    )
    return number


def give(session: Session, owner: str, conversation: int, feedback: Feedback) -> bool:
    """Keep a piece of feedback, once; whether it was new."""
    row = {"conversation": conversation, **feedback.model_dump(include={"turn", "item_id", "feeling"})}
    same = [getattr(FeedbackRow, name) == value for name, value in row.items()]
    if session.scalar(select(FeedbackRow.number).where(FeedbackRow.user == owner, *same)) is not None:
        return False
    session.execute(insert(FeedbackRow).values(user=owner, date=feedback.date, **row))
    return True


def feelings(turn: TurnRecord, number: int) -> list[Feedback]:
    """The feedback in a turn's changes."""
    felt = {
        (item, change["feeling"]): None
        for change in turn.changes
        if change.get("kind") == "feel" and change.get("feeling") in _FEELINGS
        for item in change.get("items", ())
    }
    about = turn.model_dump(include={"user", "catalog", "conversation", "date"})
    return [Feedback(**about, turn=number, item_id=item, feeling=feeling) for item, feeling in felt]


def conversations(session: Session, owner: str) -> list[Conversation]:
    """The conversations of an owner, the first begun first."""
    wanted = select(ConversationRow).where(ConversationRow.user == owner)
    rows = session.scalars(wanted.order_by(ConversationRow.begun, ConversationRow.number))
    return [
        Conversation(user=owner or None, catalog=row.catalog, name=row.name, begun=row.begun, last=row.last)
        for row in rows
    ]


def turns(session: Session, owner: str, name: str | None = None, catalog: str | None = None) -> list[TurnRecord]:
    """Turns of an owner, in order: of all conversations, or of one name, or of one catalog."""
    wanted = _of_conversation(select(TurnRow, ConversationRow), TurnRow.conversation, name, catalog)
    rows = session.execute(wanted.where(TurnRow.user == owner).order_by(ConversationRow.number, TurnRow.turn)).all()
    return [
        TurnRecord(
            user=owner or None,
            catalog=conversation.catalog,
            conversation=conversation.name,
            number=row.turn,
            date=row.date,
            words=row.words,
            **{part: json.loads(getattr(row, part)) for part in _PARTS},
        )
        for row, conversation in rows
    ]


def last_state(session: Session, owner: str, catalog: str, name: str) -> dict[str, Any] | None:
    """The state after the last turn of a conversation; None if there was none."""
    wanted = _of_conversation(select(TurnRow.state), TurnRow.conversation, name, catalog)
    found = session.scalar(wanted.where(TurnRow.user == owner).order_by(TurnRow.turn.desc()).limit(1))
    state: dict[str, Any] | None = None if found is None else json.loads(found)
    return state


def feedback(session: Session, owner: str, catalog: str | None = None) -> list[Feedback]:
    """The feedback of an owner, oldest first."""
    wanted = _of_conversation(select(FeedbackRow, ConversationRow), FeedbackRow.conversation, None, catalog)
    rows = session.execute(wanted.where(FeedbackRow.user == owner).order_by(FeedbackRow.number)).all()
    return [
        Feedback(
            user=owner or None,
            catalog=conversation.catalog,
            conversation=conversation.name,
            turn=row.turn,
            item_id=row.item_id,
            feeling=row.feeling,
            date=row.date,
        )
        for row, conversation in rows
    ]


def titles(session: Session, user: str, catalog: str) -> dict[str, set[str]]:
    """The titles under which items were shown to a user, by item id."""
    found: dict[str, set[str]] = {}
    for turn in turns(session, user, catalog=catalog):
        for shown in turn.reply.get("slate", ()):
            found.setdefault(shown["item_id"], set()).add(shown["title"])
    return found


def blank(session: Session, user: str, catalog: str, traces: Traces) -> Traces:
    """Take what is forgotten out of the turns and the feedback of a user in a catalog; what it left, in full."""
    wanted = _of_conversation(select(TurnRow), TurnRow.conversation, None, catalog).where(TurnRow.user == user)
    rows = [(row, _parts(row)) for row in session.scalars(wanted)]
    traces = traces.with_words(turn for _, turn in rows)
    for row, turn in rows:
        left = traces.without(turn)
        if left is not None:
            row.words = left["words"]
            for part in _PARTS:
                setattr(row, part, json.dumps(left[part]))
    felt = _of_conversation(select(FeedbackRow), FeedbackRow.conversation, None, catalog)
    for given in session.scalars(felt.where(FeedbackRow.user == user)):
        if (given.feeling, given.item_id) in traces.feelings or given.item_id.casefold() in traces.names:
            session.delete(given)
    session.flush()
    return traces


def remove(session: Session, user: str) -> bool:
    """Delete every conversation of a user with all that is in it; whether there was any."""
    for table in (FeedbackRow, TurnRow):
        session.execute(delete(table).where(table.user == user))
    gone = delete(ConversationRow).where(ConversationRow.user == user).returning(ConversationRow.number)
    return bool(session.execute(gone).all()) if user != NOBODY else False


def _parts(row: TurnRow) -> dict[str, Any]:
    return {"words": row.words} | {part: json.loads(getattr(row, part)) for part in _PARTS}


def _number(session: Session, owner: str, catalog: str, name: str) -> int | None:
    same = (ConversationRow.user == owner, ConversationRow.catalog == catalog, ConversationRow.name == name)
    return session.scalar(select(ConversationRow.number).where(*same))


def _of_conversation(wanted: _S, link: Any, name: str | None, catalog: str | None) -> _S:
    wanted = wanted.join(ConversationRow, ConversationRow.number == link)
    if name is not None:
        wanted = wanted.where(ConversationRow.name == name)
    if catalog is not None:
        wanted = wanted.where(ConversationRow.catalog == catalog)
    return wanted


def _storable(words: str) -> str:
    """Words without the characters that a database cannot take: NUL and halves of pairs."""
    return words.replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
