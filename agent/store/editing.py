"""A fact as a person corrects it: `edited`.

Knows what may be changed and what follows from it. Knows nothing about where facts are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from agent.preference import PreferenceFact
from catalog.errors import ConfigError

_KINDS = {1: "liked", 0: "seen", -1: "disliked"}
"""What an item fact becomes with a polarity."""


def edited(fact: PreferenceFact, changes: Mapping[str, Any]) -> PreferenceFact:
    """The fact with another `polarity` (-1, 0 or 1), `strength` (0..1), `expiry` (a date or None) or `value` (an item
    id, or values of the condition); ConfigError for what cannot be.

    What the person said then is no evidence for what they say now: with another value or polarity it goes.
    """
    if unknown := sorted(changes.keys() - {"polarity", "strength", "expiry", "value"}):
        raise ConfigError(f"{unknown[0]!r} of a fact cannot be changed: known are polarity, strength, expiry, value")
    new = fact.model_dump() | {name: changes[name] for name in ("strength", "expiry") if name in changes}
    if "value" in changes:
        new |= _about(fact, changes["value"])
    if changes.get("polarity", fact.polarity) != fact.polarity:
        new |= _turned(fact, new, changes["polarity"])
    if (new["item_id"], new["constraint"], new["kind"]) != (fact.item_id, fact.model_dump()["constraint"], fact.kind):
        new |= {"evidence": "", "date": dt.date.today()}
    try:
        return PreferenceFact.model_validate(new)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise ConfigError(f"the fact {fact.id!r} cannot be changed so: {where}: {fault['msg']}") from error


def _about(fact: PreferenceFact, value: Any) -> dict[str, Any]:
    values = (value,) if isinstance(value, str) else tuple(value)
    if not values or not all(isinstance(v, str) and v.strip() for v in values):
        raise ConfigError(f"the fact {fact.id!r} needs a value to be about")
    if fact.constraint is not None:
        return {"constraint": fact.constraint.model_dump() | {"value": values}}
    if len(values) > 1:
        raise ConfigError(f"the fact {fact.id!r} is about one item, not {len(values)}")
    return {"item_id": values[0]}


def _turned(fact: PreferenceFact, new: Mapping[str, Any], polarity: object) -> dict[str, Any]:
    if polarity not in (-1, 0, 1):
        raise ConfigError(f"polarity {polarity!r} cannot be: known are -1, 0 and 1")
    condition = new["constraint"]
    if condition is None:
        return {"polarity": polarity, "kind": _KINDS[polarity]}
    if polarity == 0:
        raise ConfigError(f"the fact {fact.id!r} is a condition: its polarity is -1 or 1; forget it to be rid of it")
    if polarity == 1:
        return {"polarity": 1, "kind": "taste", "constraint": condition | {"op": "any_of", "hard": False}}
    return {"polarity": -1, "kind": "constraint", "constraint": condition | {"op": "none_of", "hard": True}}
