"""`parley benchmark` on fixed tasks: they are verified before anything runs, and the figures are those of the run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from recommenders.workspace import Workspace
from simulator import task_sets
from simulator.making import make_tasks
from simulator.tasks.source import TaskSource


def test_the_benchmarks_there_are() -> None:
    told = CliRunner().invoke(app, ["benchmark", "--help"]).output
    for name in ("lastfm", "redial-replay", *(one.name for one in task_sets.SETS)):
        assert f" {name} " in told


def test_a_workspace_that_learnt_from_everybody_is_refused(films_workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = CliRunner().invoke(
        app, ["benchmark", "movies-tasks", "--workspace", str(films_workspace), "--out", str(out)]
    )
    assert done.exit_code != 0
    assert "people nothing was learnt from" in str(done.exception)
    assert not out.exists()


def test_figures_are_those_of_the_run(films_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a set made from this workspace: the oracle finds what is there, random hardly does."""

    def some(one: task_sets.TaskSet, source: TaskSource) -> list[object]:
        assert one.name == "movies-tasks"
        return list(make_tasks(source, 6, one.seed))

    monkeypatch.setattr(task_sets, "tasks_of_set", some)
    assert Workspace.open(films_workspace).held_out is None
    flags = ["--workspace", str(films_workspace), "--out", str(tmp_path / "run"), "--json", str(tmp_path / "f.json")]
    agents = ["--agent", "oracle", "--agent", "random", "--simulator", "acts", "--controls", "0"]
    done = CliRunner().invoke(app, ["benchmark", "movies-tasks", *flags, *agents])
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "f.json").read_text())
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert told == {"benchmark": "movies-tasks", **summary}
    assert told["agents"]["oracle"]["success@15"][0] == 1.0
    assert f"{told['agents']['random']['success@15'][0]:.3f}" in done.output
