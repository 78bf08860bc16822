"""What is true for simulated people: `World`, a catalog with what every item is worth to every person.

Knows masks, utilities and which items a person would take. Knows nothing about what was said: that is in the state of a
dialogue, and what agents see never comes from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from catalog.columns import Mask
from catalog.constraint import Constraint, Op, Value
from catalog.table import Catalog
from simulator.kept import Kept
from simulator.task import Past, Task, TaskUser

Floats = npt.NDArray[np.float32]
Array = TypeVar("Array", bound=npt.NDArray[Any])
_PEOPLE, _TASKS, _CONDITIONS = 512, 128, 2048


class Taste(Protocol):
    """What items are worth to people, by a model that no agent under test uses."""

    def utilities(self, user: TaskUser) -> Floats:
        """float32[n items], about standard normal over the catalog for every person."""


class World:
    """One catalog and one model of taste, shared by all dialogues of a process; nothing changes in it."""

    def __init__(self, catalog: Catalog, taste: Taste) -> None:
        self.catalog = catalog
        self._taste = taste
        self._people = Kept[Floats](_PEOPLE)
        self._known = Kept[dict[str, float]](_PEOPLE)
        self._worth = Kept[Floats](_TASKS)
        self._takes = Kept[Mask](_TASKS)
        self._mask = lru_cache(maxsize=_CONDITIONS)(self._compute)

    def utilities(self, user: TaskUser) -> Floats:
        """float32[n items], read-only."""
        return self._people.of(user.key, lambda: read_only(self._taste.utilities(user)))

    def worth(self, task: Task) -> Floats:
        """float32[n items], read-only: what `Goal.least_utility` is compared with. The person's utilities, drawn to
        what is like the examples by `Goal.mood`; for somebody who looks around, what everybody knows is worth up to
        half of `Persona.novelty` less, what nobody knows more."""
        if task.goal.kind != "exploratory" and not task.goal.mood:
            return self.utilities(task.user)
        return self._worth.of(task.key, lambda: read_only(self._of_the_moment(task)))

    def _of_the_moment(self, task: Task) -> Floats:
        goal = task.goal
        worth: npt.NDArray[np.floating[Any]] = self.utilities(task.user)
        if goal.mood:
            named = TaskUser(id="", past=tuple(Past(item=item, value=1.0) for item in goal.examples))
            worth = (worth + goal.mood * self.utilities(named)) / np.float32(np.hypot(1.0, goal.mood))
        if goal.kind == "exploratory":
            worth = worth + (0.5 - self.fame) * task.persona.novelty
        return worth.astype(np.float32)

    @cached_property
    def fame(self) -> Floats:
        """float32[n items] in [0, 1]: the share of items that are less popular; equally popular ones share a place."""
        popularity = self.catalog.popularity
        below = np.searchsorted(np.sort(popularity), popularity, side="left")
        upto = np.searchsorted(np.sort(popularity), popularity, side="right")
        return ((below + upto) / (2 * max(1, len(popularity)))).astype(np.float32)

    @cached_property
    def allowed(self) -> Mask:
        """bool[n items]: what the house rules leave, whatever is asked for. PluginError for a rule that cannot be
        used."""
        from agent.rules import load_rules
        from agent.state import DialogueState

        return read_only(load_rules().allowed(self.catalog, DialogueState()))

    def holds(self, constraints: Iterable[Constraint]) -> Mask:
        """bool[n items], read-only: the items that meet every hard one of the constraints."""
        masks = [self._mask(c.field, c.op, c.value) for c in constraints if c.hard]
        if len(masks) == 1:
            return masks[0]
        out = np.ones(len(self.catalog), dtype=bool)
        for mask in masks:
            out &= mask
        return out

    def known(self, user: TaskUser) -> Mask:
        """bool[n items]: what the person knows from before."""
        return self.marked(self.past(user))

    def past(self, user: TaskUser) -> dict[str, float]:
        """What the person thinks of the items they know from before, by id; not to be changed."""
        return self._known.of(user.key, lambda: {past.item: past.value for past in user.past})

    def marked(self, items: Iterable[str]) -> Mask:
        """bool[n items]: the given ids; ids that no item has are left out."""
        out = np.zeros(len(self.catalog), dtype=bool)
        out[[self.catalog.row_of(item) for item in items if item in self.catalog]] = True
        return out

    def acceptable(self, task: Task, turn: int) -> Mask:
        """bool[n items], read-only: what the person would take in user turn `turn`, looked at calmly."""
        change = task.goal.mind_change
        changed = change is not None and turn >= change.turn
        return self._takes.of(f"{task.key} {changed}", lambda: read_only(self._acceptable(task, turn)))

    def _acceptable(self, task: Task, turn: int) -> Mask:
        goal = task.goal
        if goal.target is not None:
            return self.copies(goal.target)
        fits = self.holds(w.constraint for w in goal.wanted_at(turn)) & ~self.known(task.user)
        return np.asarray(fits & (self.worth(task) >= goal.least_utility))

    def copies(self, item: str) -> Mask:
        """bool[n items]: the item and those of the same title and year, which a data set may hold twice."""
        out = np.zeros(len(self.catalog), dtype=bool)
        if item in self.catalog:
            out[self._labels[self.catalog.label(self.catalog.row_of(item))]] = True
        return out

    @cached_property
    def _labels(self) -> dict[str, list[int]]:
        """Rows by title and year."""
        out: dict[str, list[int]] = {}
        for row in range(len(self.catalog)):
            out.setdefault(self.catalog.label(row), []).append(row)
        return out

    def _compute(self, field: str, op: Op, value: Value) -> Mask:
        return read_only(self.catalog.mask([Constraint(field=field, op=op, value=value)]))


def read_only(values: Array) -> Array:
    """The same array, which nobody can change from here on."""
    values.flags.writeable = False
    return values
