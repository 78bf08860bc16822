"""The whole of a run as one JSON value: `summarise`.

Knows a run as it lies on disk and which figures a reader is owed. Computes none of them itself, and holds no clock:
equal runs give equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.scores.controls import controls
from simulator.scores.counts import broken_off, counts, faults
from simulator.scores.groups import add_groups, group_figures
from simulator.scores.measures import ABSTENTION, CURVE, MEASURES, success_at
from simulator.scores.protocol import protocol
from simulator.scores.reading import Reading
from simulator.scores.sessions import add_sessions, session_figures
from simulator.scores.shown import shown_figures
from simulator.scores.tally import Figures, Tally
from simulator.scores.trials import POWERS, add_passes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.runs.run_folder import RunRecord

_CURVE = tuple(success_at(turn) for turn in CURVE)
_KINDS = ("target", "constraints", "exploratory", "impossible")
_BY_GOAL = ("success@5", "success@15", "average_turns", "utility", "regret", "rating")


def summarise(record: RunRecord) -> dict[str, Any]:
    """{"agents": {name: figures}, "controls": […], "protocol": …}.

    Figures are [mean, low, high], null where nothing was counted, about first sessions; counts and "sessions" are about
    all. Dialogues that broke off for another reason than the agent are counted under "faults" and nowhere else.
    """
    agents = by_agent(record)
    scored = {name: [r for r in readings if not broken_off(r)] for name, readings in agents.items()}
    tally = Tally(task.user.id for task in record.tasks.values())
    for name, readings in scored.items():
        _add(tally, name, readings)
    figures = tally.figures()
    return {
        "agents": {name: _agent(record, figures, name, scored[name], agents[name]) for name in agents},
        "controls": controls(record, agents),
        "protocol": protocol(record, agents),
    }


def by_agent(record: RunRecord) -> dict[str, list[Reading]]:
    """The dialogues of every agent beside their tasks, by key; agents in the order in which they were named."""
    found: dict[str, list[Reading]] = {name: [] for name in record.config["agents"]}
    for dialogue in sorted(record.dialogues, key=lambda dialogue: dialogue.key):
        found.setdefault(dialogue.agent, []).append(Reading(dialogue, record.tasks[dialogue.task]))
    return found


def first(readings: Sequence[Reading]) -> list[Reading]:
    """Those of first sessions."""
    return [reading for reading in readings if reading.dialogue.session == 0]


def _add(tally: Tally, name: str, readings: Sequence[Reading]) -> None:
    for reading in first(readings):
        tally.measure((name,), MEASURES, reading)
        tally.measure((name, "curve"), _CURVE, reading)
        tally.measure((name, "abstention"), ABSTENTION, reading)
        kind = reading.task.goal.kind
        tally.measure((name, "goal", kind), [m for m in MEASURES if m.name in _BY_GOAL], reading)
    add_passes(tally, (name,), first(readings))
    add_groups(tally, name, first(readings))
    add_sessions(tally, name, readings)


def _agent(
    record: RunRecord, figures: Figures, name: str, scored: Sequence[Reading], everything: Sequence[Reading]
) -> dict[str, Any]:
    passes = {f"pass^{k}": figures(name, f"pass^{k}") for k in POWERS}
    kinds = {kind: sum(r.task.goal.kind == kind for r in first(scored)) for kind in _KINDS}
    return {
        **{measure.name: figures(name, measure.name) for measure in MEASURES},
        **{power: found for power, found in passes.items() if found is not None},
        **counts(scored),
        "curve": [figures(name, "curve", measure.name) for measure in _CURVE],
        "abstention": {measure.name: figures(name, "abstention", measure.name) for measure in ABSTENTION},
        "by_goal": {
            kind: {"dialogues": n} | {measure: figures(name, "goal", kind, measure) for measure in _BY_GOAL}
            for kind, n in kinds.items()
            if n
        },
        "groups": group_figures(figures, name, first(scored)),
        "sessions": session_figures(figures, name, scored),
        "shown": shown_figures(scored, record.items) if record.items and scored else {},
        "faults": faults([*(r.dialogue for r in everything), *(d for d in record.faults if d.agent == name)]),
    }
