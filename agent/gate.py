"""The gate: what is verified before a word is said.

Knows the rules every slate must meet: items exist, every hard constraint holds, nothing seen, rejected,
disliked or already shown comes back, no item twice, no house rule is broken, not more than asked.
Deterministic and always on; knows nothing about why an item was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from agent.state import DialogueState
from catalog.columns import Mask
from catalog.constraint import Constraint
from catalog.table import Catalog


@dataclass(frozen=True)
class Verdict:
    """`rows` may be shown, best first; `dropped` counts the candidates refused, by rule."""

    rows: tuple[int, ...]
    dropped: dict[str, int]


def verify(
    ranked: Iterable[int],
    constraints: Iterable[Constraint],
    state: DialogueState,
    catalog: Catalog,
    allowed: Mask | None = None,
) -> Verdict:
    """The first `state.size` of the ranked rows that meet every rule; `allowed`, bool[n], is what house rules leave."""
    holds = catalog.mask(c for c in constraints if c.hard)
    barred = np.zeros(len(catalog), dtype=bool)
    barred[[catalog.row_of(i) for i in state.excluded if i in catalog]] = True
    rows: list[int] = []
    labels: set[str] = set()
    dropped = {"unknown item": 0, "constraint": 0, "house rule": 0, "not wanted again": 0, "twice": 0}
    for row in ranked:
        if not 0 <= row < len(catalog):
            dropped["unknown item"] += 1
        elif not holds[row]:
            dropped["constraint"] += 1
        elif allowed is not None and not allowed[row]:
            dropped["house rule"] += 1
        elif barred[row]:
            dropped["not wanted again"] += 1
        elif catalog.label(row) in labels:
            dropped["twice"] += 1
        else:
            rows.append(row)
            labels.add(catalog.label(row))
        if len(rows) == state.size:
            break
    return Verdict(tuple(rows), {rule: n for rule, n in dropped.items() if n})
