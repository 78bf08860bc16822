"""What commands open before they work: settings, workspace, store, agent.

Knows which is used where none is named, and that the bundled films are built where nothing is there yet. Knows
nothing about what a command then does with it. Everything heavy is imported when it is opened.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from commands.build import build_workspace_at

if TYPE_CHECKING:
    from agent.agent import Agent
    from agent.settings import Settings
    from agent.store import Store
    from recommenders.workspace import Workspace


def settings_of(**flags: Any) -> Settings:
    """The settings in force; flags that are None were not given. ConfigError for what cannot be."""
    from agent.settings import load_settings

    return load_settings(flags)


def open_workspace(settings: Settings) -> Workspace:
    """The workspace to use; the bundled films are built first where there is none and nobody named one."""
    from agent.settings import default_workspace
    from recommenders.workspace import Workspace

    path, named = default_workspace(settings)
    if not named and not path.exists():
        print(f"No workspace yet: building the bundled films in {path} …", file=sys.stderr)
        build_workspace_at("films", path, settings)
    return Workspace.open(path, encoder=settings.encoder)


def open_store(settings: Settings) -> Store:
    """The store of what is remembered about users."""
    from agent.store import open_store as opened

    return opened(settings.store)


def open_agent(settings: Settings, store: Store | None = None) -> Agent:
    """The agent over the workspace, warm; `store` as `agent.agent.Agent` takes it.

    ConfigError for a model that cannot be asked comes before a workspace is opened or built.
    """
    from agent.agent import load_agent

    if settings.llm != "embedded":
        from agent.language.endpoint.endpoint import Endpoint

        Endpoint.of(settings)
    workspace = open_workspace(settings)
    workspace.warm()
    return load_agent(workspace, today=settings.today, store=store, settings=settings)
