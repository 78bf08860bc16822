"""`parley evaluate`: how good the recommenders are, on data whose end they have not seen.

Knows the flags of `rankers`, its table and what a person is told when it is stopped; `dialogues` and `simulator` are in
files of their own. Does not know models or metrics.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from commands.evaluate_dialogues import dialogues
from commands.evaluate_simulator import simulator

app = typer.Typer(
    help="Measure recommenders, all of Parley on human dialogues, and simulated people.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(dialogues)
app.command()(simulator)

Asked = Literal["validation", "test"]
_SURE = ("recall@10", "ndcg@10")
_PLAIN = ("mrr", "coverage@10", "gini@10", "novelty@10", "diversity@10")
_WIDTH = 140  # what the table needs; a narrower terminal breaks its lines


@app.callback()
def group() -> None:
    """Measure recommenders, all of Parley on human dialogues, and simulated people."""


@app.command()
def rankers(
    data: Annotated[str, typer.Argument(help="A data set (path or name) or a workspace folder.")],
    out: Annotated[Path | None, typer.Option(help="Folder for results; the same command goes on from there.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="File for the figures.")] = None,
    plot: Annotated[Path | None, typer.Option(help="File for a picture (png, svg, pdf).")] = None,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="How many seeds, 0 first.")] = 3,
    models: Annotated[str | None, typer.Option(help="Names with commas between; all if absent.")] = None,
    split: Annotated[Asked, typer.Option(help="Whom to ask; validation is for choosing.")] = "test",
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Seeds computed side by side, one thread each.")] = 1,
    encoder: Annotated[str | None, typer.Option(help="Text encoder: folder or hub name.")] = None,
) -> None:
    """Train and compare rankers: accuracy, coverage, novelty, fairness, with intervals."""
    from agent.console import progress_bars
    from agent.settings import load_settings
    from catalog.errors import Interrupted
    from catalog.files import write_json
    from recommenders.ranking_comparison import compare
    from recommenders.ranking_data import load_ranking_data
    from recommenders.ranking_jobs import run_seeds
    from recommenders.ranking_run import model_names, within_reach
    from recommenders.ranking_store import RankingStore

    settings = load_settings({"encoder": encoder})
    for path in (json, plot):
        _check_place(path)
    asked = model_names([name.strip() for name in models.split(",")] if models else None)
    with progress_bars() as progress, nullcontext(out) if out else tempfile.TemporaryDirectory() as folder:
        found = load_ranking_data(data, split, data=settings.data, encoder=settings.encoder, progress=progress)
        names, notes = within_reach(asked, found)
        store = RankingStore(Path(folder))
        store.claim({"data": found.name, "split": split, "encoder": found.encoder, "digest": found.digest})
        try:
            run_seeds(found, store, names, range(seeds), jobs, progress)
        except KeyboardInterrupt as stop:
            kept = f"finished results are in {str(out)!r}, the same command goes on" if out else "--out keeps results"
            raise Interrupted(f"interrupted; {kept}") from stop
        comparison = compare(found, store, names, range(seeds), notes)
    if json:
        write_json(json, comparison)
    if plot:
        from recommenders.ranking_plot import plot as draw

        draw(comparison, plot)
    _show(comparison)


def _check_place(path: Path | None) -> None:
    """ConfigError where nothing can be written at `path`: better now than after hours of work."""
    from catalog.errors import ConfigError

    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise ConfigError(f"{str(path)!r} cannot be written: it is a folder, or its folder does not exist")


def _show(comparison: dict[str, Any]) -> None:
    """The table on standard output, notes on standard error."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("model", no_wrap=True)
    for column in (*_SURE, *_PLAIN, "unseen", "train s"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, model in comparison["models"].items():
        mean, low, high = model["unseen"]["recall@10"]
        cells = [f"{model[column][0]:.4f} ±{(model[column][2] - model[column][1]) / 2:.4f}" for column in _SURE]
        cells += [f"{model[column][0]:.3f}" for column in _PLAIN]
        table.add_row(name, *cells, f"{mean:.4f}", f"{comparison['seconds'][name]['train'][0]:.1f}")
    facts, width = comparison["data"], Console().width
    console = Console(width=max(width, _WIDTH), highlight=False)
    console.print(f"{facts['name']}: {facts['people']} people, {facts['items']} items, seeds {comparison['seeds']}")
    console.print(comparison["protocol"]["split"])
    console.print(table)
    if "blend_gain" in comparison:
        gained = comparison["blend_gain"]
        mean, low, high = gained["difference"]
        console.print(f"blend less {gained['against']}, ndcg@10: {mean:+.4f} ({low:+.4f} to {high:+.4f})")
    for note in comparison["notes"]:
        print(f"note: {note}", file=sys.stderr)
