"""What a run is about: the content of `config.json`, and in what two of them differ.

Knows names, digests and what the figures depend on. Does not know files of a run. Holds no clock, no key and no path:
the same run on another machine has the same config.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.errors import ConfigError
from recommenders.manifest import MANIFEST, read_manifest
from simulator.draws import GENERATION
from simulator.task import Task, digest_of

if TYPE_CHECKING:
    from agent.settings import Settings

FORMAT = 1
"""Raised whenever what is written could not be read by an older Parley."""
PRIMARY = "success@5"
"""The one figure that a comparison is decided by, declared before anything is run."""
_PACKAGES = ("agent", "catalog", "recommenders", "simulator", "tools")
_BY_MODEL = ("hybrid", "free")
_AFTERWARDS = ("scores", "reports", "lastfm", "likeness", "play")
"""Parts of `simulator` that have no say in how a dialogue goes."""
_SETTINGS = (
    "llm",
    "llm_planning",
    "llm_wording",
    "llm_critic",
    "llm_fallback",
    "llm_budget",
    "llm_context",
    "llm_demonstrations",
    "llm_reflections",
    "planning",
    "user_llm",
    "today",
)
"""Settings that change what is said."""


def run_config(
    workspace: Path,
    tasks: Sequence[Task],
    *,
    agents: Sequence[str],
    simulator: str,
    seed: int,
    trials: int,
    controls: int,
    settings: Settings,
) -> dict[str, Any]:
    """Everything that the dialogues of a run depend on, and `digest`, the sha256 over it.

    format, generation, parley, code: of what runs it. workspace: `name` of its data set, sha256 of its manifest, and
    whether it has held people out. tasks: `count` and sha256 of the file. agents, simulator (the people's voice), seed,
    trials, controls: as they were asked for. settings: of agents and people. same_model_as_simulator: whether
    one language model speaks for both. primary: the figure that decides. CatalogError for a folder that is no
    workspace.
    """
    from importlib.metadata import version

    from simulator.language.makers import same_model

    manifest = read_manifest(workspace)
    known = settings.model_dump(mode="json")
    facts = {
        "format": FORMAT,
        "generation": GENERATION,
        "parley": version("parley"),
        "code": code_digest(),
        "workspace": {
            "name": manifest.dataset.name,
            "manifest": _digest((workspace / MANIFEST).read_bytes()),
            "held_out": manifest.sizes.held_out > 0,
        },
        "tasks": {"count": len(tasks), "sha256": digest_of(tasks)},
        "agents": list(agents),
        "simulator": simulator,
        "seed": seed,
        "trials": trials,
        "controls": controls,
        "settings": {name: known[name] for name in _SETTINGS},
        "same_model_as_simulator": simulator in _BY_MODEL and same_model(settings),
        "primary": PRIMARY,
    }
    return facts | {"digest": _digest(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode())}


def difference(known: dict[str, Any], asked: dict[str, Any]) -> str:
    """What was changed between two configs, in a few words; empty where nothing was."""
    for name in ("format", *asked):
        before, now = known.get(name), asked[name]
        if name == "digest" or before == now:
            continue
        if name == "settings" and isinstance(before, dict):
            name = next(key for key in now if before.get(key) != now[key])
            before, now = before.get(name), asked["settings"][name]
        if name in _OTHERS:
            return f"{name!r} differs ({_OTHERS[name]})"
        return f"{name!r} differs ({json.dumps(before)} there, {json.dumps(now)} now)"
    return "" if known.get("digest") == asked["digest"] else "'digest' differs (the file was changed by hand)"


_OTHERS = {
    "code": "Parley's own code has changed since",
    "workspace": "it was run on another workspace, or on another build of it",
    "tasks": "its tasks are others",
}


@cache
def code_digest() -> str:
    """Sixteen hexadecimal digits that change whenever the code does by which dialogues go; read once per process."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            inside = path.relative_to(root).parts
            if path.suffix in (".py", ".jinja") and not (package == "simulator" and inside[1] in _AFTERWARDS):
                digest.update("/".join(inside).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def check_names(agents: Sequence[str]) -> None:
    """ConfigError for no agent, for one that is named twice, and for an address that holds a password."""
    from urllib.parse import urlsplit

    if not agents:
        raise ConfigError("no agent is named; --agent full names one")
    for name in agents:
        if agents.count(name) > 1:
            raise ConfigError(f"agent {name!r} is named twice")
        if "://" in name and urlsplit(name).password is not None:
            raise ConfigError("the address of an agent holds a password, which would be written into the results")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
