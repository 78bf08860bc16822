"""A simulated person without words: `ActsUser`, for agents that take acts.

Knows that nothing is worded: a dialogue with it hands the acts themselves to the agent, so that what an agent does is
measured apart from what it understands.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.agent_turn import AgentTurn
from simulator.core import decide
from simulator.draws import Draws
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings


class ActsUser(SimulatedUser):
    """Decides by code and says nothing in words."""

    name = "acts"
    words = False

    def __init__(self, settings: Settings | None = None, cache: Path | None = None) -> None:
        """Needs neither a model nor a folder."""

    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """The next acts, with an empty text."""
        decided = decide(task, world, state, heard, draws)
        return Said(decided.turn, "", decided.state)
