"""The training loop of sequence models: windows, batches, schedule, early stopping.

Knows rows in order, a loss to lower and a figure to raise. Does not know what the network is made of.
Every random draw comes from the seed, so equal input gives equal weights on one machine.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from recommenders.progress import Progress
from recommenders.trunk import POSITIONS

Rows = npt.NDArray[np.int64]
Loss = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Schedule:
    """How long to learn and from how many positions a step; derived from the number of positions."""

    epochs: int
    positions: int
    decay: float = 0.05
    patience: int = 2

    @classmethod
    def for_data(cls, positions: int, n_items: int, *, epochs: int) -> Schedule:
        """About 40 steps an epoch, with 64 to 2,048 positions a step.

        `epochs` is for catalogs of thousands. Smaller ones are learnt in fewer passes; where there are few positions,
        more passes are needed to move the weights at all. Early stopping ends either when it should.
        """
        if positions < 5_000:
            epochs = 2 * epochs
        elif n_items < 2_000:
            epochs = max(epochs * 2 // 3, 1)
        return cls(epochs=epochs, positions=int(np.clip(positions // 40, 64, 2_048)))


def train(
    network: nn.Module,
    groups: list[dict[str, Any]],
    loss: Loss,
    quality: Callable[[], float],
    sequences: Sequence[npt.NDArray[Any]],
    schedule: Schedule,
    *,
    seed: int,
    progress: Callable[[int, int], None],
) -> dict[str, float]:
    """Lower `loss(rows, targets, real)` until `quality()` stops rising; leaves the best weights in `network`.

    groups: the optimizer's parameter groups with their rates. rows: int64[b, l] padded on the right; targets:
    int64[m], the next row at each real position; real: bool[b, l]. Returns epochs run, the last training loss and
    the best quality. Without a single pair of events it does nothing.
    """
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    pairs = sum(max(len(sequence) - 1, 0) for sequence in sequences)
    if pairs == 0:
        return {"epochs": 0.0, "loss": 0.0, "validation": 0.0}
    optimizer = torch.optim.AdamW(groups, weight_decay=schedule.decay)
    steps = schedule.epochs * math.ceil(pairs / schedule.positions)
    timetable = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _warm_cosine(step, steps))
    best, best_weights, since, mean = quality(), copy.deepcopy(network.state_dict()), 0, 0.0
    for epoch in range(schedule.epochs):
        network.train()
        losses = []
        for rows, targets, real in _batches(sequences, schedule.positions, rng):
            optimizer.zero_grad(set_to_none=True)
            value = loss(rows, targets, real)
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            timetable.step()
            losses.append(float(value.detach()))
        mean = float(np.mean(losses))
        reached = quality()
        progress(epoch + 1, schedule.epochs)
        if reached >= best:  # equal counts as better: where a figure cannot rise, more learning makes it surer
            best, best_weights, since = reached, copy.deepcopy(network.state_dict()), 0
        else:
            since += 1
        if since >= schedule.patience:
            break
    network.load_state_dict(best_weights)
    network.eval()
    progress(schedule.epochs, schedule.epochs)
    return {"epochs": float(epoch + 1), "loss": mean, "validation": best}


def stage(progress: Progress, name: str) -> Callable[[int, int], None]:
    """`progress` with its stage filled in."""
    return lambda done, total: progress(name, done, total)


def pad(sequences: Sequence[Rows]) -> tuple[Tensor, Tensor]:
    """Rows int64[b, l] padded on the right with 0, and which of them are real, bool[b, l]."""
    lengths = np.array([len(sequence) for sequence in sequences])
    real = np.arange(lengths.max(initial=1)) < lengths[:, None]
    rows = np.zeros(real.shape, dtype=np.int64)
    rows[real] = np.concatenate(sequences)
    return torch.from_numpy(rows), torch.from_numpy(real)


def _batches(
    sequences: Sequence[npt.NDArray[Any]], positions: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Windows of like length together, about `positions` real positions a batch, in random order."""
    windows = list(_windows(sequences, rng))
    order = sorted(rng.permutation(len(windows)).tolist(), key=lambda number: len(windows[number]))
    batches: list[list[Rows]] = [[]]
    filled = 0
    for number in order:
        if filled >= positions:
            batches.append([])
            filled = 0
        batches[-1].append(windows[number])
        filled += len(windows[number]) - 1
    for chosen in rng.permutation(len(batches)):
        rows, real = pad([window[:-1] for window in batches[chosen]])
        yield rows, torch.from_numpy(np.concatenate([window[1:] for window in batches[chosen]])), real


def _windows(sequences: Sequence[npt.NDArray[Any]], rng: np.random.Generator) -> Iterator[Rows]:
    """Cut long sequences into windows of POSITIONS inputs, at a cut that moves from epoch to epoch."""
    for sequence in sequences:
        rows = sequence.astype(np.int64)
        if len(rows) <= POSITIONS + 1:
            cuts = [0]
        else:
            first = int(rng.integers(1, POSITIONS + 1))
            cuts = [0, *range(first, len(rows) - 1, POSITIONS)]
        for start, end in zip(cuts, [*cuts[1:], len(rows) - 1], strict=True):
            if end > start:
                yield rows[start : end + 1]


def _warm_cosine(step: int, steps: int) -> float:
    """Rate factor: up over the first tenth, then a half cosine down to 0.05."""
    warm = max(steps // 10, 1)
    if step < warm:
        return (step + 1) / warm
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min((step - warm) / max(steps - warm, 1), 1)))
