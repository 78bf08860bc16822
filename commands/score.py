"""`parley score`, `parley compare` and `parley report`: figures of a run, from what lies on disk.

Knows flags and the lines a person reads. What is measured, and how sure it is, is in `simulator.scores`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

RunArgument = Annotated[Path, typer.Argument(help="Folder of a run.")]
FileFlag = Annotated[Path | None, typer.Option("--json", help="File for the figures.")]
_SCORED = ("success@5", "success@15", "average_turns", "rating", "leave_rate")
_COUNTED = ("violations", "invented", "repeats")


def score(run: RunArgument, json: FileFlag = None) -> None:
    """Compute the figures of a run again from its dialogues."""
    from simulator.runs.run_folder import read_run
    from simulator.scores.summary import summarise

    _check(json)
    summary = summarise(read_run(run))
    _write(json, summary)
    table = _table("agent", *(_words(name) for name in _SCORED), *_COUNTED)
    for name, row in summary["agents"].items():
        cells = [_figure(measure, row[measure]) for measure in _SCORED]
        table.add_row(name, *cells, *(str(row[count]) for count in _COUNTED))
    _print(table, summary["protocol"]["warnings"])


def compare(
    runs: Annotated[list[Path], typer.Argument(help="Folder of a run, or of two.", metavar="RUN [RUN]")],
    json: FileFlag = None,
    metric: Annotated[
        list[str] | None, typer.Option(help="What is tested; repeat it for more. [the primary one of the run]")
    ] = None,
    baseline: Annotated[str | None, typer.Option(help="Agent to compare with. [the first]")] = None,
) -> None:
    """Compare agents pair by pair on the same people, within a run or between two."""
    from catalog.errors import ConfigError
    from simulator.runs.run_folder import read_run
    from simulator.scores.comparison import compare as compared

    _check(json)
    if len(runs) > 2:
        raise ConfigError("one run or two can be compared; name no more")
    names = [run.name for run in runs] if len({run.name for run in runs}) == len(runs) else [str(run) for run in runs]
    read = [(name, read_run(run)) for name, run in zip(names, runs, strict=True)]
    found = compared(read, baseline=baseline, metrics=metric or ())
    _write(json, found)
    table = _table("agent", "against", "measure", "difference", "detectable", "p", "p, Holm", "pairs")
    for row in found["comparisons"]:
        p = [f"{row[key]:.4f}" if key in row else "" for key in ("p", "p_holm")]
        table.add_row(row["agent"], row["baseline"], _words(row["metric"]), *_apart(row), *p, str(row["pairs"]))
    tests = f"p: permutation of users' sides; Holm over {found['family']} tests; detectable: with 80 % power at .05"
    _print(table, [*found["notes"], tests])


def report(
    run: RunArgument,
    out: Annotated[Path | None, typer.Option(help="File of the page. [report.html in the run]")] = None,
) -> None:
    """Write the report of a run: one page that needs nothing else."""
    from simulator.reports.html import write_report
    from simulator.runs.run_folder import REPORT, read_run

    _check(out)
    record, path = read_run(run), out or run / REPORT
    write_report(record, path)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def _check(path: Path | None) -> None:
    """ConfigError, before any work, where a file cannot be written."""
    from catalog.errors import ConfigError

    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise ConfigError(f"{str(path)!r} cannot be written: it is a folder, or its folder does not exist")


def _write(path: Path | None, value: object) -> None:
    from catalog.files import write_json

    if path is not None:
        write_json(path, value)


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="left" if column in ("agent", "against", "measure") else "right")
    return table


def _print(table: Table, lines: Sequence[str]) -> None:
    """The table, as wide as it needs to be where nobody is looking, and lines below it."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console = console if console.is_terminal else Console(highlight=False, markup=False, emoji=False, width=200)
    console.print(table)
    for line in lines:
        console.print(line)


def _apart(row: dict[str, Any]) -> tuple[str, str]:
    """The difference, and the least that could have been found."""
    from simulator.reports.words import points, reach

    metric, difference = row["metric"], row["difference"]
    if difference is None:
        return "-", "-"
    least = points(metric, [row["detectable"]])[1:] if "detectable" in row else "-"
    return f"{points(metric, difference)} ({reach(metric, difference)})", least


def _words(metric: str) -> str:
    return metric.replace("_", " ")


def _figure(metric: str, value: Sequence[float] | None) -> str:
    """Percent for shares, else the value; with its interval where there is one."""
    from simulator.reports.words import mean, reach

    return "-" if value is None else f"{mean(metric, value)} ({reach(metric, value)})"
