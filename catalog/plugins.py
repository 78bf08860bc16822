"""Finding, importing and making what plug-ins' entry points name, with one clear line when that fails.

Knows entry points and what foreign code may raise. Knows no kind of plug-in.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from catalog.errors import PluginError

FAULTS = (
    ImportError,
    AttributeError,
    SyntaxError,
    NameError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    OSError,
    RuntimeError,
)
"""What foreign code may raise; a list, so that an interrupt or a lack of memory is not laid at its door."""


def import_plugin(entry: EntryPoint, kind: str) -> Any:
    """What the entry point names; PluginError names the plug-in and its fault."""
    try:
        return entry.load()
    except FAULTS as error:
        reason = " ".join(str(error).split())
        fault = f"{kind} plug-in {entry.name!r} ({entry.value}) cannot be imported: {reason}"
        raise PluginError(f"{fault}; mend or uninstall it") from error


def plugin_entries(group: str, plural: str, several: str = "") -> dict[str, EntryPoint]:
    """The entry points of a group by name, in order of name; PluginError where two have one name or none is there.

    `plural` says what they are, `several` what two of them are where that is another word.
    """
    entries: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=group), key=lambda entry: (entry.name, entry.value)):
        if entry.name in entries:
            raise PluginError(f"two {several or plural} are called {entry.name!r}; the second is {entry.value}")
        entries[entry.name] = entry
    if not entries:
        raise PluginError(f"no {plural} are installed: run `pip install -e .` in Parley's folder")
    return entries


def make_plugin(entry: EntryPoint, kind: str, wanted: type[Any], *arguments: object) -> Any:
    """What the entry point's class or function gives for `arguments`, under the entry point's own name.

    PluginError names the plug-in where it cannot be made, is not of the type `wanted`, or has another `name`.
    """
    maker: Callable[..., Any] = import_plugin(entry, kind)
    where = f"{kind} {entry.name!r} ({entry.value})"
    if not callable(maker):
        raise PluginError(f"{where} cannot be made: it is no class and no function")
    try:
        made = maker(*arguments)
    except FAULTS as error:
        raise PluginError(f"{where} cannot be made: {' '.join(str(error).split())}") from error
    if not isinstance(made, wanted):
        raise PluginError(f"{where} is no parley.{wanted.__name__} but a {type(made).__name__}")
    if (name := getattr(made, "name", None)) != entry.name:
        raise PluginError(f"{where} calls itself {name!r}; the two must be equal")
    return made
