"""`Evaluation`: the parts of `parley evaluate simulator` over one workspace and one file of people's dialogues.

Knows which part is done with which dialogues: people's develop dialogues are fitted to, the others are compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.dialogues import Dialogue as HumanDialogue
from catalog.dialogues import Split
from recommenders.progress import Progress, silent
from simulator.draws import GENERATION
from simulator.fitted import Mix, fitted_mix
from simulator.likeness.comparison import compare
from simulator.likeness.counterfactual import meet_all, order_of
from simulator.likeness.fitting import fit
from simulator.likeness.gathering import meet, people_talks, recorded_talks, with_traits
from simulator.likeness.talk import Talk
from simulator.likeness.traits import vocabulary
from simulator.making import make_tasks
from simulator.simulated_user import SimulatedUser
from simulator.taste import world_of
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

AGENT, VOICE = "full", "rules"


class Evaluation:
    """Dialogues are made with the full agent and the rules voice, and are equal for equal seeds."""

    def __init__(
        self,
        workspace: Workspace,
        dialogues: Sequence[HumanDialogue],
        settings: Settings | None = None,
        *,
        user: SimulatedUser | None = None,
        mix: Mix | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> None:
        """user: how people speak; None is the rules voice. mix: what traits are drawn from; None is the one in use."""
        from simulator.agents.registry import make_contestant
        from simulator.users import make_user

        self._workspace, self._dialogues, self._settings = workspace, dialogues, settings
        self._seed, self._progress = seed, progress
        self._mix = mix or fitted_mix()
        self._user = user or make_user(VOICE, settings)
        self._agent = make_contestant(AGENT, workspace, settings)

    def report(self, split: Split, *, users: int = 300, run: Path | None = None, order: int = 60) -> dict[str, Any]:
        """People of a split compared with a run, or with `users` simulated people; and `order` of these with five
        agents, where it is not 0. ConfigError where a run has no words or the split no dialogues."""
        people = people_talks(self._dialogues, split, self._workspace.catalog)
        tasks = make_tasks(self._workspace, max(users, order), self._seed, mix=self._mix)
        if run is None:
            recorded = meet(self._world, self._agent, self._user, tasks[:users], **self._means)
        else:
            from simulator.runs.run_folder import read_run

            recorded = read_run(run).dialogues
        report = compare(people, recorded_talks(recorded, self._workspace.catalog), self._progress)
        met = None
        if order:
            met = order_of(meet_all(
                self._workspace, self._world, tasks[:order], self._user, self._settings, **self._means
            ))
        report["protocol"] |= {"split": split, "generation": GENERATION, "seed": self._seed}
        report["protocol"]["agents"] = sorted({dialogue.agent for dialogue in recorded})
        report["protocol"]["voices"] = sorted({dialogue.voice for dialogue in recorded})
        return report | {"order": met}

    def fit(self, users: int = 100) -> tuple[Mix, dict[str, Any]]:
        """The mix of personas fitted to the develop dialogues, `users` dialogues at each level of each trait; and what
        was found, by trait."""
        people = people_talks(self._dialogues, "develop", self._workspace.catalog)
        tasks = make_tasks(self._workspace, users, self._seed, mix=self._mix)

        def play(traits: dict[str, float]) -> list[Talk]:
            stage = ", ".join(f"{name} {level:g}" for name, level in traits.items())
            like = with_traits(tasks, traits)
            made = meet(self._world, self._agent, self._user, like, stage=stage, **self._means)
            return recorded_talks(made, self._workspace.catalog)

        mix, traits = fit(people, play, self._mix, vocabulary(self._workspace.catalog))
        return mix, {"traits": traits, "protocol": {"split": "develop", "seed": self._seed, "generation": GENERATION}}

    @cached_property
    def _world(self) -> World:
        return world_of(self._workspace)

    @property
    def _means(self) -> dict[str, Any]:
        return {"seed": self._seed, "progress": self._progress}
