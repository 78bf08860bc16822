"""Finding tools: built-in and foreign ones through the entry-point group `parley.tools`.

Knows how tools are discovered and what makes one acceptable. Knows nothing about what they do.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from catalog.errors import PluginError
from catalog.plugins import FAULTS, import_plugin
from tools.tool import Tool

GROUP = "parley.tools"


def load_tools() -> dict[str, Tool]:
    """Every tool by its name; PluginError names the one that cannot be loaded or is no tool."""
    tools: dict[str, Tool] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name):
        tool = _load(entry)
        if tool.name in tools:
            raise PluginError(f"two tools are called {tool.name!r}; the second is {entry.value}")
        tools[tool.name] = tool
    if not tools:
        raise PluginError("no tools are installed: run `pip install -e .` in Parley's folder")
    return tools


def _load(entry: EntryPoint) -> Tool:
    target = import_plugin(entry, "tool")
    try:
        tool = target() if isinstance(target, type) and issubclass(target, Tool) else target
    except FAULTS as error:
        reason = " ".join(str(error).split())
        raise PluginError(f"tool {entry.name!r} ({entry.value}) cannot be made: {reason}") from error
    if not isinstance(tool, Tool):
        raise PluginError(f"tool {entry.name!r} ({entry.value}) is no parley.Tool but a {type(tool).__name__}")
    missing = [part for part in ("name", "description", "effect", "Arguments") if not hasattr(tool, part)]
    if missing:
        raise PluginError(f"tool {entry.name!r} ({entry.value}) lacks {', '.join(missing)}")
    return tool
