"""`parley evaluate simulator`: are simulated people like people, and do they tell good agents from bad ones?

Knows the flags and the lines a person reads. Does not know what is measured nor how.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from commands.flags import WorkspaceFlag

Part = Literal["develop", "validate"]


def simulator(
    file: Annotated[Path, typer.Argument(help="People's dialogues, one JSON object a line.")],
    workspace: WorkspaceFlag = None,
    run: Annotated[Path | None, typer.Option(help="A run whose dialogues are compared; else some are made.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
    split: Annotated[Part, typer.Option(help="Which of the people's dialogues.")] = "validate",
    users: Annotated[int, typer.Option(min=20, help="How many dialogues are made.")] = 300,
    order: Annotated[int, typer.Option(min=0, help="How many people put five agents in order; 0: none.")] = 60,
    fit: Annotated[
        Path | None, typer.Option(help="Fit traits to the develop dialogues and write the mix of personas here.")
    ] = None,
    mix: Annotated[Path | None, typer.Option(help="Mix of personas to try; else the one in use.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other people.")] = 0,
) -> None:
    """Compare simulated people with the people of real dialogues."""
    from agent.console import progress_bars
    from catalog.dialogues import read_dialogues
    from catalog.errors import ConfigError
    from catalog.files import write_json
    from commands.opening import open_workspace, settings_of
    from simulator.fitted import read_mix
    from simulator.likeness.evaluation import Evaluation

    for place in (json, fit):
        if place is not None and (place.is_dir() or not place.absolute().parent.is_dir()):
            raise ConfigError(f"{str(place)!r} cannot be written: it is a folder, or its folder does not exist")
    settings = settings_of(workspace=workspace)
    read, tried = read_dialogues(file), None if mix is None else read_mix(mix)
    with progress_bars() as progress:
        evaluation = Evaluation(open_workspace(settings), read, settings, mix=tried, seed=seed, progress=progress)
        if fit is not None:
            fitted, report = evaluation.fit(users)
            write_json(fit, fitted.model_dump(mode="json"))
        else:
            report = evaluation.report(split, users=users, run=run, order=order)
    if json is not None:
        write_json(json, report)
    print("\n".join(_fitted_lines(report) if fit is not None else _lines(report)))


def _fitted_lines(report: dict[str, Any]) -> list[str]:
    lines = []
    for trait, found in report["traits"].items():
        both = zip(found["levels"], found["simulated"], strict=True)
        answers = ", ".join(f"{level:g}: {value}" for level, value in both)
        lines.append(f"{trait:<12} people {found['people']}; simulated at {answers}")
        lines.append(f"{'':<12} quantiles now {found['quantiles']}")
    return lines


def _lines(report: dict[str, Any]) -> list[str]:
    """The report for a person: one figure of both sides a line."""
    people, simulated = report["people"], report["simulated"]
    lines = [f"{'':<32} {'people':<24} {'simulated':<24} KS (halves of people, p95)"]
    for name, figure in people["marginals"].items():
        distance = report["distances"][name]["ks"]
        apart = f"{distance['value'][0]:.3f} ({distance['people_halves']['p95']:.3f})"
        lines.append(f"{name:<32} {_figure(figure):<24} {_figure(simulated['marginals'][name]):<24} {apart}")
    for table in ("verdicts", "reactions"):
        for name, figure in people[table].items():
            lines.append(f"{f'{table}: {name}':<32} {_figure(figure):<24} {_figure(simulated[table][name])}")
    for turn, (one, other) in enumerate(zip(people["reveal_curve"], simulated["reveal_curve"], strict=True), start=1):
        lines.append(f"{f'told by user turn {turn}':<32} {_figure(one):<24} {_figure(other)}")
    bigrams = report["distances"]["act_bigrams"]["js"]
    null = bigrams["people_halves"]["p95"]
    lines.append(f"act bigrams, JS {bigrams['value'][0]:.3f} (halves of people, p95 {null:.3f})")
    found = report["discriminator"]
    for name in ("words", "acts"):
        halves = _figure(found["people_halves"][name])
        lines.append(f"discriminator by {name}: AUC {_figure(found[name])}; halves of people {halves}")
    for side, told in found["tells"].items():
        lines.append(f"what tells {side}: {', '.join(map(repr, told))}")
    if report["order"] is not None:
        lines += _order_lines(report["order"])
    return lines


def _order_lines(order: dict[str, Any]) -> list[str]:
    lines = [f"{order['tasks']} people with five agents; the order {'holds' if order['holds'] else 'does NOT hold'}"]
    for name, found in order["agents"].items():
        lines.append(f"  {name:<12} " + "  ".join(f"{measure} {_figure(value)}" for measure, value in found.items()))
    return lines + [f"  satisfaction, {step}: {_figure(value)}" for step, value in order["steps"].items()]


def _figure(value: list[float]) -> str:
    return "{:.3f} ({:.3f} to {:.3f})".format(*value)
