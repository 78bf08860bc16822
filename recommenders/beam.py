"""Spelling the best items: exact scoring of a whole trie, and beam search inside any set of items.

Knows a trie, keys per node and one query per level. Does not know where they come from.

A node's probability is a softmax over its siblings, all of them: the candidate set only decides which nodes are
walked. So a beam's scores are the model's own log-probabilities, equal to those of `score_all`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommenders.recommender import Mask, Vector
from recommenders.trie import Nodes, Trie

WIDTH = 20
EXACT = 200  # candidate sets up to this size are searched without pruning


@dataclass(frozen=True, eq=False)
class Head:
    """keys[l]: float32[nodes of level l + 1, q]; bias[l]: float32[the same]; logits are keys . query + bias."""

    trie: Trie
    keys: tuple[Vector, ...]
    bias: tuple[Vector, ...]

    def score_all(self, queries: Sequence[Vector]) -> Vector:
        """Log-probability of every item: queries[l] is float32[..., q] -> float32[..., n] in order of rows."""
        total: Vector | None = None
        for level, query in enumerate(queries):
            logits = query @ self.keys[level].T + self.bias[level]
            steps = _log_softmax(logits, self.trie.starts[level][:-1], self.trie.parents[level])
            total = steps if total is None else total[..., self.trie.parents[level]] + steps
        if total is None:
            raise ValueError("a trie has at least one level")
        return total[..., self.trie.leaf_of_row]

    def search(
        self, queries: Sequence[Vector], allowed: Mask | None, wanted: int, width: int = WIDTH
    ) -> list[tuple[int, float]]:
        """The `wanted` likeliest rows of `allowed` (bool[n], None: all) with log-probabilities, best first.

        Every row is allowed, none repeats, and as many come back as are wanted and allowed. Sets of at most 200 rows
        are searched whole; beyond that the beam (at least `width`, doubled while it comes back short) may miss some.
        """
        masks = self.trie.masks(allowed) if allowed is not None else None
        available = int(masks[-1].sum()) if masks else len(self.trie.row_of_leaf)
        wanted = min(wanted, available)
        if wanted <= 0:
            return []
        beam = max(width, wanted) if masks is None or available > EXACT else available
        while True:
            leaves, scores = self._walk(queries, masks, beam)
            if len(leaves) >= wanted:
                rows = self.trie.row_of_leaf[leaves[:wanted]]
                return list(zip(rows.tolist(), scores[:wanted].tolist(), strict=True))
            beam *= 2

    def _walk(self, queries: Sequence[Vector], masks: tuple[Mask, ...] | None, beam: int) -> tuple[Nodes, Vector]:
        """Level by level: expand, score all siblings, drop what is not allowed, keep the `beam` best."""
        nodes, scores = np.zeros(1, np.int64), np.zeros(1, np.float32)
        for level, query in enumerate(queries):
            low, high = self.trie.starts[level][nodes], self.trie.starts[level][nodes + 1]
            sizes = high - low
            begin = np.cumsum(sizes) - sizes
            source = np.repeat(np.arange(len(nodes)), sizes)
            children = np.arange(len(source)) + (low - begin)[source]
            logits = self.keys[level][children] @ query + self.bias[level][children]
            totals = scores[source] + _log_softmax(logits, begin, source)
            if masks is not None:
                kept = masks[level][children]
                children, totals = children[kept], totals[kept]
            best = _best(totals, beam)
            nodes, scores = children[best], totals[best]
        return nodes, scores


def _log_softmax(logits: Vector, begin: Nodes, segment: Nodes) -> Vector:
    """log softmax over the last axis within contiguous segments: starts int64[s], segment of each entry int64[m]."""
    shifted = logits - np.maximum.reduceat(logits, begin, axis=-1)[..., segment]
    sums = np.add.reduceat(np.exp(shifted), begin, axis=-1)
    return np.asarray(shifted - np.log(sums)[..., segment], dtype=np.float32)


def _best(scores: Vector, count: int) -> Nodes:
    """Places of the `count` highest scores, best first, equal ones in order of place."""
    if len(scores) > count:
        line = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= line)
    else:
        places = np.arange(len(scores))
    ordered = places[np.argsort(-scores[places], kind="stable")]
    return np.asarray(ordered[:count], dtype=np.int64)
