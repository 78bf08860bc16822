"""A small residual-quantised autoencoder, the peer of residual k-means in `semantic_ids`.

Knows vectors; gives codes and what it reconstructs. Three layers down to 32 dimensions, as many up; codebooks start as
k-means of the encoder's first output; straight-through gradients, commitment 0.25, and inputs standardised per
dimension, without which unit vectors collapse to a few codes. What is learned at the lowest loss seen is kept.

Sources: Lee et al., "Autoregressive image generation using residual quantization", CVPR 2022 (the loss, residual
levels); TIGER (Rajput et al., NeurIPS 2023) for the use on items, the width of 32, the weight and the k-means start.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from recommenders.kmeans import centroids
from recommenders.recommender import Vector

_WIDTHS = (256, 128, 32)
_STEPS = 3_000
_BATCH = 512
_RATE = 1e-3
_COMMITMENT = 0.25
_LOOK = 100  # steps between looks at the whole loss

Codes = np.ndarray


@dataclass(frozen=True, eq=False)
class Coded:
    """codes: int64[n, levels]; vectors: float32[n, d], as decoded, in the units of the input; books: float32[levels, K,
    32]; steps: after which the loss was lowest."""

    codes: Codes
    vectors: Vector
    books: Vector
    steps: int


def fit(vectors: Vector, levels: int, count: int, seed: int) -> Coded:
    """Learn from float32[n, d] and code it."""
    torch.manual_seed(seed)
    mean, spread = vectors.mean(axis=0), np.maximum(vectors.std(axis=0), 1e-6)
    inputs = torch.from_numpy(((vectors - mean) / spread).astype(np.float32))
    model = _Autoencoder(inputs.shape[1], levels, count)
    model.start(inputs, seed)
    steps = _learn(model, inputs, torch.Generator().manual_seed(seed))
    with torch.inference_mode():
        decoded, codes, _ = model(inputs)
    return Coded(codes.numpy(), decoded.numpy() * spread + mean, model.books.detach().numpy(), steps)


class _Autoencoder(nn.Module):
    def __init__(self, width: int, levels: int, count: int) -> None:
        super().__init__()
        sizes = (width, *_WIDTHS)
        self.encoder = _layers(sizes)
        self.decoder = _layers(sizes[::-1])
        self.books = nn.Parameter(torch.zeros(levels, count, _WIDTHS[-1]))

    def start(self, inputs: Tensor, seed: int) -> None:
        """Codebooks from k-means of what the untrained encoder gives."""
        with torch.no_grad():
            rest = self.encoder(inputs)
            for level, book in enumerate(self.books):
                book.copy_(torch.from_numpy(centroids(rest.numpy(), len(book), seed + level)))
                rest = rest - book[torch.cdist(rest, book).argmin(dim=1)]

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Decoded float[b, d], codes int64[b, levels], quantisation loss."""
        hidden = self.encoder(inputs)
        rest, total, loss, codes = hidden, torch.zeros_like(hidden), hidden.new_zeros(()), []
        for book in self.books:
            code = torch.cdist(rest.detach(), book.detach()).argmin(dim=1)
            chosen = book[code]
            loss = loss + functional.mse_loss(chosen, rest.detach())
            loss = loss + _COMMITMENT * functional.mse_loss(rest, chosen.detach())
            total, rest = total + chosen, rest - chosen.detach()
            codes.append(code)
        through = hidden + (total - hidden).detach()
        return self.decoder(through), torch.stack(codes, dim=1), loss


def _layers(sizes: tuple[int, ...]) -> nn.Sequential:
    parts: list[nn.Module] = []
    for low, high in itertools.pairwise(sizes):
        parts += [nn.Linear(low, high), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def _learn(model: _Autoencoder, inputs: Tensor, draw: torch.Generator) -> int:
    """Train; leave the weights with the lowest loss over all inputs; the step they are from."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=1e-4)
    best, kept, kept_at = float("inf"), model.state_dict(), 0
    for step in range(1, _STEPS + 1):
        rows = torch.randint(len(inputs), (min(_BATCH, len(inputs)),), generator=draw)
        decoded, _, loss = model(inputs[rows])
        optimizer.zero_grad()
        (functional.mse_loss(decoded, inputs[rows]) + loss).backward()
        optimizer.step()
        if step % _LOOK == 0:
            with torch.inference_mode():
                decoded, _, loss = model(inputs)
                whole = float(functional.mse_loss(decoded, inputs) + loss)
            if whole < best:
                best, kept_at = whole, step
                kept = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(kept)
    return kept_at
