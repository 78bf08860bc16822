"""The training loop of sequence models: windows, batches, schedule, early stopping.

Knows rows in order, a loss to lower and a figure to raise. Does not know what the network is made of.
Every random draw comes from the seed, so equal input gives equal weights on one machine.
"""

from __future__ import annotations

import copy
import itertools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from recommenders.checkpoint import Standing, fingerprint, load_checkpoint, save_checkpoint
from recommenders.progress import Progress
from recommenders.trunk import POSITIONS

Rows = npt.NDArray[np.int64]
Loss = Callable[[Tensor, Tensor, Tensor], Tensor]

_CLIP = 5.0
_SAVE_SECONDS = 60  # between checkpoints within an epoch; a tenth of it at the end of one


@dataclass(frozen=True)
class Schedule:
    """How long to learn and from how many positions a step; derived from the number of positions."""

    epochs: int
    positions: int
    decay: float = 0.05
    patience: int = 5

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
    checkpoint: Path | None = None,
) -> list[dict[str, float]]:
    """Lower `loss(rows, targets, real)` until `quality()` stops rising; leaves the best weights in `network`.

    groups: the optimizer's parameter groups with their rates. rows: int64[b, l] padded on the right; targets:
    int64[m], the next row at each real position; real: bool[b, l]. Returns the curve: per epoch its number, the mean
    training loss, the quality after it and the processor seconds so far. Without a pair of events it does nothing.

    With `checkpoint` (a file) the state is written about once a minute, after epochs that took long and at the end; a
    run of the same data, seed and schedule goes on from there to the same result, also when it was finished. Removing
    it is the caller's.
    """
    run = _Run(network, groups, loss, quality, sequences, schedule, seed, progress, checkpoint)
    return run.finish() if run.pairs else []


class _Run:
    """One training from start, or from its checkpoint, to end."""

    def __init__(
        self,
        network: nn.Module,
        groups: list[dict[str, Any]],
        loss: Loss,
        quality: Callable[[], float],
        sequences: Sequence[npt.NDArray[Any]],
        schedule: Schedule,
        seed: int,
        progress: Callable[[int, int], None],
        checkpoint: Path | None,
    ) -> None:
        self.network, self.loss, self.quality, self.sequences = network, loss, quality, sequences
        self.schedule, self.seed, self.progress, self.checkpoint = schedule, seed, progress, checkpoint
        self.device = next(network.parameters()).device
        self.pairs = sum(max(len(sequence) - 1, 0) for sequence in sequences)
        self.optimizer = torch.optim.AdamW(_decayed(groups, schedule.decay))
        self.rates = [float(group["lr"]) for group in self.optimizer.param_groups]
        self.steps = math.ceil(self.pairs / schedule.positions)  # of one epoch, about
        facts = [asdict(schedule), seed, self.rates, [list(value.shape) for value in network.state_dict().values()]]
        self.name = fingerprint(sequences, facts) if checkpoint else ""

    def finish(self) -> list[dict[str, float]]:
        standing = self._begin()
        while standing.epoch < self.schedule.epochs and standing.since < self.schedule.patience:
            self._epoch(standing)
            self._judge(standing)
        if self.checkpoint:
            self._save(standing)
        self.network.load_state_dict(standing.weights)
        self.network.eval()
        whole = self.schedule.epochs * self.steps
        self.progress(whole, whole)
        return standing.curve

    def _begin(self) -> Standing:
        standing = None
        if self.checkpoint:
            standing = load_checkpoint(self.checkpoint, self.network, self.optimizer, self.name)
        if standing is None:
            torch.manual_seed(self.seed)
            standing = Standing(best=self.quality(), weights=copy.deepcopy(self.network.state_dict()))
        self.saved, self.started = time.monotonic(), time.process_time()
        self.spent = standing.curve[-1]["seconds"] if standing.curve else 0.0
        return standing

    def _epoch(self, standing: Standing) -> None:
        """The steps of the epoch that are not done yet."""
        self.network.train()
        rng = np.random.default_rng([self.seed, standing.epoch])
        batches = _batches(self.sequences, self.schedule.positions, rng)
        for rows, targets, real in itertools.islice(batches, standing.step, None):
            self._step(standing.epoch * self.steps + standing.step, rows, targets, real, standing)
            standing.step += 1
            done = min(standing.epoch * self.steps + standing.step, self.schedule.epochs * self.steps - 1)
            self.progress(done, self.schedule.epochs * self.steps)
            if self.checkpoint and time.monotonic() - self.saved > _SAVE_SECONDS:
                self._save(standing)

    def _step(self, number: int, rows: Tensor, targets: Tensor, real: Tensor, standing: Standing) -> None:
        factor = _warm_cosine(number, self.schedule.epochs * self.steps)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * factor
        self.optimizer.zero_grad(set_to_none=True)
        value = self.loss(rows.to(self.device), targets.to(self.device), real.to(self.device))
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), _CLIP)
        self.optimizer.step()
        standing.losses.append(float(value.detach()))

    def _judge(self, standing: Standing) -> None:
        """Close an epoch: measure, keep the best weights, write them down."""
        reached = self.quality()
        standing.epoch += 1
        mean = float(np.mean(standing.losses))
        spent = self.spent + time.process_time() - self.started
        standing.curve.append({"epoch": standing.epoch, "loss": mean, "validation": reached, "seconds": spent})
        standing.step, standing.losses = 0, []
        if reached >= standing.best:  # equal counts as better: where a figure cannot rise, more learning makes it surer
            standing.best, standing.since = reached, 0
            standing.weights = copy.deepcopy(self.network.state_dict())
        else:
            standing.since += 1
        if self.checkpoint and time.monotonic() - self.saved > _SAVE_SECONDS / 10:
            self._save(standing)

    def _save(self, standing: Standing) -> None:
        assert self.checkpoint is not None
        save_checkpoint(self.checkpoint, standing, self.network, self.optimizer, self.name)
        self.saved = time.monotonic()


def _decayed(groups: list[dict[str, Any]], decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices only: biases, norms and scalars are not what overfits."""
    out = []
    for group in groups:
        parts = [p for p in group["params"] if p.ndim >= 2], [p for p in group["params"] if p.ndim < 2]
        rest = {name: value for name, value in group.items() if name != "params"}
        out += [
            {**rest, "params": part, "weight_decay": weight}
            for part, weight in zip(parts, (decay, 0.0), strict=True)
            if part
        ]
    return out


def stage(progress: Progress, name: str, part: int = 0, parts: int = 1) -> Callable[[int, int], None]:
    """`progress` of stage `name`, of which this is part number `part` of `parts` alike."""
    return lambda done, total: progress(name, part * total + done, parts * total)


def some(sequences: Sequence[npt.NDArray[Any]], positions: int, seed: int) -> list[npt.NDArray[Any]]:
    """Whole sequences, drawn by `seed`, until they hold about `positions` events; all where they hold fewer."""
    chosen = []
    for place in np.random.default_rng(seed).permutation(len(sequences)).tolist():
        if positions <= 0:
            break
        chosen.append(sequences[place])
        positions -= len(sequences[place])
    return chosen


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
