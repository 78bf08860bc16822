"""Where what a person says goes against what they said: liked items that break an exclusion, conditions that give way.

Knows how both are found, and how the person is asked or told. Knows nothing about how messages are understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.changes import Change, Feel, Refer, Require, apply
from agent.plan import Question
from agent.preference import pairs_of
from agent.profile import told_when
from agent.state import DialogueState
from catalog.constraint import Constraint, plain
from catalog.schema import Role
from catalog.table import Catalog

_THEMES: tuple[Role, ...] = ("about", "keyword", "mood")
_KIND_ROLES: tuple[Role, ...] = ("genre", *_THEMES)


@dataclass(frozen=True)
class Clash:
    """An item the person likes, and the part of an exclusion that it goes against."""

    item: str
    constraint: Constraint


def clashes(changes: Iterable[Change], state: DialogueState, catalog: Catalog) -> list[Clash]:
    """The items that a message speaks well of though they break an exclusion; `state` is the one after it. Plain kinds
    and people come before themes, which are words that occur somewhere, and what was said last before the rest."""
    spoken = dict.fromkeys(item for change in changes if _welcomes(change) for item in change.items)  # type: ignore[union-attr]
    found = []
    for constraint in state.hard:
        if constraint.negative:
            for item in spoken:
                if item in catalog and (part := _broken(constraint, item, catalog)) is not None:
                    found.append(Clash(item, part))
    themes = {field.name for role in _THEMES for field in catalog.schema.by_role(role)}
    return sorted(found, key=lambda clash: (clash.constraint.field in themes, -clash.constraint.turn))


def clash_question(changes: Iterable[Change], state: DialogueState, catalog: Catalog) -> Question | None:
    """Asks whether the exclusion stays; None where nothing clashes, where both were said in one breath or where the
    person was asked before (then `clash_notes` says what holds)."""
    for clash in clashes(changes, state, catalog):
        if _to_ask(clash, state):
            constraint, what = clash.constraint, _what(clash.constraint, catalog)
            said = f"{_breaks(clash, catalog)}, which {_asked_when(constraint, state)}"
            text = f"{said}: keep it out, or is some {what} fine?"
            return Question(constraint.field, text, (f"keep {what} out", f"some {what} is fine"), constraint)
    return None


def clash_notes(changes: Iterable[Change], state: DialogueState, catalog: Catalog) -> list[str]:
    """What holds where an item clashes and nothing is asked."""
    told = [clash for clash in clashes(changes, state, catalog) if not _to_ask(clash, state)]
    return [
        f"{_breaks(clash, catalog)}, and {_what(clash.constraint, catalog)} stays out;"
        f" say “some {_what(clash.constraint, catalog)} is fine” if it may come."
        for clash in told[:1]
    ]


def gave_way(changes: Iterable[Change], before: DialogueState, catalog: Catalog) -> list[Constraint]:
    """Hard conditions of earlier turns that new ones of the message contradict and so took the place of, or the part
    of them that went; what the person said should be something else instead is no contradiction."""
    state, gone = before, list[Constraint]()
    for change in changes:
        after = apply([change], state)
        if isinstance(change, Require):
            new = change.constraint
            old = [c for c in state.hard if c.turn < new.turn and (c.negative != new.negative or not change.replace)]
            lost = (_lost(constraint, after) for constraint in old)
            gone += [part for part in lost if part is not None and _against(part, new, catalog)]
        state = after
    return gone


def _welcomes(change: Change) -> bool:
    return isinstance(change, Refer) or (isinstance(change, Feel) and change.feeling in ("liked", "saved"))


def _broken(constraint: Constraint, item: str, catalog: Catalog) -> Constraint | None:
    row = catalog.row_of(item)
    if catalog.mask([constraint])[row] or catalog.unknown(constraint)[row]:
        return None
    singles = [constraint.model_copy(update={"op": "none_of", "value": (value,)}) for value in constraint.values]
    values = tuple(single.value[0] for single in singles if not catalog.mask([single])[row])  # type: ignore[index]
    return constraint.model_copy(update={"op": "none_of", "value": values}) if values else None


def _to_ask(clash: Clash, state: DialogueState) -> bool:
    return clash.constraint.turn != state.turn and clash.constraint.field not in state.asked


def _breaks(clash: Clash, catalog: Catalog) -> str:
    field = catalog.schema.field(clash.constraint.field)
    title, what = catalog.titles[catalog.row_of(clash.item)], _what(clash.constraint, catalog)
    if field.role in ("genre", "mood"):
        return f"{title} is {what}"
    return f"{title} has {what} in it" if field.role in ("about", "keyword") else f"{title} has {field.label} {what}"


def _what(constraint: Constraint, catalog: Catalog) -> str:
    words = " or ".join(plain(value) for value in constraint.values[:2])
    return words.lower() if catalog.schema.field(constraint.field).role in _KIND_ROLES else words


def _asked_when(constraint: Constraint, state: DialogueState) -> str:
    profile = state.profile
    if constraint.turn or profile is None:
        return "you asked me to leave out"
    days = [fact.date for fact in profile.holding("constraint") if fact.pairs() & pairs_of(constraint)]
    return f"you told me {told_when(days[-1], profile.today)} to leave out" if days else "you asked me to leave out"


def _lost(old: Constraint, after: DialogueState) -> Constraint | None:
    """What is gone of a constraint; None where it stands."""
    if old in after.constraints:
        return None
    same = [c for c in after.constraints if (c.field, c.op, c.hard, c.turn) == (old.field, old.op, old.hard, old.turn)]
    left = {value for c in same for value in c.values}
    values = tuple(value for value in old.values if value not in left)
    if not values:
        return None  # another one of that turn says all of it
    whole = old.op not in ("none_of", "any_of") or len(values) == len(old.values)
    return old if whole else old.model_copy(update={"value": values})


def _against(old: Constraint, new: Constraint, catalog: Catalog) -> bool:
    return old.field == new.field and not (catalog.mask([old]) & catalog.mask([new])).any()
