"""What of the catalog people were shown: coverage, Gini, popularity lift.

Knows slates and the facts of items. The formulas are those of `recommenders.exposure`; the intervals come from leaving
out a twentieth of the users at a time, since drawing users anew shows fewer items than there were.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommenders.exposure import coverage, gini
from recommenders.interval import Floats, group_figure, people_groups
from simulator.scores.item_facts import ItemFacts
from simulator.scores.reading import Reading

_PARTS = 20


def shown_figures(readings: Sequence[Reading], facts: ItemFacts) -> dict[str, list[float]]:
    """Coverage, Gini over the catalog, and popularity lift: mean popularity of what was shown over that of what the
    same people knew before, less 1 (left out where either is unknown)."""
    users = {user: row for row, user in enumerate(sorted({reading.task.user.id for reading in readings}))}
    parts = people_groups(len(users), _PARTS)
    rows = {item: row for row, item in enumerate(facts.labels)}
    times = np.zeros((_PARTS, max(facts.size, len(rows))))
    worth = np.zeros((_PARTS, 4))
    for reading in readings:
        part = int(parts[users[reading.task.user.id]])
        shown = [item for reply in reading.replies for item in reply.slate if item in rows]
        known = [past.item for past in reading.task.user.past if past.item in facts.popularity]
        np.add.at(times[part], [rows[item] for item in shown], 1.0)
        if shown and known:
            worth[part] += [_popularity(shown, facts), len(shown), _popularity(known, facts), len(known)]
    figures = {"coverage": group_figure(coverage, [times], chance=False)}
    figures["gini"] = group_figure(gini, [times], chance=False)
    if worth[:, 0].any() and worth[:, 2].any():
        figures["popularity_lift"] = group_figure(_lift, [worth], chance=False)
    return {name: figure.to_json() for name, figure in figures.items()}


def _popularity(items: Sequence[str], facts: ItemFacts) -> float:
    """Sum, on a grid of 2**-20 so that it does not depend on the order."""
    return sum(round(facts.popularity[item] * (1 << 20)) for item in items) / (1 << 20)


def _lift(sums: Floats) -> float:
    shown, times, known, knew = sums
    return float((shown / times) / (known / knew) - 1) if times and known else 0.0
