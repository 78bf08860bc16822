"""`parley memory`: what is remembered about a user.

Knows the flags and the lines. What is remembered, and where, is the agent's business.
"""

from __future__ import annotations

from typing import Annotated

import typer

from commands.flags import JsonFlag, UserFlag
from commands.opening import open_store, settings_of
from commands.output import show

app = typer.Typer(help="What is remembered about a user.", no_args_is_help=True, rich_markup_mode=None)


@app.command("show")
def memory_show(user: UserFlag, json: JsonFlag = False) -> None:
    """Show what is remembered about a user, oldest first."""
    facts = open_store(settings_of()).facts(user)
    show([{"id": fact.id, **fact.model_dump(mode="json")} for fact in facts], json, [str(fact) for fact in facts])


@app.command("forget")
def memory_forget(
    user: UserFlag,
    facts: Annotated[list[str] | None, typer.Argument(help="Ids of what to forget; none means everything.")] = None,
    json: JsonFlag = False,
) -> None:
    """Forget what is remembered about a user."""
    store = open_store(settings_of())
    n = store.forget(user, facts) if facts else store.forget_all(user)
    show({"forgotten": n}, json, [f"forgotten: {n}"])
