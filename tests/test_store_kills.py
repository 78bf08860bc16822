"""`kill -9` at any moment: nothing acknowledged is lost, nothing half-written is read."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import postgres_server
import pytest
from store_kinds import KINDS, new_store
from storing import damage

from agent.store import Store

PROGRAM = Path(__file__).with_name("storing.py")
KILLS = 4


def killed_at_work(url: str, user: str, seconds: float) -> int:
    """Let a process keep turns for a while and kill it; the last turn that it was told is kept (0: none)."""
    worker = subprocess.Popen([sys.executable, str(PROGRAM), url, user], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    first = worker.stdout.readline()
    assert first, "the process ended of its own accord"
    time.sleep(seconds)
    worker.kill()
    lines = [first, *worker.stdout.read().splitlines()]
    assert worker.wait() == -signal.SIGKILL
    return int(lines[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_process_loses_nothing_it_was_told_is_kept(kind: str, tmp_path: Path) -> None:
    chance = random.Random(5)
    url = new_store(kind, tmp_path)
    for _ in range(KILLS):
        last = killed_at_work(url, "ann", chance.uniform(0, 0.3))
        store = Store(url)
        assert damage(store, "ann", last) == []
        store.close()


def test_a_server_that_dies_loses_nothing_it_acknowledged() -> None:
    """On a server of its own, with its disk writes as they are by default."""
    programs = postgres_server.folder_of_programs()
    if programs is None:
        pytest.skip("PostgreSQL (initdb, pg_ctl, postgres, pg_dump) is not on this machine")
    server = postgres_server.PostgresServer(programs, durable=True)
    try:
        url = server.new_database()
        worker = subprocess.Popen([sys.executable, str(PROGRAM), url, "ann"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline()
        time.sleep(0.3)
        server.stop("immediate")
        lines = ["1", *worker.communicate(timeout=60)[0].splitlines()]
        server.start()
        assert damage(Store(url), "ann", int(lines[-1])) == []
    finally:
        server.remove()
