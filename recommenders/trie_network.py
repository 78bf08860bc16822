"""The trainable head over a trie: a vector and a bias per node, a small linear map per level.

Knows a trunk and a trie. Does not know people, wishes or search.

Logits of node k of level l: node[k] . (h + A_l h) + scale_l * taste . text[k] + bias[k], where text[k] is the mean
text vector of the items below k; at the last level nodes are items, with the trunk's own vectors and biases. A node
starts as the mean of the items below it, its bias as their log-sum-exp: untrained, the head already ranks like the
trunk.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from recommenders.beam import Head
from recommenders.recommender import Vector
from recommenders.segment_softmax import segment_cross_entropy
from recommenders.trie import Trie
from recommenders.trunk import Trunk


class TrieNetwork(nn.Module):
    """A trunk and the head over `trie`; level l of a list belongs to level l + 1 of the trie."""

    def __init__(self, trunk: Trunk, trie: Trie) -> None:
        super().__init__()
        self.trunk, self.trie = trunk, trie
        self._order = torch.from_numpy(trie.row_of_leaf)
        self._starts = [torch.from_numpy(starts) for starts in trie.starts]
        self._parents = [torch.from_numpy(parents) for parents in trie.parents]
        width = trunk.size.width
        with torch.no_grad():
            vectors = self._upward(trunk.vectors()[self._order])
            biases = self._bias_upward(trunk.bias[self._order])
        self.nodes = nn.ParameterList(nn.Parameter(part.clone()) for part in vectors[:-1])
        self.biases = nn.ParameterList(nn.Parameter(part.clone()) for part in biases[:-1])
        self.turns = nn.ParameterList(nn.Parameter(torch.zeros(width, width)) for _ in range(trie.depth))
        self.scales = nn.Parameter(trunk.scale.detach().clone().repeat(trie.depth))
        self._text = self._upward(trunk.text[self._order])

    def head_parameters(self) -> list[nn.Parameter]:
        """What the head adds to the trunk."""
        return [*self.nodes, *self.biases, *self.turns, self.scales]

    def queries(self, states: Tensor, taste: Tensor) -> list[Tensor]:
        """Per level float[m, d + p] from states float[m, d] and text tastes float[m, p]."""
        scales = self.scales.exp()
        return [
            torch.cat([states + states @ turn.T, taste * scales[level]], dim=1) for level, turn in enumerate(self.turns)
        ]

    def loss(self, rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        """Negative log-probability of the targets' paths, mean over positions; shapes as in `trainer.train`."""
        vectors = self.trunk.vectors()
        states, taste = self.trunk.states(rows, vectors)[real], self.trunk.taste(rows)[real]
        keys, biases = self._tables(vectors)
        path = self.trie.ancestors(targets.numpy())
        total = states.new_zeros(())
        for level, query in enumerate(self.queries(states, taste)):
            node = torch.from_numpy(path[level])
            parent = self._parents[level][node]
            low, high = self._starts[level][parent], self._starts[level][parent + 1]
            total = total + segment_cross_entropy(query, keys[level], biases[level], node, low, high)
        return total

    def head(self) -> Head:
        """The finished tables as numpy arrays, for serving."""
        with torch.no_grad():
            keys, biases = self._tables(self.trunk.vectors())
        return Head(
            self.trie,
            tuple(cast(Vector, key.numpy()) for key in keys),
            tuple(cast(Vector, bias.detach().numpy().copy()) for bias in biases),
        )

    def load_head(self, weights: dict[str, Tensor], before: Trie) -> None:
        """Take stored head weights of the trie `before`; nodes that joined since keep their starting values."""
        with torch.no_grad():
            for level in range(self.trie.depth - 1):
                place = _places(self.trie.prefixes[level + 1], before.prefixes[level + 1])
                self.nodes[level][place] = weights[f"nodes.{level}"]
                self.biases[level][place] = weights[f"biases.{level}"]
            for level, turn in enumerate(self.turns):
                turn.copy_(weights[f"turns.{level}"])
            self.scales.copy_(weights["scales"])

    def _tables(self, vectors: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Keys and biases of every level, the leaves in order of the trie."""
        parts = [*self.nodes, vectors[self._order]]
        keys = [torch.cat([part, text], dim=1) for part, text in zip(parts, self._text, strict=True)]
        return keys, [*self.biases, self.trunk.bias[self._order]]

    def _upward(self, leaves: Tensor) -> list[Tensor]:
        """Means over the leaves below every node, per level 1..depth: float[n, d] -> float[nodes, d] each."""
        levels, counts = [leaves], torch.ones(len(leaves))
        sums = leaves
        for parents, starts in zip(self._parents[:0:-1], self._starts[:0:-1], strict=True):
            size = len(starts) - 1
            sums = sums.new_zeros(size, leaves.shape[1]).index_add_(0, parents, sums)
            counts = counts.new_zeros(size).index_add_(0, parents, counts)
            levels.append(sums / counts[:, None])
        return levels[::-1]

    def _bias_upward(self, leaves: Tensor) -> list[Tensor]:
        """Log-sum-exp of the biases below every node, per level 1..depth."""
        highest = leaves.max()
        levels, sums = [leaves], (leaves - highest).exp()
        for parents, starts in zip(self._parents[:0:-1], self._starts[:0:-1], strict=True):
            sums = sums.new_zeros(len(starts) - 1).index_add_(0, parents, sums)
            levels.append(sums.clamp_min(1e-30).log() + highest)
        return levels[::-1]


def _places(prefixes: np.ndarray, known: np.ndarray) -> Tensor:
    """Where the rows `known` stand among `prefixes` (both int64[*, l] in lexicographic order, the first a superset)."""
    number = {tuple(prefix): place for place, prefix in enumerate(prefixes.tolist())}
    return torch.tensor([number[tuple(prefix)] for prefix in known.tolist()], dtype=torch.int64)
