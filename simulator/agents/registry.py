"""Agents by name: built-in and foreign ones through the entry-point group `parley.agents`, others by their address.

Knows how agents are discovered and what makes one acceptable. Does not know what they do. A new agent is one line in
`pyproject.toml`, ours or a plug-in's: `NAME = "module:maker"`, where `maker(workspace, settings)` gives a `Contestant`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from catalog.errors import ConfigError, PluginError
from catalog.plugins import FAULTS, import_plugin
from simulator.contestant import Contestant

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

GROUP = "parley.agents"
ADDRESSES = ("http://", "https://")
Maker = Callable[["Workspace", "Settings | None"], Contestant]


def agent_names() -> list[str]:
    """The names of all installed agents, sorted; any http:// or https:// address is an agent besides."""
    return sorted(_entries())


def make_contestant(name: str, workspace: Workspace, settings: Settings | None = None) -> Contestant:
    """The agent called `name` over a workspace; an address is an agent behind HTTP.

    `settings` say which language model an agent may use and how long a turn may take; None is the embedded brain.
    Raises ConfigError for an unknown name and for an agent that the settings do not allow, PluginError for a broken
    plug-in.
    """
    if name.startswith(ADDRESSES):
        from simulator.agents.http_agent import HttpAgent

        return HttpAgent(name, workspace, settings)
    entries = _entries()
    if name not in entries:
        known = ", ".join(sorted(entries))
        raise ConfigError(f"no agent {name!r}; known: {known}, or an address that begins with http:// or https://")
    return _made(entries[name], workspace, settings)


def _entries() -> dict[str, EntryPoint]:
    entries: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        if entry.name in entries:
            raise PluginError(f"two agents are called {entry.name!r}; the second is {entry.value}")
        entries[entry.name] = entry
    if not entries:
        raise PluginError("no agents are installed: run `pip install -e .` in Parley's folder")
    return entries


def _made(entry: EntryPoint, workspace: Workspace, settings: Settings | None) -> Contestant:
    maker = import_plugin(entry, "agent")
    if not callable(maker):
        raise PluginError(f"agent {entry.name!r} ({entry.value}) cannot be made: it is no class and no function")
    try:
        made = maker(workspace, settings)
    except FAULTS as error:
        reason = " ".join(str(error).split())
        raise PluginError(f"agent {entry.name!r} ({entry.value}) cannot be made: {reason}") from error
    if not isinstance(made, Contestant):
        raise PluginError(f"agent {entry.name!r} ({entry.value}) is no parley.Contestant but a {type(made).__name__}")
    if made.name != entry.name:
        raise PluginError(f"agent {entry.name!r} ({entry.value}) calls itself {made.name!r}; the two must be equal")
    return made
