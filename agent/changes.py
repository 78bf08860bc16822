"""What a message does to the dialogue state: the `Change` types and `apply`.

Knows the vocabulary of changes, which either brain or a simulated user produces, and their exact effect on
`DialogueState`. Knows nothing about words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from agent.state import SLATE_SIZE, DialogueState, added, removed
from catalog.constraint import Constraint

_WISHES = 3
"""Wishes kept: what somebody felt like long ago no longer counts."""


class _Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Require(_Change):
    """Add a constraint; with `replace`, those on the same field in the same direction go."""

    kind: Literal["require"] = "require"
    constraint: Constraint
    replace: bool = False


class Drop(_Change):
    """Drop the constraints on a field; with `values`, only those that name one of the values, and with
    `exclusions` only those that exclude."""

    kind: Literal["drop"] = "drop"
    field: str
    values: tuple[str, ...] = ()
    exclusions: bool = False


class Wish(_Change):
    """What the person feels like (or, with `avoid`, does not), in their words; `replace` forgets earlier ones."""

    kind: Literal["wish"] = "wish"
    text: str
    avoid: bool = False
    replace: bool = False


class Unwish(_Change):
    """These words are no longer wished for."""

    kind: Literal["unwish"] = "unwish"
    words: tuple[str, ...]


class Feel(_Change):
    """How the person stands to items."""

    kind: Literal["feel"] = "feel"
    items: tuple[str, ...]
    feeling: Literal["liked", "disliked", "seen", "rejected", "saved", "forgotten"]


class Refer(_Change):
    """Items that the next ones should be like; none means the likeness is no longer wanted."""

    kind: Literal["refer"] = "refer"
    items: tuple[str, ...]


class Focus(_Change):
    """The item now talked about."""

    kind: Literal["focus"] = "focus"
    item: str


class FocusPerson(_Change):
    """The person now talked about, as a value of a field."""

    kind: Literal["focus_person"] = "focus_person"
    field: str
    name: str


class Size(_Change):
    """How many items the person wants now."""

    kind: Literal["size"] = "size"
    size: int = PydanticField(ge=1, le=50)


class Settle(_Change):
    """The pending question is answered or waved away; its field is not asked again."""

    kind: Literal["settle"] = "settle"


class Surprise(_Change):
    """The person wants something unexpected."""

    kind: Literal["surprise"] = "surprise"


class Reset(_Change):
    """Start over: only what is known about the person (seen, disliked, saved) stays."""

    kind: Literal["reset"] = "reset"


Change = Annotated[
    Require | Drop | Wish | Unwish | Feel | Refer | Focus | FocusPerson | Size | Settle | Surprise | Reset,
    PydanticField(discriminator="kind"),
]


def apply(changes: Iterable[Change], state: DialogueState) -> DialogueState:
    """The state after the changes, in order."""
    for change in changes:
        state = _apply_one(change, state)
    return state


def next_turn(state: DialogueState) -> DialogueState:
    """The state at the start of a new user turn: what held for one turn only is over."""
    return state.with_(turn=state.turn + 1, size=SLATE_SIZE, adventurous=False)


def _apply_one(change: Change, state: DialogueState) -> DialogueState:
    match change:
        case Require():
            return _require(change, state)
        case Drop():
            kept = tuple(k for c in state.constraints if (k := _without(c, change)) is not None)
            return state.with_(constraints=kept)
        case Wish():
            name = "avoids" if change.avoid else "wishes"
            old = () if change.replace else getattr(state, name)
            return state.with_(**{name: added(old, (change.text,))[-_WISHES:] if change.text else old})
        case Unwish():
            left = (" ".join(w for w in wish.split() if w not in change.words) for wish in state.wishes)
            return state.with_(wishes=tuple(wish for wish in left if wish))
        case Feel():
            return _feel(change, state)
        case Refer():
            return state.with_(similar_to=change.items)
        case Focus():
            return state.with_(focus=change.item)
        case FocusPerson():
            return state.with_(person=(change.field, change.name))
        case Size():
            return state.with_(size=change.size)
        case Settle():
            asked = added(state.asked, (state.pending.field,)) if state.pending else state.asked
            return state.with_(pending=None, asked=asked)
        case Surprise():
            return state.with_(adventurous=True)
        case Reset():
            person = DialogueState(turn=state.turn, seen=state.seen, disliked=state.disliked)
            return person.with_(saved=state.saved, rejected=state.rejected)


def _require(change: Require, state: DialogueState) -> DialogueState:
    new = change.constraint
    kept: list[Constraint] = []
    for old in state.constraints:
        if old.field != new.field or (old.hard and not new.hard):
            kept.append(old)
        elif old.negative or new.negative:
            left = _disjoint(old, new)
            kept += [left] if left is not None else []
        elif not (change.replace or clash(old, new)):
            kept.append(old)
    same = {"field": new.field, "op": new.op, "value": new.value, "hard": new.hard}
    return state.with_(constraints=(*(c for c in kept if c.model_dump(exclude={"turn"}) != same), new))


def _disjoint(old: Constraint, new: Constraint) -> Constraint | None:
    """The old constraint without values the new one speaks of in the other sense ("no horror", then "horror")."""
    if old.negative == new.negative:
        return old
    if old.op in _RANGES or new.op in _RANGES:
        return _beside_range(old, new)
    left = tuple(v for v in old.values if str(v).casefold() not in {str(w).casefold() for w in new.values})
    if len(left) == len(old.values):
        return old
    return old.model_copy(update={"value": left}) if left else None


_UPPER, _LOWER = ("lt", "le"), ("gt", "ge")
_RANGES = (*_UPPER, *_LOWER, "between")


def _beside_range(old: Constraint, new: Constraint) -> Constraint | None:
    """The old one of a range and an exclusion: both hold ("the 80s", "not 1984"), unless together they leave nothing
    ("not the 80s", then "the 80s"); then the newer counts."""
    span, excluded = (new, old) if old.negative else (old, new)
    if span.op != "between" or not _numeric(span, excluded):
        return old
    low, high = sorted(float(v) for v in span.values)
    gone = {float(v) for v in excluded.values}
    if not all(float(n) in gone for n in range(math.ceil(low), math.floor(high) + 1)):
        return old
    left = tuple(v for v in excluded.values if not low <= float(v) <= high)
    return old.model_copy(update={"value": left}) if old.negative and left else None


def clash(old: Constraint, new: Constraint) -> bool:
    """True if a new positive constraint on the same field takes the place of the old one.

    Two bounds stay together when they leave an interval ("after 1990" and then "before 2000").
    """
    if old.turn == new.turn and {old.op, new.op} <= {*_UPPER, *_LOWER}:
        return False  # said in one breath: both are meant, even where they contradict each other
    if old.op in _UPPER and new.op in _LOWER:
        return bool(float(new.values[0]) >= float(old.values[0])) if _numeric(old, new) else True
    if old.op in _LOWER and new.op in _UPPER:
        return bool(float(new.values[0]) <= float(old.values[0])) if _numeric(old, new) else True
    return old.op not in ("any_of", "all_of", "contains", "eq") or new.op not in ("any_of", "all_of", "contains")


def _numeric(*constraints: Constraint) -> bool:
    return all(isinstance(v, (int, float)) for c in constraints for v in c.values)


def _without(constraint: Constraint, change: Drop) -> Constraint | None:
    if constraint.field != change.field or (change.exclusions and not constraint.negative):
        return constraint
    if not change.values:
        return None
    gone = {v.casefold() for v in change.values}
    left = tuple(v for v in constraint.values if str(v).casefold() not in gone)
    if len(left) == len(constraint.values):
        return constraint
    return constraint.model_copy(update={"value": left}) if left and constraint.op not in _RANGES else None


def _feel(change: Feel, state: DialogueState) -> DialogueState:
    items = change.items
    if change.feeling == "forgotten":
        names = ("liked", "disliked", "seen", "rejected", "saved", "similar_to")
        return state.with_(**{name: removed(getattr(state, name), items) for name in names})
    if change.feeling in ("liked", "saved"):
        state = state.with_(disliked=removed(state.disliked, items), rejected=removed(state.rejected, items))
    if change.feeling in ("disliked", "rejected"):
        state = state.with_(
            liked=removed(state.liked, items),
            similar_to=removed(state.similar_to, items),
            saved=removed(state.saved, items),
        )
    return state.with_(**{change.feeling: added(getattr(state, change.feeling), items)})
