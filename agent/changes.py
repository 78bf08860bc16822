"""What a message does to the dialogue state: the `Change` types and `apply`.

Knows the vocabulary of changes, which either brain or a simulated user produces, and their exact effect on
`DialogueState`. Knows nothing about words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from agent.conditions import required, without
from agent.state import SLATE_SIZE, DialogueState, Said, Standing, added, removed
from catalog.constraint import Constraint

_WISHES = 3
"""Wishes kept: what somebody felt like long ago no longer counts."""
_FADES = 3
"""A wish or soft constraint goes after so many later turns that asked for something and did not repeat it."""
_PAST = 8
"""Turns that can be taken back, one after another."""


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
    """Start over: only what is known about the person (seen, disliked, saved) stays; with `person` not even that."""

    kind: Literal["reset"] = "reset"
    person: bool = False


class Undo(_Change):
    """Take back what was said last, as if it had not been; what was said next to last counts again."""

    kind: Literal["undo"] = "undo"


class NewTopic(_Change):
    """Something else is wanted: wishes and soft constraints of earlier turns of this conversation no longer count."""

    kind: Literal["new_topic"] = "new_topic"


class Scope(_Change):
    """What was said last holds always, or (`always` false) only for now. It says what to remember; the dialogue goes on
    as it stands."""

    kind: Literal["scope"] = "scope"
    always: bool


Change = Annotated[
    Require | Drop | Wish | Unwish | Feel | Refer | Focus | FocusPerson | Size | Settle | Surprise | Reset | Undo
    | NewTopic | Scope,
    PydanticField(discriminator="kind"),
]


def apply(changes: Iterable[Change], state: DialogueState) -> DialogueState:
    """The state after the changes, in order."""
    for change in changes:
        state = _apply_one(change, state)
    return state


def next_turn(state: DialogueState) -> DialogueState:
    """The state at the start of a new user turn: what held for one turn only is over, and so is what was wished for
    long ago."""
    standing = state.standing
    before = state.past[:-1] if state.past and state.past[-1] == standing else state.past
    past = (*before, standing)[-_PAST:]
    return _faded(state.with_(turn=state.turn + 1, size=SLATE_SIZE, adventurous=False, past=past))


def _faded(state: DialogueState) -> DialogueState:
    """The state without wishes and soft constraints that several later turns did not repeat. Taste from before the
    dialogue (turn 0) does not fade in it."""
    over = _over(state.past)
    if over <= 0:
        return state
    old = {said.text for said in state.said if 0 < said.turn <= over}
    constraints = tuple(c for c in state.constraints if c.hard or not 0 < c.turn <= over)
    if not old and len(constraints) == len(state.constraints):
        return state
    wishes, avoids = removed(state.wishes, tuple(old)), removed(state.avoids, tuple(old))
    return state.with_(constraints=constraints, wishes=wishes, avoids=avoids)


def _over(past: tuple[Standing, ...]) -> int:
    """The last turn after which `_FADES` turns asked for something; 0 if there is none."""
    asked = [old.turn + 1 for old, new in pairwise(past) if old.wanted != new.wanted]
    return asked[-_FADES - 1] if len(asked) > _FADES else 0


def _apply_one(change: Change, state: DialogueState) -> DialogueState:
    match change:
        case Require():
            constraints = required(state.constraints, change.constraint, instead=change.replace)
            return state.with_(constraints=constraints)
        case Drop():
            kept = tuple(k for c in state.constraints if (k := _left(c, change)) is not None)
            return state.with_(constraints=kept)
        case Wish():
            return _wish(change, state)
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
        case Undo() | NewTopic() | Scope() | Reset():
            return _turned_back(change, state)


def _turned_back(change: Undo | NewTopic | Scope | Reset, state: DialogueState) -> DialogueState:
    match change:
        case Undo():
            return _undone(state)
        case NewTopic():
            now = {said.text for said in state.said if said.turn == state.turn}
            wishes = tuple(wish for wish in state.wishes if wish in now)
            constraints = tuple(c for c in state.constraints if c.hard or c.turn in (0, state.turn))
            return state.with_(wishes=wishes, constraints=constraints)
        case Scope():
            return state
        case Reset():
            fresh = DialogueState(turn=state.turn, past=() if change.person else state.past, profile=state.profile)
            if change.person:
                return fresh
            return fresh.with_(seen=state.seen, disliked=state.disliked, saved=state.saved, rejected=state.rejected)


def _left(constraint: Constraint, change: Drop) -> Constraint | None:
    if constraint.field != change.field or (change.exclusions and not constraint.negative):
        return constraint
    return without(constraint, change.values) if change.values else None


def _wish(change: Wish, state: DialogueState) -> DialogueState:
    name = "avoids" if change.avoid else "wishes"
    old = () if change.replace else getattr(state, name)
    wishes = added(old, (change.text,))[-_WISHES:] if change.text else old
    state = state.with_(**{name: wishes})
    texts = (*state.wishes, *state.avoids)
    said = [each for each in state.said if each.text in texts and each.text != change.text]
    new = [Said(change.text, state.turn)] if change.text else []
    return state.with_(said=(*said, *new))


def _undone(state: DialogueState) -> DialogueState:
    """How things stood before the last turn that said something; what was shown then may come again."""
    if len(state.past) < 2:
        return state
    back = state.past[-2]
    shown = removed(state.shown, (*state.slate, *back.slate))
    return state.with_(
        constraints=back.constraints,
        wishes=back.wishes,
        avoids=back.avoids,
        liked=back.liked,
        disliked=back.disliked,
        seen=back.seen,
        rejected=back.rejected,
        saved=back.saved,
        similar_to=back.similar_to,
        slate=back.slate,
        shown=shown,
        focus=None,
        person=None,
        pending=None,
        past=state.past[:-1],
    )


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
