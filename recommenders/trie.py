"""The trie of semantic IDs: which codes may follow a prefix, and which of them lead to a wanted item.

Knows codes and item rows. Does not know models or scores.

Nodes of a level are numbered in order of their prefix, so the children of a node are one range of the next level and
a level is one array of range starts. That is as quick as a table of children per code and stays small for any fan-out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Mask
from recommenders.semantic_ids import Codes

Nodes = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Trie:
    """Level 0 is the root, level `depth` the leaves; every leaf is one item.

    starts[l]: int64[nodes of level l + 1]; the children of node i of level l are starts[l][i]:starts[l][i + 1] of
    level l + 1. parents[l]: int64[nodes of level l + 1], their parent in level l. prefixes[l]: int64[nodes of level
    l, l]. row_of_leaf and leaf_of_row: int64[n].
    """

    starts: tuple[Nodes, ...]
    parents: tuple[Nodes, ...]
    prefixes: tuple[Codes, ...]
    row_of_leaf: Nodes
    leaf_of_row: Nodes

    @classmethod
    def build(cls, codes: Codes) -> Trie:
        """From int64[n, depth], rows unique, n >= 1."""
        order = np.lexsort(codes.T[::-1])
        ordered = codes[order]
        depth = codes.shape[1]
        starts, parents, prefixes = [], [], [np.empty((1, 0), np.int64)]
        above = np.zeros(len(codes), dtype=np.int64)  # node of the level above, per leaf
        for level in range(1, depth + 1):
            fresh = np.append(True, (ordered[1:, :level] != ordered[:-1, :level]).any(axis=1))
            parents.append(above[fresh])
            starts.append(np.searchsorted(parents[-1], np.arange(int(above[-1]) + 2)))
            prefixes.append(ordered[fresh, :level])
            above = np.cumsum(fresh) - 1
        leaf_of_row = np.empty(len(codes), dtype=np.int64)
        leaf_of_row[order] = np.arange(len(codes))
        return cls(tuple(starts), tuple(parents), tuple(prefixes), order, leaf_of_row)

    @property
    def depth(self) -> int:
        """How many codes an item has."""
        return len(self.starts)

    def masks(self, allowed: Mask) -> tuple[Mask, ...]:
        """Per level 1..depth, which nodes lead to an allowed item (bool[n] over rows): one reduction a level."""
        levels = [allowed[self.row_of_leaf]]
        for level in range(self.depth - 1, 0, -1):
            levels.append(np.logical_or.reduceat(levels[-1], self.starts[level][:-1]))
        return tuple(levels[::-1])

    def ancestors(self, rows: npt.NDArray[np.int64]) -> tuple[Nodes, ...]:
        """Per level 1..depth, the node above (at the last level: of) each of `rows`, int64[m]."""
        nodes = [self.leaf_of_row[rows]]
        for level in range(self.depth - 1, 0, -1):
            nodes.append(self.parents[level][nodes[-1]])
        return tuple(nodes[::-1])
