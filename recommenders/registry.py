"""Which recommenders exist: built-in and foreign ones, through one entry-point group.

Knows the group `parley.recommenders` and the interface. Does not know any model.
"""

from __future__ import annotations

from importlib.metadata import entry_points

from catalog.errors import PluginError
from catalog.plugins import import_plugin
from recommenders.recommender import Recommender

GROUP = "parley.recommenders"


def recommender_classes() -> dict[str, type[Recommender]]:
    """Every registered class by its name, in order of name; raises PluginError naming the plug-in at fault."""
    found: dict[str, type[Recommender]] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        loaded = import_plugin(entry, "recommender")
        if not (isinstance(loaded, type) and issubclass(loaded, Recommender)):
            raise PluginError(_line(entry.name, entry.value, "is not a subclass of Recommender"))
        missing = sorted(loaded.__abstractmethods__)
        if missing:
            raise PluginError(_line(entry.name, entry.value, f"lacks {', '.join(missing)}"))
        if getattr(loaded, "name", None) != entry.name:
            raise PluginError(_line(entry.name, entry.value, "must have its entry-point name as `name`"))
        if found.get(entry.name, loaded) is not loaded:
            raise PluginError(_line(entry.name, entry.value, "takes a name that is registered already"))
        found[entry.name] = loaded
    return found


def _line(name: str, value: str, fault: str) -> str:
    return f"recommender plug-in {name!r} ({value}) {fault}; mend or uninstall it"
