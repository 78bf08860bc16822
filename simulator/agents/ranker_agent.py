"""The agent `ranker`: the trained blend of rankers, from the items the person named and nothing else.

Knows how the people's likes and dislikes become a profile. Goes by no condition and no wish.
"""

from __future__ import annotations

from agent.executor import profile_of
from catalog.columns import Mask
from simulator.agents.listener import Listener, top
from tools.candidates import Rows


class RankerAgent(Listener):
    """What the profile says the person likes; popular items until an item was named."""

    name = "ranker"

    def best(self, left: Mask) -> Rows:
        """See `Listener`."""
        return top(self.workspace.blend.score(profile_of(self.state, self.workspace)), left)
