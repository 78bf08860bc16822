"""Cross-entropy of softmaxes over contiguous segments of one table of keys, fused with its gradients.

Knows queries, keys, biases and segments. Does not know what a key stands for: the whole catalog is one segment
for the ranker, the children of a trie node are one for the retriever.

The gradients are computed in the forward pass, one block of rows at a time in buffers that are used again, so the
logits of a whole batch never exist at once. With 1,024 keys and more they are multiplied in bfloat16 where the
processor can: logits are summed and kept in float32, probabilities are rounded before they are multiplied, and the
target's own part, the largest, is added in float32. Small segments are padded into batches of like shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_ROWS = 256  # queries per block: more leave the processor's cache, fewer add up the keys' gradient too often
_WIDE = 1_024  # keys from which bfloat16 pays

_LARGE = 65_536  # logits of a segment from which it is worth a turn of its own

Gradients = tuple[Tensor, Tensor, Tensor]
Errors = Callable[[slice, Tensor], None]
Fill = Callable[[Tensor, Tensor, Tensor, Gradients], Tensor]


def full_cross_entropy(
    queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, learnt: int | None = None
) -> Tensor:
    """Mean loss over rows of a softmax over all keys: queries float[m, d], keys float[n, d], bias float[n].

    targets: int64[m], m >= 1. Only the first `learnt` columns of the keys get a gradient, all of them where it is None:
    what is fixed costs less.
    """
    width = keys.shape[1] if learnt is None else learnt
    if len(keys) < _WIDE:  # logits that stay in the cache anyway
        if width < keys.shape[1]:
            keys = torch.cat([keys[:, :width], keys[:, width:].detach()], dim=1)
        return functional.cross_entropy(torch.addmm(bias, queries, keys.T), targets)

    def fill(queries: Tensor, keys: Tensor, bias: Tensor, out: Gradients) -> Tensor:
        return _wide(queries, keys, bias, targets, (out[0], out[1][:, :width], out[2]))

    return fused(queries, keys, bias, fill) / len(queries)


def segment_cross_entropy(
    queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, low: Tensor, high: Tensor
) -> Tensor:
    """Mean loss over rows: shapes as in `full_cross_entropy`; low, high int64[m].

    Row i is a softmax over keys `low[i]:high[i]`, with `low[i] <= targets[i] < high[i]`; rows that share `low`
    share `high`, and segments do not overlap.
    """

    def fill(queries: Tensor, keys: Tensor, bias: Tensor, out: Gradients) -> Tensor:
        return _segments(queries, keys, bias, targets, low, high, out)

    return fused(queries, keys, bias, fill) / len(queries)


def fused(queries: Tensor, keys: Tensor, bias: Tensor, fill: Fill) -> Tensor:
    """The number that `fill` returns, a loss; `fill` also adds its gradients to zeros shaped like the three tensors."""
    loss: Tensor = _Fused.apply(queries, keys, bias, fill)  # type: ignore[no-untyped-call]
    return loss


def multiplies_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 faster than float32."""
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def block_gradients(queries: Tensor, keys: Tensor, bias: Tensor, errors: Errors, out: Gradients) -> None:
    """Gradients of a loss of logits `queries @ keys.T + bias` with respect to the three, without storing the logits.

    queries float[m, d], keys float[n, d], bias float[n]. `errors(rows, logits)` is called once per block of rows, in
    order; it replaces the logits, float[rows, n], in place, by the loss's derivative with respect to them. The
    gradients are added to `out`; those of the keys may have fewer columns than the keys, the first ones.
    """
    low = len(keys) >= _WIDE and multiplies_bfloat16()
    kind = torch.bfloat16 if low else queries.dtype
    to_queries, to_keys, to_bias = out
    key, query = keys.to(kind), queries[:, : to_keys.shape[1]].to(kind)
    size = min(_ROWS, len(queries))
    logits = queries.new_empty(size, len(keys))
    rounded = logits.new_empty(logits.shape, dtype=kind) if low else logits
    product = key.new_empty(to_keys.shape if low else 0)
    for start in range(0, len(queries), size):
        rows = slice(start, min(start + size, len(queries)))
        wide, narrow = logits[: rows.stop - start], rounded[: rows.stop - start]
        with _rounding_factors(low):
            torch.mm(queries[rows], keys.T, out=wide)
        errors(rows, wide.add_(bias))
        to_bias += wide.sum(dim=0)
        if low:
            narrow.copy_(wide)
            to_keys += torch.mm(narrow.T, query[rows], out=product)
        else:
            to_keys.addmm_(wide.T, query[rows])
        to_queries[rows] += narrow @ key


class _Fused(torch.autograd.Function):
    """A loss that brings its gradients along."""

    @staticmethod
    def forward(ctx: Any, queries: Tensor, keys: Tensor, bias: Tensor, fill: Fill) -> Tensor:
        out = torch.zeros_like(queries), torch.zeros_like(keys), torch.zeros_like(bias)
        loss = fill(queries, keys, bias, out)
        ctx.save_for_backward(*out)
        return loss

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        return *(grads[0] * part for part in ctx.saved_tensors), None


def _segments(
    queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, low: Tensor, high: Tensor, out: Gradients
) -> Tensor:
    """Sum of the losses of rows in segments; large ones one by one, small ones together."""
    # Softmax over one key is 0 whatever the query: such rows have neither loss nor gradient.
    rows = torch.nonzero(high - low > 1).flatten()
    rows = rows[torch.argsort(low[rows], stable=True)]
    starts, counts = torch.unique_consecutive(low[rows], return_counts=True)
    firsts = counts.cumsum(0) - counts
    widths = high[rows[firsts]] - starts
    large = widths * counts >= _LARGE
    total = queries.new_zeros(())
    for number in torch.nonzero(large).flatten().tolist():
        members = rows[firsts[number] : firsts[number] + counts[number]]
        part = slice(int(starts[number]), int(starts[number] + widths[number]))
        own = torch.zeros_like(queries[members]), out[1][part], out[2][part]
        total += _wide(queries[members], keys[part], bias[part], targets[members] - part.start, own)
        out[0][members] = own[0]
    for group in _alike(widths, counts, ~large):
        parts = starts[group], widths[group], firsts[group], counts[group]
        total += _narrow(queries, keys, bias, targets, rows, *parts, out)
    return total


def _wide(queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, out: Gradients) -> Tensor:
    """Loss of rows that share one segment, whose keys these are; adds its gradients to `out`."""
    chances = queries.new_empty(len(queries), 1)

    def errors(rows: slice, logits: Tensor) -> None:
        torch.softmax(logits, dim=1, out=logits)
        place = targets[rows, None]
        chances[rows] = logits.gather(1, place)
        logits.scatter_(1, place, 0.0)  # the target's part comes below, unrounded

    block_gradients(queries, keys, bias, errors, out)
    pull = chances - 1
    out[0].addcmul_(pull, keys[targets])
    out[1].index_add_(0, targets, pull * queries[:, : out[1].shape[1]])
    out[2].index_add_(0, targets, pull[:, 0])
    return -chances.clamp_min(1e-30).log().sum()


def _alike(widths: Tensor, counts: Tensor, wanted: Tensor) -> Iterator[Tensor]:
    """Wanted segments (bool[s]) in groups: widths and numbers of rows within a factor of two."""
    shape = 64 * torch.log2(widths.double()).long() + torch.log2(counts.double()).long()
    for kind in torch.unique(shape[wanted]).tolist():
        yield torch.nonzero((shape == kind) & wanted).flatten()


def _narrow(
    queries: Tensor,
    keys: Tensor,
    bias: Tensor,
    targets: Tensor,
    rows: Tensor,
    starts: Tensor,
    widths: Tensor,
    firsts: Tensor,
    counts: Tensor,
    out: Gradients,
) -> Tensor:
    """Loss of s segments, int64[s] each: keys from `starts`, `widths` many; of `rows` from `firsts`, `counts` many.

    Writes their gradients, padded to the widest and the fullest segment for a while, to `out`.
    """
    columns, is_key = _ranges(starts, widths)
    places, is_row = _ranges(firsts, counts)
    members = rows[places]
    query, key = queries[members], keys[columns]
    offsets = bias[columns].masked_fill(~is_key, -torch.inf)[:, None]
    chance = torch.softmax(torch.baddbmm(offsets, query, key.transpose(1, 2)), dim=2)
    target = (targets[members] - starts[:, None])[:, :, None]
    chances = chance.gather(2, target)
    error = chance.scatter_(2, target, chances - 1).mul_(is_row[:, :, None])
    out[0][members[is_row]] = (error @ key)[is_row]
    out[1][columns[is_key]] = (error.transpose(1, 2) @ query)[is_key]
    out[2][columns[is_key]] = error.sum(dim=1)[is_key]
    return -chances[is_row].clamp_min(1e-30).log().sum()


def _ranges(starts: Tensor, sizes: Tensor) -> tuple[Tensor, Tensor]:
    """int64[s, longest]: `starts[i]`, `starts[i] + 1`, ... padded with `starts[i]`; and which are real, bool alike."""
    steps = torch.arange(int(sizes.max()))
    real = steps < sizes[:, None]
    return starts[:, None] + steps * real, real


@contextmanager
def _rounding_factors(wanted: bool) -> Iterator[None]:
    """Let products of float32 matrices round their factors, not their sums, to bfloat16; torch's setting is global."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium" if wanted else before)
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
