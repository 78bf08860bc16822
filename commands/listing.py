"""`parley items` and `parley tools`: what a workspace holds and what a plan may call.

Knows the flags and the lines. How items are found and tools are loaded is the packages' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.flags import JsonFlag, WorkspaceFlag
from commands.opening import open_workspace, settings_of
from commands.output import show

if TYPE_CHECKING:
    from recommenders.workspace import Workspace


def items(
    query: Annotated[str, typer.Argument(help="Words of a title, person, keyword or text.")],
    workspace: WorkspaceFlag = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 10,
    json: JsonFlag = False,
) -> None:
    """Find items of a workspace by words."""
    found = _found(open_workspace(settings_of(workspace=workspace)), query, limit)
    show(found, json, [f"{item['item_id']}\t{item['title']}" for item in found])


def _found(workspace: Workspace, query: str, limit: int) -> list[dict[str, str]]:
    rows, _ = workspace.words.search(query, limit)
    catalog = workspace.catalog
    return [{"item_id": catalog.ids[row], "title": catalog.label(row)} for row in rows.tolist()]


def tools(json: JsonFlag = False) -> None:
    """List the tools a plan may call."""
    from tools.registry import load_tools

    found = [
        {
            "name": tool.name,
            "effect": tool.effect,
            "description": tool.description,
            "arguments": tool.Arguments.model_json_schema(),
        }
        for tool in load_tools().values()
    ]
    show(found, json, [f"{tool['name']:16} {tool['effect']:9} {tool['description']}" for tool in found])
