"""The control `oracle`: an agent that is told what the person is after.

Knows the task and what the person would take. Does not listen; its figures are the most that any agent could reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agent.state import SLATE_SIZE
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant
from simulator.task import Task
from simulator.taste import world_of
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class OracleAgent(Contestant):
    """Shows at once what would be taken, the dearest first, and says at once that nothing fits where nothing does."""

    name = "oracle"
    privileged = True

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """No setting matters."""
        self._workspace = workspace
        self._world: World | None = None
        self._task: Task | None = None
        self._turn = 0
        self._shown: set[int] = set()

    def reveal(self, task: Task) -> None:
        """See `Contestant`."""
        self._task = task

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`."""
        self._turn, self._shown = 0, set()

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`."""
        return self._next()

    def act(self, turn: UserTurn) -> AgentTurn:
        """See `Contestant`."""
        return self._next()

    def end(self) -> None:
        """See `Contestant`."""
        self._task = None

    def _next(self) -> AgentTurn:
        self._turn += 1
        rows = self._wanted()
        if not rows:
            return AgentTurn(text="Nothing fits what you want.", kind="answer", abstained=True)
        fresh = [row for row in rows if row not in self._shown] or rows
        slate = fresh[:SLATE_SIZE]
        self._shown.update(slate)
        catalog = self._workspace.catalog
        text = f"How about: {'; '.join(catalog.label(row) for row in slate)}?"
        return AgentTurn(text=text, kind="recommend", slate=tuple(catalog.ids[row] for row in slate))

    def _wanted(self) -> list[int]:
        """Rows of what the person would take in their next turn, the dearest first; none where nobody was revealed."""
        if self._task is None:
            return []
        if self._world is None:
            self._world = world_of(self._workspace)
        rows = np.flatnonzero(self._world.acceptable(self._task, self._turn + 1))
        worth = self._world.worth(self._task)[rows]
        return [int(row) for row in rows[np.argsort(-worth, kind="stable")]]
