"""Several trunks that answer as one: the geometric mean of their softmaxes.

Knows trunks. Does not know how they were trained, nor how items are scored from a state.

The mean of logits state_k . vector_k + bias_k over members is one dot product: the members' states divided by their
number, one after the other, with the members' vectors one after the other. So an ensemble is served, searched and
put into a trie like a single wider trunk.

Source: Lakshminarayanan et al., "Simple and scalable predictive uncertainty estimation using deep ensembles", NeurIPS
2017; the geometric mean as in products of experts (Hinton, 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from recommenders.trunk import Trunk


class Ensemble(nn.Module):
    """Trunks of one size over the same items and texts; at least one."""

    def __init__(self, members: Sequence[Trunk]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    @property
    def trunks(self) -> list[Trunk]:
        """The members, as what they are."""
        return [cast(Trunk, member) for member in self.members]

    @property
    def text(self) -> Tensor:
        """Projected item texts, float[n, p] of unit norm."""
        return self.trunks[0].text

    @property
    def bias(self) -> Tensor:
        """Mean item biases, float[n]."""
        return torch.stack([trunk.bias for trunk in self.trunks]).mean(dim=0)

    def vectors(self) -> list[Tensor]:
        """The item vectors of every member, float[n, d] each."""
        return [trunk.vectors() for trunk in self.trunks]

    def keys(self, vectors: Sequence[Tensor]) -> Tensor:
        """What queries are multiplied with, float[n, q]: item vectors of all members, then item texts."""
        return torch.cat([*vectors, self.text], dim=1)

    def queries(self, rows: Tensor, vectors: Sequence[Tensor]) -> Tensor:
        """int64[b, l] (padded on the right with any row) -> float[b, l, q]: the query after each position."""
        pairs = zip(self.trunks, vectors, strict=True)
        states = [trunk.states(rows, own) for trunk, own in pairs]
        return self._joined(states, [trunk.taste(rows) for trunk in self.trunks])

    def last_queries(self, rows: Tensor, vectors: Sequence[Tensor]) -> Tensor:
        """int64[b, l] without padding -> float[b, q]: the query after the last position."""
        pairs = zip(self.trunks, vectors, strict=True)
        states = [trunk.last_states(rows, own) for trunk, own in pairs]
        return self._joined(states, [trunk.last_taste(rows) for trunk in self.trunks])

    def _joined(self, states: list[Tensor], tastes: list[Tensor]) -> Tensor:
        told = [taste * trunk.scale.exp() for trunk, taste in zip(self.trunks, tastes, strict=True)]
        return torch.cat([*states, torch.stack(told).sum(dim=0)], dim=-1) / len(states)
