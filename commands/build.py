"""`parley build`: a workspace from a table or a data set known by name.

Knows the flags, the bars and what a person is told when a build is stopped. Does not know how anything is built.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.flags import EncoderFlag

if TYPE_CHECKING:
    from agent.settings import Settings


def build(
    dataset: Annotated[str, typer.Option(help="A path, or a name such as films.")],
    out: Annotated[Path, typer.Option(help="Folder of the workspace.")],
    interactions: Annotated[Path | None, typer.Option(help="File with events of users on items.")] = None,
    schema: Annotated[Path | None, typer.Option(help="TOML file about the columns.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
    hold_out: Annotated[float, typer.Option(min=0, max=0.9, help="Share of the people not to learn from.")] = 0,
    encoder: EncoderFlag = None,
) -> None:
    """Build a workspace: catalog, word index, vectors and trained models."""
    from agent.settings import load_settings
    from catalog.inference import load_overrides

    settings = load_settings({"encoder": encoder})
    overrides = load_overrides(schema) if schema else None
    build_workspace_at(
        dataset, out, settings, interactions=interactions, overrides=overrides, seed=seed, share=hold_out
    )


def build_workspace_at(
    dataset: str,
    out: Path,
    settings: Settings,
    *,
    interactions: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    seed: int = 0,
    share: float = 0.0,
) -> None:
    """Build into `out` with bars, a `share` of the people held out, and say what came of it; Interrupted where somebody
    stopped it."""
    # Read by the OpenMP runtime when torch is loaded: threads that wait must not spin, or a busy machine builds ten
    # times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from agent.console import progress_bars
    from catalog.errors import Interrupted
    from recommenders.build import build_workspace, check_target, gather

    check_target(out.expanduser().resolve())
    found = gather(dataset, data=settings.data, interactions=interactions, overrides=overrides)
    try:
        with progress_bars() as progress:
            manifest = build_workspace(
                found, out, seed=seed, progress=progress, overrides=overrides, encoder=settings.encoder, share=share
            )
    except KeyboardInterrupt as stop:
        raise Interrupted("interrupted; the same command goes on where it stopped") from stop
    for note in manifest.dataset.notes:
        print(f"note: {note}", file=sys.stderr)
    sizes = manifest.sizes
    held = f"; {sizes.held_out} more are held out" if sizes.held_out else ""
    print(f"{out}: {sizes.items} items, {sizes.events} {manifest.dataset.source} events of {sizes.users} users{held}")
