"""What a run consists of: `Cast`, who talks with whom, and `Unit`, one cast with one task and one trial.

Knows names, keys and order. Does not know how a dialogue goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.record import Dialogue
from simulator.task import Task

CONTROL_AGENTS = ("random", "popularity", "copy-last", "oracle")
"""Agents that every run is compared with, whoever else is in it."""
CONTROL_USERS = ("mute", "shuffled")
"""People who say nothing, and people who give somebody else's answers: an agent that does as well with them does not
owe its figures to what it is told."""

UnitKey = tuple[bool, str, str, str, int]
"""Control or not, agent, voice, key of the task, trial."""


@dataclass(frozen=True)
class Cast:
    """An agent and a kind of simulated person, by their names; a control is kept apart from what is compared."""

    agent: str
    voice: str
    control: bool = False


@dataclass(frozen=True)
class Unit:
    """What is run in one piece: one dialogue, or all sessions of one person one after another."""

    cast: Cast
    task: Task
    trial: int = 0

    @property
    def key(self) -> UnitKey:
        """Equal for equal work."""
        return self.cast.control, self.cast.agent, self.cast.voice, self.task.key, self.trial


def unit_key(dialogue: Dialogue, control: bool) -> UnitKey:
    """The key of the unit that a dialogue belongs to."""
    return control, dialogue.agent, dialogue.voice, dialogue.task, dialogue.trial


def casts_of(agents: Sequence[str], voice: str, controls: bool) -> list[Cast]:
    """Every agent with the people of `voice`; with `controls` also every control agent with them, and every agent with
    every kind of control people."""
    casts = [Cast(agent, voice) for agent in agents]
    if controls:
        casts += [Cast(agent, voice, control=True) for agent in CONTROL_AGENTS]
        casts += [Cast(agent, user, control=True) for user in CONTROL_USERS for agent in agents]
    return casts


def units_of(casts: Sequence[Cast], tasks: Sequence[Task], trials: int, controls: int) -> Iterator[Unit]:
    """All work, task by task, so that what a worker has computed for a person serves every agent.

    Controls meet the `controls` tasks with the smallest keys, which are as good as drawn, once.
    """
    sample = set(sorted(task.key for task in tasks)[:controls])
    for task in tasks:
        for trial in range(trials):
            for cast in casts:
                if not cast.control or (trial == 0 and task.key in sample):
                    yield Unit(cast, task, trial)
