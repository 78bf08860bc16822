"""Runs of simulated people in this process: controls, trials, costs, what is left over and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from quick_agents import install
from simulated_tasks import film_tasks

import parley
from catalog.errors import ConfigError
from recommenders.workspace import Workspace
from simulator.runs.run_folder import RunRecord, read_run
from simulator.runs.unit import CONTROL_AGENTS, CONTROL_USERS


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module", autouse=True)
def agents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where stand-in agents are told what to do wrong."""
    patch = pytest.MonkeyPatch()
    folder = install(tmp_path_factory.mktemp("agents"))
    patch.syspath_prepend(str(folder))
    yield folder
    patch.undo()


def simulate(workspace: Workspace, agents: list[str], count: int = 4, **more: Any) -> RunRecord:
    tasks = film_tasks(count, list(workspace.catalog.ids))
    return parley.simulate(workspace, agents, **{"tasks": tasks, "simulator": "acts", "controls": 0, **more})


def test_an_agent_that_is_never_reached_is_left_over_after_three_tries(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUICK_AGENTS", str(tmp_path))
    monkeypatch.setattr("simulator.runs.dispatcher._WAITS", (0.0, 0.0))
    (tmp_path / "down").touch()
    with pytest.raises(parley.ParleyError, match="1 units could not be run") as error:
        simulate(workspace, ["unreachable", "steady"], 1, out=tmp_path / "run")
    assert "\n" not in str(error.value)
    record = read_run(tmp_path / "run")
    assert [dialogue.agent for dialogue in record.dialogues] == ["steady"]
    assert [(fault.agent, fault.fault_message) for fault in record.faults] == [("unreachable", "the network is down")]
    assert record.timings["faults"] == 3
    assert any("not complete" in line for line in summary(tmp_path / "run")["protocol"]["warnings"])


def summary(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "summary.json").read_text(encoding="utf-8")))


def test_the_controls_are_always_there_and_kept_apart(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "run"
    record = simulate(workspace, ["popularity"], 6, simulator="rules", controls=3, out=out)
    assert {dialogue.agent for dialogue in record.dialogues} == {"popularity"}
    assert len(record.dialogues) == 6
    found = {(dialogue.agent, dialogue.voice) for dialogue in record.controls}
    assert found == {(agent, "rules") for agent in CONTROL_AGENTS} | {("popularity", voice) for voice in CONTROL_USERS}
    for kind in found:
        tasks = {dialogue.task for dialogue in record.controls if (dialogue.agent, dialogue.voice) == kind}
        assert tasks == set(sorted(record.tasks)[:3])
    rows = {(row["agent"], row["voice"]): row for row in summary(out)["controls"]}
    assert set(rows) == found
    assert rows["oracle", "rules"]["privileged"]
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == ["clock", "controls", "shards"]


def test_trials_are_runs_of_their_own_and_a_seed_is_another_person(workspace: Workspace) -> None:
    record = simulate(workspace, ["steady"], trials=3)
    assert len(record.dialogues) == 12
    by_task = {task: [d.model_dump(exclude={"trial"}) for d in record.dialogues if d.task == task] for task in record.tasks}
    assert any(first != second for first, second, _ in by_task.values())
    again, other = (simulate(workspace, ["steady"], trials=3, seed=seed) for seed in (0, 1))
    assert again.dialogues == record.dialogues
    assert other.dialogues != record.dialogues


def test_in_memory_and_in_a_folder_are_the_same(workspace: Workspace, tmp_path: Path) -> None:
    here, there = simulate(workspace, ["ranker"]), simulate(workspace, ["ranker"], out=tmp_path / "run")
    assert (here.dialogues, here.config, here.tasks, here.items) == (there.dialogues, there.config, there.tasks, there.items)
    assert read_run(tmp_path / "run") == there


def test_tasks_are_made_of_the_workspace_where_none_are_given(workspace: Workspace) -> None:
    one, two = (parley.simulate(workspace, ["oracle"], users=5, simulator="acts", controls=0, sessions=s) for s in (None, 2))
    assert len(one.tasks) == len(one.dialogues) == 5
    assert {task.sessions for task in two.tasks.values()} == {2}


def test_a_run_that_has_cost_enough_stops_and_goes_on_with_more(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with pytest.raises(ConfigError, match=r"stopped at .* a greater --max-cost goes on") as error:
        simulate(workspace, ["pricey"], out=out, max_cost=0.5)
    assert "\n" not in str(error.value)
    first = read_run(out)
    assert 0 < len(first.dialogues) < 4
    record = simulate(workspace, ["pricey"], out=out, max_cost=100.0)
    assert len(record.dialogues) == 4
    assert set(map(str, first.dialogues)) < set(map(str, record.dialogues))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agents": ["nobody"]}, "no agent 'nobody'; known: .*full.*steady"),
        ({"agents": []}, "no agent is named"),
        ({"agents": ["steady", "steady"]}, "'steady' is named twice"),
        ({"agents": ["https://me:secret@host/agent"]}, "address of an agent holds a password"),
        ({"simulator": "nobody"}, "no simulator 'nobody'; known: acts, .*rules"),
        ({"agents": ["text"], "simulator": "acts"}, "text reads words only"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(
    workspace: Workspace, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        simulate(workspace, **{"agents": ["steady"], "out": tmp_path / "run", **changes})
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_the_folder_of_a_run_names_no_key_and_no_place_of_this_machine(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-to-be-seen")
    monkeypatch.setenv("PARLEY_STORE", "postgresql://me:never-to-be-seen@host/db")
    out = tmp_path / "run"
    simulate(workspace, ["steady"], out=out)
    for path in out.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"never-to-be-seen" not in content
            assert str(workspace.path).encode() not in content
            assert str(tmp_path).encode() not in content
