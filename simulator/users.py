"""Simulated people by name: built-in and foreign ones through the entry-point group `parley.users`.

Knows how they are discovered and what makes one acceptable. Does not know what they say. A new kind of person is one
line in `pyproject.toml`, ours or a plug-in's: `NAME = "module:maker"`, where `maker(settings, cache)` gives a
`SimulatedUser`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from catalog.errors import ConfigError
from catalog.plugins import make_plugin, plugin_entries
from simulator.simulated_user import SimulatedUser

if TYPE_CHECKING:
    from agent.settings import Settings

GROUP = "parley.users"
_PEOPLE = "simulated people"


def user_names() -> list[str]:
    """The names of all installed kinds of people, sorted."""
    return sorted(plugin_entries(GROUP, _PEOPLE, f"kinds of {_PEOPLE}"))


def make_user(name: str, settings: Settings | None = None, cache: Path | None = None) -> SimulatedUser:
    """The kind of people called `name`.

    `settings` say which language model they may ask, `cache` is the folder where its answers are kept; people by rules
    need neither. Raises ConfigError for an unknown name and for settings that do not do, PluginError for a broken
    plug-in.
    """
    entries = plugin_entries(GROUP, _PEOPLE, f"kinds of {_PEOPLE}")
    if name not in entries:
        raise ConfigError(f"no simulated people {name!r}; known: {', '.join(sorted(entries))}")
    user: SimulatedUser = make_plugin(entries[name], "user", SimulatedUser, settings, cache)
    return user
