"""Agents by name: built-in and foreign ones through the entry-point group `parley.agents`, others by their address.

Knows how agents are discovered and what makes one acceptable. Does not know what they do. A new agent is one line in
`pyproject.toml`, ours or a plug-in's: `NAME = "module:maker"`, where `maker(workspace, settings)` gives a `Contestant`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.errors import ConfigError
from catalog.plugins import make_plugin, plugin_entries
from simulator.contestant import Contestant

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

GROUP = "parley.agents"
ADDRESSES = ("http://", "https://")


def agent_names() -> list[str]:
    """The names of all installed agents, sorted; any http:// or https:// address is an agent besides."""
    return sorted(plugin_entries(GROUP, "agents"))


def make_contestant(name: str, workspace: Workspace, settings: Settings | None = None) -> Contestant:
    """The agent called `name` over a workspace; an address is an agent behind HTTP.

    `settings` say which language model an agent may use and how long a turn may take; None is the embedded brain.
    Raises ConfigError for an unknown name and for an agent that the settings do not allow, PluginError for a broken
    plug-in.
    """
    if name.startswith(ADDRESSES):
        from simulator.agents.http_agent import HttpAgent

        return HttpAgent(name, workspace, settings)
    entries = plugin_entries(GROUP, "agents")
    if name not in entries:
        known = ", ".join(sorted(entries))
        raise ConfigError(f"no agent {name!r}; known: {known}, or an address that begins with http:// or https://")
    agent: Contestant = make_plugin(entries[name], "agent", Contestant, workspace, settings)
    return agent
