"""`parley evaluate dialogues`: what is understood of conversations people had, and what is recommended in them.

Knows the flags and the lines a person reads. Does not know what is measured nor how.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from commands.flags import EncoderFlag, WorkspaceFlag

Part = Literal["develop", "validate", "all"]


def dialogues(
    file: Annotated[Path, typer.Argument(help="Dialogues, one JSON object a line.")],
    workspace: WorkspaceFlag = None,
    json: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
    split: Annotated[
        Part | None, typer.Option(help="Which dialogues; without it those the workspace did not learn from.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Labels of messages: intents and conditions are scored too, on a third of them.")
    ] = None,
    encoder: EncoderFlag = None,
) -> None:
    """Replay human dialogues: titles, sentiment, what was seen, and the film recommended next."""
    from agent.console import progress_bars
    from agent.dialogues.evaluation import evaluate
    from agent.dialogues.intents import PROTOCOL, intent_report
    from agent.dialogues.labelled import read_labels
    from catalog.dialogues import read_dialogues
    from catalog.errors import ConfigError
    from catalog.files import write_json
    from commands.opening import open_workspace, settings_of

    if json is not None and (json.is_dir() or not json.absolute().parent.is_dir()):
        raise ConfigError(f"{str(json)!r} cannot be written: it is a folder, or its folder does not exist")
    read = read_dialogues(file)
    labelled = [] if labels is None else read_labels(labels)
    opened = open_workspace(settings_of(workspace=workspace, encoder=encoder))
    with progress_bars() as progress:
        report = evaluate(opened, read, split=split, progress=progress)
    if labels is not None:
        report |= intent_report(read, labelled, opened, dt.date.today())
        report["protocol"] |= PROTOCOL
    if json is not None:
        write_json(json, report)
    print("\n".join(_lines(report)))


def _lines(report: dict[str, Any]) -> list[str]:
    """The report for a person: one figure or one ranker a line."""
    count = report["dialogues"]
    lines = [f"{count['scored']} dialogues scored, {count['skipped']} skipped"]
    for table, names in (("linking", ("precision", "recall")), ("sentiment", ("macro_f1",)), ("seen", ("f1",))):
        lines += [f"{table} {name:<12} {_figure(report[table][name])}" for name in names]
    if "intents" in report:
        intents, constraints = report["intents"], report["constraints"]
        lines.append(f"intents accuracy {_figure(intents['accuracy'])}, {intents['n']} messages")
        lines += [f"constraints {name:<9} {_figure(constraints[name])}" for name in ("precision", "recall", "f1")]
    for table in ("recommendation", "recommendation_with_repeats"):
        lines.append(f"{table.replace('_', ' ')}, {report[table]['films']} films")
        rankers = {"parley": report, **{n: b for n, b in report["baselines"].items() if table in b}}
        for name, found in rankers.items():
            cells = (f"{key} {_figure(value)}" for key, value in found[table].items() if key != "films")
            lines.append(f"  {name:<18} {'  '.join(cells)}")
    return lines


def _figure(value: list[float]) -> str:
    return "{:.3f} ({:.3f} to {:.3f})".format(*value)
