"""Where facts about people are kept: `Store`, one table behind an SQLAlchemy URL.

Knows tables, transactions and how bytes leave an SQLite file. Knows nothing about what a fact means or when one is
learned (`agent.memory`). There is no read and no write that is not about one named user.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import (
    ColumnElement,
    Engine,
    StaticPool,
    String,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.schema import CreateIndex, CreateTable

from agent.memory import LONGEST_USER, PreferenceFact, named_user
from catalog.constraint import Constraint
from catalog.errors import ConfigError

FORMAT = 1
"""Raised whenever an older Parley could not read what is written now."""
FILE = "store.sqlite"
_IN_MEMORY = ("", ":memory:")

_log = logging.getLogger(__name__)


class _Base(DeclarativeBase):
    """The tables of this store."""


class _Format(_Base):
    __tablename__ = "parley_format"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class _Row(_Base):
    """A `PreferenceFact`; `number` keeps the order in which facts were learned."""

    __tablename__ = "parley_facts"
    __table_args__ = (UniqueConstraint("user", "id"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(String(LONGEST_USER), index=True)
    id: Mapped[str] = mapped_column(String(16))
    catalog: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    item_id: Mapped[str | None] = mapped_column(Text)
    constraint: Mapped[str | None] = mapped_column(Text)
    polarity: Mapped[int]
    strength: Mapped[float]
    evidence: Mapped[str] = mapped_column(Text)
    turn: Mapped[int]
    date: Mapped[dt.date]
    expiry: Mapped[dt.date | None]


class Store:
    """An opened store; safe to share between threads, and between processes where the database is.

    Every method raises ConfigError, in one line, where the database fails or the user has no usable name.
    """

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL and make its tables; ConfigError if that cannot be done."""
        parsed = _parsed(url)
        self.name = parsed.render_as_string(hide_password=True)
        self._engine = self._connected(parsed)
        in_memory = parsed.get_backend_name() == "sqlite" and (parsed.database or "") in _IN_MEMORY
        self._turns: AbstractContextManager[object] = threading.RLock() if in_memory else nullcontext()
        try:
            self._prepare()
        except ConfigError:
            self.close()
            raise

    def facts(self, user: str, catalog: str | None = None) -> list[PreferenceFact]:
        """What is known about a user, in the order learned; of one catalog, or of all."""
        wanted = select(_Row).where(_Row.user == named_user(user)).order_by(_Row.number)
        if catalog is not None:
            wanted = wanted.where(_Row.catalog == catalog)
        with self._session() as session:
            rows = list(session.scalars(wanted))
            return [self._fact(row) for row in rows]

    def remember(self, user: str, facts: Iterable[PreferenceFact]) -> None:
        """Keep facts about a user, all or none; one with a known id takes the place of the old one."""
        kept = {fact.id: fact for fact in facts}
        if any(fact.user != named_user(user) for fact in kept.values()):
            raise ConfigError(f"a fact about another user cannot be kept as one about {user!r}")
        if not kept:
            return
        with self._session() as session:
            # deleting first also makes SQLite take its write lock before anything is read
            session.execute(delete(_Row).where(_Row.user == user, _Row.id.in_(kept)))
            session.execute(insert(_Row), [_values(fact) for fact in kept.values()])

    def forget(self, user: str, fact_ids: Iterable[str]) -> int:
        """Delete facts about a user and their bytes; how many there were. Unknown ids are no fault.

        Other facts learned from the same words stay, the words do not: they tell what is to be forgotten.
        """
        return self._delete(user, _Row.id.in_(list(fact_ids)))

    def forget_all(self, user: str) -> int:
        """Delete everything about a user, in every catalog; how many facts there were."""
        return self._delete(user, true())

    def _delete(self, user: str, which: ColumnElement[bool]) -> int:
        of_user = _Row.user == named_user(user)
        with self._session() as session:
            gone = list(session.scalars(select(_Row.evidence).where(of_user, which)))
            if gone:
                # by what they are, not by row number: another process may have given a number away again
                session.execute(delete(_Row).where(of_user, which))
                words = set(gone) - {""}
                session.execute(update(_Row).where(of_user, _Row.evidence.in_(words)).values(evidence=""))
        if gone:
            self._scrub()
        return len(gone)

    def close(self) -> None:
        """Close every connection; the store is of no use afterwards."""
        self._engine.dispose()

    def _connected(self, url: URL) -> Engine:
        if url.get_backend_name() != "sqlite":
            return _engine(url)
        if (url.database or "") in _IN_MEMORY:
            engine = _engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            if "uri" not in url.query:  # then the database is a path
                _create_private(Path(str(url.database)), self.name)
            engine = _engine(url)
        event.listen(engine, "connect", _set_up_sqlite)
        return engine

    def _prepare(self) -> None:
        with self._session() as session:
            connection = session.connection()
            for table in _Base.metadata.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))
            versions = list(session.scalars(select(_Format.version)))
        if not versions:
            versions = self._stamp()
        if versions != [FORMAT]:
            raise ConfigError(
                f"the store {self.name!r} has format {versions[-1]}, this Parley reads {FORMAT}; "
                "use the Parley that wrote it, or name another store (PARLEY_STORE)"
            )

    def _stamp(self) -> list[int]:
        """Write the format; another process may have been quicker."""
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(insert(_Format).values(version=FORMAT))
        except IntegrityError:
            _log.info("the store %r was made by another process at the same moment", self.name)
        except SQLAlchemyError as error:
            raise self._failed(error) from error
        with self._session() as session:
            return list(session.scalars(select(_Format.version)))

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """One transaction; what goes wrong in it becomes a line for a person."""
        try:
            with self._turns, Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise self._failed(error) from error

    def _failed(self, error: SQLAlchemyError) -> ConfigError:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        return ConfigError(f"the store {self.name!r} cannot be used: {reason}; mend it or set PARLEY_STORE")

    def _scrub(self) -> None:
        """Make deleted bytes leave an SQLite file and its log: `secure_delete` has blanked them in the pages."""
        if self._engine.dialect.name != "sqlite":
            return
        try:
            with self._turns, self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        except SQLAlchemyError as error:
            raise self._failed(error) from error
        if busy:
            _log.warning("store %r is being read: forgotten bytes leave its log with the next forgetting", self.name)

    def _fact(self, row: _Row) -> PreferenceFact:
        values = {name: getattr(row, name) for name in PreferenceFact.model_fields}
        try:
            constraint = Constraint.model_validate_json(row.constraint) if row.constraint else None
            return PreferenceFact.model_validate({**values, "constraint": constraint})
        except ValidationError as error:
            raise ConfigError(
                f"the store {self.name!r} holds a fact {row.id!r} about {row.user!r} that cannot be read; "
                "forget it (`parley memory forget`)"
            ) from error


def open_store(url: str | None = None) -> Store:
    """The store at `url`; None means what the settings say, else an SQLite file in the user's data folder."""
    from agent.settings import load_settings, user_folder

    named = url or load_settings().store
    if named is not None:
        return Store(named)
    folder = user_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"folder {str(folder)!r} cannot be made: {error.strerror}; set PARLEY_STORE") from error
    return Store(URL.create("sqlite", database=str(folder / FILE)).render_as_string(hide_password=False))


def _values(fact: PreferenceFact) -> dict[str, Any]:
    constraint = fact.constraint.model_dump_json() if fact.constraint else None
    return {**fact.model_dump(exclude={"constraint"}), "constraint": constraint, "id": fact.id}


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        shown = "the store" if "@" in url else f"the store {url!r}"  # before an @ there may be a password
        raise ConfigError(f"{shown} is no SQLAlchemy URL such as 'sqlite:///memory.sqlite' (PARLEY_STORE)") from error


def _engine(url: URL, **options: Any) -> Engine:
    shown = url.render_as_string(hide_password=True)
    try:
        return create_engine(url, **options)
    except ImportError as error:
        raise ConfigError(f"the store {shown!r} needs a driver that is not installed: {error.name}") from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise ConfigError(f"the store {shown!r} cannot be opened: {error}; known: sqlite, postgresql, mysql") from error


def _create_private(path: Path, shown: str) -> None:
    """Make the file so that only this user may read it; SQLite gives its log the same rights."""
    try:
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(f"the store {shown!r} cannot be opened: {error.strerror}; set PARLEY_STORE") from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    # Switching to the write-ahead log does not wait for another process that does the same; it has to be tried again.
    for attempt in range(_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.05)
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


_ATTEMPTS = 100
