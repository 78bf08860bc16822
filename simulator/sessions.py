"""How a session ends and whether another follows: `closed` and `next_session`.

Knows outcome, success, rating and what the person remembers. Does not know how the session went on.
"""

from __future__ import annotations

import numpy as np

from simulator.draws import Draws
from simulator.feelings import comes_back, rate
from simulator.goal import Goal
from simulator.record import Dialogue
from simulator.task import Task
from simulator.user_state import Mindset, UserState
from simulator.world import World


def closed(dialogue: Dialogue, task: Task, world: World, state: UserState, draws: Draws) -> Dialogue:
    """The dialogue with what came of it; `state` is where the person stands at its end. One that broke off has no
    outcome, and nobody rates it."""
    if dialogue.fault is not None:
        return dialogue
    found = _outcome(dialogue, task, world, state)
    rating = rate(state.mindset, served=found["outcome"] in ("accepted", "abstained"))
    takes = np.flatnonzero(world.acceptable(task, state.turn) & ~world.marked(state.known))
    best = float(world.worth(task)[takes].max()) if len(takes) else None
    return dialogue.model_copy(
        update={"rating": rating, "returns": comes_back(rating, draws), "best_utility": best, **found}
    )


def next_session(task: Task, world: World, state: UserState, dialogue: Dialogue) -> tuple[Task, UserState] | None:
    """What the person comes back for, and how; None where they do not, or where nothing is left for them to take."""
    if not dialogue.returns:
        return None
    taken = (dialogue.accepted,) if dialogue.accepted is not None else ()
    known = tuple(dict.fromkeys((*state.known, *taken)))
    old = task.goal
    found = old.target is not None and bool(taken)
    goal = Goal(
        kind="constraints" if found else old.kind,
        wanted=old.wanted_at(state.turn),
        target=None if found else old.target,
        examples=old.examples,
        least_utility=old.least_utility,
    )
    following = task.with_(goal=goal)
    if goal.kind != "impossible" and not (world.acceptable(following, 1) & ~world.marked(known)).any():
        return None
    mood = Mindset(satisfaction=round((0.5 + state.mindset.satisfaction) / 2, 6))
    return following, UserState(known=known, mindset=mood)


def _outcome(dialogue: Dialogue, task: Task, world: World, state: UserState) -> dict[str, object]:
    last = dialogue.exchanges[-1].user
    if taken := last.of("accept"):
        item = state.slate[(taken[0].place or 1) - 1]
        row = world.catalog.row_of(item)
        good = bool(world.acceptable(task, state.turn)[row]) and item not in state.known
        utility = float(world.worth(task)[row])
        return {"outcome": "accepted", "accepted": item, "success": good, "utility": utility}
    if gone := last.of("leave"):
        if gone[0].why != "nothing_fits":
            return {"outcome": "left"}
        verdict = dialogue.exchanges[-2].judged
        right = task.goal.kind == "impossible" and verdict is not None and verdict.abstained and not verdict.possible
        return {"outcome": "abstained", "success": right}
    return {"outcome": "turn_cap"}
