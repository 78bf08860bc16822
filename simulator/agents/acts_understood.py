"""What a person's acts mean to our agent, without words: `understood`.

Knows acts and the changes they make to a dialogue state; it is what the embedded brain makes of the same said plainly.
Does not know what is done about it. That something was not seen yet asks for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.changes import Change, Drop, Feel, Focus, Refer, Require, Settle
from agent.state import DialogueState
from agent.understanding import Intent, Understanding
from catalog.constraint import Constraint
from simulator.acts import UserAct, UserTurn

_ASKS = frozenset({
    "request", "require", "drop", "like", "dislike", "reject", "seen", "dont_know", "dont_mind",
})  # fmt: skip
_TALK: dict[str, Intent] = {
    "accept": "done", "more": "more", "ask_back": "help", "greet": "greet", "thanks": "thanks", "leave": "thanks",
}  # fmt: skip


def understood(turn: UserTurn, state: DialogueState) -> Understanding:
    """The understanding of `turn`; `state` is the one before it, in whose slate the places count. A place that is not
    on the slate means nothing."""
    changes: list[Change] = [Settle()] if state.pending is not None else []
    for act in turn.acts:
        changes += _changes(act, state)
    asked = [act for act in turn.of("inquire") if _shown(act, state.slate)]
    return Understanding(
        intent=_intent(turn, bool(asked), state),
        changes=tuple(changes),
        subjects=tuple(item for act in asked for item in _shown(act, state.slate)),
        fields=tuple(dict.fromkeys(act.field for act in asked if act.field is not None)),
    )


def _intent(turn: UserTurn, asked: bool, state: DialogueState) -> Intent:
    """One intent for several acts: a question is answered first, then what asks for items counts, then talk."""
    kinds = {act.kind for act in turn.acts}
    if asked:
        return "lookup"
    if "accept" in kinds:
        return "done"
    if "more" in kinds and state.shown:
        return "more"
    if kinds & _ASKS or "more" in kinds:
        return "recommend"
    return next((intent for kind, intent in _TALK.items() if kind in kinds), "unclear")


def _changes(act: UserAct, state: DialogueState) -> list[Change]:
    shown = _shown(act, state.slate)
    match act.kind:
        case "require" if act.constraint is not None:
            return [_required(act.constraint, state.turn + 1)]
        case "drop" if act.constraint is not None:
            values = tuple(str(value) for value in act.constraint.values)
            return [Drop(field=act.constraint.field, values=values, exclusions=act.constraint.negative)]
        case "like" if act.item is not None:
            return [Feel(items=(act.item,), feeling="liked"), Refer(items=(act.item,)), Focus(item=act.item)]
        case "dislike" if act.item is not None:
            return [Feel(items=(act.item,), feeling="disliked")]
        case "accept" if shown:
            return [Feel(items=shown, feeling="liked"), Focus(item=shown[0])]
        case "reject":
            against = [_required(act.constraint, state.turn + 1)] if act.constraint is not None else []
            turned_down = shown or (state.slate if act.place is None else ())
            return [*_felt(turned_down, "rejected"), *against]
        case "seen":
            liking = {True: "liked", False: "disliked"}.get(act.liked) if act.liked is not None else None
            return [*_felt(shown, "seen"), *(_felt(shown, liking) if liking else [])]
        case "inquire" if shown:
            return [Focus(item=shown[0])]
    return []


def _required(constraint: Constraint, turn: int) -> Require:
    """The condition as said now: the agent counts its own turns."""
    return Require(constraint=constraint.model_copy(update={"turn": turn}))


def _felt(items: Sequence[str], feeling: str) -> list[Change]:
    return [Feel.model_validate({"items": tuple(items), "feeling": feeling})] if items else []


def _shown(act: UserAct, slate: tuple[str, ...]) -> tuple[str, ...]:
    """The item at the act's place, if there is one."""
    at = None if act.place is None else act.place - 1
    return (slate[at],) if at is not None and at < len(slate) else ()
