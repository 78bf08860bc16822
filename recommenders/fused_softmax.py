"""Cross-entropy of a softmax over a whole table of keys, fused with its gradients.

Knows queries, keys and biases. Does not know what a key stands for.

The gradients are computed in the forward pass, one block of rows at a time in buffers that are used again, so the
logits of a whole batch never exist at once. With 1,024 keys and more they are multiplied in bfloat16 where the
processor can: logits are summed and kept in float32, probabilities are rounded before they are multiplied, and the
target's own part, the largest, is added in float32.
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
    if len(keys) < _WIDE or queries.is_cuda:  # logits that stay in the cache, or a device that has room for them
        if width < keys.shape[1]:
            keys = torch.cat([keys[:, :width], keys[:, width:].detach()], dim=1)
        return functional.cross_entropy(torch.addmm(bias, queries, keys.T), targets)

    def fill(queries: Tensor, keys: Tensor, bias: Tensor, out: Gradients) -> Tensor:
        return _wide(queries, keys, bias, targets, (out[0], out[1][:, :width], out[2]))

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


def _wide(queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor, out: Gradients) -> Tensor:
    """Sum of the losses; adds its gradients to `out`."""
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


@contextmanager
def _rounding_factors(wanted: bool) -> Iterator[None]:
    """Let products of float32 matrices round their factors, not their sums, to bfloat16; torch's setting is global."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium" if wanted else before)
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
