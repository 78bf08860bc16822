"""What a language model is told of a turn: its acts as plain data, ready for JSON.

Knows attributes, labels and places. Holds no goal and no id: whoever reads it learns what is to be said now.
"""

from __future__ import annotations

from typing import Any

from catalog.constraint import Constraint, Op
from simulator.acts import UserAct, UserTurn
from simulator.view import View

_HOW: dict[Op, str] = {
    "eq": "is",
    "ne": "is not",
    "lt": "less than",
    "le": "at most",
    "gt": "more than",
    "ge": "at least",
    "between": "from the first to the second",
    "any_of": "any of",
    "all_of": "all of",
    "none_of": "none of",
    "contains": "mentions",
}
_LABEL = 120
_HEARD = 600
"""Characters of a title, and of what the agent said, that are shown."""


def facts_of(turn: UserTurn, view: View) -> list[dict[str, Any]]:
    """The acts of a turn, in order."""
    return [_act(act, view) for act in turn.acts]


def condition_facts(constraint: Constraint, view: View) -> dict[str, Any]:
    """A condition: field, how it bounds, values, unit, and whether it must hold."""
    field = view.schema.field(constraint.field)
    facts: dict[str, Any] = {"field": field.label, "how": _HOW[constraint.op], "values": list(constraint.values)}
    if field.unit and field.unit != "year":
        facts["unit"] = field.unit
    return facts | {"must": constraint.hard}


def manner(view: View) -> dict[str, Any]:
    """How the person talks."""
    persona = view.persona
    length = (
        "a few words" if persona.verbosity < 0.35 else "one sentence" if persona.verbosity < 0.7 else "two sentences"
    )
    return {"length": length, "polite": persona.politeness >= 0.5, "casual": persona.slang >= 0.3}


def heard(view: View) -> str:
    """What the agent said last, cut to what a person would remember of it."""
    return shortened(view.heard, _HEARD)


def title(label: str) -> str:
    """A title as it is shown to a model."""
    return shortened(label, _LABEL)


def shortened(text: str, most: int) -> str:
    """A text of so many characters at most, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _act(act: UserAct, view: View) -> dict[str, Any]:
    facts: dict[str, Any] = {"do": act.kind}
    if act.place is not None:
        facts["place"] = act.place
        if act.place <= len(view.slate):
            facts["title"] = title(view.slate[act.place - 1])
    if act.item is not None:
        facts["title"] = title(view.named.get(act.item, act.item))
    if act.field is not None:
        facts["field"] = view.schema.field(act.field).label
    if act.constraint is not None:
        facts["condition"] = condition_facts(act.constraint, view)
    if act.liked is not None:
        facts["liked"] = act.liked
    if act.why is not None:
        facts["why"] = act.why.replace("_", " ")
    return facts
