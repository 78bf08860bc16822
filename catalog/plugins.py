"""Importing what a plug-in's entry point names, with one clear line when that fails.

Knows entry points and what foreign code may raise. Knows no kind of plug-in.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint
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
