"""An agent under test: `Contestant`, the one door through which simulated people meet agents.

Knows what is handed to an agent and what comes back. An agent never sees a task, a goal or a world.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.task import Task


class Contestant(ABC):
    """One agent, used for one dialogue at a time; made once per process."""

    name: str
    privileged: bool = False
    """True for controls only: `reveal` is called before a dialogue, and the figures say so."""

    def reveal(self, task: Task) -> None:
        """What the person is after, for a control that shows how good an agent could be."""
        raise NotImplementedError(f"{self.name} is no control")

    @abstractmethod
    def begin(self, conversation: str, user: str | None) -> None:
        """A dialogue begins; `user` is a name under which the agent may remember the person over sessions, or None."""

    @abstractmethod
    def respond(self, message: str) -> AgentTurn:
        """The reply. Raises ModelError, ToolFailed or another ParleyError where it fails, which counts against it, and
        InfrastructureFault for what is nobody's fault."""

    def act(self, turn: UserTurn) -> AgentTurn:
        """The reply to acts instead of words; NotImplementedError for agents that only read."""
        raise NotImplementedError(f"{self.name} reads words only")

    @abstractmethod
    def end(self) -> None:
        """The dialogue is over."""
