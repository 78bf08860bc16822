"""The control `harmful`: an agent that shows everybody what they would like least.

Knows the task and what items are worth to the person. Does not listen. People must like it less than chance: a
simulated person who does not is no measure of agents.
"""

from __future__ import annotations

import numpy as np

from agent.state import SLATE_SIZE
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant
from simulator.task import Task
from simulator.world import World


class HarmfulAgent(Contestant):
    """Lists of what goes against the most conditions and, among these, is worth the least; each item once."""

    name = "harmful"
    privileged = True

    def __init__(self, world: World) -> None:
        self._world = world
        self._order: list[str] = []

    def reveal(self, task: Task) -> None:
        """See `Contestant`."""
        world = self._world
        held = np.zeros(len(world.catalog))
        for wanted in task.goal.wanted:
            held += world.holds([wanted.constraint])
        # Conditions count whole, and worth only among equals: tastes are a few deviations wide.
        order = np.argsort(100 * held + world.utilities(task.user), kind="stable")
        self._order = [world.catalog.ids[row] for row in order[: SLATE_SIZE * task.turns]]

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`."""

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`."""
        return self._next()

    def act(self, turn: UserTurn) -> AgentTurn:
        """See `Contestant`."""
        return self._next()

    def end(self) -> None:
        """See `Contestant`."""

    def _next(self) -> AgentTurn:
        slate, self._order = tuple(self._order[:SLATE_SIZE]), self._order[SLATE_SIZE:]
        names = [self._world.catalog.label(self._world.catalog.row_of(item)) for item in slate]
        return AgentTurn(text=f"You have to see these: {'; '.join(names)}.", kind="recommend", slate=slate)
