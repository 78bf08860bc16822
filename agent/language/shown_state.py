"""The dialogue state as a planner reads it: `shown_state` and `shown_list`.

Knows how conditions, feelings and items of the state are told: items by title or place, conditions both as they are and
in words. No id is ever part of it. Knows nothing about prompts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.condition_words import condition_text
from agent.reply import constraint_json
from agent.state import SLATE_SIZE, DialogueState
from catalog.constraint import Constraint
from catalog.schema import Role
from catalog.table import Catalog

_LATEST = 10
_CONDITIONS = 30
_VALUES = 12
"""Values told of one condition."""
_LABEL = 100
_WORDS = 400
_TOLD: dict[Role, int] = {"genre": 3, "creator": 2, "duration": 1, "origin": 2, "certificate": 1, "price": 1}
"""Roles of the fields that people point at ("the shorter one", "the French one"), and values told of each."""


def shown_state(state: DialogueState, catalog: Catalog) -> dict[str, Any]:
    """The state as JSON: `conditions`, `wish`, `avoid`, titles `liked`, `disliked`, `like` and `talked_about`,
    `pending` (the question asked last), `asked` (fields), `size`, and `shown`, `seen`, `saved`, which are counts. Empty
    ones are left out."""
    conditions = [_condition(c, catalog) for c in state.constraints[-_CONDITIONS:]]
    facts = {
        "conditions": conditions,
        "wish": [wish[:_WORDS] for wish in state.wishes],
        "avoid": [avoid[:_WORDS] for avoid in state.avoids],
        "liked": _labels(state.liked, catalog),
        "disliked": _labels(state.disliked, catalog),
        "like": _labels(state.similar_to, catalog),
        "talked_about": [*_labels((state.focus,) if state.focus else (), catalog), *(state.person or ())[1:]],
        "pending": _pending(state, catalog),
        "asked": list(state.asked),
        "size": state.size if state.size != SLATE_SIZE else 0,
        "shown": len(state.shown),
        "seen": len(state.seen),
        "saved": len(state.saved),
    }
    return {name: fact for name, fact in facts.items() if fact}


def shown_list(state: DialogueState, catalog: Catalog) -> list[dict[str, Any]]:
    """Short cards of the items on the table, each with its place `#`, from 1."""
    known = [(place, item) for place, item in enumerate(state.slate, start=1) if item in catalog]
    return [{"#": place, **_card(catalog.row_of(item), catalog)} for place, item in known]


def _card(row: int, catalog: Catalog) -> dict[str, Any]:
    facts: dict[str, Any] = {"title": catalog.titles[row][:_LABEL]}
    item = catalog.item(row)
    if item.year is not None:
        facts["year"] = item.year
    for role, most in _TOLD.items():
        for field in catalog.schema.by_role(role)[:1]:
            value = catalog.value(row, field.name)
            if isinstance(value, (list, tuple)):
                value = [str(part)[:_LABEL] for part in value[:most]]
            elif isinstance(value, str):
                value = value[:_LABEL]
            if value not in (None, "", []):
                facts[field.name] = value
    return facts


def _condition(constraint: Constraint, catalog: Catalog) -> dict[str, Any]:
    facts = constraint_json(constraint)
    if isinstance(facts["value"], list):
        facts["value"] = facts["value"][:_VALUES]
    return {**facts, "words": condition_text(constraint, catalog)[:_WORDS]}


def _labels(items: Sequence[str], catalog: Catalog) -> list[str]:
    return [catalog.label(catalog.row_of(item))[:_LABEL] for item in items[-_LATEST:] if item in catalog]


def _pending(state: DialogueState, catalog: Catalog) -> dict[str, Any]:
    """The question that waits for its answer: about a field, or which of some items was meant."""
    pending = state.pending
    if pending is None:
        return {}
    if pending.items:
        return {"which": _labels(pending.items, catalog)}
    return {"field": pending.field, "text": pending.text[:_WORDS], "options": list(pending.options)}
