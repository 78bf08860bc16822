"""How a new conversation starts from what is known about a person.

Knows how facts become the constraints, items and profile of a state. Knows nothing about where facts are kept or how
they were learned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from agent.preference import ITEM_KINDS, PreferenceFact
from agent.profile import Profile
from agent.state import DialogueState
from catalog.constraint import Constraint
from catalog.errors import CatalogError
from catalog.table import Catalog

_TASTES = 8
"""Tastes a conversation starts with, the strongest first: many more would say nothing."""


def recalled(facts: Iterable[PreferenceFact], catalog: Catalog, today: dt.date) -> DialogueState:
    """The state before the first message; what is over or what the catalog can no longer use counts for nothing.

    What must hold becomes hard constraints of turn 0, tastes soft ones.
    """
    profile = Profile(tuple(facts), today)
    items = {
        kind: tuple(fact.item_id for fact in profile.holding(kind) if fact.item_id and fact.item_id in catalog)
        for kind in ITEM_KINDS
    }
    standing = [fact for fact in profile.holding("constraint") if _usable(fact, catalog)]
    tastes = [fact for fact in profile.strongest("taste") if _usable(fact, catalog)][:_TASTES]
    constraints = (*_joined(standing), *_joined(tastes))
    return DialogueState(constraints=constraints, profile=profile).with_(**items)


def _joined(facts: Iterable[PreferenceFact]) -> tuple[Constraint, ...]:
    """One constraint for the exclusions of a field; each of the others by itself."""
    joined: dict[object, Constraint] = {}
    for fact in facts:
        constraint = fact.constraint
        if constraint is None:
            continue
        key = (constraint.field, constraint.hard) if constraint.op == "none_of" else fact.id
        old = joined.get(key)
        values = tuple(dict.fromkeys((*(old.values if old else ()), *constraint.values)))
        value = values if constraint.op == "none_of" else constraint.value
        joined[key] = constraint.model_copy(update={"value": value, "turn": 0})
    return tuple(joined.values())


def _usable(fact: PreferenceFact, catalog: Catalog) -> bool:
    if fact.constraint is None:
        return False
    try:
        catalog.check(fact.constraint)
    except CatalogError:
        return False
    return True
