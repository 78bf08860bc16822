"""`parley memory`: what is remembered about a user, seen and changed.

Knows the flags and the lines. What is remembered, and where, is the agent's business.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from catalog.errors import ConfigError
from commands.flags import JsonFlag, UserFlag
from commands.opening import open_store, settings_of
from commands.output import show

if TYPE_CHECKING:
    from agent.preference import PreferenceFact

_ALWAYS = "always"

app = typer.Typer(help="What is remembered about a user.", no_args_is_help=True, rich_markup_mode=None)


@app.command("show")
def memory_show(user: UserFlag, json: JsonFlag = False) -> None:
    """Show what is remembered about a user, oldest first."""
    facts = open_store(settings_of()).facts(user)
    show([_plain(fact) for fact in facts], json, [str(fact) for fact in facts])


@app.command("edit")
def memory_edit(
    user: UserFlag,
    fact: Annotated[str, typer.Argument(help="Id of the fact.")],
    polarity: Annotated[int | None, typer.Option(min=-1, max=1, help="1 likes it, -1 does not, 0 has seen it.")] = None,
    strength: Annotated[float | None, typer.Option(min=0, max=1, help="How strongly.")] = None,
    expiry: Annotated[str | None, typer.Option(metavar="DATE", help=f"The last day it holds; or: {_ALWAYS}.")] = None,
    value: Annotated[list[str] | None, typer.Option(help="What it is about; repeat it for several.")] = None,
    json: JsonFlag = False,
) -> None:
    """Change one thing that is remembered."""
    given: dict[str, Any] = {"polarity": polarity, "strength": strength, "value": value}
    changes = {name: change for name, change in given.items() if change is not None}
    if expiry is not None:
        changes["expiry"] = None if expiry == _ALWAYS else _day(expiry)
    if not changes:
        raise ConfigError("nothing to change: give --polarity, --strength, --expiry or --value")
    edited = open_store(settings_of()).edit(user, fact, **changes)
    show(_plain(edited), json, [str(edited)])


@app.command("forget")
def memory_forget(
    user: UserFlag,
    facts: Annotated[
        list[str] | None, typer.Argument(help="Ids of what to forget; none means everything, conversations too.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Forget what is remembered about a user, and the words that tell of it."""
    store = open_store(settings_of())
    n = store.forget(user, facts) if facts else store.forget_all(user)
    show({"forgotten": n}, json, [f"forgotten: {n}"])


@app.command("export")
def memory_export(user: UserFlag, json: JsonFlag = False) -> None:
    """Write everything kept about a user as one JSON document: facts, conversations, turns, feedback."""
    show(open_store(settings_of()).export(user), True, [])


@app.command("import")
def memory_import(
    user: UserFlag,
    file: Annotated[
        typer.FileText, typer.Argument(encoding="utf-8", help="An exported document; - reads standard input.")
    ],
    json: JsonFlag = False,
) -> None:
    """Merge an exported document into what is kept about a user."""
    import json as json_format

    try:
        data = json_format.load(file)
    except ValueError as error:
        raise ConfigError(f"what is to be imported is no JSON document: {error}") from error
    new = open_store(settings_of()).import_(user, data)
    show(new, json, [f"new: {', '.join(f'{n} {name}' for name, n in new.items())}"])


def _plain(fact: PreferenceFact) -> dict[str, Any]:
    return {"id": fact.id, **fact.model_dump(mode="json")}


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"--expiry {text!r} is no day such as 2026-12-31; or: {_ALWAYS}") from None
