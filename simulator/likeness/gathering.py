"""The talks that are compared: of people from their file, of simulated people from a run or made on the fly.

Knows where talks come from. Does not know what is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.dialogues import Dialogue as HumanDialogue
from catalog.dialogues import Split, in_split
from catalog.errors import ConfigError
from catalog.table import Catalog
from recommenders.progress import Progress, silent
from simulator.contestant import Contestant
from simulator.likeness.talk import Talk, human_talk, simulated_talk
from simulator.record import Dialogue
from simulator.runs.run_one import run_one
from simulator.simulated_user import SimulatedUser
from simulator.task import Task
from simulator.world import World


def people_talks(dialogues: Sequence[HumanDialogue], split: Split, catalog: Catalog) -> list[Talk]:
    """The talks of a split. ConfigError where there are too few to say anything."""
    found = [human_talk(dialogue, catalog) for dialogue in dialogues if in_split(dialogue.id, split)]
    found = [talk for talk in found if talk.user_lines]
    if len(found) < 2:
        raise ConfigError(f"{len(found)} dialogues belong to the split {split!r}: people cannot be told by so few")
    return found


def recorded_talks(dialogues: Sequence[Dialogue], catalog: Catalog) -> list[Talk]:
    """The talks of recorded dialogues that came to their end and have words. ConfigError where there is none."""
    whole = [d for d in dialogues if d.fault is None and any(exchange.text for exchange in d.exchanges)]
    if not whole:
        raise ConfigError("the run holds no dialogue with words that came to its end: nothing can be compared")
    return [simulated_talk(dialogue, catalog) for dialogue in whole]


def meet(
    world: World,
    agent: Contestant,
    user: SimulatedUser,
    tasks: Sequence[Task],
    *,
    seed: int = 0,
    progress: Progress = silent,
    stage: str = "dialogues",
) -> list[Dialogue]:
    """The dialogues of everybody with one agent, in the order of the tasks."""
    found: list[Dialogue] = []
    for number, task in enumerate(tasks, start=1):
        found += run_one(agent, user, task, world, seed=seed)
        progress(stage, number, len(tasks))
    return found


def with_traits(tasks: Sequence[Task], traits: Mapping[str, Any]) -> list[Task]:
    """The same tasks for people with other traits; each has a key of its own."""
    return [task.with_(persona=task.persona.model_dump() | dict(traits)) for task in tasks]
