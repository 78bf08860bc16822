"""A simulated person: `SimulatedUser`, what every voice and every plug-in of the group `parley.users` is.

Knows what goes in and comes out of a turn. Who decides, and how it is worded, is a subclass's own business; rules,
hybrid and free share the core and the judge.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.asked import Asked
from simulator.draws import Draws
from simulator.task import Task
from simulator.user_state import UserState
from simulator.world import World


@dataclass(frozen=True)
class Said:
    """One message: what is done, in which words, and where the person stands after it."""

    turn: UserTurn
    text: str
    state: UserState
    notes: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)
    """What a language model was asked for it."""


class SimulatedUser(ABC):
    """Talks for one task at a time; all that changes is in the state, so that it can serve many dialogues."""

    name: str
    words: bool = True
    """False for people who act without words: the agent is handed the acts."""

    @abstractmethod
    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """The next message; `heard` is None for the first. Raises InfrastructureFault where a model cannot be reached.
        Every draw is keyed by `state.turn` and a purpose."""

    def say_again(self, task: Task, world: World, said: Said, heard: AgentTurn | None, draws: Draws) -> Said:
        """The same acts in other words, where `said` would have given something away; the same message where there are
        no others. Raises as `say` does."""
        return said
