"""Dialogues as the page's script reads them: short JSON, and as many as a page can bear.

Knows records, words for acts and conditions, and a budget in bytes. Does not know how a dialogue looks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from catalog.constraint import Constraint
from simulator.acts import UserAct
from simulator.goal import Goal, Wanted
from simulator.record import Exchange, Judged
from simulator.reports.wrong import flags, in_order, worst
from simulator.scores.counts import outcome
from simulator.scores.item_facts import ItemFacts
from simulator.scores.reading import Reading
from simulator.task import Task

BUDGET = 6_000_000
"""Bytes of dialogues in a page."""
_REVEALS = {"volunteer": "says it", "on_ask": "says it when asked", "hidden": "never says it"}


class Talks:
    """The dialogues kept for a page, beside how many there are; `shown` finds the place of one, if it was kept."""

    def __init__(self, readings: Sequence[Reading], worst_of: Sequence[dict[str, list[Reading]]], budget: int = BUDGET):
        self.total = len(readings)
        self._places: dict[tuple[object, ...], int] = {}
        self._rows: list[dict[str, Any]] = []
        self._tasks: dict[str, Task] = {}
        self._items: set[str] = set()
        size = 0
        for reading in (*in_order(worst_of), *sorted(readings, key=lambda r: (r.task.key, *r.dialogue.key))):
            if self.shown(reading) is not None:
                continue
            row = _row(reading)
            size += len(json.dumps(row, ensure_ascii=False).encode())
            if size > budget and self._rows:
                break
            self._places[_place(reading)] = len(self._rows)
            self._rows.append(row)
            self._tasks[reading.task.key] = reading.task
            self._items |= {item for exchange in row["x"] for item in exchange.get("i", ())}

    def __len__(self) -> int:
        return len(self._rows)

    def shown(self, reading: Reading) -> int | None:
        """The place of a dialogue in the page."""
        return self._places.get(_place(reading))

    def to_json(self, facts: ItemFacts | None) -> dict[str, Any]:
        """{"dialogues": […], "tasks": {key: …}, "items": {id: label}}."""
        labels = facts.labels if facts else {}
        return {
            "dialogues": self._rows,
            "tasks": {key: _task(task, labels) for key, task in sorted(self._tasks.items())},
            "items": {item: labels[item] for item in sorted(self._items) if item in labels},
        }


def talks_of(agents: dict[str, list[Reading]], budget: int = BUDGET) -> Talks:
    """The dialogues of a run: what is worth reading first, then task by task in the order of their keys, which are as
    good as drawn."""
    return Talks([r for readings in agents.values() for r in readings], [worst(r) for r in agents.values()], budget)


def _place(reading: Reading) -> tuple[object, ...]:
    return (*reading.dialogue.key, reading.dialogue.voice)


def _row(reading: Reading) -> dict[str, Any]:
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
        "x": [_exchange(exchange) for exchange in dialogue.exchanges],
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def _exchange(exchange: Exchange) -> dict[str, Any]:
    mind = exchange.mindset
    found: dict[str, Any] = {
        "m": exchange.text,
        "c": [act_words(act) for act in exchange.user.acts],
        "h": [round(100 * mood) for mood in (mind.satisfaction, mind.frustration, mind.fatigue)],
        "w": list(exchange.notes),
    }
    if exchange.agent is not None:
        reply = exchange.agent
        found |= {"p": reply.text, "i": list(reply.slate), "q": reply.question.field if reply.question else None}
        found |= {"g": [described(c) for c in reply.relaxed], "d": list(reply.faults)}
    if exchange.judged is not None:
        found |= {"j": _judged(exchange.judged), "z": [exchange.judged.candidates, exchange.judged.acceptable]}
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def _judged(judged: Judged) -> list[str]:
    """What the judge holds against a reply, in words."""
    lines = [f"goes against: {described(violation)}" for violation in judged.violations]
    if judged.misheard:
        lines.append(f"{judged.misheard} of them not understood")
    lines += [f"{count} {words}" for count, words in (
        (judged.house, "against a house rule"),
        (judged.invented, "not in the catalog"),
        (judged.repeats, "shown again"),
        (judged.suspected_leaks, "signs that the message gave too much away"),
    ) if count]  # fmt: skip
    if judged.abstained:
        lines.append("gave up, and something was left" if judged.possible else "gave up rightly: nothing was left")
    return lines


def _task(task: Task, labels: dict[str, str]) -> dict[str, Any]:
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
    return f"{described(wanted.constraint)}{soft} ({_REVEALS[wanted.reveal]})"


def _change(goal: Goal) -> str:
    change = goal.mind_change
    if change is None:
        return ""
    parts = [f"no longer {described(goal.wanted[place].constraint)}" for place in change.drop]
    parts += [f"now {_wanted(wanted)}" for wanted in change.add]
    return f"from message {change.turn}{'' if change.announced else ', without saying so'}: {'; '.join(parts)}"


def act_words(act: UserAct) -> str:
    """An act in a few words, for example "reject 2: runtime at most 90"."""
    words = act.kind.replace("_", " ")
    words += f" {act.place}" if act.place is not None else ""
    words += f" {act.item}" if act.item is not None else ""
    words += f" {act.field.replace('_', ' ')}" if act.field is not None else ""
    words += f": {described(act.constraint)}" if act.constraint is not None else ""
    words += {None: "", True: ", liked", False: ", disliked"}[act.liked]
    return words + (f": {act.why.replace('_', ' ')}" if act.why is not None else "")


def described(constraint: Constraint) -> str:
    """A condition in words."""
    return constraint.describe()


def embedded(value: Iterable[Any]) -> str:
    """JSON for a script element: nothing in it can end the element, begin a comment or break a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
