"""The agent `random`: any five items.

Knows the catalog's size. Does not listen; its draws are its own, by conversation and turn.
"""

from __future__ import annotations

import numpy as np

from agent.state import SLATE_SIZE
from catalog.columns import Mask
from simulator.agents.listener import Listener
from simulator.draws import Draws
from tools.candidates import Rows


class RandomAgent(Listener):
    """What chance gives; the least that any agent must beat."""

    name = "random"

    def best(self, left: Mask) -> Rows:
        """See `Listener`."""
        rows = np.flatnonzero(left).tolist()
        stream = Draws(self.name, self.conversation).stream(self.state.turn, "slate")
        return np.array(stream.sample(rows, min(SLATE_SIZE, len(rows))), dtype=np.int64)
