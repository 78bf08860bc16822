"""`parley simulate` in a process of its own, with stand-in agents, and what such a run has left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import parley

ROOT = Path(__file__).resolve().parents[1]


class Runs:
    """Starts runs of the same kind: the same workspace, tasks and agents on the path."""

    def __init__(self, workspace: Path, tasks: Path, agents: Path, marks: Path) -> None:
        self.workspace, self.tasks, self.agents, self.marks = workspace, tasks, agents, marks

    def here(self, out: Path, agents: str, simulator: str = "acts") -> None:
        """The same run, to its end, in this very process."""
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(self.agents))
            patch.setenv("QUICK_AGENTS", str(self.marks))
            named = agents.split(",")
            parley.simulate(self.workspace, named, tasks=self.tasks, simulator=simulator, controls=0, out=out)

    def start(self, out: Path, agents: str, *flags: str, hash_seed: str = "0") -> subprocess.Popen[str]:
        """The command in a group of its own, as a shell would start it; `flags` come last, and so hold."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(self.agents))),
            "PYTHONHASHSEED": hash_seed,
            "QUICK_AGENTS": str(self.marks),
        }
        self.marks.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "cli", "simulate", "--workspace", str(self.workspace), "--out", str(out)]
        given = ["--tasks", str(self.tasks), "--simulator", "acts", "--controls", "0"]
        named = [part for agent in agents.split(",") for part in ("--agent", agent)]
        return subprocess.Popen(
            [*command, *given, *named, *flags],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, out: Path, agents: str, *flags: str, hash_seed: str = "0") -> tuple[int, str]:
        """Run to the end: exit code and what was said on standard error."""
        process = self.start(out, agents, *flags, hash_seed=hash_seed)
        _, errors = process.communicate(timeout=300)
        return process.returncode, errors


def kill_all(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the process and its workers at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Process ids of the workers, which are those that have opened a pipe to be told what to do."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_for_lines(out: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Until the run has so many lines; fails where the process ends before."""
    while len(shard_lines(out)) < count:
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.02)


def shard_lines(out: Path) -> list[str]:
    """The whole lines of all shards, sorted."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(out.glob("shards/*.jsonl"))]
    return sorted(line for text in texts for line in text.splitlines(keepends=True) if line.endswith("\n"))


def outcome(out: Path) -> tuple[str, bytes]:
    """What must be the same however a run went: the lines, sorted, and the summary."""
    return "".join(shard_lines(out)), (out / "summary.json").read_bytes()
