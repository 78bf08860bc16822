"""`parley chat` and `parley serve`: talking in the terminal, in JSON lines, or in the browser.

Knows the flags. How a conversation looks is the business of `agent.terminal`, `agent.console` and `web`.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from commands.flags import BaseUrlFlag, EncoderFlag, JsonFlag, LlmFlag, TodayFlag, WorkspaceFlag
from commands.opening import open_agent, open_store, settings_of


def chat(
    workspace: WorkspaceFlag = None,
    json: JsonFlag = False,
    user: Annotated[str | None, typer.Option(help="Who is talking; without a name nothing is remembered.")] = None,
    today: TodayFlag = None,
    llm: LlmFlag = None,
    llm_base_url: BaseUrlFlag = None,
    encoder: EncoderFlag = None,
    trace: Annotated[bool, typer.Option("--trace", help="Show how each reply came about.")] = False,
) -> None:
    """Chat in the terminal, or with --json one message a line in, one object a line out."""
    settings = settings_of(workspace=workspace, today=today, llm=llm, llm_base_url=llm_base_url, encoder=encoder)
    agent = open_agent(settings, open_store(settings) if user is not None else None)
    if json:
        from agent.console import answer_lines

        answer_lines(agent, sys.stdin.buffer, sys.stdout, user=user)
    else:
        from rich.console import Console

        from agent.terminal import converse

        converse(agent, Console(), user=user, trace=trace)


def serve(
    workspace: WorkspaceFlag = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    user: Annotated[str | None, typer.Option(help="Who talks in a new tab; the page has a field for it too.")] = None,
    today: TodayFlag = None,
    llm: LlmFlag = None,
    llm_base_url: BaseUrlFlag = None,
    encoder: EncoderFlag = None,
) -> None:
    """Serve the web UI until Ctrl-C."""
    from agent.preference import named_user
    from web.app import check_address
    from web.app import serve as serve_page

    settings = settings_of(workspace=workspace, today=today, llm=llm, llm_base_url=llm_base_url, encoder=encoder)
    if user is not None:
        named_user(user)
    check_address(host, port)
    store = open_store(settings) if user is not None else None
    serve_page(open_agent(settings, store), host=host, port=port, user=user)
