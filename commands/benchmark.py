"""`parley benchmark`: named benchmarks whose figures can be compared over time and with others' work.

Knows the flags of `lastfm` and its tables; fixed tasks are in a file of their own, `redial-replay` is `parley evaluate
dialogues`. Does not know what is measured nor how.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.benchmark_tasks import SETS, on_tasks
from commands.evaluate_dialogues import dialogues

if TYPE_CHECKING:
    from simulator.lastfm.noise import Noise
    from simulator.lastfm.world import Kind

app = typer.Typer(
    help="Run a named benchmark with a fixed protocol.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Attributes = Literal["coarse", "fine", "both"]


@app.callback()
def group() -> None:
    """Run a named benchmark with a fixed protocol."""


app.command("redial-replay")(dialogues)
for _name in SETS:
    app.command(_name)(on_tasks(_name))


@app.command()
def lastfm(
    data: Annotated[Path | None, typer.Option(help="Folder of the data; else `lastfm` in the data folder.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
    noise: Annotated[
        list[str] | None, typer.Option(help="WRONG,UNKNOWN shares of answers, as often as wanted; or: grid.")
    ] = None,
    attributes: Annotated[Attributes, typer.Option(help="33 attributes, 8,438, or both.")] = "both",
    pairs: Annotated[int, typer.Option(min=1, help="Test pairs drawn; there are 11,892.")] = 2_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of pairs, openers and answers.")] = 0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; figures do not depend on them.")] = 1,
) -> None:
    """Asking about attributes as EAR, SCPR and UNICORN do, 15 turns, with answers that may be wrong or missing."""
    from agent.console import progress_bars
    from catalog.errors import ConfigError
    from catalog.files import write_json
    from simulator.lastfm.benchmark import Plan, run

    if json is not None and (json.is_dir() or not json.absolute().parent.is_dir()):
        raise ConfigError(f"{str(json)!r} cannot be written: it is a folder, or its folder does not exist")
    kinds: tuple[Kind, ...] = ("coarse", "fine") if attributes == "both" else (attributes,)
    plan = Plan(kinds, _noises(noise), pairs, seed, workers)
    with progress_bars() as progress:
        report = run(_folder(data), plan, progress)
    if json is not None:
        write_json(json, report)
    print("\n".join(_lines(report)))


def _folder(data: Path | None) -> Path:
    if data is not None:
        return data.expanduser()
    from catalog.datasets import resolve
    from commands.opening import settings_of

    return resolve("lastfm", settings_of().data)


def _noises(words: list[str] | None) -> tuple[Noise, ...]:
    from simulator.lastfm.benchmark import Plan, noises_of
    from simulator.lastfm.noise import GRID

    if not words:
        return Plan().noises
    return GRID if words == ["grid"] else noises_of(words)


def _lines(report: dict[str, Any]) -> list[str]:
    """One agent a line, in every world under every noise."""
    lines = []
    rates = report["speed"]["dialogues_per_second"]
    for kind, world in report["worlds"].items():
        for noise, played in world["noise"].items():
            lines.append(f"{world['attributes']} attributes, {world['pairs']} test pairs, {noise}")
            lines.append(f"  {'':<14} {'SR@15':<24} {'AT':<22} {'hDCG':<24} dialogues/s")
            for name, found in played["agents"].items():
                cells = (_figure(found["success@15"]), _turns(found["average_turns"]), _figure(found["hdcg"]))
                success, turns, gain = cells
                lines.append(f"  {name:<14} {success:<24} {turns:<22} {gain:<24} {rates[kind][noise][name]:.0f}")
            label = next(key for key in played if key != "agents")
            lines.append(f"  {label}: SR@15 {_figure(played[label]['success@15'])}")
    return lines


def _figure(value: list[float]) -> str:
    return "{:.3f} ({:.3f} to {:.3f})".format(*value)


def _turns(value: list[float]) -> str:
    return "{:.2f} ({:.2f} to {:.2f})".format(*value)
