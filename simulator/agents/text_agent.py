"""The agent `text`: items whose texts are nearest to all that the person has said.

Knows the sentence encoder. Understands nothing: a "not" counts for little, and places on a list for nothing.
"""

from __future__ import annotations

from catalog.columns import Mask
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.agents.listener import Listener, top
from tools.candidates import Rows

_LONGEST = 2_000
"""Characters, beyond what the encoder reads."""


class TextAgent(Listener):
    """Dense retrieval with the whole talk as the query, the newest message first, where the encoder reads best."""

    name = "text"

    def best(self, left: Mask) -> Rows:
        """See `Listener`."""
        query = self.workspace.encode("\n".join(reversed(self.heard))[:_LONGEST])
        return top(self.workspace.items.vectors @ query, left)

    def act(self, turn: UserTurn) -> AgentTurn:
        """NotImplementedError: without words there is nothing to encode."""
        raise NotImplementedError(f"{self.name} reads words only")
