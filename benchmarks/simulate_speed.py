"""How many dialogues a second `parley simulate` gets through, with words, on one worker and on several.

    python benchmarks/simulate_speed.py [WORKSPACE …] [--users 200] [--agent full …] [--workers 1 4] [--simulator rules]

Prints a table and writes JSON (`--json FILE`): dialogues a second from the first worker being ready to the last
dialogue, and a processor second; milliseconds per agent turn; the agent's share of the time; the load of the machine
before and after, without which the other figures say little. Controls are left out. Knows runs from outside only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import parley

_COLUMNS = (
    "workspace",
    "agent",
    "workers",
    "dialogues",
    "dialogues/s",
    "/cpu second",
    "turns/s",
    "ms/turn p50",
    "p95",
    "agent's share",
    "load",
)


def main() -> int:
    """Measure every combination."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspaces", nargs="*", type=Path, default=[Path("workspaces/films")])
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--agent", nargs="+", default=["full"])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 4])
    parser.add_argument("--simulator", default="rules")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print("  ".join(f"{column:>13}" for column in _COLUMNS))
    found = []
    for workspace in options.workspaces:
        for agent in options.agent:
            for workers in options.workers:
                row = measure(workspace, agent, workers, options.users, options.simulator)
                found.append(row)
                print("  ".join(f"{row[column]!s:>13}" for column in _COLUMNS), flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(workspace: Path, agent: str, workers: int, users: int, simulator: str) -> dict[str, Any]:
    """One run in a folder that is thrown away."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        means = {"out": Path(folder) / "run", "workers": workers}
        record = parley.simulate(workspace, [agent], users=users, simulator=simulator, controls=0, **means)
    timings, figures = record.timings, record.timings["agents"][agent]
    turns = sum(dialogue.agent_turns for dialogue in record.dialogues)
    return {
        "workspace": workspace.name,
        "agent": agent,
        "workers": workers,
        "simulator": simulator,
        "dialogues": timings["dialogues"],
        "dialogues/s": round(timings["dialogues_per_second"], 1),
        "/cpu second": round(timings["dialogues_per_cpu_second"], 1),
        "turns/s": round(turns / timings["seconds"], 1),
        "turns/dialogue": round(turns / timings["dialogues"], 2),
        "ms/turn p50": round(figures["turn_ms"]["p50"], 1),
        "p95": round(figures["turn_ms"]["p95"], 1),
        "agent's share": figures["share"],
        "opening seconds": timings["opening_seconds"],
        "load": f"{before:.1f}-{os.getloadavg()[0]:.1f}",
    }


if __name__ == "__main__":
    sys.exit(main())
