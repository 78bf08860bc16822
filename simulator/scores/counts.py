"""Whole numbers of a run: outcomes, faults by side, violations, tokens, leaks.

Knows dialogues. Everything here is a sum; shares with intervals are in `simulator.scores.measures`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from simulator.record import Dialogue, Side
from simulator.scores.reading import Reading

OUTCOMES = (
    "accepted_rightly",
    "abstained_rightly",
    "accepted_wrongly",
    "abstained_wrongly",
    "left",
    "turn_cap",
    "agent_failed",
)
"""How a dialogue ends; rightly where it was a success."""


def broken_off(reading: Reading) -> bool:
    """Whether the dialogue says nothing about the agent: somebody else failed, or it never ended."""
    fault = reading.dialogue.fault
    return fault not in (None, "agent") or (fault is None and reading.dialogue.outcome is None)


def faults(dialogues: Iterable[Dialogue]) -> dict[str, int]:
    """Dialogues that broke off, by whose fault it was."""
    found = Counter(dialogue.fault for dialogue in dialogues)
    return {side: found[side] for side in get_args(Side)}


def counts(readings: Sequence[Reading]) -> dict[str, Any]:
    """Sums over scored dialogues, all sessions."""
    judged = [one for reading in readings for one in reading.judged]
    replies = [reply for reading in readings for reply in reading.replies]
    violations = sum(len(one.violations) for one in judged)
    misheard = sum(one.misheard for one in judged)
    asked = [exchange.asked for r in readings for exchange in r.dialogue.exchanges if exchange.asked.calls]
    spent = [one.cost for one in asked if one.cost is not None]
    costs = [reply.cost for reply in replies if reply.cost is not None]
    return {
        "dialogues": len(readings),
        "users": len({reading.task.user.id for reading in readings}),
        "replies": len(replies),
        "outcomes": _outcomes(readings),
        "violations": violations,
        "violations_misheard": misheard,
        "violations_knowing": violations - misheard,
        "house_rules": sum(one.house for one in judged),
        "invented": sum(one.invented for one in judged),
        "repeats": sum(one.repeats for one in judged),
        "faults_survived": _sorted(fault for reply in replies for fault in reply.faults),
        "notes": _sorted(note for r in readings for exchange in r.dialogue.exchanges for note in exchange.notes),
        "leaks_suspected": sum(one.suspected_leaks for one in judged),
        "calls": sum(reply.calls for reply in replies),
        "input_tokens": sum(reply.input_tokens for reply in replies),
        "output_tokens": sum(reply.output_tokens for reply in replies),
        "cost_dollars": round(sum(costs), 6) if costs else None,
        "simulator": {
            "calls": sum(one.calls for one in asked),
            "input_tokens": sum(one.input_tokens for one in asked),
            "output_tokens": sum(one.output_tokens for one in asked),
            "cost_dollars": round(sum(spent), 6) if spent else None,
        },
    }


def _outcomes(readings: Sequence[Reading]) -> dict[str, int]:
    """How dialogues ended; what was taken and what was said to be impossible, rightly and wrongly apart."""
    found = Counter(outcome(reading) for reading in readings)
    return {name: found[name] for name in OUTCOMES}


def outcome(reading: Reading) -> str:
    """One of `OUTCOMES`."""
    dialogue = reading.dialogue
    if dialogue.outcome is None:
        return "agent_failed"
    if dialogue.outcome in ("accepted", "abstained"):
        return f"{dialogue.outcome}_{'rightly' if dialogue.success else 'wrongly'}"
    return str(dialogue.outcome)


def _sorted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
