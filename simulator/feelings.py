"""How a reply makes a person feel, and when they go: mindset, effort, leaving, rating, coming back.

Knows what costs effort and patience. Does not know what is said about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from simulator.acts import Why
from simulator.draws import Draws
from simulator.perception import Looked, Perceived
from simulator.task import Task
from simulator.user_state import Mindset, UserState
from simulator.world import World

_TURN = 0.5
_COSTS = {"bad_list": 0.5, "broken": 0.25, "again": 0.25, "asked_again": 0.5, "empty": 0.5, "gave_up": 1.0}
_ANGERS = {"bad_list": 0.04, "broken": 0.12, "again": 0.06, "asked_again": 0.12, "empty": 0.1, "gave_up": 0.2}
"""What any turn costs in effort; and what is added to effort and frustration by a list with nothing in it, by each
condition it breaks, each item turned down before, a question asked before, a reply that says nothing, and giving up
where something fits."""
_CALM = 0.95
_MOVES, _MOVES_TAKEN = 0.35, 0.6
_FAR = 50.0  # utility that lacks more than this is nothing
_NOT_TAKEN, _TAKEN, _RIGHT = 0.65, 0.7, 0.6
"""The most that a list of which nothing is taken can please, the least that one can of which something is, and what an
honest no does."""
_FOR_NOTHING = 0.2
_GOES_ANGRY, _GOES_TIRED, _LIKED = 0.35, 0.05, 0.5
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
        "gave_up": int(perceived.gave_up and not right and not taken),
    }
    spent = state.spent + _TURN + sum(_COSTS[name] * count for name, count in events.items())
    anger = mood.frustration * _CALM + sum(_ANGERS[name] * count for name, count in events.items())
    pleased = mood.satisfaction
    if looked := perceived.looked or (perceived.looked_back if taken else ()):
        pleased += (_MOVES_TAKEN if taken else _MOVES) * (_quality(looked, taken, task, world, state) - pleased)
    elif perceived.gave_up:
        pleased += _MOVES * ((_RIGHT if right else 0.0) - pleased)
    mindset = Mindset(satisfaction=_share(pleased), frustration=_share(anger), fatigue=_share(spent / persona.patience))
    return mindset, round(spent, 6)


def why_leave(mindset: Mindset, spent: float, task: Task, draws: Draws, turn: int) -> Why | None:
    """Why the person goes now; None where they stay. Who looks around, and liked what there was, has seen enough."""
    tired: Why = "out_of_patience"
    if task.goal.kind == "exploratory" and mindset.satisfaction >= _LIKED:
        tired = "satisfied"
    if spent >= task.persona.patience:
        return tired
    hazard = _GOES_ANGRY * mindset.frustration**2 + _GOES_TIRED * mindset.fatigue**2
    if not draws.chance(hazard, turn, "leave"):
        return None
    return "annoyed" if mindset.frustration >= mindset.fatigue else tired


def rate(mindset: Mindset, served: bool) -> int:
    """1 to 5: how the person would rate the session; `served`: something was taken, or there rightly was nothing."""
    value = 0.7 * mindset.satisfaction + 0.2 * (1 - mindset.frustration) + 0.1 * (1 - mindset.fatigue)
    value -= 0 if served else _FOR_NOTHING
    return 1 + min(4, max(0, int(5 * value)))


def comes_back(rating: int, draws: Draws) -> bool:
    """Whether the person would come back for another session."""
    return draws.chance(_RETURNS[rating - 1], 0, "return")


def _quality(looked: Sequence[Looked], taken: bool, task: Task, world: World, state: UserState) -> float:
    """How good a list looks, in [0, 1]: its best item where one is taken, else its items on average."""
    turn, goal = state.turn + 1, task.goal
    worth = world.worth(task)
    fits = world.holds(wanted.constraint for wanted in goal.wanted_at(turn))
    lacks = [min(goal.least_utility - float(worth[item.row]), _FAR) for item in looked]
    shares = [(1.0 if fits[i.row] else 0.4) / (1 + exp(lack)) for i, lack in zip(looked, lacks, strict=True)]
    return _TAKEN + (1 - _TAKEN) * max(shares) if taken else _NOT_TAKEN * sum(shares) / len(shares)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 6)
