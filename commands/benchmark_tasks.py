"""`parley benchmark movies-tasks` and the like: agents on fixed tasks that are the same everywhere.

Knows the flags and the lines a person reads. How the tasks are made and verified is `simulator.task_sets`, how they are
run `simulator.runs`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.flags import WorkspaceFlag

if TYPE_CHECKING:
    from simulator.runs.run_folder import RunRecord

SETS = ("movies-tasks", "movies-tasks-large", "games-tasks")
AGENTS = ("full", "search", "text", "retriever", "ranker", "popularity", "random")
"""The agent and every single tool of it."""


def on_tasks(name: str) -> Callable[..., None]:
    """The command for one set of tasks."""

    def command(
        out: Annotated[Path, typer.Option(help="Folder of the run; the same command goes on where it was stopped.")],
        workspace: WorkspaceFlag = None,
        agent: Annotated[list[str] | None, typer.Option(help=f"Repeat it for more. [{', '.join(AGENTS)}]")] = None,
        simulator: Annotated[str, typer.Option(help="How people speak: rules, hybrid, free, acts.")] = "rules",
        seed: Annotated[int, typer.Option(help="Seed of what people do; the tasks are fixed.")] = 0,
        trials: Annotated[int, typer.Option(min=1, max=100, help="How often every agent meets every task.")] = 1,
        controls: Annotated[int, typer.Option(min=0, help="How many tasks the controls meet.")] = 50,
        workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes side by side.")] = 1,
        json: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
    ) -> None:
        from catalog.files import write_json

        flags = {"simulator": simulator, "seed": seed, "trials": trials, "controls": controls, "workers": workers}
        record = _run(name, out, workspace, agent or list(AGENTS), flags)
        summary = _summary(out)
        if json is not None:
            write_json(json, {"benchmark": name, **summary})
        print("\n".join(_lines(summary, record, out)))

    command.__doc__ = f"Let agents talk with the people of the fixed tasks {name}, made from your data and verified."
    return command


def _run(name: str, out: Path, workspace: Path | None, agents: list[str], flags: dict[str, Any]) -> RunRecord:
    from agent.console import progress_bars
    from commands.opening import open_workspace, settings_of
    from simulator.runs.simulate import simulate
    from simulator.task_sets import task_set, tasks_of_set
    from simulator.tasks.source import TaskSource

    settings = settings_of(workspace=workspace)
    opened = open_workspace(settings)
    tasks = tasks_of_set(task_set(name), TaskSource.of(opened))
    with progress_bars() as progress:
        return simulate(
            opened, agents, tasks=tasks, out=out, settings=settings, progress=progress, notice=_tell, **flags
        )


def _summary(out: Path) -> dict[str, Any]:
    from simulator.runs.run_folder import SUMMARY, read_object

    return read_object(out / SUMMARY)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _lines(summary: dict[str, Any], record: RunRecord, out: Path) -> list[str]:
    lines = [f"{'':<16} {'success@5':<24} {'success@15':<24} average turns"]
    for name, found in summary["agents"].items():
        cells = [_figure(found[key]) for key in ("success@5", "success@15", "average_turns")]
        lines.append(f"{name:<16} {cells[0]:<24} {cells[1]:<24} {cells[2]}")
    return [*lines, f"{len(record.dialogues)} dialogues; all of it in {out / 'report.html'}"]


def _figure(value: list[float] | None) -> str:
    return "-" if value is None else "{:.3f} ({:.3f} to {:.3f})".format(*value)
