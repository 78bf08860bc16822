"""What is true for simulated people: `World`, a catalog with what every item is worth to every person.

Knows masks, utilities and which items a person would take. Knows nothing about what was said: that is in the state of a
dialogue, and what agents see never comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from catalog.columns import Mask
from catalog.constraint import Constraint
from catalog.table import Catalog
from simulator.task import Task, TaskUser

Floats = npt.NDArray[np.float32]
_PEOPLE = 512


class Taste(Protocol):
    """What items are worth to people, by a model that no agent under test uses."""

    def utilities(self, user: TaskUser) -> Floats:
        """float32[n items], about standard normal over the catalog for every person."""


class World:
    """One catalog and one model of taste, shared by all dialogues of a process; nothing changes in it."""

    def __init__(self, catalog: Catalog, taste: Taste) -> None:
        self.catalog = catalog
        self._taste = taste
        self._utilities = lru_cache(maxsize=_PEOPLE)(self._of_user)
        self._users: dict[str, TaskUser] = {}
        self._mask = lru_cache(maxsize=4096)(self._compute)

    def utilities(self, user: TaskUser) -> Floats:
        """float32[n items], read-only."""
        self._users[user.id] = user
        return self._utilities(user.id)

    def holds(self, constraints: Iterable[Constraint]) -> Mask:
        """bool[n items], read-only: the items that meet every hard one of the constraints."""
        return self._mask(tuple(c.model_copy(update={"turn": 0}) for c in constraints if c.hard))

    def known(self, user: TaskUser) -> Mask:
        """bool[n items]: what the person knows from before."""
        out = np.zeros(len(self.catalog), dtype=bool)
        out[[self.catalog.row_of(past.item) for past in user.past if past.item in self.catalog]] = True
        return out

    def acceptable(self, task: Task, turn: int) -> Mask:
        """bool[n items]: what the person would take in user turn `turn`, looked at calmly."""
        goal = task.goal
        if goal.target is not None:
            return self.copies(goal.target)
        fits = self.holds(w.constraint for w in goal.wanted_at(turn)) & ~self.known(task.user)
        return np.asarray(fits & (self.utilities(task.user) >= goal.least_utility))

    def copies(self, item: str) -> Mask:
        """bool[n items]: the item and those of the same title and year, which a data set may hold twice."""
        out = np.zeros(len(self.catalog), dtype=bool)
        if item in self.catalog:
            label = self.catalog.label(self.catalog.row_of(item))
            out[[row for row in range(len(self.catalog)) if self.catalog.label(row) == label]] = True
        return out

    def _of_user(self, key: str) -> Floats:
        values = self._taste.utilities(self._users[key])
        values.flags.writeable = False
        return values

    def _compute(self, constraints: tuple[Constraint, ...]) -> Mask:
        mask = self.catalog.mask(constraints)
        mask.flags.writeable = False
        return mask
