"""What is to be run: `Plan`, from names to units.

Knows the choices of a run and what follows from them. Does not know files of a run, workers or figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.errors import ConfigError
from simulator.runs.config import check_names, run_config
from simulator.runs.stage import StageSpec
from simulator.runs.unit import Unit, casts_of, units_of
from simulator.task import Task

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

CONTROLS = 50
"""How many tasks the controls meet, unless somebody says otherwise."""


@dataclass(frozen=True)
class Plan:
    """agents, simulator: names, of agents and of the people's voice. trials: how often every agent meets a task.
    controls: how many of the tasks the controls meet; 0 is none at all."""

    workspace: Path
    tasks: tuple[Task, ...]
    agents: tuple[str, ...]
    simulator: str
    seed: int
    settings: Settings
    trials: int = 1
    controls: int = CONTROLS

    def check(self) -> None:
        """ConfigError for names that nobody bears, or that are borne twice."""
        from simulator.agents.registry import ADDRESSES, agent_names
        from simulator.users import user_names

        check_names(self.agents)
        _known("agent", [name for name in self.agents if not name.startswith(ADDRESSES)], agent_names())
        _known("simulator", [self.simulator], user_names())

    @cached_property
    def config(self) -> dict[str, Any]:
        """See `run_config`."""
        return run_config(
            self.workspace,
            self.tasks,
            agents=self.agents,
            simulator=self.simulator,
            seed=self.seed,
            trials=self.trials,
            controls=self._sample,
            settings=self.settings,
        )

    @cached_property
    def units(self) -> list[Unit]:
        """All work, in the order in which it is best done."""
        casts = casts_of(self.agents, self.simulator, controls=self._sample > 0)
        return list(units_of(casts, self.tasks, self.trials, self._sample))

    def stage(self, cache: Path | None, max_cost: float | None = None) -> StageSpec:
        """Where it can be run; `cache` as for `StageSpec`, `max_cost` is what people's language models may take."""
        settings = self.settings
        if max_cost is not None and settings.user_llm_max_cost is None:
            settings = settings.model_copy(update={"user_llm_max_cost": max_cost})
        return StageSpec.of(self.workspace, self.seed, settings, cache)

    @property
    def _sample(self) -> int:
        return min(self.controls, len(self.tasks))


def tasks_for(
    workspace: Workspace, *, users: int, seed: int, tasks: tuple[Task, ...] | None, sessions: int | None
) -> tuple[Task, ...]:
    """The tasks given, or new ones for `users` people of the workspace; with `sessions` people may come back so often,
    whatever the tasks say."""
    from simulator.making import make_tasks

    found = tuple(make_tasks(workspace, users, seed)) if tasks is None else tasks
    if sessions is None:
        return found
    return tuple(task.with_(sessions=sessions) for task in found)


def _known(kind: str, names: list[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise ConfigError(f"no {kind} {name!r}; known: {', '.join(known)}")
