"""`parley simulate`: thousands of dialogues between simulated people and agents, in a folder that outlives a kill.

Knows flags and what is printed. What is run, and how, is `simulator.runs`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from commands.flags import WorkspaceFlag


def simulate(
    out: Annotated[Path, typer.Option(help="Folder of the run; the same command goes on where it was stopped.")],
    workspace: WorkspaceFlag = None,
    users: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many people, where no tasks are named.")] = 100,
    tasks: Annotated[Path | None, typer.Option(help="File of tasks, one JSON object a line.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives other people.")] = 0,
    agent: Annotated[list[str] | None, typer.Option(help="Name or http address; repeat it for more. [full]")] = None,
    simulator: Annotated[str, typer.Option(help="How people speak: rules, hybrid, free, acts (no words).")] = "rules",
    trials: Annotated[int, typer.Option(min=1, max=100, help="How often every agent meets every task.")] = 1,
    sessions: Annotated[
        int | None, typer.Option(min=1, max=100, help="How often people may come back; else as the tasks say.")
    ] = None,
    controls: Annotated[int, typer.Option(min=0, help="How many tasks the controls meet.")] = 50,
    workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes side by side.")] = 1,
    engine: Annotated[Literal["local", "ray"], typer.Option(help="Processes here, or a Ray cluster.")] = "local",
    ray_address: Annotated[str | None, typer.Option(help="A Ray cluster that is there; else one is started.")] = None,
    max_cost: Annotated[float | None, typer.Option(min=0, help="US dollars after which nothing more begins.")] = None,
) -> None:
    """Let agents talk with simulated people; write dialogues, figures and a report."""
    from agent.console import progress_bars
    from commands.opening import open_workspace, settings_of
    from simulator.runs.simulate import simulate as run

    settings = settings_of(workspace=workspace)
    with progress_bars(rate=True) as progress:
        record = run(
            open_workspace(settings),
            agent or ["full"],
            users=users,
            tasks=tasks,
            simulator=simulator,
            seed=seed,
            trials=trials,
            sessions=sessions,
            controls=controls,
            out=out,
            workers=workers,
            engine=engine,
            ray_address=ray_address,
            max_cost=max_cost,
            settings=settings,
            progress=progress,
            notice=_tell,
        )
    _show(out, record.timings)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _show(out: Path, timings: dict[str, Any]) -> None:
    """The figures on standard output."""
    import json

    from rich import box
    from rich.console import Console
    from rich.table import Table

    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("agent", no_wrap=True)
    for column in (*_SHARES, *_COUNTS, "ms a turn"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, figures in summary["agents"].items():
        cells = [_figure(figures[column]) for column in _SHARES] + [str(figures[column]) for column in _COUNTS]
        table.add_row(name, *cells, str(timings["agents"].get(name, {}).get("turn_ms", {}).get("p50", "")))
    console = Console(width=max(Console().width, _WIDTH), highlight=False)
    console.print(table)
    speed = f"{timings['dialogues']} dialogues, {timings['dialogues_per_second']} a second"
    console.print(f"{speed}; all of it in {out / 'report.html'}")


_SHARES = ("success@5", "success@15", "average_turns")
_COUNTS = ("violations", "invented", "repeats")
_WIDTH = 120  # what the table needs; a narrower terminal breaks its lines


def _figure(value: list[float] | None) -> str:
    return "-" if value is None else f"{value[0]:.3f} ±{(value[2] - value[1]) / 2:.3f}"
