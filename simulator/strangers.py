"""Somebody else, for the control `shuffled`: `Strangers`, who look for other items than the person of a task.

Knows how conditions are chosen for any item, as they are when tasks are made. Of a task, only its key, how many items
may be named and the temper of its person go into its stranger.
"""

from __future__ import annotations

import numpy as np

from simulator.draws import Draws
from simulator.fitted import fitted_mix
from simulator.goal import Goal, Wanted
from simulator.kept import Kept
from simulator.task import Past, Task, TaskUser
from simulator.tasks.askable import Askable
from simulator.tasks.choosing import Choosing, Room
from simulator.world import World

_TRIES = 20
_KEPT = 512
_NEVER = 100.0
"""A utility that no item has: strangers talk and take nothing."""
_LEAST, _MOST, _SHARE = 3, 150, 0.0125
"""Items that a stranger's conditions leave: so many at least; so many, or this share if more, at most."""


class Strangers:
    """The strangers of one world; the same task always has the same one."""

    def __init__(self, world: World) -> None:
        mix = fitted_mix().goals
        self._world = world
        self._catalog = world.catalog
        self._choosing = Choosing(Askable(world.catalog, mix.unsaid), mix)
        popularity = world.catalog.popularity
        self._weights = np.cumsum(popularity + popularity[popularity > 0].min(initial=1.0))
        self._known = Kept[Task](_KEPT)

    def of(self, task: Task) -> Task:
        """The task of somebody with the same temper who wants another item, and names and knows other ones."""
        return self._known.of(task.key, lambda: self._made(task))

    def _made(self, task: Task) -> Task:
        draws = Draws("stranger", task.key)
        examples = tuple(self._example(task, draws.under("example", n)) for n in range(len(task.goal.examples)))
        past = tuple(Past(item=item, value=1.0) for item in dict.fromkeys(examples))
        goal = Goal(kind="constraints", wanted=self._wanted(draws), examples=examples, least_utility=_NEVER)
        user = TaskUser(id=f"stranger to {task.user.id}", past=past)
        return task.with_(user=user, goal=goal)

    def _wanted(self, draws: Draws) -> tuple[Wanted, ...]:
        """Conditions of an item drawn by popularity, of the first one that has enough to say of it."""
        room = Room(_LEAST, max(_MOST, int(_SHARE * len(self._catalog))))
        for attempt in range(_TRIES):
            row = self._catalog.row_of(self._item(draws, f"item:{attempt}"))
            if asks := self._choosing.conditions(row, room, draws.under(attempt)):
                return self._choosing.wanted(asks, draws)
        return ()

    def _example(self, task: Task, draws: Draws) -> str:
        """An item that may be named: none that the person of the task would take, for that would give it away."""
        takes = self._world.acceptable(task, task.turns)
        tries = [self._item(draws, f"item:{attempt}") for attempt in range(_TRIES)]
        return next((item for item in tries if not takes[self._catalog.row_of(item)]), tries[0])

    def _item(self, draws: Draws, purpose: str) -> str:
        at = np.searchsorted(self._weights, draws.unit(0, purpose) * self._weights[-1], side="right")
        return self._catalog.ids[min(int(at), len(self._catalog) - 1)]
