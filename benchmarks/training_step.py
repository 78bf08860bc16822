"""How long one training step of the ranker takes, against plain cross-entropy of torch of equal shape.

    python benchmarks/training_step.py [--repeats 15] [--seed 0] [--json FILE]

Shapes of real data: positions of a step, items with events, trunk width, length of histories; texts are 128 wide and,
like weights and histories, random: times do not depend on what was learnt. The loss alone is its forward and backward
pass; the whole step is trunk, loss, backward pass, clipping and optimizer, the same but for the loss. Both are taken as
on this processor and as on one without bfloat16. At 100,000 items, loss only, with the sampled softmax beside it.

One thread, variants in random order within every repeat, processor time of the process. Times are [quantile, low, high]
over repeats; ratios are of medians, plain by ours, so above 1 ours is quicker; 95 % each.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"  # read when numpy and torch are first imported

import numpy as np
import torch
from beam_search import quantiles, ratio
from torch import Tensor, nn
from torch.nn import functional

from recommenders import fused_softmax
from recommenders.attributes import Attributes
from recommenders.fused_softmax import full_cross_entropy, multiplies_bfloat16
from recommenders.sampled_softmax import Negatives, sampled_cross_entropy
from recommenders.trunk import Trunk, TrunkSize

TEXT = 128
LARGE = (512, 100_000, 256)  # positions, items, width of the catalog that is sampled

Criterion = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]
Step = Callable[[], object]


@dataclass(frozen=True)
class Shape:
    """Positions of a step, items with events, trunk width, length of histories."""

    positions: int
    items: int
    width: int
    length: int


SHAPES = {
    "beauty": Shape(2_048, 12_101, 128, 8),
    "movies": Shape(2_048, 9_000, 128, 50),
    "industrial": Shape(325, 3_196, 64, 4),
}


def main() -> None:
    """Measure, print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    figures: dict[str, Any] = {"seed": options.seed, "repeats": options.repeats, "bfloat16": multiplies_bfloat16()}
    for name, shape in SHAPES.items():
        queries = shape.positions, shape.items, shape.width
        figures[f"{name}, loss of {shape.width} columns"] = measured(losses(*queries), options.repeats)
        figures[f"{name}, whole step"] = measured(steps(shape), options.repeats)
    figures["100,000 items, loss"] = measured(losses(*LARGE) | sampling(*LARGE), max(options.repeats // 3, 3))
    show(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def plain(queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor) -> Tensor:
    """The peer."""
    return functional.cross_entropy(queries @ keys.T + bias, targets)


def without_bfloat16(queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor) -> Tensor:
    """Ours as on a processor that has no bfloat16; what a processor can is asked once per call."""
    here = fused_softmax.multiplies_bfloat16
    fused_softmax.multiplies_bfloat16 = lambda: False
    try:
        return full_cross_entropy(queries, keys, bias, targets)
    finally:
        fused_softmax.multiplies_bfloat16 = here


CRITERIA: dict[str, Criterion] = {"plain": plain, "ours": full_cross_entropy, "without bfloat16": without_bfloat16}


def losses(positions: int, items: int, width: int) -> dict[str, Step]:
    """Forward and backward pass of the loss of random queries, per criterion."""
    queries = 10 * functional.normalize(torch.randn(positions, width))
    keys, bias = functional.normalize(torch.randn(items, width)), torch.randn(items)
    targets = torch.randint(0, items, (positions,))
    return {name: lambda loss=loss: loss_step(loss, queries, keys, bias, targets) for name, loss in CRITERIA.items()}


def sampling(positions: int, items: int, width: int) -> dict[str, Step]:
    """The same of the sampled softmax, with its draws."""
    queries = 10 * functional.normalize(torch.randn(positions, width))
    keys, bias = functional.normalize(torch.randn(items, width)), torch.randn(items)
    targets = torch.randint(0, items, (positions,))
    negatives = Negatives(1 / torch.arange(1.0, items + 1))

    def criterion(queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor) -> Tensor:
        return sampled_cross_entropy(queries, keys, bias, targets, *negatives.draw())

    return {"sampled": lambda: loss_step(criterion, queries, keys, bias, targets)}


def loss_step(loss: Criterion, queries: Tensor, keys: Tensor, bias: Tensor, targets: Tensor) -> None:
    """Fresh leaves, the loss and its gradients."""
    leaves = [part.detach().requires_grad_() for part in (queries, keys, bias)]
    loss(*leaves, targets).backward()


def steps(shape: Shape) -> dict[str, Step]:
    """Whole steps of trunks alike, per criterion."""
    text = functional.normalize(torch.randn(shape.items, TEXT))
    rows = torch.randint(0, shape.items, (shape.positions // shape.length, shape.length))
    targets = torch.randint(0, shape.items, (rows.numel(),))
    out: dict[str, Step] = {}
    for name, loss in CRITERIA.items():
        trunk = Trunk(TrunkSize(shape.width), text, Attributes.none(shape.items), torch.zeros(shape.items)).train()
        optimizer = torch.optim.AdamW(trunk.parameters(), lr=1e-4)
        out[name] = lambda t=trunk, o=optimizer, c=loss: whole_step(t, o, c, rows, targets)
    return out


def whole_step(trunk: Trunk, optimizer: torch.optim.Optimizer, loss: Criterion, rows: Tensor, targets: Tensor) -> None:
    """What the trainer does with one batch of the ranker."""
    optimizer.zero_grad(set_to_none=True)
    vectors = trunk.vectors()
    states, taste = trunk.states(rows, vectors).flatten(0, 1), trunk.taste(rows).flatten(0, 1)
    queries = torch.cat([states, taste * trunk.scale.exp()], dim=1)
    loss(queries, torch.cat([vectors, trunk.text], dim=1), trunk.bias, targets).backward()
    nn.utils.clip_grad_norm_(trunk.parameters(), 5.0)
    optimizer.step()


def measured(variants: Mapping[str, Step], repeats: int) -> dict[str, Any]:
    """Milliseconds of processor time per variant and how many times the plain one's each is quicker."""
    rng = np.random.default_rng(0)
    times: dict[str, list[float]] = {name: [] for name in variants}
    for step in variants.values():
        step()
    names = list(variants)
    for _ in range(repeats):
        for place in rng.permutation(len(names)):
            began = time.process_time()
            variants[names[place]]()
            times[names[place]].append(1000 * (time.process_time() - began))
    return {
        "ms": {name: quantiles(values) for name, values in times.items()},
        "times_quicker_than_plain": {name: ratio(times["plain"], values) for name, values in times.items()},
    }


def show(figures: Mapping[str, Any]) -> None:
    """The table."""
    print(f"{'part':32} {'variant':18} {'p50 ms':>9} {'p95 ms':>9} {'x quicker than plain':>24}")
    for part, figure in figures.items():
        if isinstance(figure, dict):
            for name, ms in figure["ms"].items():
                middle, low, high = figure["times_quicker_than_plain"][name]
                told = f"{middle:.2f} ({low:.2f} to {high:.2f})"
                print(f"{part:32} {name:18} {ms['p50'][0]:9.1f} {ms['p95'][0]:9.1f} {told:>24}")


if __name__ == "__main__":
    main()
