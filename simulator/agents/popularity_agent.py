"""The agent `popularity`: what most people like.

Knows the popularity recommender. Does not listen.
"""

from __future__ import annotations

from catalog.columns import Mask
from recommenders.profile import UserProfile
from simulator.agents.listener import Listener, top
from tools.candidates import Rows


class PopularityAgent(Listener):
    """The most liked items, the next five with every message."""

    name = "popularity"

    def best(self, left: Mask) -> Rows:
        """See `Listener`."""
        return top(self.workspace.recommenders["popularity"].score(UserProfile()), left)
