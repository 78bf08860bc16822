"""Processes that keep turns are killed at random moments: is anything lost or half-written? And what a turn costs.

    python benchmarks/store_storm.py [--kills 200] [--seed 1]

On SQLite and, where it is installed, on a private PostgreSQL with its disk writes as they are by default. Half of the
kills there end the server (`kill -9` to all of its processes) instead of the one who writes. Killing is not pulling the
plug: what a disk does then is not tried. Prints what was kept; exit code 1 if anything was damaged. Needs /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from postgres_server import PostgresServer, folder_of_programs
from store_kinds import fact, felt, turn
from storing import damage

from agent.state import DialogueState
from agent.store import Store

PROGRAM = Path(__file__).resolve().parent.parent / "tests" / "storing.py"
LONGEST = 0.4
TURNS = 200
USERS = 20
"""The conversation of one user grows until the next one begins theirs."""


def killed(url: str, user: str, seconds: float, server: PostgresServer | None) -> int:
    """Let a process keep turns and kill it (or the server it writes to); the last turn it was told is kept."""
    worker = subprocess.Popen(
        [sys.executable, str(PROGRAM), url, user], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert worker.stdout is not None
    first = worker.stdout.readline()
    time.sleep(seconds)
    if server is None:
        worker.kill()
    else:
        kill_server(server)
    rest = worker.stdout.read().splitlines()
    worker.wait()
    if server is not None:
        server.start()
    return int([first, *rest][-1] or 0)


def kill_server(server: PostgresServer) -> None:
    """Kill the server's first process and all that it started."""
    first = server.process
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    processes = (first, *map(int, children))
    for process in processes:
        os.kill(process, signal.SIGKILL)
    while any(Path(f"/proc/{process}").exists() for process in processes):
        time.sleep(0.01)  # until somebody has reaped them: a new server takes a zombie for a living one


def storm(name: str, url: str, kills: int, seed: int, server: PostgresServer | None) -> int:
    """Kill again and again; how many times something was damaged."""
    chance = random.Random(seed)
    damaged, turns = 0, 0
    for n in range(kills):
        user = f"user {n * USERS // kills}"
        last = killed(url, user, chance.uniform(0, LONGEST), server if server and n % 2 else None)
        store = Store(url)
        found = damage(store, user, last)
        turns += last if n + 1 == kills or (n + 1) * USERS // kills != n * USERS // kills else 0
        store.close()
        damaged += bool(found)
        for line in found:
            print(f"{name}, kill {n + 1}: {line}")
    print(f"{name}: {kills} kills, {turns} turns acknowledged, {damaged} times damaged")
    return damaged


def cost(name: str, url: str) -> None:
    """Print the milliseconds of a turn of usual size: state and facts read, fact, turn and feedback written as one."""
    store = Store(url)
    state = DialogueState(turn=1, shown=tuple(f"item-{n}" for n in range(50)), wishes=("a wish",) * 3)
    slate = [{"item_id": "x", "title": "T", "reasons": ["r" * 60]}] * 5
    reply: dict[str, Any] = {"type": "recommend", "text": "words " * 100, "slate": slate}
    reply |= {"plan": [{"tool": "search_items", "args": {"text": "x" * 200}}] * 4, "timings_ms": {"total": 10.0}}
    taken: list[float] = []
    for n in range(TURNS):
        begin = time.perf_counter()
        store.state("cost", "one", "films")
        store.facts("cost", "films")
        with store.together("cost"):
            store.remember("cost", [fact(f"item-{n % 50}", user="cost", evidence="I loved it")])
            store.append(turn("I loved it", state, user="cost", reply=reply, changes=(felt(f"item-{n % 50}"),)))
        taken.append(1000 * (time.perf_counter() - begin))
    begin = time.perf_counter()
    store.forget("cost", [fact("item-3", user="cost").id])
    forgetting = 1000 * (time.perf_counter() - begin)
    store.close()
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"{name}: a turn p50 {p50:.1f} ms, p95 {p95:.1f} ms; forgetting after {TURNS} turns {forgetting:.0f} ms")


def main() -> int:
    """Storm and time both databases."""
    parser = argparse.ArgumentParser(description="Kill processes that keep turns, at random moments.")
    parser.add_argument("--kills", type=int, default=200, help="Kills for each database.")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.sqlite"
        cost("SQLite", url)
        damaged = storm("SQLite", url, given.kills, given.seed, None)
    programs = folder_of_programs()
    if programs is None:
        print("PostgreSQL is not on this machine")
        return int(damaged > 0)
    server = PostgresServer(programs, durable=True)
    try:
        url = server.new_database()
        cost("PostgreSQL", url)
        damaged += storm("PostgreSQL", url, given.kills, given.seed, server)
    finally:
        server.remove()
    return int(damaged > 0)


if __name__ == "__main__":
    sys.exit(main())
