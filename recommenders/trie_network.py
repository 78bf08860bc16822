"""The trainable head over a trie: a key and a bias per inner node, in the space of the ensemble's queries.

Knows an ensemble and a trie. Does not know people, wishes or search.

The logit of a node is node . query + bias. Leaves are items and have the ensemble's own keys and biases, so the softmax
over the items below one prefix is the ensemble's, exactly. What is learnt is how likely each inner node is: the head
imitates the probability that the ensemble's softmax over the catalog gives to all items below it (Hinton et al.,
"Distilling the knowledge in a neural network", 2015). Soft targets teach every node at every position, where the one
item that came next would teach one path and overfit. A node starts as the mean of the items below it, its bias as
their log-sum-exp: untrained, the head already ranks nearly like the ensemble.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from recommenders.beam import Head, siblings_log_softmax
from recommenders.ensemble import Ensemble
from recommenders.trie import Trie

FACES = 8  # keys of a first-level node
_UNLIKELY = 10.0  # nats below the others


class TrieNetwork(nn.Module):
    """An ensemble and the head over `trie`; nodes[l] and biases[l] are those of level l + 1, leaves left out.

    On level 1 every node has FACES rows, one after the other.
    """

    def __init__(self, ensemble: Ensemble, trie: Trie) -> None:
        super().__init__()
        self.ensemble, self.trie = ensemble, trie
        self._order = torch.from_numpy(trie.row_of_leaf)
        self._starts = [torch.from_numpy(starts) for starts in trie.starts]
        self._parents = [torch.from_numpy(parents) for parents in trie.parents]
        with torch.no_grad():
            keys, biases = self._leaves(ensemble.vectors())
            keys_above, biases_above = self._upward(keys), self._bias_upward(biases)
            keys_above[0], biases_above[0] = self._faces(keys, biases)
        self.nodes = nn.ParameterList(nn.Parameter(part.clone()) for part in keys_above)
        self.biases = nn.ParameterList(nn.Parameter(part.clone()) for part in biases_above)

    def head_parameters(self) -> list[nn.Parameter]:
        """What the head adds to the ensemble."""
        return [*self.nodes, *self.biases]

    def imitation(self, rows: Tensor, targets: Tensor, real: Tensor) -> Tensor:
        """Cross-entropy of the inner nodes' probabilities against the ensemble's, mean over positions; shapes as in
        `trainer.train`, whose targets are not asked.

        The ensemble is a fixed teacher: no dropout, no gradient.
        """
        self.ensemble.eval()
        with torch.no_grad():
            vectors = self.ensemble.vectors()
            queries = self.ensemble.queries(rows, vectors)[real]
            keys, biases = self._leaves(vectors)
            chance = torch.softmax(queries @ keys.T + biases, dim=1).numpy()
            masses = [np.add.reduceat(chance, bounds[:-1], axis=1) for bounds in self.trie.leaves[:-1]]
        total = queries.new_zeros(())
        for level, mass in enumerate(masses):
            total = total + self._soft(level, queries, mass, masses[level - 1] if level else None)
        return total / len(queries)

    def _soft(self, level: int, queries: Tensor, mass: np.ndarray, above: np.ndarray | None) -> Tensor:
        """-sum of mass * log softmax over siblings; its gradient is put in by hand, which spares the softmaxes'."""
        logits = queries @ self.nodes[level].T + self.biases[level] if level else self.first(queries)
        parents = self.trie.parents[level]
        steps = siblings_log_softmax(logits.detach().numpy(), self.trie.starts[level][:-1], parents)
        expected = np.exp(steps) if above is None else np.exp(steps) * above[:, parents]
        pull: Tensor = (logits * torch.from_numpy(expected - mass)).sum()
        value: Tensor = pull - pull.detach() - float((mass * steps).sum())
        return value

    def first(self, queries: Tensor) -> Tensor:
        """Logits of all nodes of level 1: float[m, q] -> float[m, nodes]."""
        logits = queries @ self.nodes[0].T + self.biases[0]
        return torch.logsumexp(logits.view(len(queries), -1, FACES), dim=2)

    def tables(self, vectors: Sequence[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """Keys and biases of every level, the leaves in order of the trie; vectors: of `ensemble.vectors()`."""
        keys, biases = self._leaves(vectors)
        return [*self.nodes, keys], [*self.biases, biases]

    def head(self) -> Head:
        """The tables as numpy arrays, for serving; those of inner nodes share memory with the network."""
        with torch.no_grad():
            keys, biases = self.tables(self.ensemble.vectors())
        return Head(
            self.trie,
            tuple(key.detach().numpy() for key in keys),
            tuple(bias.detach().numpy() for bias in biases),
            faces=FACES,
        )

    def load_head(self, weights: dict[str, Tensor], before: Trie) -> None:
        """Take stored head weights of the trie `before`; nodes that joined since keep their starting values."""
        with torch.no_grad():
            for level in range(self.trie.depth - 1):
                place = _places(self.trie.prefixes[level + 1], before.prefixes[level + 1])
                if level == 0:
                    place = (place[:, None] * FACES + torch.arange(FACES)).flatten()
                self.nodes[level][place] = weights[f"nodes.{level}"]
                self.biases[level][place] = weights[f"biases.{level}"]

    def _leaves(self, vectors: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        return self.ensemble.keys(vectors)[self._order], self.ensemble.bias[self._order]

    def _faces(self, keys: Tensor, biases: Tensor) -> tuple[Tensor, Tensor]:
        """Keys float[nodes * FACES, q] and biases of the first level: means and log-sum-exps of leaves in a row, which
        are alike. Faces without a leaf start as the node's mean, next to impossible."""
        bounds = self.trie.leaves[0]
        rows, offsets = [], []
        for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            cuts = np.linspace(low, high, FACES + 1).round().astype(int).tolist()
            for start, end in itertools.pairwise(cuts):
                part = slice(start, end) if end > start else slice(low, high)
                rows.append(keys[part].mean(dim=0))
                offsets.append(biases[part].logsumexp(dim=0) - (0 if end > start else _UNLIKELY))
        return torch.stack(rows), torch.stack(offsets)

    def _upward(self, leaves: Tensor) -> list[Tensor]:
        """Means over the leaves below every inner node, per level 1..depth - 1: float[n, q] -> float[nodes, q] each."""
        levels, counts = [], torch.ones(len(leaves))
        sums = leaves
        for parents, starts in zip(self._parents[:0:-1], self._starts[:0:-1], strict=True):
            size = len(starts) - 1
            sums = sums.new_zeros(size, leaves.shape[1]).index_add_(0, parents, sums)
            counts = counts.new_zeros(size).index_add_(0, parents, counts)
            levels.append(sums / counts[:, None])
        return levels[::-1]

    def _bias_upward(self, leaves: Tensor) -> list[Tensor]:
        """Log-sum-exp of the biases below every inner node, per level 1..depth - 1."""
        highest = leaves.max()
        levels, sums = [], (leaves - highest).exp()
        for parents, starts in zip(self._parents[:0:-1], self._starts[:0:-1], strict=True):
            sums = sums.new_zeros(len(starts) - 1).index_add_(0, parents, sums)
            levels.append(sums.clamp_min(1e-30).log() + highest)
        return levels[::-1]


def _places(prefixes: np.ndarray, known: np.ndarray) -> Tensor:
    """Where the rows `known` stand among `prefixes` (both int64[*, l] in lexicographic order, the first a superset)."""
    number = {tuple(prefix): place for place, prefix in enumerate(prefixes.tolist())}
    return torch.tensor([number[tuple(prefix)] for prefix in known.tolist()], dtype=torch.int64)
