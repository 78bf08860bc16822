"""`parley tasks`: what simulated people want, made from held-out events or checked where somebody wrote it.

Knows flags, files and lines. What makes a task fair is `simulator.tasks`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.flags import JsonFlag, WorkspaceFlag

if TYPE_CHECKING:
    from simulator.task import Task
    from simulator.tasks.source import TaskSource

app = typer.Typer(
    help="Make tasks for simulated people, or check a file of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Make tasks for simulated people, or check a file of them."""


@app.command()
def make(
    out: Annotated[Path, typer.Option(help="File to write, one task a line.")],
    workspace: WorkspaceFlag = None,
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=1_000_000, help="How many.")] = 300,
    seed: Annotated[int, typer.Option(help="Another seed gives other tasks.")] = 0,
    fixed: Annotated[
        str | None, typer.Option("--set", metavar="NAME", help="A fixed set, such as movies-tasks, from your data.")
    ] = None,
) -> None:
    """Make tasks from people nothing was learnt from, and write them to a file."""
    from commands.opening import open_workspace, settings_of
    from simulator.making import make_tasks
    from simulator.task import write_tasks
    from simulator.tasks.source import TaskSource

    settings = settings_of(workspace=workspace)
    if fixed is None:
        source = TaskSource.of(open_workspace(settings))
        tasks = make_tasks(source, number, seed)
    else:
        source, tasks = _of_set(fixed, settings.data)
    digest = write_tasks(out, tasks)
    print(f"{out}: {len(tasks)} tasks of {len({task.user.id for task in tasks})} people, sha256 {digest}")
    print(f"note: {source.note}", file=sys.stderr)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="File of tasks, one JSON object a line.")],
    workspace: WorkspaceFlag = None,
    json: JsonFlag = False,
) -> None:
    """Say whether every task of a file can be played on the items of a workspace."""
    from catalog.errors import ConfigError
    from commands.opening import open_workspace, settings_of
    from commands.output import show
    from simulator.task import read_tasks
    from simulator.tasks.check import problems_of
    from simulator.taste import world_of

    tasks = read_tasks(file)
    world = world_of(open_workspace(settings_of(workspace=workspace)))
    found = [{"task": task.key, "problem": problem} for task in tasks for problem in problems_of(task, world)]
    lines = [f"{one['task']}: {one['problem']}" for one in found]
    show({"tasks": len(tasks), "problems": found}, json, [*lines, f"{len(tasks)} tasks, {len(found)} problems"])
    if found:
        bad = len({one["task"] for one in found})
        raise ConfigError(f"{bad} of {len(tasks)} tasks of {str(file)!r} cannot be played on this workspace")


def _of_set(name: str, data: Path | None) -> tuple[TaskSource, list[Task]]:
    from simulator.task_sets import source_of_set, task_set, tasks_of_set

    wanted = task_set(name)
    source = source_of_set(wanted, data)
    return source, tasks_of_set(wanted, source)
