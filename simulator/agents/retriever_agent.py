"""The agent `retriever`: what the generative retriever spells for the person's history and wish.

Knows how state becomes history and wish. Goes by no condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agent.executor import profile_of
from agent.state import SLATE_SIZE
from catalog.columns import Mask
from catalog.errors import ConfigError
from simulator.agents.listener import Listener
from tools.candidates import Rows

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class RetrieverAgent(Listener):
    """Semantic-ID generation with no other tool before or after it."""

    name = "retriever"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """ConfigError for a workspace without a retriever."""
        super().__init__(workspace, settings)
        if workspace.retriever is None:
            raise ConfigError(f"agent {self.name!r}: this workspace has no retriever; build it again with one")
        self._retriever = workspace.retriever

    def best(self, left: Mask) -> Rows:
        """See `Listener`."""
        if not left.any():
            return np.zeros(0, dtype=np.int64)
        wish = self.workspace.encode(self.state.wish) if self.state.wish else None
        profile = profile_of(self.state, self.workspace)
        found = self._retriever.generate(profile, mask=left, k=SLATE_SIZE, wish=wish)
        return np.array([row for row, _ in found], dtype=np.int64)
