"""What reaches the agent of a message: `guarded`, the leak filter between every person and every agent.

Knows what happens on a hit: other words once, then words without any condition. What a hit is, is in `simulator.leaks`.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.acts import UserAct, UserTurn
from simulator.agent_turn import AgentTurn
from simulator.draws import Draws
from simulator.leaks import guard
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.world import World

BLOCKED = "leak_blocked"
_NOTHING_SAID = "Can you suggest something else?"


def guarded(
    said: Said, before: UserState, user: SimulatedUser, task: Task, world: World, heard: AgentTurn | None, draws: Draws
) -> tuple[Said, int]:
    """The message that the agent gets, and how many leaks it is suspected of; `before` is the state it was said in."""
    text, suspected = guard(said.text, task, world, said.state.shown)
    if text is not None:
        return _with(said, text, ()), suspected
    other = user.say_again(task, world, said, heard, draws)
    text, more = guard(other.text, task, world, said.state.shown)
    if text is not None:
        return _with(other, text, (BLOCKED,)), suspected + more
    return _with(_unsaid(said, before), _NOTHING_SAID, (BLOCKED,)), suspected + more


def _with(said: Said, text: str, notes: tuple[str, ...]) -> Said:
    return replace(said, text=text, notes=(*said.notes, *notes))


def _unsaid(said: Said, before: UserState) -> Said:
    """The turn without what gave it away: somebody who goes or takes something does so, the rest asks for others."""
    kept = tuple(act for act in said.turn.acts if act.kind in ("accept", "leave"))
    return replace(said, turn=UserTurn(acts=kept or (UserAct(kind="more"),)), state=said.state.unsaid(before))
