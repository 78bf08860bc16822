"""Agents of known merit, for tests of whether simulated people tell them apart: they know the truth and use it, or not."""

from __future__ import annotations

import numpy as np

from catalog.constraint import Constraint
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant
from simulator.draws import Draws
from simulator.task import Task
from simulator.world import Floats, World

NAMES = ("oracle", "good", "popularity", "random", "harmful")
_MISJUDGED = 1.5


class Graded(Contestant):
    """Shows five new items by a score: what the person would take (oracle); what they said, and their taste with errors
    (good); what people like on the whole (popularity); chance; the opposite of what they said and like (harmful). The
    oracle says that nothing fits as soon as that is so."""

    privileged = True

    def __init__(self, name: str, world: World, liked: Floats) -> None:
        """`liked`, float32[n items]: what an item is worth to people on the whole."""
        self.name, self.world, self.liked = name, world, liked

    def reveal(self, task: Task) -> None:
        self.task = task
        self._draws = Draws(task.key, "graded")

    def begin(self, conversation: str, user: str | None) -> None:
        self._left = np.ones(len(self.world.catalog), dtype=bool)
        self._said: list[Constraint] = []
        self._turn = 0

    def respond(self, message: str) -> AgentTurn:
        raise NotImplementedError

    def act(self, turn: UserTurn) -> AgentTurn:
        self._turn += 1
        for act in turn.acts:
            if act.kind in ("require", "reject") and act.constraint is not None:
                self._said.append(act.constraint)
            elif act.kind == "drop" and act.constraint is not None:
                self._said = [c for c in self._said if (c.field, c.op) != (act.constraint.field, act.constraint.op)]
        if self.name == "oracle" and not self.world.holds(self._said).any():
            return AgentTurn(text="Nothing fits.", kind="answer", abstained=True)
        scores = np.where(self._left, self._scores(), -np.inf)
        rows = np.argsort(-scores, kind="stable")[:5]
        self._left[rows] = False
        return AgentTurn(text="Here.", kind="recommend", slate=tuple(self.world.catalog.ids[row] for row in rows))

    def end(self) -> None:
        self._left = np.zeros(0, dtype=bool)

    def _scores(self) -> Floats:
        worth = self.world.worth(self.task)
        chance = np.random.default_rng(self._draws.stream(0, "scores").randrange(2**32)).standard_normal(len(worth))
        match self.name:
            case "oracle":
                return worth + 100.0 * self.world.acceptable(self.task, self._turn + 1)
            case "good":
                return worth + _MISJUDGED * chance + 100.0 * self.world.holds(self._said)
            case "popularity":
                return self.liked
            case "random":
                return chance
        return -worth - 10.0 * self.world.holds(self._said)
