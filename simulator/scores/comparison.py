"""Agents against a baseline on the same people, tasks and trials: `compare`.

Knows runs and which of them may be held against each other. The tests are in `simulator.scores.significance`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.errors import ConfigError
from recommenders.interval import rounded
from simulator.scores.counts import broken_off
from simulator.scores.measures import ABSTENTION, CURVE, MEASURES, Measure, success_at
from simulator.scores.reading import Reading
from simulator.scores.resampling import Floats
from simulator.scores.significance import SWAPS, detectable, holm, mcnemar, permutation
from simulator.scores.summary import by_agent, first
from simulator.scores.tally import Figures, Tally

if TYPE_CHECKING:
    from simulator.runs.run_folder import RunRecord

DRAWS = 5_000
BESIDE = ("success@5", "success@15", "average_turns", "rating", "leave_rate")
"""Shown beside what is tested, with intervals and without a test."""
_SAME = {"generation": "generations", "tasks": "tasks", "simulator": "voices", "seed": "seeds"}
_READ = {
    "difference": f"agent less baseline, over the dialogues both had, 95 % BCa interval from {DRAWS} draws of users",
    "p": f"two-sided, from {SWAPS} random swaps of a user's two sides; least possible {1 / (SWAPS + 1):.1e}",
    "p_holm": "adjusted for all tests of this table",
    "mcnemar": "exact test on pairs of which one alone is a success, as if a user's trials were independent: a check",
    "detectable": "least true difference found with 80 % power at alpha .05 (before Holm), from the paired spread of "
    "users, where there is any",
}
Pair = tuple[str, int]


@dataclass(frozen=True)
class Side:
    """An agent of a run under the label it is printed with."""

    label: str
    readings: dict[Pair, Reading]


def compare(
    runs: Sequence[tuple[str, RunRecord]], *, baseline: str | None = None, metrics: Sequence[str] = ()
) -> dict[str, Any]:
    """{"comparisons": […], "family", "metrics", "reading", "notes", "tasks", …} over one run or two, each with a name.

    In one run every agent is held against the first, or against `baseline`; of two runs agents of equal names against
    each other, else those of the second against the first agent of the first. `metrics` (else the run's primary one)
    are tested, and all these tests are one family. ConfigError for runs of different people, tasks, voices or
    generations.
    """
    refuse_strangers(runs)
    tested = [measure_named(name) for name in metrics or (str(runs[0][1].config["primary"]),)]
    beside = [measure for measure in MEASURES if measure.name in BESIDE and measure not in tested]
    pairs = _pairs(runs, baseline)
    users = sorted({task.user.id for _, record in runs for task in record.tasks.values()})
    tally = Tally(users)
    for number, (one, other) in enumerate(pairs):
        for pair in sorted(one.readings.keys() & other.readings.keys()):
            tally.measure((number, "agent"), (*tested, *beside), other.readings[pair])
            tally.measure((number, "baseline"), (*tested, *beside), one.readings[pair])
    figures = tally.figures("comparison", DRAWS)
    rows = [
        _row(figures, number, pair, measure, measure in tested)
        for number, pair in enumerate(pairs)
        for measure in (*tested, *beside)
    ]
    _test(figures, rows, [(n, m) for n in range(len(pairs)) for m in (*tested, *beside)])
    return {
        "comparisons": rows,
        "family": sum("p" in row for row in rows),
        "metrics": {measure.name: measure.words for measure in (*tested, *beside)},
        "config": {name: runs[0][1].config[name] for name in _SAME} | {"trials": runs[0][1].config["trials"]},
        "reading": _READ,
        "notes": _notes(runs),
    }


def measure_named(name: str) -> Measure:
    """A measure by its name, any success@t of 15 turns, "abstention.recall" and the like; ConfigError for another."""
    known = {measure.name: measure for measure in (*(success_at(turn) for turn in CURVE), *MEASURES)}
    known |= {f"abstention.{measure.name}": measure for measure in ABSTENTION}
    if name not in known:
        raise ConfigError(f"no metric {name!r}; there are: {', '.join(known)}")
    return known[name]


def refuse_strangers(runs: Sequence[tuple[str, RunRecord]]) -> None:
    """ConfigError where two runs did not have the same people say the same things."""
    (one, base), *others = runs
    for other, record in others:
        for name, words in _SAME.items():
            if base.config[name] != record.config[name]:
                raise ConfigError(f"{one!r} and {other!r} cannot be compared: their {words} differ, so their people do")


def _notes(runs: Sequence[tuple[str, RunRecord]]) -> list[str]:
    lines = []
    for name, words in (("workspace", "workspaces"), ("code", "states of Parley's code"), ("settings", "settings")):
        if any(record.config.get(name) != runs[0][1].config.get(name) for _, record in runs):
            lines.append(f"the runs are of different {words}")
    for run, record in runs:
        standing = record.standing()
        if standing["finished"] < standing["planned"]:
            lines.append(f"{run} is not complete: {standing['finished']} of {standing['planned']} units are finished")
    return lines


def _pairs(runs: Sequence[tuple[str, RunRecord]], baseline: str | None) -> list[tuple[Side, Side]]:
    """(baseline, agent) of every comparison."""
    named = [(run, by_agent(record)) for run, record in runs]
    often = [name for _, agents in named for name in agents]
    sides = {
        (run, name): Side(f"{name} ({run})" if often.count(name) > 1 else name, _scored(readings))
        for run, agents in named
        for name, readings in agents.items()
    }
    if baseline is None and len(runs) == 2 and len(set(often)) < len(often):
        (one, first_agents), (other, second_agents) = named
        return [(sides[one, name], sides[other, name]) for name in first_agents if name in second_agents]
    keys = list(sides)
    base = keys[0] if baseline is None else next((k for k in keys if baseline in (k[1], sides[k].label)), None)
    if base is None:
        raise ConfigError(
            f"no agent {baseline!r} to compare with; there are: {', '.join(s.label for s in sides.values())}"
        )
    skip = runs[0][0] if baseline is None and len(runs) == 2 else None
    found = [(sides[base], sides[key]) for key in keys if key != base and key[0] != skip]
    if not found:
        raise ConfigError("there is one agent only: nothing to compare it with; name a second run")
    return found


def _scored(readings: Sequence[Reading]) -> dict[Pair, Reading]:
    return {(r.task.key, r.dialogue.trial): r for r in first(readings) if not broken_off(r)}


def _row(figures: Figures, number: int, pair: tuple[Side, Side], measure: Measure, tested: bool) -> dict[str, Any]:
    one, other = pair
    both = sorted(one.readings.keys() & other.readings.keys())
    agent, base = (number, "agent", measure.name), (number, "baseline", measure.name)
    row: dict[str, Any] = {
        "agent": other.label,
        "baseline": one.label,
        "metric": measure.name,
        "value": figures(*agent),
        "baseline_value": figures(*base),
        "difference": figures.difference(agent, base),
        "users": len({one.readings[pair].task.user.id for pair in both}),
        "pairs": len(both),
        "unpaired": len(one.readings.keys() ^ other.readings.keys()),
        "tested": tested,
    }
    if row["difference"] is not None:
        error = figures.error(agent, base)
        row |= {"detectable": rounded(detectable(error))} if error > 0 else {}
        row |= _mcnemar(one, other, both, measure) if tested else {}
    return row


def _mcnemar(one: Side, other: Side, both: Sequence[Pair], measure: Measure) -> dict[str, Any]:
    """The check, for measures that say yes or no of every dialogue."""
    said = [(measure.of(other.readings[pair]), measure.of(one.readings[pair])) for pair in both]
    if not measure.share or any(below != 1 or above not in (0, 1) for two in said for above, below in two):
        return {}
    only_agent = sum(a > b for (a, _), (b, _) in said)
    only_baseline = sum(a < b for (a, _), (b, _) in said)
    p = float(f"{mcnemar(only_agent, only_baseline):.3g}")
    return {"mcnemar": {"only_agent": only_agent, "only_baseline": only_baseline, "p": p}}


def _test(figures: Figures, rows: Sequence[dict[str, Any]], keys: Sequence[tuple[int, Measure]]) -> None:
    """Put p and its adjusted value into the rows that are tested."""
    family = [n for n, row in enumerate(rows) if row.pop("tested") and row["difference"] is not None]
    if not family:
        return
    sides = [_sums(figures, [(keys[n][0], side, keys[n][1].name) for n in family]) for side in ("agent", "baseline")]
    values = [rounded(value) for value in permutation(sides[0], sides[1])]
    for n, p, adjusted in zip(family, values, holm(values), strict=True):
        rows[n] |= {"p": p, "p_holm": rounded(adjusted)}


def _sums(figures: Figures, keys: Sequence[tuple[object, ...]]) -> tuple[Floats, Floats]:
    above, below = zip(*(figures.sums(key) for key in keys), strict=True)
    return np.stack(above, axis=1), np.stack(below, axis=1)
