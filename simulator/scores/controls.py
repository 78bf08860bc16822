"""What agents are held against that everybody knows: agents without a mind, one that is told, people who do not speak.

Knows control dialogues and the same tasks of the agents. Does not know how controls are run. An agent that does as well
with people who say nothing, or answer for somebody else, does not owe its figures to what it is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulator.scores.counts import broken_off
from simulator.scores.measures import MEASURES
from simulator.scores.reading import Reading
from simulator.scores.tally import Figures, Tally

if TYPE_CHECKING:
    from simulator.record import Dialogue
    from simulator.runs.run_folder import RunRecord

PRIVILEGED = ("oracle",)
"""Controls that are told what the person is after."""
_NAMES = ("success@5", "success@15", "average_turns", "rating", "leave_rate")
SHOWN = tuple(measure for measure in MEASURES if measure.name in _NAMES)


def controls(record: RunRecord, agents: Mapping[str, Sequence[Reading]]) -> list[dict[str, Any]]:
    """One row for every agent and kind of people among the controls: {"agent", "voice", "privileged", "dialogues",
    measures, "same_tasks": {agent: measures}, "lost"}.

    `same_tasks` are the run's own agents with its own people on the tasks of the row, and `lost`, where the row is one
    of these agents with other people, what it loses by them in success@15, pair by pair.
    """
    rows: dict[tuple[str, str], list[Reading]] = {}
    for dialogue in record.controls:
        rows.setdefault((dialogue.agent, dialogue.voice), []).append(_reading(record, dialogue))
    tally = Tally(task.user.id for task in record.tasks.values())
    for key, readings in rows.items():
        _add(tally, key, readings)
        met = {_pair(reading) for reading in readings if not broken_off(reading)}
        for name, own in agents.items():
            _add(tally, (*key, name), [reading for reading in own if _pair(reading) in met])
    if not rows:
        return []
    figures, own_voice = tally.figures(), record.config["simulator"]
    return [_row(figures, key, readings, list(agents), own_voice) for key, readings in sorted(rows.items())]


def _row(
    figures: Figures, key: tuple[str, str], readings: Sequence[Reading], agents: Sequence[str], own_voice: str
) -> dict[str, Any]:
    agent, voice = key
    row: dict[str, Any] = {"agent": agent, "voice": voice, "privileged": agent in PRIVILEGED}
    row |= {"dialogues": sum(not broken_off(reading) for reading in readings)}
    row |= {measure.name: figures(*key, measure.name) for measure in SHOWN}
    row["same_tasks"] = {name: {m.name: figures(*key, name, m.name) for m in SHOWN} for name in agents}
    if voice != own_voice and agent in agents:
        row["lost"] = figures.difference((*key, agent, "success@15"), (*key, "success@15"))
    return row


def _add(tally: Tally, key: tuple[str, ...], readings: Sequence[Reading]) -> None:
    for reading in readings:
        if not broken_off(reading) and reading.dialogue.session == 0:
            tally.measure(key, SHOWN, reading)


def _reading(record: RunRecord, dialogue: Dialogue) -> Reading:
    return Reading(dialogue, record.tasks[dialogue.task])


def _pair(reading: Reading) -> tuple[str, int]:
    return reading.task.key, reading.dialogue.trial
