"""What is kept about people: `Store`, with facts, conversations, turns and feedback.

Knows who may read and write what: there is no read and no write that is not about one named user (or, for
conversations, about nobody), and names are compared letter by letter. Knows nothing about what a fact means or when one
is learned (`agent.memory`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from agent.preference import PreferenceFact, named_user
from agent.state import DialogueState
from agent.state_json import state_from_json
from agent.store import editing, facts, history
from agent.store.database import Database
from agent.store.document import Document
from agent.store.formats import bring_up
from agent.store.records import Conversation, Feedback, TurnRecord, checked
from agent.store.tables import NOBODY
from agent.store.traces import Traces
from agent.store.work import Work
from catalog.errors import ConfigError


class Store:
    """An opened store; safe to share between threads, and between processes where the database is.

    What a method wrote is on the disk when it returns. Every method raises ConfigError, in one line, where the database
    fails or a user has no usable name.
    """

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL and bring its tables up to date; ConfigError where that fails."""
        self._database = Database(url)
        self.name = self._database.name
        try:
            bring_up(self._database)
        except ConfigError:
            self.close()
            raise

    @contextmanager
    def together(self, user: str) -> Iterator[None]:
        """What this thread reads and writes about a user inside it is kept as one, or not at all.

        It is kept at the end, unless something in it failed; whoever caught that error has been told.
        """
        with self._database.writing(named_user(user)):
            yield

    def facts(self, user: str, catalog: str | None = None) -> list[PreferenceFact]:
        """What is known about a user, in the order learned; of one catalog, or of all."""
        with self._database.reading() as session:
            return facts.read(session, named_user(user), catalog)

    def remember(self, user: str, new: Iterable[PreferenceFact]) -> None:
        """Keep facts about a user, all or none; one with a known id takes the place of the old one."""
        new = list(new)
        if any(fact.user != named_user(user) for fact in new):
            raise ConfigError(f"a fact about another user cannot be kept as one about {user!r}")
        if new:
            with self._database.writing(user) as work:
                facts.keep(work.session, user, new)

    def edit(self, user: str, fact_id: str, **changes: Any) -> PreferenceFact:
        """Change `polarity`, `strength`, `expiry` or `value` of a fact about a user; the fact as it is now.

        A fact that is then about something else gets another id, and what it was about is forgotten. ConfigError for
        an unknown id or a change that cannot be.
        """
        with self._database.writing(named_user(user)) as work:
            known = {fact.id: fact for fact in facts.read(work.session, user)}
            if fact_id not in known:
                raise ConfigError(f"nothing with the id {fact_id!r} is known about {user!r}; `parley memory show`")
            old = known[fact_id]
            new = editing.edited(old, changes)
            if new.id == old.id:
                facts.change(work.session, user, fact_id, new)
            else:
                facts.keep(work.session, user, [new])
                self._forget(work, {fact_id})
        return new

    def forget(self, user: str, fact_ids: Iterable[str]) -> int:
        """Delete facts about a user, their traces (`agent.store.traces`) and the bytes of both; how many facts there
        were. Unknown ids are no fault.

        Earlier facts whose place they took go too. Other facts learned from the same words stay, the words do not.
        """
        with self._database.writing(named_user(user)) as work:
            return self._forget(work, set(fact_ids))

    def forget_all(self, user: str) -> int:
        """Delete everything about a user, in every catalog, talk and feedback included; how many facts there were."""
        with self._database.writing(named_user(user)) as work:
            n = facts.remove(work.session, user, None)
            talked = history.remove(work.session, user)
            work.blanks = work.blanks or talked or n > 0
            work.forgot_all = True
            return n

    def begin(self, user: str | None, conversation: str, catalog: str) -> Conversation:
        """Make a conversation, of a user or of nobody; one that is there goes on."""
        now = dt.datetime.now(dt.UTC)
        new = checked(Conversation, user=user, catalog=catalog, name=conversation, begun=now, last=now)
        with self._database.writing(owner := _owner(user)) as work:
            history.begin(work.session, owner, new)
            return next(c for c in history.conversations(work.session, owner) if _same(c, new))

    def append(self, turn: TurnRecord) -> int:
        """Keep a turn and the feedback in its changes; its number in the conversation, which is begun if it was not.

        In a transaction (`together`) in which something was forgotten the turn is kept without it; where everything
        was, it is not kept, and the number is 0.
        """
        with self._database.writing(owner := _owner(turn.user)) as work:
            if work.forgot_all:
                return 0
            for traces in work.forgotten:
                turn = _without(turn, traces)  # its words may be what asked to forget
            new = Conversation(
                user=turn.user, catalog=turn.catalog, name=turn.conversation, begun=turn.date, last=turn.date
            )
            row = history.begin(work.session, owner, new)
            number = history.append(work.session, owner, row, turn.model_copy(update={"number": 0}))
            for feedback in history.feelings(turn, number):
                history.give(work.session, owner, row, feedback)
            return number

    def end(self, user: str | None, conversation: str, catalog: str) -> None:
        """The name of a conversation is free for a new one; the old one is kept under a name of its own."""
        with self._database.writing(owner := _owner(user)) as work:
            history.rename(work.session, owner, catalog, conversation, f"{conversation[:200]} {uuid4().hex}")

    def conversations(self, user: str) -> list[Conversation]:
        """The conversations of a user, the first begun first."""
        with self._database.reading() as session:
            return history.conversations(session, named_user(user))

    def turns(self, user: str | None, conversation: str, catalog: str | None = None) -> list[TurnRecord]:
        """The turns of a conversation, in order."""
        with self._database.reading() as session:
            return history.turns(session, _owner(user), conversation, catalog)

    def state(self, user: str | None, conversation: str, catalog: str) -> DialogueState | None:
        """The state after the last turn of a conversation; None where there was none. ConfigError if it cannot be
        read."""
        with self._database.reading() as session:
            state = history.last_state(session, _owner(user), catalog, conversation)
        return None if state is None else state_from_json(state)

    def feedback(self, user: str, catalog: str | None = None) -> list[Feedback]:
        """What a user felt about items, oldest first; of one catalog, or of all."""
        with self._database.reading() as session:
            return history.feedback(session, named_user(user), catalog)

    def export(self, user: str) -> dict[str, Any]:
        """Everything kept about a user, as one JSON document (`agent.store.document`)."""
        with self._database.reading() as session:
            return Document.of(session, named_user(user)).to_json()

    def import_(self, user: str, data: object) -> dict[str, int]:
        """Merge an exported document into what is kept about a user, all or nothing; how many of each kind were new.

        Of two facts about the same the one of the later date stays, else the one that was here. ConfigError for what
        is no such document.
        """
        document = Document.read(data, named_user(user))
        with self._database.writing(user) as work:
            return document.merge(work.session, user)

    def close(self) -> None:
        """Close every connection; the store is of no use afterwards."""
        self._database.close()

    def _forget(self, work: Work, fact_ids: Collection[str]) -> int:
        session, user = work.session, work.user
        known = facts.readable(session, user)
        asked = [fact for fact in known if fact.id in fact_ids]
        items, pairs = {fact.item_id for fact in asked} - {None}, {pair for fact in asked for pair in fact.pairs()}
        over = [fact for fact in known if fact.ended and (fact.item_id in items or fact.pairs() & pairs)]
        gone = {fact.id: fact for fact in (*asked, *over)}
        n = facts.remove(session, user, fact_ids)
        facts.remove(session, user, gone.keys() - set(fact_ids))
        for catalog in {fact.catalog for fact in gone.values()}:
            left = [fact for fact in known if fact.id not in gone and fact.catalog == catalog]
            of_catalog = [fact for fact in gone.values() if fact.catalog == catalog]
            traces = Traces.of(of_catalog, left, history.titles(session, user, catalog))
            facts.hush(session, user, {fact.evidence for fact in left if traces.named_in(fact.evidence)})
            work.forgotten.append(history.blank(session, user, catalog, traces))
        work.blanks = work.blanks or n > 0
        return n


def _owner(user: str | None) -> str:
    return NOBODY if user is None else named_user(user)


def _same(one: Conversation, other: Conversation) -> bool:
    return (one.catalog, one.name) == (other.catalog, other.name)


def _without(turn: TurnRecord, traces: Traces) -> TurnRecord:
    parts = turn.model_dump(mode="json", include={"words", "reply", "changes", "state"})
    left = traces.with_words([parts]).without(parts)
    return turn if left is None else TurnRecord.model_validate({**turn.model_dump(), **left})
