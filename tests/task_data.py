"""What tests of tasks share: the bundled films as a source of tasks, and one of handmade items."""

from __future__ import annotations

from functools import cache
from typing import Any

from catalog.inference import infer_schema
from catalog.interactions import Interactions
from catalog.table import Catalog
from simulator.tasks.source import TaskSource
from simulator.taste import world_of
from simulator.world import World

SHARE = 0.2


@cache
def films() -> TaskSource:
    """The bundled films with a fifth of their people held out."""
    return TaskSource.read("films", SHARE)


@cache
def films_world() -> World:
    return world_of(films())


def shelf(people: dict[str, list[tuple[int, float]]], n: int = 60) -> TaskSource:
    """`n` items, even ones Sea and odd ones Sky, made 1960 to 2019, and people as (row, value) in order of time."""
    rows: list[dict[str, Any]] = [
        {
            "id": f"i{row}",
            "title": f"Thing {row}",
            "year": 1960 + row,
            "genres": ["Sea" if row % 2 == 0 else "Sky", "Wind" if row % 3 == 0 else "Sand"],
            "runtime": 80 + row,
        }
        for row in range(n)
    ]
    catalog = Catalog.from_rows(rows, infer_schema(rows, noun="thing"))
    events = [(name, row, time, value) for name, met in people.items() for time, (row, value) in enumerate(met)]
    return TaskSource("shelf", catalog, Interactions.from_events(events, n, "real"))
