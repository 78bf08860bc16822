"""What becomes of people over several sessions: who comes back, and how it goes then.

Knows tasks that allow more than one session. A person who does not come back is missing from later sessions, so that
success there is about those who stayed; `reached` says how many did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.scores.measures import MEASURES
from simulator.scores.reading import Reading
from simulator.scores.tally import Figures, Tally

_NAMES = ("success@5", "average_turns", "rating")
LATER = tuple(measure for measure in MEASURES if measure.name in _NAMES)


def add_sessions(tally: Tally, agent: str, readings: Sequence[Reading]) -> None:
    """Columns (agent, "session", number from 1, "reached" or measure), where a task has several sessions."""
    several = [reading for reading in readings if reading.task.sessions > 1]
    held = {(r.task.key, r.dialogue.trial, r.dialogue.session) for r in several}
    for reading in several:
        number = reading.dialogue.session
        tally.measure((agent, "session", number + 1), LATER, reading)
        if number == 0:
            for session in range(reading.task.sessions):
                reached = (reading.task.key, reading.dialogue.trial, session) in held
                key = (agent, "session", session + 1, "reached")
                tally.add(key, reading.task.user.id, float(reached), 1.0, share=True)


def session_figures(figures: Figures, agent: str, readings: Sequence[Reading]) -> dict[str, Any]:
    """{"1": {"reached", measures}, …}; empty where every task has one session."""
    most = max((reading.task.sessions for reading in readings), default=1)
    names = ("reached", *(measure.name for measure in LATER))
    if most == 1:
        return {}
    return {str(n): {name: figures(agent, "session", n, name) for name in names} for n in range(1, most + 1)}
