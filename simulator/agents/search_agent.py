"""The agent `search`: attribute search with the conditions understood so far.

Knows hard conditions as a filter and soft ones as an order, then popularity. Goes by no profile and no meaning of
words.
"""

from __future__ import annotations

import numpy as np

from catalog.columns import Mask
from catalog.constraint import Constraint
from simulator.agents.listener import Listener, top
from tools.candidates import Rows


class SearchAgent(Listener):
    """A search form filled in by listening: what meets most of the soft conditions first, the popular before others."""

    name = "search"

    def best(self, left: Mask) -> Rows:
        """See `Listener`."""
        conditions = self.state.constraints
        hard = self.catalog.mask(c for c in conditions if c.hard)
        score = np.zeros(len(self.catalog), dtype=np.float64)
        for soft in (c for c in conditions if not c.hard):
            score += self.catalog.mask([soft])
        return top(score + self._renown(), left & hard)

    def held(self) -> tuple[Constraint, ...]:
        """See `Listener`."""
        return self.state.hard

    def _renown(self) -> np.ndarray:
        """float64[n items] in [0, 1): popularity, below what one soft condition counts."""
        popularity = np.log1p(self.workspace.items.popularity)
        return np.asarray(popularity / (popularity.max(initial=0.0) + 1.0))
