"""One goal of a kind for one person: `Goals`.

Knows what makes a goal of each kind fair: who it fits, what would be taken, what is named. Does not know how many of
which kind there are.
"""

from __future__ import annotations

import math

import numpy as np

from simulator.draws import Draws
from simulator.fitted import GoalMix, draw_count
from simulator.goal import Goal, GoalKind, MindChange
from simulator.persona import Persona
from simulator.task import Task, TaskUser
from simulator.tasks.askable import Ask
from simulator.tasks.changes import mind_change
from simulator.tasks.choosing import Choosing, Room
from simulator.tasks.conflicts import conflict
from simulator.tasks.person import Person
from simulator.world import World

LEAST_ACCEPTABLE = 5
_NARROW = 0.35
"""Share of the catalog that the conditions of a search leave at most."""
_FOUND = (3, 150, 0.0125)
"""Items that what is remembered of a target leaves: so many at least; so many, or this share if more, at most."""
_LOOKING = Room(100, 10**9)
_NAMED_AMONG = 30
_GRAIN = 1000
_CHANGES = 6


class Goals:
    """Makes goals over one world by the shares of a mix."""

    def __init__(self, world: World, choosing: Choosing, mix: GoalMix, domain: str) -> None:
        self.world = world
        self.choosing = choosing
        self.mix = mix
        self.domain = domain

    def task(self, kind: GoalKind, person: Person, persona: Persona, draws: Draws) -> Task | None:
        """A task of a kind around one of the items that the person came to like; None where it would not be fair."""
        seed = draws.pick(person.later, 0, "seed")
        asks = self._asks(kind, person, seed, draws)
        if not asks and kind != "exploratory":
            return None
        examples = self._examples(kind, person, seed, draws)
        soft = [ask.constraint for ask in asks if not ask.constraint.hard]
        taste = {f"{c.field}={value}": self.mix.soft_worth for c in soft for value in c.values}
        user = TaskUser(id=person.id, past=person.past, groups=person.groups, taste=taste)
        mood = self._mood(kind, draws) if examples else 0.0
        wanted = self.choosing.wanted(asks, draws, "impossible" if kind == "impossible" else None) if asks else ()

        def made(least: float = 0.0, change: MindChange | None = None) -> Task:
            goal = Goal(
                kind=kind,
                wanted=wanted,
                target=self.world.catalog.ids[seed] if kind == "target" else None,
                examples=examples,
                mood=mood,
                least_utility=least,
                mind_change=change,
            )
            return Task(domain=self.domain, user=user, goal=goal, persona=persona)

        if kind in ("target", "impossible"):
            return made()
        least = self._least(made(), seed, draws)
        if least is None:
            return None
        if kind != "constraints" or not draws.chance(self.mix.mind_change.share, 0, "mind change"):
            return made(least)
        for attempt in range(_CHANGES):
            change = mind_change(self.choosing, asks, person.later, draws.under("change", attempt))
            if change is not None and self._changes(changed := made(least, change), change.turn):
                return changed
        return None

    def _asks(self, kind: GoalKind, person: Person, seed: int, draws: Draws) -> list[Ask]:
        size = len(self.world.catalog)
        if kind == "impossible":
            return conflict(self.choosing, sorted({*person.liked, *person.later}), draws)
        if kind == "target":
            return self.choosing.conditions(seed, Room(_FOUND[0], max(_FOUND[1], int(_FOUND[2] * size))), draws)
        if kind == "constraints":
            least = int(LEAST_ACCEPTABLE / self.mix.takes[kind][1])
            return self.choosing.conditions(seed, Room(least, max(2 * least, int(_NARROW * size))), draws)
        broad = [ask for ask in self.choosing.askable.of(seed) if ask.role in ("genre", "keyword", "mood", "year")]
        asks = [self.choosing.softened(ask, draws) for ask in self.choosing.order(broad, draws)]
        asks = [ask for ask in asks if not ask.constraint.hard or self.choosing.fits([ask]).sum() >= _LOOKING.least]
        return asks[: int(draws.chance(0.6, 0, "has a direction"))]

    def _mood(self, kind: GoalKind, draws: Draws) -> float:
        low, high = self.mix.mood[kind]
        return round(low + (high - low) * draws.unit(0, "mood"), 2)

    def _least(self, task: Task, seed: int, draws: Draws) -> float | None:
        """The utility from which on the person takes something: a share of what fits and is unknown, the seed among it;
        None where that is not so or too few are left."""
        low, high = self.mix.takes[task.goal.kind]
        share = low + (high - low) * draws.unit(0, "takes")
        world = self.world
        fits = world.holds(w.constraint for w in task.goal.wanted) & ~world.known(task.user)
        worth = np.sort(world.worth(task)[fits])[::-1]
        count = int(share * len(worth))
        if count < LEAST_ACCEPTABLE or world.worth(task)[seed] < worth[count - 1]:
            return None
        return math.floor(float(worth[count - 1]) * _GRAIN) / _GRAIN

    def _changes(self, task: Task, turn: int) -> bool:
        """Whether from this turn on other items would be taken than at first, and enough of them."""
        before, after = self.world.acceptable(task, 1), self.world.acceptable(task, turn)
        return int(after.sum()) >= LEAST_ACCEPTABLE and bool((before != after).any())

    def _examples(self, kind: GoalKind, person: Person, seed: int, draws: Draws) -> tuple[str, ...]:
        """Liked items of the past that might be named: well-known ones, rather of the seed's kind."""
        catalog = self.world.catalog
        number = draw_count(self.mix.examples[kind], draws, "examples")
        known = sorted(person.liked, key=lambda row: (-catalog.popularity[row], row))[:_NAMED_AMONG]
        kinds = self._kinds(seed)

        def lateness(row: int) -> float:
            return -math.log(max(draws.unit(0, f"example:{row}"), 1e-12)) / (1 + 3 * len(kinds & self._kinds(row)))

        return tuple(catalog.ids[row] for row in sorted(known, key=lateness)[:number])

    def _kinds(self, row: int) -> set[str]:
        catalog = self.world.catalog
        found: set[str] = set()
        for field in catalog.schema.by_role("genre"):
            value = catalog.value(row, field.name)
            found |= set(value) if isinstance(value, list | tuple) else {str(value)} if value is not None else set()
        return found
