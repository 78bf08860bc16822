"""A simulated person by rules: `RulesUser`, the core with a voice.

Knows how the two are put together. What is done is decided by `simulator.core`, how it reads by the voice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.agent_turn import AgentTurn
from simulator.core import decide
from simulator.draws import Draws
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.view import view_of
from simulator.voice import Voice
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings


class RulesUser(SimulatedUser):
    """Decides by code and speaks by the voice; needs no model and no network."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.name = voice.name

    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """The next message."""
        decided = decide(task, world, state, heard, draws)
        text = self.voice.word(decided.turn, view_of(decided.turn, decided.state, task.persona, world, heard), draws)
        return Said(decided.turn, text, decided.state)

    def say_again(self, task: Task, world: World, said: Said, heard: AgentTurn | None, draws: Draws) -> Said:
        """The same acts in other words."""
        view = view_of(said.turn, said.state, task.persona, world, heard, attempt=1)
        return Said(said.turn, self.voice.word(said.turn, view, draws), said.state, said.notes)


def rules(settings: Settings | None = None, cache: Path | None = None) -> RulesUser:
    """People with the voice that needs no model; neither settings nor a folder count."""
    from simulator.voices.rules import RulesVoice

    return RulesUser(RulesVoice())
