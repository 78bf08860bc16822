"""A private PostgreSQL for tests: its own folder and port, gone when the tests end. `new_database` gives a fresh one."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

PROGRAMS = ("initdb", "pg_ctl", "postgres", "pg_dump")
_names = count()


def folder_of_programs() -> Path | None:
    """Where PostgreSQL's programs are; None where they are not."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if all((folder / name).exists() for name in PROGRAMS)), None)


class PostgresServer:
    """A server on a free port of this machine, run by an ordinary user (the programs refuse root)."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
        self._owner = _ordinary_user()
        if self._owner:
            shutil.chown(self.folder, self._owner, pwd.getpwnam(self._owner).pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.data = self.folder / "data"
        fsync = "on" if durable else "off"
        self._options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync={fsync}"
        self.run("initdb", "-D", str(self.data), "-U", "parley", "--auth=trust", "-E", "UTF8", "--locale=C", "-N")
        self.start()

    def run(self, program: str, *arguments: str) -> bytes:
        done = subprocess.run(
            [str(self._programs / program), *arguments], user=self._owner,
            group=pwd.getpwnam(self._owner).pw_gid if self._owner else None, extra_groups=[] if self._owner else None,
            cwd=self.folder, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (program, done.stderr)
        return done.stdout

    def start(self) -> None:
        log = str(self.folder / "log")
        # pg_ctl's children keep the pipes of a captured output open
        subprocess.run(
            [str(self._programs / "pg_ctl"), "start", "-w", "-D", str(self.data), "-l", log, "-o", self._options],
            user=self._owner, group=pwd.getpwnam(self._owner).pw_gid if self._owner else None,
            extra_groups=[] if self._owner else None, cwd=self.folder, timeout=60, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self, how: str = "fast") -> None:
        self.run("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", how)

    @property
    def process(self) -> int:
        """The number of the server's first process."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def alive(self) -> bool:
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        return True

    def new_database(self) -> str:
        """The URL of a database with nothing in it."""
        name = f"test_{next(_names)}"
        self.command("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://parley@127.0.0.1:{self.port}/{database}"

    def command(self, database: str, *commands: str) -> None:
        """Run commands outside of a transaction."""
        engine = create_engine(make_url(self.url(database)).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for command in commands:
                connection.execute(text(command))
        engine.dispose()

    def dump(self, url: str) -> bytes:
        return self.run("pg_dump", "-h", "127.0.0.1", "-p", str(self.port), "-U", "parley", str(make_url(url).database))

    def files_of(self, url: str) -> bytes:
        """Every byte of a database's files, written anew and complete."""
        name = str(make_url(url).database)
        self.command(name, "VACUUM FULL", "CHECKPOINT")
        (oid,) = self.query(name, f"SELECT oid FROM pg_database WHERE datname = '{name}'")[0]
        return b"".join(path.read_bytes() for path in sorted(self.data.glob(f"base/{oid}/*")) if path.is_file())

    def query(self, database: str, question: str) -> list[tuple[Any, ...]]:
        engine = create_engine(make_url(self.url(database)).set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(question))]
        engine.dispose()
        return rows

    def remove(self) -> None:
        if (self.data / "postmaster.pid").exists() and self.alive():
            self.stop("immediate")
        shutil.rmtree(self.folder)


def _ordinary_user() -> str | None:
    """Who runs the server where the tests run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


@cache
def server() -> PostgresServer:
    """The one server of a test run; the test is skipped where there can be none."""
    programs = folder_of_programs()
    if programs is None:
        pytest.skip("PostgreSQL (initdb, pg_ctl, postgres, pg_dump) is not on this machine")
    made = PostgresServer(programs)
    atexit.register(made.remove)
    return made


def new_database() -> str:
    return server().new_database()
