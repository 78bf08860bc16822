"""The trie of semantic IDs: which codes may follow a prefix, and which of them lead to a wanted item.

Knows codes and item rows. Does not know models or scores.

Nodes of a level are numbered in order of their prefix, so the children of a node are one range of the next level, the
leaves below a node are one range of the leaves, and a level is one array of range starts. That is as quick as a table
of children per code and stays small for any fan-out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommenders.recommender import Mask
from recommenders.semantic_ids import Codes

Nodes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.signedinteger]


@dataclass(frozen=True, eq=False)
class Trie:
    """Level 0 is the root, level `depth` the leaves; every leaf is one item.

    starts[l]: int64[nodes of level l + 1]; the children of node i of level l are starts[l][i]:starts[l][i + 1] of
    level l + 1. leaves[l]: the same for the leaves below node i of level l + 1. parents[l]: int64[nodes of level
    l + 1], their parent in level l. prefixes[l]: int64[nodes of level l, l]. row_of_leaf and leaf_of_row: int64[n].
    """

    starts: tuple[Nodes, ...]
    leaves: tuple[Nodes, ...]
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
        starts, leaves, parents, prefixes = [], [], [], [np.empty((1, 0), np.int64)]
        above = np.zeros(len(codes), dtype=np.int64)  # node of the level above, per leaf
        for level in range(1, depth + 1):
            fresh = np.append(True, (ordered[1:, :level] != ordered[:-1, :level]).any(axis=1))
            leaves.append(np.append(np.flatnonzero(fresh), len(codes)))
            parents.append(above[fresh])
            starts.append(np.searchsorted(parents[-1], np.arange(int(above[-1]) + 2)))
            prefixes.append(ordered[fresh, :level])
            above = np.cumsum(fresh) - 1
        leaf_of_row = np.empty(len(codes), dtype=np.int64)
        leaf_of_row[order] = np.arange(len(codes))
        return cls(tuple(starts), tuple(leaves), tuple(parents), tuple(prefixes), order, leaf_of_row)

    @property
    def depth(self) -> int:
        """How many codes an item has."""
        return len(self.starts)

    def counts(self, allowed: Mask) -> tuple[Counts, ...]:
        """Per level 1..depth, how many allowed items (bool[n] over rows) are below each node.

        One running sum over the leaves serves all levels, so the cost does not depend on how many are allowed.
        """
        ordered = allowed.take(self.row_of_leaf)
        running = np.zeros(len(allowed) + 1, dtype=np.int32)
        np.cumsum(ordered, out=running[1:], dtype=np.int32)
        sums = [running.take(bounds) for bounds in self.leaves[:-1]]
        return (*(part[1:] - part[:-1] for part in sums), ordered.view(np.int8))

    def ancestors(self, rows: npt.NDArray[np.int64]) -> tuple[Nodes, ...]:
        """Per level 1..depth, the node above (at the last level: of) each of `rows`, int64[m]."""
        nodes = [self.leaf_of_row[rows]]
        for level in range(self.depth - 1, 0, -1):
            nodes.append(self.parents[level][nodes[-1]])
        return tuple(nodes[::-1])
