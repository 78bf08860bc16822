"""Simulated people who are controls: `MuteUser` says nothing, `ShuffledUser` says what somebody else wants.

Knows how what is said is kept apart from what is wanted: both take what they want like anybody else. An agent that does
as well with them as with people owes its figures to something else than what it is told.
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.acts import UserAct, UserTurn
from simulator.agent_turn import AgentTurn
from simulator.core import Decision, decide
from simulator.draws import Draws
from simulator.simulated_user import Said, SimulatedUser
from simulator.strangers import Strangers
from simulator.task import Task
from simulator.user_state import UserState
from simulator.view import view_of
from simulator.voice import Voice
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings


class _Control(SimulatedUser):
    """Takes and leaves as the person of the task; what else is said is a subclass's own."""

    def __init__(self, settings: Settings | None = None, cache: Path | None = None, voice: Voice | None = None) -> None:
        """Needs neither a model nor a folder; without a voice, speaks as people by rules do."""
        if voice is None:
            from simulator.voices.rules import RulesVoice

            voice = RulesVoice()
        self._voice = voice

    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """The next message."""
        plain = task.persona.model_copy(update={"curiosity": 0.0})  # who asks about an item gives away a liking for it
        own = decide(task.model_copy(update={"persona": plain}), world, state, heard, draws)
        said = own if own.turn.leaves else self._instead(own, task, world, state, heard, draws)
        return self._worded(said.turn, said.state, task, world, heard, draws, attempt=0)

    def say_again(self, task: Task, world: World, said: Said, heard: AgentTurn | None, draws: Draws) -> Said:
        """The same acts in other words."""
        return self._worded(said.turn, said.state, task, world, heard, draws, attempt=1)

    @abstractmethod
    def _instead(
        self, own: Decision, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws
    ) -> Decision:
        """What is said where the person would go on talking."""

    def _worded(
        self, turn: UserTurn, state: UserState, task: Task, world: World, heard: AgentTurn | None, draws: Draws,
        attempt: int,
    ) -> Said:  # fmt: skip
        view = view_of(turn, state, task.persona, world, heard, attempt)
        return Said(turn, self._voice.word(turn, view, draws), state)


class MuteUser(_Control):
    """Asks for something, then for something else, and has no answer to any question."""

    name = "mute"

    def _instead(
        self, own: Decision, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws
    ) -> Decision:
        question = heard.question if heard is not None else None
        if question is not None and not (heard and heard.slate):
            act = UserAct(kind="dont_know", field=question.field)
        else:
            act = UserAct(kind="more" if own.state.slate else "request")
        return Decision(UserTurn(acts=(act,)), own.state.unsaid(state))


class ShuffledUser(_Control):
    """Says, answers and turns down as somebody else would, who looks for another item."""

    name = "shuffled"

    def __init__(self, settings: Settings | None = None, cache: Path | None = None, voice: Voice | None = None) -> None:
        """As the mute."""
        super().__init__(settings, cache, voice)
        self._strangers: tuple[World, Strangers] | None = None

    def _instead(
        self, own: Decision, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws
    ) -> Decision:
        if self._strangers is None or self._strangers[0] is not world:
            self._strangers = world, Strangers(world)
        other = decide(self._strangers[1].of(task), world, state, heard, draws)
        felt = {name: getattr(own.state, name) for name in ("mindset", "spent")}
        return Decision(other.turn, other.state.model_copy(update=felt))
