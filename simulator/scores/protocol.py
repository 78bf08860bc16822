"""How the figures of a run came about, in words and values: `protocol`.

Knows the configuration of a run and the definitions of the measures. What a reader must be warned of is in `warnings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulator.scores.counts import broken_off
from simulator.scores.groups import GAP
from simulator.scores.measures import ABSTENTION, MEASURES
from simulator.scores.reading import Reading
from simulator.scores.resampling import DRAWS

if TYPE_CHECKING:
    from simulator.runs.run_folder import RunRecord

_READ = {
    "figures": f"[mean, low, high]: 95 % intervals (BCa) from {DRAWS} draws of as many users with replacement, all "
    "trials of a user together and the same draws for every agent; a share or a difference of shares that is the "
    "same for everybody: Clopper and Pearson; coverage, gini, popularity_lift: leaving out a twentieth of the "
    "users at a time",
    "failures": "a dialogue in which the agent failed counts as one without success; one that infrastructure, the "
    "simulated user or the budget broke off is counted under faults and nowhere else",
    "sessions": "figures are about first sessions, counts about all; success in a later session is about who came back",
    "pass^k": "chance that k trials of a task all end well: C(successes, k) / C(trials, k), over tasks with k trials",
    "groups": f"gap: {GAP} of the best served group less that of the worst served, picked by the same data",
    "shown": "share of the catalog that was shown; how unevenly (Gini); mean popularity of what was shown over that of "
    "what the same people knew before, less 1",
}


def protocol(record: RunRecord, agents: Mapping[str, Sequence[Reading]]) -> dict[str, Any]:
    """Configuration (without what only concerns the machine), sizes, definitions and warnings."""
    tasks = record.tasks.values()
    definitions = {measure.name: measure.words for measure in MEASURES}
    definitions |= {f"abstention.{measure.name}": measure.words for measure in ABSTENTION}
    return {
        "config": record.config,
        "units": record.standing(),
        "tasks": len(record.tasks),
        "users": len({task.user.id for task in tasks}),
        "goals": _counted([task.goal.kind for task in tasks]),
        "voices": sorted({dialogue.voice for dialogue in record.dialogues}),
        "trials": 1 + max((dialogue.trial for dialogue in record.dialogues), default=0),
        "definitions": definitions,
        "reading": _READ,
        "warnings": warnings(record, agents),
    }


def warnings(record: RunRecord, agents: Mapping[str, Sequence[Reading]]) -> list[str]:
    """What a reader of the figures must not overlook."""
    standing, lines = record.standing(), []
    if record.config["workspace"].get("held_out") is False:
        lines.append("the tasks are about people whose past the recommenders learnt from: figures are too good")
    if record.config.get("same_model_as_simulator"):
        lines.append("an agent and the simulated people are worded by one model, which may understand itself too well")
    if standing["finished"] < standing["planned"]:
        lines.append(f"the run is not complete: {standing['finished']} of {standing['planned']} units are finished")
    lost = len(record.faults) + sum(broken_off(reading) for readings in agents.values() for reading in readings)
    if lost:
        lines.append(f"{lost} dialogues broke off for reasons that are not the agent's and are not scored")
    return lines


def _counted(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
