"""The public names of Parley, loaded when they are first used: what plug-ins, notebooks and examples import.

Knows where each public name lives, and refuses to work where a foreign package has taken the name of one of Parley's
own. Imports nothing of Parley, and nothing heavy, by itself.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.agent import Agent as Agent
    from agent.agent import load_agent as load_agent
    from agent.event import Event as Event
    from agent.reply import Reply as Reply
    from agent.rules import Rule as Rule
    from catalog.constraint import Constraint as Constraint
    from catalog.errors import CatalogError as CatalogError
    from catalog.errors import ConfigError as ConfigError
    from catalog.errors import InfrastructureFault as InfrastructureFault
    from catalog.errors import ModelError as ModelError
    from catalog.errors import ParleyError as ParleyError
    from catalog.errors import PluginError as PluginError
    from catalog.errors import ToolFailed as ToolFailed
    from catalog.interactions import Interactions as Interactions
    from catalog.readers.dataset import Dataset as Dataset
    from catalog.readers.dataset import Reader as Reader
    from catalog.schema import Field as Field
    from catalog.schema import Schema as Schema
    from catalog.table import Catalog as Catalog
    from recommenders.build import build_workspace as build_workspace
    from recommenders.profile import UserProfile as UserProfile
    from recommenders.recommender import ItemData as ItemData
    from recommenders.recommender import Recommender as Recommender
    from recommenders.workspace import Workspace as Workspace
    from simulator.agent_turn import AgentTurn as AgentTurn
    from simulator.contestant import Contestant as Contestant
    from simulator.runs.simulate import simulate as simulate
    from simulator.simulated_user import SimulatedUser as SimulatedUser
    from tools.candidates import Candidates as Candidates
    from tools.tool import Tool as Tool
    from tools.tool import ToolContext as ToolContext
    from tools.tool import ToolResult as ToolResult
    from tools.tool import tool as tool

# Read once, when numpy loads: one query is several times slower on many threads of a busy machine than on one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PUBLIC = {
    "agent.agent": ("Agent", "load_agent"),
    "agent.event": ("Event",),
    "agent.reply": ("Reply",),
    "agent.rules": ("Rule",),
    "catalog.constraint": ("Constraint",),
    "catalog.errors": (
        "CatalogError", "ConfigError", "InfrastructureFault", "ModelError", "ParleyError", "PluginError", "ToolFailed",
    ),
    "catalog.interactions": ("Interactions",),
    "catalog.readers.dataset": ("Dataset", "Reader"),
    "catalog.schema": ("Field", "Schema"),
    "catalog.table": ("Catalog",),
    "recommenders.build": ("build_workspace",),
    "recommenders.profile": ("UserProfile",),
    "recommenders.recommender": ("ItemData", "Recommender"),
    "recommenders.workspace": ("Workspace",),
    "simulator.agent_turn": ("AgentTurn",),
    "simulator.contestant": ("Contestant",),
    "simulator.runs.simulate": ("simulate",),
    "simulator.simulated_user": ("SimulatedUser",),
    "tools.candidates": ("Candidates",),
    "tools.tool": ("Tool", "ToolContext", "ToolResult", "tool"),
}
"""Module -> the public names in it."""

PACKAGES = ("agent", "catalog", "commands", "recommenders", "simulator", "tools", "web")
_HOME = {name: module for module, names in PUBLIC.items() for name in names}



def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("parley")
    if name not in _HOME:
        raise AttributeError(f"module 'parley' has no attribute {name!r}")
    refuse_shadows()
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return ["__version__", *sorted(_HOME)]


def shadows() -> list[str]:
    """One line for each of Parley's packages whose name leads to somebody else's code; empty where all is well."""
    home = Path(__file__).resolve().parent
    found = []
    for name in PACKAGES:
        place = _place(name)
        if place is None:
            found.append(f"package {name!r} of Parley is missing from {str(home)!r}; install Parley again")
        elif place.parent != home:
            found.append(
                f"the name {name!r} leads to {str(place)!r} instead of Parley's own package in {str(home)!r}; "
                "uninstall or rename that package, or start Python where it is not found first"
            )
    return found


def refuse_shadows() -> None:
    """Raise ImportError with one line where a foreign package shadows one of Parley's."""
    found = shadows()
    if found:
        raise ImportError(found[0])


def _place(name: str) -> Path | None:
    """The folder or file that `import name` leads to, without importing it."""
    if name in sys.modules:
        origin = getattr(sys.modules[name], "__file__", None)
    else:
        spec = find_spec(name)
        origin = spec.origin if spec else None
        if spec is not None and origin is None and spec.submodule_search_locations:
            return Path(next(iter(spec.submodule_search_locations))).resolve()
    if origin is None:
        return None
    path = Path(origin).resolve()
    return path.parent if path.name == "__init__.py" else path
