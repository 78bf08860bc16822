"""Why an item is on the slate, in facts of the catalog and the person's own words.

Knows which facts speak for an item in this dialogue. Every reason is read off the catalog or the dialogue;
nothing is made up. Knows nothing about ranking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.profile import told_when
from agent.profile_text import fact_words
from agent.state import DialogueState
from catalog.constraint import Constraint, plain
from catalog.item import Item
from catalog.schema import Field, Role
from catalog.table import Catalog
from catalog.values import key

_MOST = 3
_SHARED: tuple[Role, ...] = ("creator", "performer", "keyword", "mood", "genre")


def reasons_for(row: int, state: DialogueState, catalog: Catalog) -> tuple[str, ...]:
    """At most three reasons for a row, the most telling first."""
    item = catalog.item(row)
    found = [
        *_likeness(item, state, catalog),
        *_told(row, state, catalog),
        *_wishes(item, state, catalog),
        *_conditions(item, row, state, catalog),
    ]
    if len(set(found)) < 2:
        found += _summary(item, catalog)
    return tuple(_without_repeats(found)[:_MOST])


def _without_repeats(reasons: list[str]) -> list[str]:
    """The reasons without parts that an earlier one has said."""
    said: set[str] = set()
    kept: list[str] = []
    for reason in reasons:
        opening, colon, rest = reason.rpartition(": ")
        parts = [part for part in rest.split(", ") if part.casefold() not in said]
        said |= {part.casefold() for part in parts}
        if parts:
            kept.append(opening + colon + ", ".join(parts))
    return kept


def _likeness(item: Item, state: DialogueState, catalog: Catalog) -> Iterator[str]:
    """What it shares with items the person wants it to be like."""
    best: tuple[int, str, list[str]] = (1, "", [])  # one thing in common is no likeness
    for model_id in dict.fromkeys((*state.similar_to, *reversed(state.liked))):
        shared = _shared(item, catalog.item(catalog.row_of(model_id)), catalog)
        if len(shared) > best[0]:
            best = (len(shared), model_id, shared)
    if best[1]:
        verb = "you liked" if best[1] in state.liked else "you named"
        yield f"like {catalog.titles[catalog.row_of(best[1])]}, which {verb}: {', '.join(best[2][:3])}"


def _shared(item: Item, model: Item, catalog: Catalog) -> list[str]:
    """Values both have, people first."""
    shared: list[str] = []
    for role in _SHARED:
        for field in catalog.schema.by_role(role):
            known = {key(v) for v in model.values(field.name)}
            shared += [v for v in item.values(field.name) if key(v) in known]
    return list(dict.fromkeys(shared))


def _told(row: int, state: DialogueState, catalog: Catalog) -> Iterator[str]:
    """The tastes it meets that the person told of in an earlier conversation."""
    profile = state.profile
    if profile is None:
        return
    recalled = {(c.field, c.value) for c in state.constraints if not (c.turn or c.hard)}
    for fact in profile.strongest("taste"):
        known = fact.constraint
        if known is not None and (known.field, known.value) in recalled and catalog.mask([known])[row]:
            yield f"you told me {told_when(fact.date, profile.today)} {fact_words(fact)}"
            return


def _wishes(item: Item, state: DialogueState, catalog: Catalog) -> Iterator[str]:
    """Values that say what the person wished for: soft constraints met, and words of the wish that occur."""
    met: list[str] = []
    for constraint in state.constraints:
        recalled = state.profile is not None and not constraint.turn
        if constraint.hard or constraint.negative or constraint.op != "any_of" or recalled:
            continue
        wanted = {key(plain(v)) for v in constraint.values}
        if constraint.field == "about":
            text = f" {key(' '.join([item.title, *(' '.join(item.values(n)) for n in item.attributes)]))} "
            met += [w for w in wanted if f" {w}" in text]
        else:
            met += [v for v in item.values(constraint.field) if key(v) in wanted]
    words = {key(w) for w in re.findall(r"[\w'-]{4,}", state.wish)}
    roles: tuple[Role, ...] = ("mood", "keyword", "genre")
    for role in roles:
        for field in catalog.schema.by_role(role):
            met += [v for v in item.values(field.name) if key(v) in words]
    if met:
        yield ", ".join(list(dict.fromkeys(met))[:4])


def _conditions(item: Item, row: int, state: DialogueState, catalog: Catalog) -> Iterator[str]:
    """The values that meet what the person asked for."""
    for constraint in state.hard:
        field = catalog.schema.field(constraint.field)
        if constraint.negative or not catalog.mask([constraint])[row]:
            continue
        yield from _fact(item, field, constraint, catalog)


def _fact(item: Item, field: Field, constraint: Constraint, catalog: Catalog) -> Iterator[str]:
    if field.role == "origin":
        roles: tuple[Role, ...] = ("language", "country")
        places = [v for role in roles for f in catalog.schema.by_role(role) for v in item.values(f.name)]
        yield " / ".join(dict.fromkeys(places[:3]))
        return
    values = item.values(field.name)
    if not values:
        return
    if field.role == "year":
        yield f"from {values[0]}"
    elif field.role == "duration" or field.role == "price":
        yield f"{values[0]} {field.unit}"
    elif field.role == "certificate":
        yield f"rated {values[0]}"
    elif field.role in ("creator", "performer"):
        wanted = {key(plain(v)) for v in constraint.values}
        names = [v for v in values if key(v) in wanted]
        if names:
            yield f"{'by' if field.role == 'creator' else 'with'} {', '.join(names)}"
    elif field.kind in ("category", "categories"):
        wanted = {key(plain(v)) for v in constraint.values}
        yield ", ".join([v for v in values if key(v) in wanted] or values[:2])
    else:
        yield f"{field.label} {values[0]}"


def _summary(item: Item, catalog: Catalog) -> tuple[str, ...]:
    """What it is, where little was asked for."""
    roles: tuple[Role, ...] = ("genre", "creator", "mood")
    parts = []
    for role in roles:
        for field in catalog.schema.by_role(role)[:1]:
            values = item.values(field.name)[:2]
            if values:
                parts.append(("by " if role == "creator" else "") + ", ".join(values))
    return tuple(parts) or ("well known here",)
