"""What a simulated person does next: `decide`, by code only.

Knows the order in which a reply is taken in, felt about and answered. How each part is decided is in the modules it
calls; how it is worded is for the voices.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.answers import answer, hear_nothing_fits
from simulator.draws import Draws
from simulator.feelings import feel, why_leave
from simulator.message import Message
from simulator.perception import Perceived, perceive
from simulator.reactions import asks_first, find, react, say_unseen
from simulator.task import Task
from simulator.user_state import Mindset, UserState
from simulator.wishes import change_mind, go_on, open_up, say_the_rest
from simulator.world import World


@dataclass(frozen=True)
class Decision:
    """What is done in a turn, and where the person stands after it."""

    turn: UserTurn
    state: UserState


def decide(task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Decision:
    """The next user turn; `heard` is the reply to the one before, None for the first. Every draw is keyed by the number
    of the turn and a purpose, so that agents share them."""
    slate = heard.slate if heard else ()
    message = Message(task, world, state, draws, slate)
    if heard is None:
        open_up(message)
        return _decided(message, Perceived(), state.mindset, state.spent)
    perceived = perceive(heard, task, world, state, draws)
    found = find(message, perceived)
    right = found is None and perceived.gave_up and hear_nothing_fits(message, bool(perceived.slate))
    mindset, spent = feel(perceived, found is not None, right, task, world, state)
    why = "nothing_fits" if right else why_leave(mindset, spent, task, draws, message.turn)
    if found is None and why is not None:
        message = Message(task, world, state, draws, slate)
        message.add("leave", why=why)
    elif found is None:
        _carry_on(message, perceived)
    elif why is not None or not asks_first(message, found):
        message.add("accept", place=found.place)
    if why is None or found is not None:
        say_unseen(message, perceived)
    if message.acts[-1].kind in ("accept", "leave") and message.chance(task.persona.politeness, "thanks"):
        message.add("thanks")
    return _decided(message, perceived, mindset, spent)


def _carry_on(message: Message, perceived: Perceived) -> None:
    """What is said where the talk goes on."""
    change_mind(message)
    if perceived.looked:
        react(message, perceived)
    if perceived.question is not None:
        answer(message, perceived.question)
    say_the_rest(message)
    if not message.acts:
        go_on(message)


def _decided(message: Message, perceived: Perceived, mindset: Mindset, spent: float) -> Decision:
    """The turn, and the state after it."""
    before, question = message.before, perceived.question
    asked = (question.field,) if question is not None and question.field is not None else ()
    state = UserState(
        turn=message.turn,
        mindset=mindset,
        asked=(*before.asked, *asked),
        shown=tuple(dict.fromkeys((*before.shown, *perceived.slate))),
        slate=message.slate,
        spent=spent,
        known=before.known,
        **message.standing(),
    )
    return Decision(UserTurn(acts=tuple(message.acts)), state)
