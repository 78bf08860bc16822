"""What would give the target away in a message: `guard`.

Knows the target's id and title. Does not know how messages come about.
"""

from __future__ import annotations

from collections.abc import Collection

from simulator.task import Task
from simulator.world import World


def guard(text: str, task: Task, world: World, shown: Collection[str]) -> tuple[str | None, int]:
    """The text as the agent may see it, None where it names the target before it was shown, and how many leaks it is
    suspected of."""
    target, catalog = task.goal.target, world.catalog
    if target is None or target in shown or target not in catalog:
        return text, 0
    title = catalog.titles[catalog.row_of(target)].casefold()
    return (None, 1) if len(title) > 3 and title in text.casefold() else (text, 0)
