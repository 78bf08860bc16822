"""`parley train`: teaching a finished workspace more.

Knows the flags and what a person is told. Does not know how models learn.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Train the models of a workspace further.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Train the models of a workspace further."""


@app.command()
def grpo(
    workspace: Annotated[Path, typer.Option("--workspace", help="Workspace folder.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the result; in place if absent.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
) -> None:
    """Polish the retriever by what its own beams earn; keep it only where held-out people gain."""
    # Read by the OpenMP runtime when torch is loaded: threads that wait must not spin.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from agent.console import progress_bars
    from catalog.errors import Interrupted
    from recommenders.polishing import polish_workspace

    try:
        with progress_bars() as progress:
            found = polish_workspace(workspace.expanduser(), out, seed=seed, progress=progress)
    except KeyboardInterrupt as stop:
        raise Interrupted("interrupted; the workspace is unchanged, the same command goes on") from stop
    print(f"retriever, ndcg@10 of {found.people} held-out people: {found.before:.4f} before, {found.after:.4f} after")
    if not found.kept:
        print("no gain: the supervised retriever stays")
        return
    for name in ("retriever", "blend"):
        for figure, value in sorted(found.new.get(name, {}).items()):
            was = found.old[name][figure]
            print(f"{name}, {figure} of people whom nothing was chosen on: {was:.4f} before, {value:.4f} after")
    print(f"written to {out or workspace}")
