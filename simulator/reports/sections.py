"""What the report tells, section by section: `sections`.

Knows the summary, the comparison, the timings and the dialogues of a run, and which of them go where. Does not know how
a section looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from catalog.errors import ConfigError
from simulator.reports.plots import Curve, Segment, Whisker, bar, curve, whisker
from simulator.reports.talks import Talks, in_turn
from simulator.reports.wrong import FLAGS, in_order, pointed_out, worst
from simulator.scores.comparison import compare
from simulator.scores.counts import OUTCOMES
from simulator.scores.measures import ABSTENTION, MEASURES
from simulator.scores.reading import Reading
from simulator.scores.summary import by_agent
from simulator.scores.trials import POWERS

if TYPE_CHECKING:
    from simulator.runs.run_folder import RunRecord

_MAIN = ("success@5", "success@15", "average_turns", "found", "rating", "leave_rate")
_COUNTED = (
    ("violations_knowing", "conditions broken knowingly"),
    ("violations_misheard", "conditions not understood"),
    ("house_rules", "house rules broken"),
    ("invented", "items invented"),
    ("repeats", "items shown again"),
    ("leaks_suspected", "leaks suspected"),
)


@dataclass(frozen=True)
class Pointed:
    """A kind of fault, how many dialogues have it, and (place, line) of those pointed out."""

    words: str
    count: int
    places: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Gap:
    """Groups of one kind: (group, users, figure, whisker) per agent, and the gap of each."""

    kind: str
    agents: dict[str, list[tuple[str, int, list[float] | None, Whisker | None]]]
    gaps: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Sections:
    """Everything the template needs."""

    summary: dict[str, Any]
    config: dict[str, Any]
    main: list[str]
    powers: list[str]
    counted: tuple[tuple[str, str], ...]
    more: list[str]
    abstention: list[str]
    curve: Curve | None
    outcomes: tuple[str, ...]
    bars: dict[str, list[Segment]]
    gaps: list[Gap]
    comparison: dict[str, Any] | None
    controls: list[dict[str, Any]]
    people: dict[str, dict[str, dict[str, Any]]]
    timings: dict[str, Any]
    pointed: dict[str, list[Pointed]]
    talks: Talks
    total: int
    flags: dict[str, str]


def sections(record: RunRecord, summary: dict[str, Any], budget: int) -> Sections:
    """From a run and its summary to what is told of it; dialogues take `budget` bytes at most."""
    readings = by_agent(record)
    agents: Mapping[str, Any] = summary["agents"]
    ranked = {name: worst(found) for name, found in readings.items()}
    few = {name: pointed_out(found) for name, found in ranked.items()}
    everything = [reading for found in (readings | _controls(record)).values() for reading in found]
    labels = record.items.labels if record.items else {}
    talks = Talks((*in_order(list(few.values())), *in_turn(everything)), labels, budget)
    return Sections(
        summary=summary,
        config=record.config,
        main=list(_MAIN),
        powers=[
            f"pass^{k}" for k in POWERS if any("pass^2" in found and f"pass^{k}" in found for found in agents.values())
        ],
        counted=_COUNTED,
        more=[m.name for m in MEASURES if any(found[m.name] is not None for found in agents.values())],
        abstention=[measure.name for measure in ABSTENTION],
        curve=curve({name: found["curve"] for name, found in agents.items()}),
        outcomes=OUTCOMES,
        bars={name: bar(found["outcomes"]) for name, found in agents.items()},
        gaps=_gaps(agents),
        comparison=_comparison(record),
        controls=[row for row in summary["controls"] if "lost" not in row],
        people=_people(summary["controls"]),
        timings=record.timings,
        pointed={name: _pointed(ranked[name], few[name], talks) for name in readings},
        talks=talks,
        total=len(everything),
        flags={flag.name: flag.words for flag in FLAGS},
    )


def _people(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """{agent: {kind of people: row}} of the controls by other people."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        if "lost" in row:
            found.setdefault(row["agent"], {})[row["voice"]] = row
    return found


def _controls(record: RunRecord) -> dict[str, list[Reading]]:
    """Dialogues of controls, which can be read like the others."""
    found: dict[str, list[Reading]] = {}
    for dialogue in record.controls:
        name = f"{dialogue.agent}, {dialogue.voice}"
        shown = dialogue.model_copy(update={"agent": f"control: {name}"})
        found.setdefault(f"control: {name}", []).append(Reading(shown, record.tasks[dialogue.task]))
    return dict(sorted(found.items()))


def _comparison(record: RunRecord) -> dict[str, Any] | None:
    """Every agent against the first; None for a run of one."""
    if len(record.config["agents"]) < 2:
        return None
    try:
        return compare([("this run", record)])
    except ConfigError:
        return None


def _gaps(agents: Mapping[str, Any]) -> list[Gap]:
    kinds = sorted({kind for found in agents.values() for kind in found["groups"]})
    return [
        Gap(
            kind,
            {
                name: [
                    (group, row["users"], row["success@15"], whisker(row["success@15"], 0, 1))
                    for group, row in found["groups"][kind]["groups"].items()
                ]
                for name, found in agents.items()
                if kind in found["groups"]
            },
            {name: found["groups"][kind] for name, found in agents.items() if "gap" in found["groups"].get(kind, {})},
        )
        for kind in kinds
    ]


def _pointed(
    ranked: Mapping[str, Sequence[Reading]], few: Mapping[str, Sequence[Reading]], talks: Talks
) -> list[Pointed]:
    """What went wrong with an agent, with the dialogues of it that are in the page."""
    texts = {flag.name: flag.words for flag in FLAGS}
    found = []
    for name, readings in ranked.items():
        places = [(place, _line(one)) for one in few[name] if (place := talks.shown(one)) is not None]
        found.append(Pointed(texts[name], len(readings), places))
    return found


def _line(reading: Reading) -> str:
    """A dialogue in one line: the failure, the conditions that were broken, or else what the person said last."""
    dialogue = reading.dialogue
    broken = [violation.describe() for judged in reading.judged for violation in judged.violations]
    last = dialogue.exchanges[-1].text if dialogue.exchanges else ""
    against = f"against {'; '.join(dict.fromkeys(broken))}" if broken else ""
    words = dialogue.fault_message or against or last
    start = f"{reading.task.goal.kind}, {dialogue.agent_turns} {'reply' if dialogue.agent_turns == 1 else 'replies'}"
    return shorten(f"{start}: {words}" if words else start, 140, placeholder=" …")
