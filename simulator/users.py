"""Simulated people by name: built-in and foreign ones through the entry-point group `parley.users`.

Knows how they are discovered and what makes one acceptable. Does not know what they say. A new kind of person is one
line in `pyproject.toml`, ours or a plug-in's: `NAME = "module:maker"`, where `maker(settings, cache)` gives a
`SimulatedUser`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.errors import ConfigError, PluginError
from catalog.plugins import FAULTS, import_plugin
from simulator.simulated_user import SimulatedUser

if TYPE_CHECKING:
    from agent.settings import Settings

GROUP = "parley.users"
Maker = Callable[["Settings | None", "Path | None"], SimulatedUser]


def user_names() -> list[str]:
    """The names of all installed kinds of people, sorted."""
    return sorted(_entries())


def make_user(name: str, settings: Settings | None = None, cache: Path | None = None) -> SimulatedUser:
    """The kind of people called `name`.

    `settings` say which language model they may ask, `cache` is the folder where its answers are kept; people by rules
    need neither. Raises ConfigError for an unknown name and for settings that do not do, PluginError for a broken
    plug-in.
    """
    entries = _entries()
    if name not in entries:
        raise ConfigError(f"no simulated people {name!r}; known: {', '.join(sorted(entries))}")
    entry = entries[name]
    maker: Maker = import_plugin(entry, "user")
    if not callable(maker):
        raise PluginError(f"user {name!r} ({entry.value}) cannot be made: it is no class and no function")
    try:
        made = maker(settings, cache)
    except FAULTS as error:
        reason = " ".join(str(error).split())
        raise PluginError(f"user {name!r} ({entry.value}) cannot be made: {reason}") from error
    if not isinstance(made, SimulatedUser):
        raise PluginError(f"user {name!r} ({entry.value}) is no parley.SimulatedUser but a {type(made).__name__}")
    if made.name != name:
        raise PluginError(f"user {name!r} ({entry.value}) calls itself {made.name!r}; the two must be equal")
    return made


def _entries() -> dict[str, EntryPoint]:
    entries: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        if entry.name in entries:
            raise PluginError(f"two kinds of simulated people are called {entry.name!r}; the second is {entry.value}")
        entries[entry.name] = entry
    if not entries:
        raise PluginError("no simulated people are installed: run `pip install -e .` in Parley's folder")
    return entries
