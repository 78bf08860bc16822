"""The full agent without memory: every message meets an empty dialogue state.

Knows how a conversation is begun anew before each message. Remembers nobody, whatever name is given.
"""

from __future__ import annotations

from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.agents.full_agent import FullAgent


class WithoutMemory(FullAgent):
    """What following a dialogue is worth: this one forgets conditions, feelings and what it has shown."""

    name = "full-no-memory"

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`."""
        super().begin(conversation, None)

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`."""
        self.end()
        return super().respond(message)

    def act(self, turn: UserTurn) -> AgentTurn:
        """See `FullAgent`; a place on the last list means nothing to it."""
        self.end()
        return super().act(turn)
