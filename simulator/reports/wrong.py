"""What went wrong in a dialogue: `FLAGS`, and the dialogues of each that are worth reading.

Knows what a judge or a person could hold against an agent. Does not know how a dialogue is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.scores.reading import Reading

EACH = 5
"""Dialogues of a kind that are pointed out for an agent."""


@dataclass(frozen=True)
class Flag:
    """`weight` is 0 where there is nothing wrong, else greater the worse it is."""

    name: str
    words: str
    weight: Callable[[Reading], float]


def _left(reading: Reading, why: str) -> float:
    acts = [act for exchange in reading.dialogue.exchanges for act in exchange.user.of("leave")]
    return float(any(act.why == why for act in acts) and not reading.dialogue.success)


def _taken_wrongly(reading: Reading) -> float:
    return float(reading.dialogue.outcome == "accepted" and not reading.dialogue.success)


def _missed(reading: Reading) -> float:
    return float(not reading.possible and False not in reading.abstentions)


FLAGS = (
    Flag("knowing", "broke a condition it went by", lambda r: sum(len(j.violations) - j.misheard for j in r.judged)),
    Flag("misheard", "broke a condition it had not understood", lambda r: sum(j.misheard for j in r.judged)),
    Flag("rule", "broke a house rule", lambda r: sum(j.house for j in r.judged)),
    Flag("invented", "showed something that is not in the catalog", lambda r: sum(j.invented for j in r.judged)),
    Flag("leak", "was told too much", lambda r: sum(j.suspected_leaks for j in r.judged)),
    Flag("failed", "the agent failed", lambda r: float(r.dialogue.fault == "agent")),
    Flag("false_abstention", "said that nothing fits while something was left", lambda r: r.abstentions.count(True)),
    Flag("missed", "did not say that nothing fits", _missed),
    Flag("wrongly", "what was taken was not acceptable", _taken_wrongly),
    Flag("annoyed", "left in anger", lambda r: _left(r, "annoyed")),
    Flag("patience", "left out of patience", lambda r: _left(r, "out_of_patience")),
    Flag("repeated", "showed something again", lambda r: sum(j.repeats for j in r.judged)),
    Flag("longest", "reached the last turn", lambda r: float(r.dialogue.outcome == "turn_cap")),
)


def flags(reading: Reading) -> list[str]:
    """The names of what went wrong, worst kind first."""
    return [flag.name for flag in FLAGS if flag.weight(reading) > 0]


def worst(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    """For each flag its dialogues, the worst first and the longer of equals first; flags without any are left out."""
    found = {}
    for flag in FLAGS:
        weighed = [(flag.weight(reading), reading) for reading in readings]
        ranked = sorted(
            (pair for pair in weighed if pair[0] > 0),
            key=lambda pair: (-pair[0], -pair[1].dialogue.agent_turns, pair[1].dialogue.key),
        )
        if ranked:
            found[flag.name] = [reading for _, reading in ranked]
    return found


def pointed_out(ranked: Mapping[str, Sequence[Reading]]) -> dict[str, list[Reading]]:
    """A few of each flag, from `worst`: one that is pointed out for something else already only where nothing else is
    left."""
    taken: set[tuple[str, str, int, int]] = set()
    found = {}
    for name, readings in ranked.items():
        fresh = [reading for reading in readings if reading.dialogue.key not in taken]
        found[name] = [*fresh, *(reading for reading in readings if reading.dialogue.key in taken)][:EACH]
        taken |= {reading.dialogue.key for reading in found[name]}
    return found


def in_order(pointed: Sequence[Mapping[str, Sequence[Reading]]]) -> Iterator[Reading]:
    """What to keep where not everything can be kept: the worst of every kind and agent, then the second, and so on."""
    for rank in range(EACH):
        for kinds in pointed:
            for readings in kinds.values():
                if rank < len(readings):
                    yield readings[rank]
