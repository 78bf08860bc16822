"""Spelling the best items: exact scoring of a whole trie, and beam search inside any set of items.

Knows a trie, keys per node and one query per level. Does not know where they come from.

A node's probability is a softmax over its siblings, all of them: the candidate set only decides which nodes are
walked. So a beam's scores are the model's own log-probabilities, equal to those of `score_all`.

A plain beam is weak inside a small set: it ranks a prefix by all items below it, allowed or not. Here more prefixes are
kept where few allowed items are below them, and before the siblings of a prefix are scored (the dear part) its allowed
children are weighed by an upper bound: the log of the softmax's sum is convex in the query, so its tangent at the query
0 is never above it. Only the prefixes of the most promising children are expanded.

Source for the groups: Vijayakumar et al., "Diverse beam search", AAAI 2018, with the penalty on first codes and the
likeness of their keys.

What is asked for acts on items, not on nodes: the sum of softmaxes over siblings would normalise it away. A pulled beam
is kept by the log-probability so far and by what the items below promise (`steering.guide`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from recommenders.recommender import Mask, Vector
from recommenders.steering import guide
from recommenders.trie import Counts, Nodes, Trie

WIDTH = 20
PENALTY = 1.0  # nats an item of a later group loses for each item chosen before under its first code
_SPARE = 2  # children whose prefixes are expanded, per beam: bounds are not in quite the right order
_REACH = 4  # prefixes kept per beam, where few allowed items are below them
_ROWS = 1_000  # allowed items below the prefixes kept: what looking ahead may cost
_WORTH = 512  # siblings from which on looking ahead is quicker than scoring them all
_CHUNK = 4_096  # prefixes whose tangents are made at once

Found = list[tuple[int, float]]


@dataclass(frozen=True, eq=False)
class Pull:
    """Scores become base * log-probability + offset; offsets: float32[n] in order of rows; prior: float32[n], the
    log-popularity that foresees which of the items below a node will count."""

    base: float
    offsets: Vector
    prior: Vector


@dataclass(frozen=True, eq=False)
class Guides:
    """What log-probabilities are multiplied by, and per level what the items below each node promise."""

    base: float
    levels: tuple[Vector, ...]


@dataclass(frozen=True, eq=False)
class Head:
    """keys[l]: float32[nodes of level l + 1, q]; bias[l]: float32[the same]; logits are keys . query + bias.

    Nodes of level 1 have `faces` keys each, one after the other; their logit is the log-sum-exp over them.
    """

    trie: Trie
    keys: tuple[Vector, ...]
    bias: tuple[Vector, ...]
    faces: int = 1
    _tangents: dict[int, tuple[Vector, Vector]] = field(default_factory=dict, init=False, repr=False)

    def score_all(self, queries: Sequence[Vector]) -> Vector:
        """Log-probability of every item: queries[l] is float32[..., q] -> float32[..., n] in order of rows."""
        total: Vector | None = None
        for level, query in enumerate(queries):
            logits = query @ self.keys[level].T + self.bias[level] if level else self.first(query)
            steps = siblings_log_softmax(logits, self.trie.starts[level][:-1], self.trie.parents[level])
            total = steps if total is None else total[..., self.trie.parents[level]] + steps
        if total is None:
            raise ValueError("a trie has at least one level")
        return total[..., self.trie.leaf_of_row]

    def search(
        self,
        queries: Sequence[Vector],
        allowed: Mask | None,
        wanted: int,
        width: int = WIDTH,
        handicap: Vector | None = None,
        pull: Pull | None = None,
    ) -> Found:
        """The `wanted` likeliest rows of `allowed` (bool[n], None: all) with log-probabilities, pulled if asked, best
        first.

        Every row is allowed, none repeats, and as many come back as are wanted and allowed: every prefix kept leads to
        an allowed row. The beam (`width`, or `wanted` if larger) loses nothing in sets of up to twice its width, and
        may miss some of a larger one. handicap: float32[nodes of level 1], nats >= 0 taken off below a first code for
        the order, not off the log-probabilities given.
        """
        available = len(self.trie.row_of_leaf) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(wanted, available)
        if wanted <= 0:
            return []
        counts = None if allowed is None else self.trie.counts(allowed)
        leaves, scores = _Walk(self, counts, max(width, wanted), handicap, self._guides(allowed, pull)).run(queries)
        rows = self.trie.row_of_leaf[leaves[:wanted]]
        if handicap is not None:
            scores = scores[:wanted] + handicap[self.trie.ancestors(rows)[0]]
        return list(zip(rows.tolist(), scores[:wanted].tolist(), strict=True))

    def search_diverse(
        self,
        queries: Sequence[Vector],
        allowed: Mask | None,
        wanted: int,
        groups: int,
        penalty: float = PENALTY,
        pull: Pull | None = None,
    ) -> Found:
        """As `search`, chosen by `groups` beams (at least 1) one after the other, best first.

        Each takes an equal part of `wanted` out of what is left. An item of a later one counts `penalty` nats less for
        every item chosen before under the same first code, and under another one as much less as the cosine of the two
        codes' keys, where above 0. The first group's items are the best of `search`; one group is `search`.
        """
        keys = self.keys[0].reshape(-1, self.faces, self.keys[0].shape[1]).mean(axis=1)
        likeness = keys / np.maximum(np.linalg.norm(keys, axis=1, keepdims=True), 1e-9)
        left = np.ones(len(self.trie.row_of_leaf), np.bool_) if allowed is None else allowed.copy()
        handicap = np.zeros(len(likeness), np.float32)
        found: Found = []
        for group in range(groups):
            part = (wanted - len(found)) // (groups - group)
            chosen = self.search(queries, left, part, handicap=handicap, pull=pull)
            found += chosen
            rows = np.array([row for row, _ in chosen], dtype=np.int64)
            left[rows] = False
            used = self.trie.ancestors(rows)[0]
            handicap = handicap + np.float32(penalty) * np.maximum(likeness @ likeness[used].T, 0).sum(axis=1)
        return sorted(found, key=lambda item: -item[1])

    def first(self, query: Vector) -> Vector:
        """Logits of all nodes of level 1: float32[..., q] -> float32[..., nodes]."""
        logits = query @ self.keys[0].T + self.bias[0]
        if self.faces == 1:
            return np.asarray(logits)
        parts = logits.reshape(*logits.shape[:-1], -1, self.faces)
        highest = parts.max(axis=-1)
        return np.asarray(highest + np.log(np.exp(parts - highest[..., None]).sum(axis=-1)), dtype=np.float32)

    def _guides(self, allowed: Mask | None, pull: Pull | None) -> Guides | None:
        if pull is None:
            return None
        offsets = pull.offsets if allowed is None else np.where(allowed, pull.offsets, np.float32(-np.inf))
        return Guides(pull.base, guide(self.trie, offsets, pull.prior))

    def floors(self, level: int, nodes: Nodes, query: Vector) -> Vector:
        """Lower bounds of the log-sum-exp of the logits of the children of `nodes` of `level`, float32[nodes]."""
        tangent = self._tangents.get(level)
        if tangent is None:
            tangent = self._tangents[level] = self._tangent(level)
        means, sums = tangent
        return np.asarray(means[nodes] @ query + sums[nodes], dtype=np.float32)

    def _tangent(self, level: int) -> tuple[Vector, Vector]:
        """Value and slope of every log-sum-exp at the query 0: the children's mean key weighed by their biases."""
        starts, parents, bias = self.trie.starts[level], self.trie.parents[level], self.bias[level]
        steps = siblings_log_softmax(bias, starts[:-1], parents)
        weights = np.exp(steps)[:, None]
        means = [
            np.add.reduceat(weights[low:high] * self.keys[level][low:high], bounds - low, axis=0)
            for bounds, low, high in (
                (starts[begin:-1][:_CHUNK], starts[begin], starts[min(begin + _CHUNK, len(starts) - 1)])
                for begin in range(0, len(starts) - 1, _CHUNK)
            )
        ]
        return np.concatenate(means, dtype=np.float32), (bias - steps)[starts[:-1]]


class _Walk:
    """One way down the trie."""

    def __init__(
        self,
        head: Head,
        counts: tuple[Counts, ...] | None,
        beam: int,
        handicap: Vector | None,
        guides: Guides | None,
    ) -> None:
        self.head, self.trie, self.counts, self.beam, self.handicap = head, head.trie, counts, beam, handicap
        self.guides = guides
        self.base = np.float32(1 if guides is None else guides.base)

    def run(self, queries: Sequence[Vector]) -> tuple[Nodes, Vector]:
        """The leaves reached, best first, and their scores less the handicap."""
        nodes, scores = np.zeros(1, np.int64), np.zeros(1, np.float32)
        for level, query in enumerate(queries):
            ahead = self._look(level, nodes, scores, query)
            nodes, scores = self._expand(level, nodes, scores, query) if ahead is None else ahead
            if level == 0 and self.handicap is not None:
                scores = scores - self.handicap[nodes]
            nodes, scores = self._keep(level, nodes, scores)
        return nodes, self._promise(self.trie.depth - 1, nodes, scores)

    def _promise(self, level: int, nodes: Nodes, scores: Vector) -> Vector:
        """What `nodes` of level + 1 are kept by: their scores and what the items below them promise."""
        return scores if self.guides is None else scores + self.guides.levels[level][nodes]

    def _expand(self, level: int, nodes: Nodes, scores: Vector, query: Vector) -> tuple[Nodes, Vector]:
        """All allowed children of `nodes` (of `level`) with their scores: every sibling is scored."""
        low, high = self.trie.starts[level][nodes], self.trie.starts[level][nodes + 1]
        sizes = high - low
        ends = np.cumsum(sizes)
        begin = ends - sizes
        source = np.repeat(np.arange(len(nodes)), sizes)
        children = np.arange(ends[-1]) + (low - begin)[source]
        if level:
            logits = self.head.keys[level].take(children, axis=0) @ query + self.head.bias[level][children]
        else:
            logits = self.head.first(query)
        totals = scores[source] + self.base * siblings_log_softmax(logits, begin, source)
        if self.counts is None:
            return children, totals
        kept = np.flatnonzero(self.counts[level][children] > 0)
        return children[kept], totals[kept]

    def _look(self, level: int, nodes: Nodes, scores: Vector, query: Vector) -> tuple[Nodes, Vector] | None:
        """The children of those `nodes` that have the most promising ones; None where looking ahead would not pay."""
        if self.counts is None or level == 0:
            return None
        starts = self.trie.starts[level]
        siblings = int((starts[nodes + 1] - starts[nodes]).sum())
        if siblings < _WORTH:
            return None
        slot = np.full(len(starts) - 1, -1)
        slot[nodes] = np.arange(len(nodes))
        children = np.flatnonzero(self.counts[level] > 0)
        above = slot[self.trie.parents[level][children]]
        inside = np.flatnonzero(above >= 0)
        if 2 * len(inside) > siblings:
            return None
        children, above = children[inside], above[inside]
        logits = self.head.keys[level].take(children, axis=0) @ query + self.head.bias[level][children]
        bounds = scores[above] + self.base * np.minimum(logits - self.head.floors(level, nodes, query)[above], 0)
        bounds = self._promise(level, children, bounds)
        taken = np.zeros(len(nodes), np.bool_)
        taken[above[_best(bounds, _SPARE * self.beam)]] = True
        return self._expand(level, nodes[taken], scores[taken], query)

    def _keep(self, level: int, nodes: Nodes, scores: Vector) -> tuple[Nodes, Vector]:
        """At the last level the `beam` best; above, at least as many, more while few allowed items are below them."""
        if level == self.trie.depth - 1:
            kept = _best(self._promise(level, nodes, scores), self.beam)
            return nodes[kept], scores[kept]
        if self.counts is None:
            below = self.trie.leaves[level][nodes + 1] - self.trie.leaves[level][nodes]
        else:
            below = self.counts[level][nodes]
        order = _best(self._promise(level, nodes, scores), _REACH * self.beam)
        light = np.searchsorted(np.cumsum(below[order]), _ROWS, side="right")
        kept = order[: max(self.beam, int(light))]
        return nodes[kept], scores[kept]


def siblings_log_softmax(logits: Vector, begin: Nodes, segment: Nodes) -> Vector:
    """log softmax over the last axis within contiguous segments: starts int64[s], segment of each entry int64[m]."""
    highest = np.maximum.reduceat(logits, begin, axis=-1)
    shifted = logits - highest[..., segment]
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
