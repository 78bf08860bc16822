"""`parley play`: a person takes either side of a dialogue in the terminal.

Knows flags and the terminal. What a person may do, and what is kept, is in `simulator.play`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.flags import BaseUrlFlag, LlmFlag, WorkspaceFlag

if TYPE_CHECKING:
    from recommenders.workspace import Workspace
    from simulator.task import Task


def play(
    workspace: WorkspaceFlag = None,
    side: Annotated[Literal["user", "agent"], typer.Option("--as", help="Which side you take.")] = "user",
    task: Annotated[
        list[str] | None, typer.Option(metavar="FILE[#N]", help="Tasks of a file, or its Nth; repeat it for more.")
    ] = None,
    agent: Annotated[str, typer.Option(help="Whom you talk with as a user.")] = "full",
    simulator: Annotated[str, typer.Option(help="Who comes to you as an agent: rules, hybrid, free.")] = "rules",
    seed: Annotated[int, typer.Option(help="Which task is drawn where none is named.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for what is played. [the first free play-N here]")] = None,
    llm: LlmFlag = None,
    llm_base_url: BaseUrlFlag = None,
) -> None:
    """Take either side of a dialogue; what is played can be scored and reported like a run."""
    from commands.opening import open_workspace, settings_of
    from simulator.play.desk import Desk
    from simulator.play.game import play as played

    settings = settings_of(workspace=workspace, llm=llm, llm_base_url=llm_base_url)
    named = _named(task or ())
    opened = open_workspace(settings)
    folder = out or _free()
    other = agent if side == "user" else simulator
    tasks = named or _drawn(opened, seed)
    record = played(opened, tasks, side, Desk(print, input), folder, settings=settings, other=other, seed=seed)
    count = len(record.dialogues)
    print(f"{count} {'dialogue is' if count == 1 else 'dialogues are'} in {str(folder)!r}, with a report")


def _named(names: list[str] | tuple[str, ...]) -> list[Task]:
    """The tasks of FILE or FILE#N; ConfigError where there is no such."""
    from catalog.errors import ConfigError
    from simulator.task import read_tasks

    found: list[Task] = []
    for name in names:
        path, _, number = name.rpartition("#") if name.rpartition("#")[2].isdigit() else (name, "", "")
        tasks = read_tasks(Path(path))
        if number and not 1 <= int(number) <= len(tasks):
            raise ConfigError(f"{path!r} has no task {number}: it holds {len(tasks)}")
        found += [tasks[int(number) - 1]] if number else tasks
    return found


def _drawn(workspace: Workspace, seed: int) -> list[Task]:
    from simulator.making import make_tasks

    return make_tasks(workspace, 1, seed)


def _free() -> Path:
    """The first of play-1, play-2, … that is not there."""
    number = 1
    while Path(f"play-{number}").exists():
        number += 1
    return Path(f"play-{number}")
