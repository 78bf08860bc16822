"""Dialogues as the page's script reads them: short JSON, and as many as a page can bear.

Knows records, words for acts and conditions, and a budget in bytes. Does not know how a dialogue looks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.goal import Goal, Wanted
from simulator.record import Exchange, Judged
from simulator.reports.act_words import act_words
from simulator.reports.wrong import flags
from simulator.scores.counts import outcome
from simulator.scores.reading import Reading
from simulator.task import Task

BUDGET = 6_000_000
"""Bytes of dialogues in a page."""
_Place = tuple[str, str, int, int, str]
_REVEALS = {"volunteer": "says it", "on_ask": "says it when asked", "hidden": "never says it"}


class Talks:
    """The dialogues kept for a page, beside how many there are; `shown` finds the place of one, if it was kept."""

    def __init__(self, readings: Iterable[Reading], labels: Mapping[str, str], budget: int = BUDGET) -> None:
        """Keeps the first of the readings, which may come twice, that `budget` has room for, and always one; `labels`
        are those of the items."""
        self._labels = labels
        self._places: dict[_Place, int] = {}
        self._rows: list[dict[str, Any]] = []
        self._tasks: dict[str, Task] = {}
        size = 0
        for reading in readings:
            if self.shown(reading) is not None or (size > budget and self._rows):
                continue
            row = _row(reading, labels)
            size += len(json.dumps(row, ensure_ascii=False).encode())
            if size <= budget or not self._rows:
                self._places[_place(reading)] = len(self._rows)
                self._rows.append(row)
                self._tasks[reading.task.key] = reading.task

    def __len__(self) -> int:
        return len(self._rows)

    def shown(self, reading: Reading) -> int | None:
        """The place of a dialogue in the page."""
        return self._places.get(_place(reading))

    def to_json(self) -> dict[str, Any]:
        """{"dialogues": […], "tasks": {key: …}, "items": {id: label}}."""
        items = {item for row in self._rows for exchange in row["x"] for item in exchange.get("i", ())}
        return {
            "dialogues": self._rows,
            "tasks": {key: _task(task, self._labels) for key, task in sorted(self._tasks.items())},
            "items": {item: self._labels[item] for item in sorted(items) if item in self._labels},
        }


def in_turn(readings: Iterable[Reading]) -> list[Reading]:
    """Task by task, in the order of their keys, which are as good as drawn."""
    return sorted(readings, key=lambda reading: (reading.task.key, *reading.dialogue.key))


def _place(reading: Reading) -> _Place:
    return (*reading.dialogue.key, reading.dialogue.voice)


def _row(reading: Reading, labels: Mapping[str, str]) -> dict[str, Any]:
    """One dialogue; keys are short since there are many: agent, task, trial, session, outcome, success, flags, …"""
    dialogue = reading.dialogue
    row = {
        "a": dialogue.agent,
        "t": dialogue.task,
        "n": dialogue.trial,
        "s": dialogue.session,
        "o": outcome(reading),
        "ok": int(dialogue.success),
        "f": flags(reading),
        "r": dialogue.rating,
        "u": None if dialogue.utility is None else round(dialogue.utility, 2),
        "b": None if dialogue.best_utility is None else round(dialogue.best_utility, 2),
        "y": dialogue.accepted,
        "e": dialogue.fault_message,
        "k": dialogue.agent_turns,
        "x": [_exchange(exchange, labels) for exchange in dialogue.exchanges],
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def _exchange(exchange: Exchange, labels: Mapping[str, str]) -> dict[str, Any]:
    mind = exchange.mindset
    found: dict[str, Any] = {
        "m": exchange.text,
        "c": [act_words(act, labels) for act in exchange.user.acts],
        "h": [round(100 * mood) for mood in (mind.satisfaction, mind.frustration, mind.fatigue)],
        "w": list(exchange.notes),
    }
    if exchange.agent is not None:
        reply = exchange.agent
        found |= {"p": reply.text, "i": list(reply.slate), "q": reply.question.field if reply.question else None}
        found |= {"g": [c.describe() for c in reply.relaxed], "d": list(reply.faults)}
    if exchange.judged is not None:
        right = exchange.judged.abstained and not exchange.judged.possible
        found |= {"j": held_against(exchange.judged), "v": ["gave up rightly: nothing was left"] if right else []}
        found |= {"z": [exchange.judged.candidates, exchange.judged.acceptable]}
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def held_against(judged: Judged) -> list[str]:
    """What the judge holds against a reply, in words."""
    lines = [f"goes against: {violation.describe()}" for violation in judged.violations]
    if judged.misheard:
        lines.append(f"{judged.misheard} of them not understood")
    lines += [f"{count} {words}" for count, words in (
        (judged.house, "against a house rule"),
        (judged.invented, "not in the catalog"),
        (judged.repeats, "shown again"),
        (judged.suspected_leaks, "signs that the message gave too much away"),
    ) if count]  # fmt: skip
    if judged.abstained and judged.possible:
        lines.append("gave up, and something was left")
    return lines


def _task(task: Task, labels: Mapping[str, str]) -> dict[str, Any]:
    goal, persona = task.goal, task.persona.model_dump()
    return {
        "kind": goal.kind,
        "user": task.user.id,
        "groups": [f"{kind}: {group}" for kind, group in sorted(task.user.groups.items())],
        "wanted": [_wanted(wanted) for wanted in goal.wanted],
        "change": _change(goal),
        "target": labels.get(goal.target, goal.target) if goal.target else "",
        "least": round(goal.least_utility, 2),
        "persona": {name: round(value, 2) for name, value in persona.items()},
    }


def _wanted(wanted: Wanted) -> str:
    soft = "" if wanted.constraint.hard else ", if possible"
    return f"{wanted.constraint.describe()}{soft} ({_REVEALS[wanted.reveal]})"


def _change(goal: Goal) -> str:
    change = goal.mind_change
    if change is None:
        return ""
    parts = [f"no longer {goal.wanted[place].constraint.describe()}" for place in change.drop]
    parts += [f"now {_wanted(wanted)}" for wanted in change.add]
    return f"from message {change.turn}{'' if change.announced else ', without saying so'}: {'; '.join(parts)}"


def embedded(value: Iterable[Any]) -> str:
    """JSON for a script element: nothing in it can end the element, begin a comment or break a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
