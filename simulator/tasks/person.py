"""Somebody whose events become tasks: `Person`, what they know and what they came to like later.

Knows one person's events in order, and how people compare in activity and in taste for what is popular. Knows nothing
about goals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.interactions import Interactions
from catalog.table import Catalog
from simulator.task import Past
from simulator.tasks.source import TaskSource

LEAST_LIKED = 5
_PAST = 0.8  # of the liked events, in order of time
_ACTIVITY = ("light", "middle", "heavy")
_POPULARITY_TASTE = ("niche", "mixed", "mainstream")


@dataclass(frozen=True)
class Person:
    """`past` holds each item once, oldest first; `later` the rows of items liked after it, none of them (and none of
    the same title and year) in the past."""

    id: str
    past: tuple[Past, ...]
    liked: tuple[int, ...]
    """Rows of the past that were liked."""
    later: tuple[int, ...]
    groups: dict[str, str]


def people_of(source: TaskSource) -> list[Person]:
    """Everybody who liked enough items and something new later, in the order of their ids.

    The last fifth of a person's liked events, at least one, and all that happened after the first of them is not past.
    """
    events, catalog = source.people, source.catalog
    ends = np.cumsum(np.bincount(events.users, minlength=events.n_users))
    found: list[tuple[str, dict[int, float], list[int]]] = []
    for user in sorted(range(events.n_users), key=lambda number: events.user_ids[number]):
        start = int(ends[user - 1]) if user else 0
        past, later = _split(events, start, int(ends[user]), catalog)
        if past and later:
            found.append((events.user_ids[user], past, later))
    fame = np.log1p(np.maximum(catalog.popularity, 0))
    liked = [[row for row, value in past.items() if value > 0] for _, past, _ in found]
    activity = _thirds([float(len(past)) for _, past, _ in found], _ACTIVITY)
    taste = _thirds([float(fame[rows].mean()) for rows in liked], _POPULARITY_TASTE)
    return [
        Person(
            id=name,
            past=tuple(Past(item=catalog.ids[row], value=round(value, 3)) for row, value in past.items()),
            liked=tuple(rows),
            later=tuple(later),
            groups={"activity": active, "popularity_taste": popular},
        )
        for (name, past, later), rows, active, popular in zip(found, liked, activity, taste, strict=True)
    ]


def _split(events: Interactions, start: int, end: int, catalog: Catalog) -> tuple[dict[int, float], list[int]]:
    """(row -> value of the past, rows liked later) of the events in [start, end); empty where there are too few."""
    rows, values = events.items[start:end], events.values[start:end]
    liked: npt.NDArray[np.int64] = np.flatnonzero(values > 0)
    if len(liked) < LEAST_LIKED:
        return {}, []
    cut = int(liked[int(len(liked) * _PAST)])
    past: dict[int, float] = {}
    for row, value in zip(rows[:cut].tolist(), values[:cut].tolist(), strict=True):
        past.pop(row, None)
        past[row] = float(value)
    labels = {catalog.label(row) for row in past}
    later = dict.fromkeys(row for row in rows[liked[liked >= cut]].tolist() if catalog.label(row) not in labels)
    return (past, list(later)) if any(value > 0 for value in past.values()) else ({}, [])


def _thirds(values: list[float], names: tuple[str, ...]) -> list[str]:
    """Each value's third, by its place in order; equal values share the third of the first of them."""
    order = sorted(values)
    return [names[order.index(value) * len(names) // len(values)] for value in values]
