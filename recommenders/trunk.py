"""The item-level network: a causal transformer over the vectors of a history, and a text path beside it.

Knows rows, attribute values, and text vectors. Does not know how items are scored from its state: the ranker asks all
items, the retriever the nodes of a trie.

An item's vector is a free part, the vectors of its attribute values and its projected text, at unit norm; a state is a
unit vector times a learnt temperature. So popularity lives in the biases alone, and rare items are not drowned by the
long vectors of popular ones.

Sources: Kang and McAuley, "Self-attentive sequential recommendation", ICDM 2018 (the trunk); tied input and output
vectors, pre-norm blocks and full softmax are later practice. Unit vectors with a temperature: Wang et al., "NormFace",
ACM MM 2017. Sums of attribute vectors: Kula, "Metadata embeddings for user and item cold-start recommendations", 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from recommenders.attributes import Attributes

POSITIONS = 50
_DECAY = 0.6  # where the learned decay of the text path starts
_SCALE = 4.0  # where its learned scale starts: cosines are small next to logits
_TEMPERATURE = 10.0  # where the length of states starts
_FROM_TEXT = 0.01  # spread of the text projection at the start: it must not drown the other parts


@dataclass(frozen=True)
class TrunkSize:
    """Width, blocks, heads and dropout; derived from the data, stored with the weights."""

    width: int
    blocks: int = 2
    heads: int = 2
    dropout: float = 0.5

    @classmethod
    def for_data(cls, n_items: int, n_events: int) -> Self:
        """Small where there is little to learn from: overfitting sets in within a few epochs there."""
        return cls(width=64 if n_items < 5_000 or n_events < 20_000 else 128)


class Block(nn.Module):
    """Pre-norm causal self-attention and a feed-forward layer of four times the width."""

    def __init__(self, size: TrunkSize) -> None:
        super().__init__()
        self.heads, self.dropout = size.heads, size.dropout
        self.attention_norm = nn.LayerNorm(size.width)
        self.qkv = nn.Linear(size.width, 3 * size.width)
        self.out = nn.Linear(size.width, size.width)
        self.feed_norm = nn.LayerNorm(size.width)
        self.feed = nn.Linear(size.width, 4 * size.width)
        self.back = nn.Linear(4 * size.width, size.width)

    def forward(self, x: Tensor) -> Tensor:
        """float[b, l, d] -> float[b, l, d]; position t sees positions up to t."""
        q, k, v = self._split(self.qkv(self.attention_norm(x)), 3)
        # No dropout on the attention weights: it would rule out the fused kernel.
        return self._after(x, functional.scaled_dot_product_attention(q, k, v, is_causal=True))

    def last(self, x: Tensor) -> Tensor:
        """The last position of `forward(x)`, float[b, 1, d], without computing the others."""
        normed, d = self.attention_norm(x), x.shape[2]
        weight, bias = self.qkv.weight, self.qkv.bias
        (q,) = self._split(functional.linear(normed[:, -1:], weight[:d], bias[:d]), 1)
        k, v = self._split(functional.linear(normed, weight[d:], bias[d:]), 2)
        return self._after(x[:, -1:], functional.scaled_dot_product_attention(q, k, v))

    def _split(self, x: Tensor, parts: int) -> Tensor:
        """float[b, l, parts * d] -> float[parts, b, heads, l, d / heads]."""
        b, length, d = x.shape
        return x.view(b, length, parts, self.heads, d // parts // self.heads).permute(2, 0, 3, 1, 4)

    def _after(self, x: Tensor, mixed: Tensor) -> Tensor:
        mixed = self.out(mixed.transpose(1, 2).reshape(x.shape))
        x = x + functional.dropout(mixed, self.dropout, self.training)
        fed = self.back(functional.gelu(self.feed(self.feed_norm(x))))
        return x + functional.dropout(fed, self.dropout, self.training)


class Trunk(nn.Module):
    """Item vectors, the transformer, and the decayed text path."""

    text: Tensor
    starts: Tensor
    columns: Tensor
    shares: Tensor

    def __init__(self, size: TrunkSize, text: Tensor, attributes: Attributes, bias: Tensor) -> None:
        """text: float[n, p], unit norm or zero, fixed; bias: float[n], where the item biases start."""
        super().__init__()
        self.size = size
        self.free = nn.Parameter(torch.randn(len(text), size.width) * 0.02)
        self.values = nn.Parameter(torch.randn(len(attributes.names), size.width) * 0.02)
        self.from_text = nn.Linear(text.shape[1], size.width, bias=False)
        nn.init.normal_(self.from_text.weight, std=_FROM_TEXT)
        self.bias = nn.Parameter(bias.clone())
        self.places = nn.Parameter(torch.randn(POSITIONS, size.width) * 0.02)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.blocks))
        self.norm = nn.LayerNorm(size.width)
        self.temperature = nn.Parameter(torch.tensor(_TEMPERATURE).log())
        self.decay = nn.Parameter(torch.logit(torch.tensor(_DECAY)))
        self.scale = nn.Parameter(torch.tensor(_SCALE).log())
        counts = torch.from_numpy(attributes.starts[1:] - attributes.starts[:-1])
        self.register_buffer("text", text, persistent=False)
        self.register_buffer("starts", torch.from_numpy(attributes.starts), persistent=False)
        self.register_buffer("columns", torch.from_numpy(attributes.columns), persistent=False)
        # Divided by the root of how many there are: their sum is then as long for few values as for many.
        shares = counts.clamp_min(1).float().rsqrt().repeat_interleave(counts)
        self.register_buffer("shares", shares, persistent=False)

    def vectors(self) -> Tensor:
        """The vector of every item, tied between input and output, float[n, d] of unit norm."""
        total = self.free + self.from_text(self.text)
        if len(self.columns):
            total = total + functional.embedding_bag(
                self.columns,
                self.values,
                self.starts,
                mode="sum",
                per_sample_weights=self.shares,
                include_last_offset=True,
            )
        return functional.normalize(total, dim=-1)

    def states(self, rows: Tensor, vectors: Tensor) -> Tensor:
        """int64[b, l] (padded on the right with any row) -> float[b, l, d]: the state after each position."""
        x = self._read(rows, vectors)
        for block in self.blocks:
            x = block(x)
        return self._finish(x)

    def last_states(self, rows: Tensor, vectors: Tensor) -> Tensor:
        """int64[b, l] without padding -> float[b, d]: the state after the last position."""
        x = self._read(rows, vectors)
        *before, final = self.blocks
        for block in before:
            x = block(x)
        return self._finish(cast(Block, final).last(x))[:, 0]

    def taste(self, rows: Tensor) -> Tensor:
        """int64[b, l] -> float[b, l, p]: unit vectors, the mean text up to each position with learned decay."""
        age = torch.arange(rows.shape[1], device=rows.device)
        age = age[:, None] - age[None, :]
        weights = torch.where(age >= 0, self._past(age.clamp_min(0)), 0.0)
        return functional.normalize(weights @ self.text[rows], dim=-1, eps=1e-6)

    def last_taste(self, rows: Tensor) -> Tensor:
        """int64[b, l] without padding -> float[b, p]: the last position of `taste`."""
        weights = self._past(torch.arange(rows.shape[1] - 1, -1, -1, device=rows.device))
        return functional.normalize(weights @ self.text[rows], dim=-1, eps=1e-6)

    def _past(self, age: Tensor) -> Tensor:
        return torch.sigmoid(self.decay) ** age.float()

    def _read(self, rows: Tensor, vectors: Tensor) -> Tensor:
        # `embedding`, not indexing: the backward pass of indexing adds up in an order that changes from run to run.
        x = functional.embedding(rows, vectors) + self.places[: rows.shape[1]]
        return functional.dropout(x, self.size.dropout, self.training)

    def _finish(self, x: Tensor) -> Tensor:
        return functional.normalize(self.norm(x), dim=-1) * self.temperature.exp()
