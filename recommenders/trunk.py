"""The item-level network: a causal transformer over the vectors of a history, and a text path beside it.

Knows rows, item vectors and text vectors. Does not know how items are scored from its state: the ranker asks all
items, the retriever the nodes of a trie.

Sources: Kang and McAuley, "Self-attentive sequential recommendation", ICDM 2018 (the trunk); tied input and output
vectors, pre-norm blocks and full softmax are later practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional

POSITIONS = 50
_DECAY = 0.6  # where the learned decay of the text path starts
_SCALE = 4.0  # where its learned scale starts: cosines are small next to logits


@dataclass(frozen=True)
class TrunkSize:
    """Width, blocks, heads and dropout; derived from the data, stored with the weights."""

    width: int
    blocks: int = 2
    heads: int = 2
    dropout: float = 0.4

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
        b, length, d = x.shape
        qkv = self.qkv(self.attention_norm(x)).view(b, length, 3, self.heads, d // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        # No dropout on the attention weights: it would rule out the fused kernel.
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        mixed = self.out(mixed.transpose(1, 2).reshape(b, length, d))
        x = x + functional.dropout(mixed, self.dropout, self.training)
        fed = self.back(functional.gelu(self.feed(self.feed_norm(x))))
        return x + functional.dropout(fed, self.dropout, self.training)


class Trunk(nn.Module):
    """Item vectors (free part + projected text), the transformer, and the decayed text path."""

    text: Tensor

    def __init__(self, size: TrunkSize, text: Tensor, bias: Tensor) -> None:
        """text: float[n, p], unit norm or zero, fixed; bias: float[n], where the item biases start."""
        super().__init__()
        self.size = size
        self.free = nn.Parameter(torch.randn(len(text), size.width) * 0.02)
        self.from_text = nn.Linear(text.shape[1], size.width, bias=False)
        nn.init.normal_(self.from_text.weight, std=0.05)
        self.bias = nn.Parameter(bias.clone())
        self.places = nn.Parameter(torch.randn(POSITIONS, size.width) * 0.02)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.blocks))
        self.norm = nn.LayerNorm(size.width)
        self.decay = nn.Parameter(torch.logit(torch.tensor(_DECAY)))
        self.scale = nn.Parameter(torch.tensor(_SCALE).log())
        self.register_buffer("text", text, persistent=False)

    def vectors(self) -> Tensor:
        """The vector of every item, tied between input and output, float[n, d]."""
        projected: Tensor = self.from_text(self.text)
        return self.free + projected

    def states(self, rows: Tensor, vectors: Tensor) -> Tensor:
        """int64[b, l] (padded on the right with any row) -> float[b, l, d]: the state after each position."""
        # `embedding`, not indexing: the backward pass of indexing adds up in an order that changes from run to run.
        x = functional.embedding(rows, vectors) + self.places[: rows.shape[1]]
        x = functional.dropout(x, self.size.dropout, self.training)
        for block in self.blocks:
            x = block(x)
        normed: Tensor = self.norm(x)
        return normed

    def taste(self, rows: Tensor) -> Tensor:
        """int64[b, l] -> float[b, l, p]: unit vectors, the mean text up to each position with learned decay."""
        age = torch.arange(rows.shape[1])
        age = age[:, None] - age[None, :]
        past = torch.sigmoid(self.decay) ** age.clamp_min(0).float()
        weights = torch.where(age >= 0, past, torch.zeros(()))
        return functional.normalize(weights @ self.text[rows], dim=-1, eps=1e-6)
