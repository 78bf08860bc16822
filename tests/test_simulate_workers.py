"""Runs on several workers: the same bytes as on one, and faults of workers and networks kept out of the results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from quick_agents import install
from simulated_runs import Runs, outcome
from simulated_tasks import task_file

from simulator.runs.run_folder import read_run

TASKS = 12
AGENTS = "full,random,ranker"


@pytest.fixture(scope="module")
def runs(films_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    lines = (films_workspace / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    ids = [str(json.loads(line)["id"]) for line in lines]
    tasks = task_file(folder / "tasks.jsonl", TASKS, ids, sessions=2)
    return Runs(films_workspace, tasks, install(folder / "agents"), folder / "marks")


@pytest.fixture(scope="module")
def one_worker(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    out = tmp_path_factory.mktemp("one") / "run"
    runs.here(out, AGENTS, "rules")
    return outcome(out)


@pytest.mark.parametrize(("workers", "hash_seed"), [("2", "0"), ("3", "1")])
def test_any_number_of_workers_gives_the_same_bytes(
    runs: Runs, one_worker: tuple[str, bytes], tmp_path: Path, workers: str, hash_seed: str
) -> None:
    out = tmp_path / "several"
    code, errors = runs.finish(out, AGENTS, "--simulator", "rules", "--workers", workers, hash_seed=hash_seed)
    assert code == 0, errors
    assert outcome(out) == one_worker
    record = read_run(out)
    assert record.standing() == {"planned": 3 * TASKS, "finished": 3 * TASKS, "faults": 0}
    assert [dialogue.key for dialogue in record.dialogues] == sorted(dialogue.key for dialogue in record.dialogues)
    assert max(dialogue.session for dialogue in record.dialogues) == 1
    assert record.timings["dialogues"] == len(record.dialogues)
    assert record.timings["dialogues_per_second"] > 0
    assert record.timings["agents"]["full"]["turn_ms"]["p95"] > record.timings["agents"]["random"]["turn_ms"]["p50"] > 0


def test_what_infrastructure_does_is_run_again_and_counts_for_nobody(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agents = "steady,deadly,cursed,unreachable,broken"
    out = tmp_path / "run"
    tasks = task_file(tmp_path / "few.jsonl", 2, [str(n) for n in range(9)])
    code, errors = runs.finish(out, agents, "--tasks", str(tasks), "--workers", "2")
    assert code == 2
    last = errors.splitlines()[-1]
    assert last.startswith("parley: 1 units could not be run for nobody's fault")
    assert "9 of 10 are finished" in last
    assert errors.count("ended (signal 9)") == 3
    assert "Traceback" not in errors
    record = read_run(out)
    (left_over,) = record.faults
    assert (left_over.agent, left_over.fault) == ("cursed", "infrastructure")
    assert "ended 2 times" in left_over.fault_message
    assert [d.fault for d in record.dialogues if d.agent == "broken"] == ["agent", "agent"]
    assert {d.fault for d in record.dialogues if d.agent != "broken"} == {None}
    assert record.timings["faults"] == 3  # two that could not reach their agent once, one cursed
    (runs.marks / "cured").touch()
    monkeypatch.setattr(runs, "tasks", tasks)
    runs.here(out, agents)
    assert read_run(out).faults == []
    runs.here(tmp_path / "undisturbed", agents)
    assert outcome(out) == outcome(tmp_path / "undisturbed")
