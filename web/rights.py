"""What a person may do about who they are and what is remembered of them: `Rights`.

Knows the page's doors to the store, the same as those of the command line, and what each says when it is done. What the
browser sends is not trusted. Knows nothing about HTML.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from agent.changes import Change, Feel, Require
from agent.preference import PreferenceFact, named_user
from agent.understanding import Understanding
from catalog.errors import ConfigError, ParleyError
from web.remembered import fact_sentence
from web.session import Session
from web.talker import Talker

_logger = logging.getLogger("parley.web")
_FAILED = "That did not work; it has been logged. Please try again."
_NOBODY = "give your name first: without one nothing is remembered"


@dataclass(frozen=True)
class Done:
    """What the person is told, and with a download the document as JSON."""

    words: str
    failed: bool = False
    document: str = ""


class Rights:
    """The one way from the page to what is remembered; every act is about the user of a session and nobody else."""

    def __init__(self, agent: Talker) -> None:
        self._agent = agent
        self._catalog = agent.workspace.catalog
        self._doors: dict[str, Callable[[Session, Mapping[str, Any]], Awaitable[Done]]] = {
            "person": self._person,
            "leave": self._leave,
            "edit": self._edit,
            "change": self._change,
            "forget-fact": self._forget,
            "forget-everything": self._forget_everything,
            "download": self._download,
        }

    def has(self, act: object) -> bool:
        """True for an act that is done here."""
        return act in self._doors

    async def do(self, session: Session, data: Mapping[str, Any]) -> Done:
        """Do what the browser asks for; a failure is told in one line."""
        try:
            return await self._doors[str(data.get("act"))](session, data)
        except ParleyError as error:
            return Done(str(error), failed=True)
        except Exception:
            # The page must outlive every fault; the traceback goes to the log, the person gets a line.
            _logger.exception("a change of what is remembered failed")
            return Done(_FAILED, failed=True)

    async def look(self, session: Session) -> None:
        """Look up what is remembered about the session's user, or why it cannot be."""
        session.remembered, session.unread = None, ""
        if session.user is not None:
            try:
                session.remembered = await asyncio.to_thread(self._agent.remembered, session.user)
            except ParleyError as error:
                session.unread = str(error)

    async def _person(self, session: Session, data: Mapping[str, Any]) -> Done:
        user = named_user(str(data.get("name", "")).strip())
        await self._talk_as(session, user)
        return Done(f"You are {user}.")

    async def _leave(self, session: Session, data: Mapping[str, Any]) -> Done:
        await self._talk_as(session, None)
        return Done("You talk without a name; nothing is remembered from here on.")

    async def _talk_as(self, session: Session, user: str | None) -> None:
        session.stopping.set()
        async with session.lock:
            if session.user is None:
                self._agent.end(session.conversation)
            session.talk_as(user)

    async def _edit(self, session: Session, data: Mapping[str, Any]) -> Done:
        """Open the form of a fact, or close it."""
        fact = str(data.get("fact", ""))
        session.editing = "" if fact == session.editing else fact
        return Done("")

    async def _change(self, session: Session, data: Mapping[str, Any]) -> Done:
        user, fact_id = _user(session), str(data.get("fact", ""))
        changes = {"polarity": _side(data.get("polarity")), "expiry": _day(str(data.get("expiry", "")))}
        async with session.lock:
            new = await asyncio.to_thread(lambda: self._agent.store.edit(user, fact_id, **changes))
            self._agent.reread(user)
            if new.id != fact_id:
                told = Understanding(intent="known", changes=(_said(new),))
                await asyncio.to_thread(self._agent.act, told, conversation=session.conversation, user=user)
        session.editing = ""
        return Done(f"Changed: {fact_sentence(new, self._catalog)}{'' if new.id != fact_id else _later(new)}")

    async def _forget(self, session: Session, data: Mapping[str, Any]) -> Done:
        user, fact_id = _user(session), str(data.get("fact", ""))
        async with session.lock:
            n = await asyncio.to_thread(lambda: self._agent.store.forget(user, [fact_id]))
            self._agent.reread(user)
        return Done("Forgotten." if n else "That was forgotten already.")

    async def _forget_everything(self, session: Session, data: Mapping[str, Any]) -> Done:
        user = _user(session)
        session.stopping.set()
        async with session.lock:
            await asyncio.to_thread(lambda: self._agent.store.forget_all(user))
            self._agent.reread(user)
            session.talk_as(user)
        return Done(f"Everything about {user} is forgotten.")

    async def _download(self, session: Session, data: Mapping[str, Any]) -> Done:
        user = _user(session)
        document = await asyncio.to_thread(lambda: self._agent.store.export(user))
        return Done("Downloaded.", document=json.dumps(document, ensure_ascii=False, indent=1))


def _user(session: Session) -> str:
    if session.user is None:
        raise ConfigError(_NOBODY)
    return session.user


def _said(fact: PreferenceFact) -> Change:
    """The change that says in the conversation what a fact says."""
    if fact.constraint is not None:
        return Require(constraint=fact.constraint)
    assert fact.item_id is not None
    feeling = {1: "liked", 0: "seen", -1: "disliked"}[fact.polarity]
    return Feel.model_validate({"items": (fact.item_id,), "feeling": feeling})


def _later(fact: PreferenceFact) -> str:
    return " (what this conversation asks for stays until you start over)" if fact.constraint is not None else ""


def _side(value: object) -> int:
    if value not in ("-1", "0", "1"):
        raise ConfigError(f"this page sent {str(value)[:40]!r} as what is true; reload it")
    return int(str(value))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text.strip() else None
    except ValueError as error:
        raise ConfigError(f"{text[:40]!r} is no day such as 2026-12-31") from error
