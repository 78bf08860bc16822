"""`parley data`: the data sets known by name.

Knows the flags, the bars and that a licence is shown. Where data sets live and how they are fetched is the catalog's
business.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from commands.flags import JsonFlag
from commands.opening import settings_of
from commands.output import show

app = typer.Typer(help="Data sets known by name.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def data_list(json: JsonFlag = False) -> None:
    """List the data sets known by name, and which are on this machine."""
    from catalog.datasets import KNOWN, data_folder, located

    folder = settings_of().data or data_folder()
    here = {known.name: located(known, folder) is not None for known in KNOWN}
    found = [{"name": d.name, "here": here[d.name], "origin": d.origin, "licence": d.licence} for d in KNOWN]
    show(found, json, [f"{d.name:16} {'here' if here[d.name] else '-':5} {d.origin:9} {d.about}" for d in KNOWN])


@app.command("get")
def data_get(name: Annotated[str, typer.Argument(help="Name of the data set, for example ml-latest-small.")]) -> None:
    """Fetch a data set from its owner, verify it and show its licence."""
    from agent.console import progress_bars
    from catalog.datasets import data_folder, fetch, known_dataset

    known = known_dataset(name)
    print(f"licence: {known.licence}", file=sys.stderr)
    with progress_bars() as progress:
        place = fetch(name, settings_of().data or data_folder(), progress)
    print(place)
