"""Cross-entropy of a softmax over a catalog too large to be asked whole, from negatives that all rows share.

Knows queries, keys, biases and which keys were drawn how often. Does not know items or people.

The softmax's denominator is estimated without bias: the target counts as it is, a drawn key as often as it was drawn,
divided by how often that was to be expected; where the draw hits a row's own target it is left out there. So the loss
tends to the full one as more are drawn.

Sources: Bengio and Senécal, "Adaptive importance sampling to accelerate training of a neural probabilistic language
model", 2008; shared negatives by popularity as in Yi et al., "Sampling-bias-corrected neural modeling for large corpus
item recommendations", RecSys 2019.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from recommenders.fused_softmax import Gradients, block_gradients, fused

_UNIFORM = 0.5  # share of draws that do not ask for popularity: rare keys are many, and together they weigh


class Negatives:
    """Draws keys, half by their counts and half evenly, with torch's own random numbers."""

    def __init__(self, counts: Tensor, number: int = 4_096) -> None:
        """counts: float[n], how often each key is a target, some above 0; number: draws of one step, at least 1."""
        share = counts.double() / counts.sum()
        self._chance = (1 - _UNIFORM) * share + _UNIFORM / len(counts)
        self._upto = self._chance.cumsum(0)
        self._number = number

    def draw(self) -> tuple[Tensor, Tensor]:
        """Distinct keys int64[s], s up to `number`, in order; and log(expected / actual draws) of each, float32[s].

        One draw in every `number`-th part of the cumulated chance: as exact on average as independent draws, steadier.
        """
        places = (torch.arange(self._number) + torch.rand(self._number, dtype=torch.float64)) / self._number
        drawn = torch.searchsorted(self._upto, places * self._upto[-1]).clamp_max(len(self._upto) - 1)
        keys, times = torch.unique_consecutive(drawn, return_counts=True)
        return keys, (self._chance[keys] * self._number / times).log().float()


def sampled_cross_entropy(
    queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, negatives: Tensor, log_expected: Tensor
) -> Tensor:
    """Mean loss over rows: queries float[m, d], keys float[n, d], bias float[n], targets int64[m], m >= 1.

    negatives: int64[s], s >= 1, keys that stand for all; log_expected: float[s], the logarithm of how often each was
    to be expected, per time it is in `negatives` (`Negatives.draw` gives both).
    """

    def fill(queries: Tensor, keys: Tensor, bias: Tensor, out: Gradients) -> Tensor:
        own = keys[targets]
        positive = (queries * own).sum(dim=1, keepdim=True) + bias[targets, None]
        rest = torch.empty_like(positive)  # log-sum-exp over the negatives

        def errors(rows: slice, logits: Tensor) -> None:
            logits.masked_fill_(targets[rows, None] == negatives, -1e30)
            highest = logits.amax(dim=1, keepdim=True)
            torch.softmax(logits, dim=1, out=logits)
            rest[rows] = highest - logits.amax(dim=1, keepdim=True).log()
            logits.mul_(torch.sigmoid(rest[rows] - positive[rows]))

        drawn = keys[negatives]
        to_drawn, to_bias = torch.zeros_like(drawn), torch.zeros_like(log_expected)
        block_gradients(queries, drawn, bias[negatives] - log_expected, errors, (out[0], to_drawn, to_bias))
        out[1].index_add_(0, negatives, to_drawn)
        out[2].index_add_(0, negatives, to_bias)
        pull = -torch.sigmoid(rest - positive)
        out[0].addcmul_(pull, own)
        out[1].index_add_(0, targets, pull * queries)
        out[2].index_add_(0, targets, pull[:, 0])
        return functional.softplus(rest - positive).sum()

    return fused(queries, keys, bias, fill) / len(queries)
