"""Cross-entropy of softmaxes over contiguous segments of one table of keys, fused with its gradients.

Knows queries, keys, biases and segments. Does not know what a key stands for: the whole catalog is one segment
for the ranker, the children of a trie node are one for the retriever.

The gradients are computed in the forward pass, one segment and one block of rows at a time, so the logits of a
whole batch never exist at once; wide segments are multiplied in bfloat16 where the processor can.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_ROWS = 256  # queries per block: logits of one block stay in the processor's cache
_WIDE = 1_024  # keys per segment from which bfloat16 pays


class _SegmentCrossEntropy(torch.autograd.Function):
    """Sum over rows of -log softmax(query . keys[low:high] + bias[low:high])[target]."""

    @staticmethod
    def forward(
        ctx: Any, queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, low: Tensor, high: Tensor
    ) -> Tensor:
        to_queries, to_keys, to_bias = (torch.zeros_like(part) for part in (queries, keys, bias))
        total = queries.new_zeros(())
        # Softmax over one key is 0 whatever the query: such rows have neither loss nor gradient.
        rows = torch.nonzero(high - low > 1).flatten()
        rows = rows[torch.argsort(low[rows], stable=True)]
        starts, counts = torch.unique_consecutive(low[rows], return_counts=True)
        position = 0
        for start, count in zip(starts.tolist(), counts.tolist(), strict=True):
            members = rows[position : position + count]
            position += count
            part = slice(start, int(high[members[0]]))
            wide = part.stop - part.start >= _WIDE and torch.cpu.get_capabilities().get("avx512_bf16", False)
            table = keys[part].bfloat16() if wide else keys[part]
            for block in torch.split(members, _ROWS):
                query = queries[block].to(table.dtype)
                logits = (query @ table.T).float().add_(bias[part])
                chance = torch.softmax(logits, dim=1)
                place = (torch.arange(len(block)), targets[block] - start)
                total -= chance[place].clamp_min(1e-30).log().sum()
                chance[place] -= 1
                to_bias[part] += chance.sum(dim=0)
                error = chance.to(table.dtype)
                to_queries[block] = (error @ table).float()
                to_keys[part] += (error.T @ query).float()
        ctx.save_for_backward(to_queries, to_keys, to_bias)
        return total

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        to_queries, to_keys, to_bias = ctx.saved_tensors
        return grads[0] * to_queries, grads[0] * to_keys, grads[0] * to_bias, None, None, None


def segment_cross_entropy(
    queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, low: Tensor, high: Tensor
) -> Tensor:
    """Mean loss over rows: queries float[m, d], keys float[n, d], bias float[n]; targets, low, high int64[m].

    Row i is a softmax over keys `low[i]:high[i]`, with `low[i] <= targets[i] < high[i]`; rows that share `low`
    share `high`. Needs m >= 1.
    """
    total: Tensor = _SegmentCrossEntropy.apply(queries, keys, bias, targets, low, high)  # type: ignore[no-untyped-call]
    return total / len(queries)


def full_cross_entropy(queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor) -> Tensor:
    """`segment_cross_entropy` with all keys as one segment."""
    low = torch.zeros_like(targets)
    return segment_cross_entropy(queries, keys, bias, targets, low, low + len(keys))
