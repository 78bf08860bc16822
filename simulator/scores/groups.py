"""How differently groups of people fare: figures per group, and the gap between the best and the worst served.

Knows groups as the tasks name them. Does not know how they were cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.scores.measures import MEASURES
from simulator.scores.reading import Reading
from simulator.scores.tally import Figures, Tally

_NAMES = ("success@5", "success@15", "average_turns", "rating")
BY_GROUP = tuple(measure for measure in MEASURES if measure.name in _NAMES)
GAP = "success@15"


def add_groups(tally: Tally, agent: str, readings: Sequence[Reading]) -> None:
    """Columns (agent, "group", kind of group, group, measure)."""
    for reading in readings:
        for kind, group in reading.task.user.groups.items():
            tally.measure((agent, "group", kind, group), BY_GROUP, reading)


def group_figures(figures: Figures, agent: str, readings: Sequence[Reading]) -> dict[str, Any]:
    """{kind: {"groups": {group: {"users", measures}}, "gap": [mean, low, high], "between": [best, worst]}}.

    The gap is in success@15. Its two groups are picked by the same data, so with many groups it is rather too wide
    of zero; the groups' own intervals are not touched by that.
    """
    members: dict[str, dict[str, set[str]]] = {}
    for reading in readings:
        for kind, group in reading.task.user.groups.items():
            members.setdefault(kind, {}).setdefault(group, set()).add(reading.task.user.id)
    found: dict[str, Any] = {}
    for kind, groups in sorted(members.items()):
        rows = {
            group: {"users": len(users)} | {m.name: figures(agent, "group", kind, group, m.name) for m in BY_GROUP}
            for group, users in sorted(groups.items())
        }
        found[kind] = {"groups": rows} | _gap(figures, agent, kind, rows)
    return found


def _gap(figures: Figures, agent: str, kind: str, rows: dict[str, Any]) -> dict[str, Any]:
    ordered = sorted((row[GAP][0], group) for group, row in rows.items() if row[GAP] is not None)
    if len(ordered) < 2:
        return {}
    worst, best = ordered[0][1], ordered[-1][1]
    gap = figures.difference((agent, "group", kind, best, GAP), (agent, "group", kind, worst, GAP))
    return {"gap": gap, "between": [best, worst]}
