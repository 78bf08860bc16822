"""How quick one turn is, how long the start takes and how much memory it needs, on one workspace.

    python benchmarks/turns.py WORKSPACE [--turns 500]

Knows a fixed mix of messages, typed as people type, most of them in conversations of ten turns. Measures in one process
and one conversation at a time, with the embedded brain; prints JSON and judges nothing. Needs a system with /proc for
the memory figure.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

MESSAGES = (
    "something slow and thoughtful from the last ten years, not too long, no horror",
    "actually older is fine",
    "make it under 100 minutes",
    "show me more",
    "seen the first and third",
    "who directed the second one?",
    "more like number 1",
    "something funnier",
    "why this one?",
    "thanks, that's all",
    "French comedies from the 80s or 90s",
    "a war film, but not an american one",
    "I loved Alien and The Matrix",
    "compare the first two",
    "nothing too violent",
    "anything with Tilda Swinton?",
    "which of these is the shortest?",
    "surprise me",
    "the one with the dinosaurs",
    "start over",
)
CONVERSATION = 10


def main() -> None:
    """Measure and print one JSON object; times in seconds (start) and milliseconds (turns), memory in MiB."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--turns", type=int, default=500)
    options = parser.parse_args()
    started = time.perf_counter()
    import parley

    agent = parley.load_agent(options.workspace, llm="embedded")
    opened = time.perf_counter()
    agent.respond(MESSAGES[0], conversation="first")
    replied = time.perf_counter()
    turns = []
    for number in range(options.turns):
        before = time.perf_counter()
        agent.respond(MESSAGES[number % len(MESSAGES)], conversation=str(number // CONVERSATION))
        turns.append(1000 * (time.perf_counter() - before))
    turns.sort()
    figures = {
        "items": len(agent.workspace.catalog),
        "seconds_to_open": round(opened - started, 2),
        "seconds_to_first_reply": round(replied - started, 2),
        "turns": len(turns),
        "ms_p50": round(turns[len(turns) // 2], 1),
        "ms_p95": round(turns[len(turns) * 95 // 100], 1),
        "ms_most": round(turns[-1], 1),
        "resident_mib": _resident(),
    }
    print(json.dumps(figures))


def _resident() -> int:
    """MiB of this process in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


if __name__ == "__main__":
    main()
