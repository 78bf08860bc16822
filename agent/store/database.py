"""A database behind an SQLAlchemy URL: `Database`, its transactions, and how deleted bytes leave it.

Knows SQLite and PostgreSQL. Knows nothing about tables. A write is durable when its transaction returns: SQLite
writes ahead and waits for the disk (`synchronous=FULL`), PostgreSQL commits synchronously.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from agent.store.work import Work
from catalog.errors import ConfigError

_IN_MEMORY = ("", ":memory:")
_CONNECT_SECONDS = 5
_WRITES = "writes"
_ATTEMPTS = 100

_log = logging.getLogger(__name__)


class Database:
    """Transactions on one database; safe to share between threads. Whatever the database says goes wrong is a
    ConfigError of one line."""

    def __init__(self, url: str) -> None:
        """Connect to the database; ConfigError if there can be none at the URL."""
        parsed = _parsed(url)
        self.name = parsed.render_as_string(hide_password=True)
        self._engine = self._connected(parsed)
        self._writer = self._engine.execution_options(**{_WRITES: True})
        in_memory = self._is_sqlite and (parsed.database or "") in _IN_MEMORY
        self._turns: AbstractContextManager[object] = threading.RLock() if in_memory else nullcontext()
        self._mine = threading.local()

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the database; inside `writing`, that one."""
        outer: Work | None = getattr(self._mine, "work", None)
        if outer is not None:
            with self._part(outer):
                yield outer.session
            return
        with self._explained(), self._turns, Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def writing(self, user: str) -> Iterator[Work]:
        """A transaction that writes about one user, all or nothing; no other one writes about them meanwhile.

        Inside another one of this thread it is part of that: if it fails, nothing of the outer one is kept, though the
        outer one ends without an error of its own.
        """
        outer: Work | None = getattr(self._mine, "work", None)
        if outer is None:
            with self._explained(), self._turns, self._begun(user) as work:
                yield work
            if work.blanks and not work.spoilt:
                self.scrub()
            return
        with self._part(outer):
            if outer.user != user:
                raise ConfigError(f"one transaction of the store is about one user, not {outer.user!r} and {user!r}")
            yield outer
            outer.session.flush()

    @contextmanager
    def _begun(self, user: str) -> Iterator[Work]:
        with Session(self._writer) as session:
            self._mine.work = work = Work(session, user)
            try:
                self._locked(session.connection(), user)
                yield work
                if not work.spoilt:
                    session.commit()
            finally:
                self._mine.work = None

    @contextmanager
    def _part(self, outer: Work) -> Iterator[None]:
        try:
            with self._explained():
                yield
        except ConfigError:
            outer.spoilt = True
            raise

    def _locked(self, connection: Connection, topic: str) -> None:
        if not self._is_sqlite:  # there the transaction began as the only writer
            lock = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
            connection.exec_driver_sql(lock, (f"parley {topic}",))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            line = f"the store {self.name!r} cannot be used: {reason}; mend it or set PARLEY_STORE"
            raise ConfigError(line) from error

    def scrub(self) -> None:
        """Make deleted bytes leave an SQLite file and its log, by writing the file anew: `secure_delete` blanks what is
        deleted, but not the copies that SQLite leaves in a page when its rows move to another one.

        A PostgreSQL server rewrites its files when it is asked to (`VACUUM FULL`), and its log as it recycles it.
        """
        if not self._is_sqlite:
            return
        with self._explained(), self._turns:
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("PRAGMA temp_store=MEMORY")  # the copy on the way must not stay on a disk either
                cursor.execute("VACUUM")
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                raw.close()
        if busy:
            _log.warning("store %r is being read: forgotten bytes leave its log with the next forgetting", self.name)

    def close(self) -> None:
        """Close every connection; the database is of no use afterwards."""
        self._engine.dispose()

    def _connected(self, url: URL) -> Engine:
        backend = url.get_backend_name()
        if backend == "postgresql":
            return _postgres(url)
        if backend != "sqlite":
            raise ConfigError(f"the store {self.name!r} cannot be opened: known are sqlite and postgresql")
        if (url.database or "") in _IN_MEMORY:
            engine = _engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            if "uri" not in url.query:  # then the database is a path
                _create_private(Path(str(url.database)), self.name)
            engine = _engine(url)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


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
        hint = "; pip install 'parley[postgres]'" if error.name == "psycopg" else ""
        raise ConfigError(f"the store {shown!r} needs a driver that is not installed: {error.name}{hint}") from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise ConfigError(f"the store {shown!r} cannot be opened: {error}; known: sqlite, postgresql") from error


def _postgres(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    connect = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    engine = _engine(url, pool_pre_ping=True, connect_args=connect)
    event.listen(engine, "connect", _set_up_postgres)
    return engine


def _set_up_postgres(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    connection.commit()


def _create_private(path: Path, shown: str) -> None:
    """Make the file so that only this user may read it; SQLite gives its log the same rights."""
    try:
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(f"the store {shown!r} cannot be opened: {error.strerror}; set PARLEY_STORE") from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says so, tables made in one included
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
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # a transaction that reads before it writes could not go on if another process wrote in between
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
