"""Runs that are killed, interrupted or robbed of their workers end in the bytes of one that nothing disturbed."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from quick_agents import install
from simulated_runs import Runs, kill_all, outcome, shard_lines, wait_for_lines, workers_of
from simulated_tasks import task_file

from simulator.runs.run_folder import read_run

TASKS = 40


@pytest.fixture(scope="module")
def runs(films_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    lines = (films_workspace / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    ids = [str(json.loads(line)["id"]) for line in lines]
    return Runs(films_workspace, task_file(folder / "tasks.jsonl", TASKS, ids), install(folder / "agents"), folder / "marks")


@pytest.fixture(scope="module")
def undisturbed(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    runs.here(out, "slow")
    return outcome(out)


def test_a_run_killed_again_and_again_ends_in_the_same_bytes(
    runs: Runs, undisturbed: tuple[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    kept = 0
    for workers in ("1", "2"):
        process = runs.start(out, "slow", "--workers", workers)
        wait_for_lines(out, kept + 5, process)
        kill_all(process)
        assert len(shard_lines(out)) < TASKS
        kept = len(shard_lines(out))
    code, errors = runs.finish(out, "slow", hash_seed="1")
    assert code == 0, errors
    assert outcome(out) == undisturbed
    assert len(list(out.glob("shards/*.jsonl"))) == 3


def test_a_killed_worker_is_replaced_and_ctrl_c_keeps_what_is_finished(
    runs: Runs, undisturbed: tuple[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    process = runs.start(out, "slow", "--workers", "2")
    wait_for_lines(out, 2, process)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    wait_for_lines(out, 8, process)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert errors.count("ended (signal 9); what it was at is run again") == 1
    assert "stopping after the dialogues under way" in errors
    assert "Traceback" not in errors
    record = read_run(out)
    assert 8 <= len(record.dialogues) < TASKS
    last = errors.splitlines()[-1]
    assert last.startswith(f"parley: interrupted; {len(record.dialogues)} of {TASKS} are finished")
    assert last.endswith("the same command goes on")
    units = json.loads((out / "summary.json").read_text(encoding="utf-8"))["protocol"]["units"]
    assert units == {"planned": TASKS, "finished": len(record.dialogues), "faults": 0}
    assert (out / "report.html").is_file()
    runs.here(out, "slow")
    assert outcome(out) == undisturbed


def test_a_second_ctrl_c_stops_at_once(runs: Runs, tmp_path: Path) -> None:
    process = runs.start(tmp_path / "run", "stuck")
    while not (runs.marks / "stuck").exists():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    line = process.stderr.readline()
    while line.startswith("dialogues"):
        line = process.stderr.readline()
    assert line.startswith("stopping after the dialogues under way")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.splitlines()[-1].startswith("parley: interrupted; ")
    assert "Traceback" not in errors
