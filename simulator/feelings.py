"""How a reply makes a person feel, and when they go: mindset, effort, leaving, rating, coming back.

Knows what costs effort and patience. Does not know what is said about it.
"""

from __future__ import annotations

from math import exp

from simulator.acts import Why
from simulator.draws import Draws
from simulator.perception import Perceived
from simulator.persona import Persona
from simulator.task import Task
from simulator.user_state import Mindset, UserState
from simulator.world import World

TURN, BAD_LIST, BROKEN, AGAIN, ASKED_AGAIN, EMPTY, GAVE_UP = 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 1.0
"""Effort: of any turn, and more for a list with nothing in it, each condition it breaks, each item turned down before,
a question asked before, a reply that says nothing, and giving up where something fits."""
_ANGER = {"bad_list": 0.04, "broken": 0.12, "again": 0.06, "asked_again": 0.12, "empty": 0.1, "gave_up": 0.2}
_CALM = 0.95
_MOVES, _MOVES_TAKEN = 0.35, 0.8
_NOT_TAKEN, _TAKEN, _RIGHT = 0.65, 0.7, 0.6
"""The most that a list of which nothing is taken can please, the least that one can of which something is, and what an
honest no does."""
_GOES_ANGRY, _GOES_TIRED = 0.35, 0.05
_RETURNS = (0.05, 0.2, 0.5, 0.8, 0.95)


def feel(
    perceived: Perceived, taken: bool, right: bool, task: Task, world: World, state: UserState
) -> tuple[Mindset, float]:
    """The mindset after a reply, and the effort spent by then. `taken`: something of the list is wanted; `right`: the
    agent gave up, and rightly so."""
    persona, mood = task.persona, state.mindset
    events = {
        "bad_list": int(bool(perceived.slate) and not taken),
        "broken": len(perceived.broken),
        "again": perceived.again,
        "asked_again": int(perceived.asked_again),
        "empty": int(perceived.empty and state.asking is None),
        "gave_up": int(perceived.gave_up and not right),
    }
    costs = {
        "bad_list": BAD_LIST,
        "broken": BROKEN,
        "again": AGAIN,
        "asked_again": ASKED_AGAIN,
        "empty": EMPTY,
        "gave_up": GAVE_UP,
    }
    spent = state.spent + TURN + sum(costs[name] * count for name, count in events.items())
    anger = mood.frustration * _CALM + sum(_ANGER[name] * count for name, count in events.items())
    pleased = mood.satisfaction
    if perceived.looked:
        pleased += (_MOVES_TAKEN if taken else _MOVES) * (_quality(perceived, taken, task, world, state) - pleased)
    elif perceived.gave_up:
        pleased += _MOVES * ((_RIGHT if right else 0.0) - pleased)
    mindset = Mindset(
        satisfaction=_share(pleased), frustration=_share(anger), fatigue=_share(spent / persona.patience)
    )
    return mindset, round(spent, 6)


def why_leave(mindset: Mindset, spent: float, persona: Persona, draws: Draws, turn: int) -> Why | None:
    """Why the person goes now; None where they stay."""
    if spent >= persona.patience:
        return "out_of_patience"
    hazard = _GOES_ANGRY * mindset.frustration**2 + _GOES_TIRED * mindset.fatigue**2
    if not draws.chance(hazard, turn, "leave"):
        return None
    return "annoyed" if mindset.frustration >= mindset.fatigue else "out_of_patience"


def rate(mindset: Mindset) -> int:
    """1 to 5: how the person would rate the session."""
    value = 0.75 * mindset.satisfaction + 0.25 * (1 - mindset.frustration)
    return 1 + min(4, int(5 * value))


def comes_back(rating: int, draws: Draws) -> bool:
    """Whether the person would come back for another session."""
    return draws.chance(_RETURNS[rating - 1], 0, "return")


def _quality(perceived: Perceived, taken: bool, task: Task, world: World, state: UserState) -> float:
    """How good a list looks, in [0, 1]: its best item where one is taken, else its items on average."""
    turn, goal = state.turn + 1, task.goal
    worth = world.worth(task)
    fits = world.holds(wanted.constraint for wanted in goal.wanted_at(turn))
    shares = [
        (1.0 if fits[item.row] else 0.4) / (1 + exp(goal.least_utility - float(worth[item.row])))
        for item in perceived.looked
    ]
    return _TAKEN + (1 - _TAKEN) * max(shares) if taken else _NOT_TAKEN * sum(shares) / len(shares)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 6)
