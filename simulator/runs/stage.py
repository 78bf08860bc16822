"""Where dialogues are run: `Stage`, a workspace opened once, with agents and people made from their names when needed.

Knows registries and how a unit reaches `run_one`. Does not know files of a run or other processes. `StageSpec` is what
has to be known to set up the same stage elsewhere; it is plain JSON.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.errors import ConfigError
from simulator.contestant import Contestant
from simulator.runs.run_one import Played, run_one
from simulator.runs.unit import Cast, Unit
from simulator.simulated_user import SimulatedUser
from simulator.task import Task
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


@dataclass(frozen=True)
class StageSpec:
    """workspace: its folder. seed: of the run. settings: those that are not as by default, as JSON values. cache: the
    folder for the answers of language models that people ask, or None."""

    workspace: str
    seed: int
    settings: dict[str, Any] = field(default_factory=dict)
    cache: str | None = None

    @classmethod
    def of(cls, workspace: Path, seed: int, settings: Settings, cache: Path | None) -> StageSpec:
        """The spec for settings in force here; neither the store nor a key is in it."""
        left_out = {"workspace", "store", "data", "llm_trace"}
        known = settings.model_dump(mode="json", exclude_defaults=True, exclude=left_out)
        return cls(str(workspace.absolute()), seed, known, str(cache.absolute()) if cache else None)

    def to_json(self) -> str:
        """For another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> StageSpec:
        """What `to_json` gave."""
        return cls(**json.loads(text))


class Stage:
    """Runs units one at a time; agents and people are made once and serve all of them."""

    def __init__(self, spec: StageSpec, workspace: Workspace | None = None) -> None:
        """`workspace` is the spec's own where it is open already. CatalogError or ConfigError as opening raises."""
        from agent.settings import load_settings
        from recommenders.workspace import Workspace

        self.spec = spec
        self.settings = load_settings(spec.settings)
        self.workspace = workspace or Workspace.open(spec.workspace, encoder=self.settings.encoder)
        self._contestants: dict[Cast, Contestant] = {}
        self._users: dict[str, SimulatedUser] = {}

    @cached_property
    def world(self) -> World:
        """What is true for the people, which no agent sees."""
        from simulator.taste import world_of

        return world_of(self.workspace)

    def warm(self) -> None:
        """Load what the first dialogue would wait for."""
        self.workspace.ready()
        _ = self.world

    def make(self, cast: Cast) -> tuple[Contestant, SimulatedUser]:
        """The two of a cast; an agent that remembers people does so within a cast.

        ConfigError for an unknown name, PluginError for a plug-in that cannot be used.
        """
        from simulator.agents.registry import make_contestant
        from simulator.users import make_user

        if cast not in self._contestants:
            self._contestants[cast] = make_contestant(cast.agent, self.workspace, self.settings)
        if cast.voice not in self._users:
            cache = Path(self.spec.cache) if self.spec.cache else None
            self._users[cast.voice] = make_user(cast.voice, self.settings, cache)
        return self._contestants[cast], self._users[cast.voice]

    def play(self, unit: Unit) -> Played:
        """Run a unit. ConfigError for an agent that does not take acts, where people do not speak."""
        contestant, user = self.make(unit.cast)
        began, worked = time.perf_counter(), time.process_time()
        try:
            dialogues = run_one(contestant, user, unit.task, self.world, seed=self.spec.seed, trial=unit.trial)
        except NotImplementedError as error:
            raise ConfigError(f"{error}; people who say nothing in words ({user.name!r}) are not for it") from error
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        named = [d.model_copy(update={"agent": unit.cast.agent, "voice": unit.cast.voice}) for d in dialogues]
        played = Played.of(named, seconds, cpu)
        if played.fault:  # when it is run again, the agent must not remember how it broke off
            del self._contestants[unit.cast]
        return played


def unit_to_json(unit: Unit) -> list[Any]:
    """A unit as a JSON value, for another process."""
    return [unit.cast.agent, unit.cast.voice, unit.cast.control, unit.trial, unit.task.line()]


def unit_from_json(value: list[Any]) -> Unit:
    """What `unit_to_json` gave."""
    agent, voice, control, trial, task = value
    return Unit(Cast(agent, voice, control), Task.model_validate_json(task), trial)
