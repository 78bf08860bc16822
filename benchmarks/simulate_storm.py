"""Runs of simulated people that are killed at random moments and started again: do they end in the same bytes?

    python benchmarks/simulate_storm.py [WORKSPACE] [--kills 20] [--users 150] [--workers 3] [--seed 0] [--json FILE]

One run comes to its end undisturbed, on one worker. Then the same run, on several, is killed (SIGKILL) and started
again until there were so many kills: half of them hit the whole group of processes at once, half one worker of it, at
moments drawn with equal chance over the time the run has left. At the end the lines of the shards and of the controls,
sorted, and the summary must be those of the undisturbed run. Knows runs from outside only; needs /proc. Exit code 1
where anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_AGENTS = ("full", "ranker")


def main() -> int:
    """Storm, print what came out, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workspace", nargs="?", type=Path, default=Path("workspaces/films"))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--users", type=int, default=150)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--simulator", default="rules")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = storm(Path(folder), options)
    for name, value in figures.items():
        print(f"{name:24} {value}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if figures["shards_equal"] and figures["summary_equal"] else 1


def storm(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run undisturbed, then under kills; what came out."""
    rng = random.Random(options.seed)
    whole, stormy = folder / "whole", folder / "stormy"
    _finish(_start(whole, options, 1))
    total = len(lines_of(whole))
    figures: dict[str, Any] = {"lines": total, "kills": 0, "of_all": 0, "of_a_worker": 0, "starts": 0}
    kept = []
    while figures["kills"] < options.kills:
        process = _start(stormy, options, options.workers)
        figures["starts"] += 1
        while figures["kills"] < options.kills:
            share = (total - len(lines_of(stormy))) / (options.kills - figures["kills"] + 1)
            if not _grown(process, stormy, len(lines_of(stormy)) + rng.uniform(0, 2) * share, rng):
                break
            figures["kills"] += 1
            kept.append(len(lines_of(stormy)))
            if rng.random() < 0.5:
                figures["of_all"] += 1
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                break
            figures["of_a_worker"] += 1
            os.kill(rng.choice(_workers(process)), signal.SIGKILL)
        if process.poll() is None:
            _finish(process)
        if process.returncode == 0 and figures["kills"] < options.kills:
            raise SystemExit(f"the run was through after {figures['kills']} kills; take more --users")
    _finish(_start(stormy, options, options.workers))
    figures["starts"] += 1
    figures["lines_at_kills"] = kept
    figures["shards_equal"] = lines_of(stormy) == lines_of(whole)
    figures["summary_equal"] = (stormy / "summary.json").read_bytes() == (whole / "summary.json").read_bytes()
    return figures


def _start(out: Path, options: argparse.Namespace, workers: int) -> subprocess.Popen[bytes]:
    """The run in a group of its own."""
    named = [part for agent in _AGENTS for part in ("--agent", agent)]
    sized = ["--users", str(options.users), "--controls", "10", "--simulator", options.simulator]
    command = [sys.executable, "-m", "cli", "simulate", "--workspace", str(options.workspace), "--out", str(out)]
    return subprocess.Popen(
        [*command, *named, *sized, "--workers", str(workers)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _finish(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end; a run may end with a unit left over, which the next start takes up."""
    if process.wait() not in (0, 2):
        raise SystemExit(f"a run ended by itself with exit code {process.returncode}")


def _grown(process: subprocess.Popen[bytes], out: Path, lines: float, rng: random.Random) -> bool:
    """Wait until the run has so many lines and some of its workers are there; False where it ends before."""
    while process.poll() is None:
        if len(lines_of(out)) >= lines and _workers(process):
            time.sleep(rng.uniform(0, 0.1))
            return process.poll() is None and bool(_workers(process))
        time.sleep(0.01)
    return False


def _workers(process: subprocess.Popen[bytes]) -> list[int]:
    """Process ids of the workers."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    except FileNotFoundError:
        return []


def lines_of(out: Path) -> list[bytes]:
    """The whole lines of dialogues and controls, sorted."""
    files = [*out.glob("shards/*.jsonl"), *out.glob("controls/*.jsonl")]
    lines = (line for path in files for line in path.read_bytes().splitlines(keepends=True))
    return sorted(line for line in lines if line.endswith(b"\n"))


if __name__ == "__main__":
    sys.exit(main())
