"""A simulated person whose acts are decided by code and worded by a language model: `HybridUser`.

Knows how the core and the model's words are put together. The model is told what is to be said now, and nothing of the
goal, so that it cannot give away what it does not know.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.agent_turn import AgentTurn
from simulator.core import decide
from simulator.draws import Draws
from simulator.language.worded import ModelWords
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.view import view_of
from simulator.world import World


class HybridUser(SimulatedUser):
    """Decides by code and speaks by a model; by the rules voice, noted as "fell_back", where the model said something
    else."""

    name = "hybrid"

    def __init__(self, words: ModelWords) -> None:
        self.words_by = words

    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """The next message. Raises InfrastructureFault where the model cannot be reached, BudgetSpent where the run
        may spend no more."""
        decided = decide(task, world, state, heard, draws)
        view = view_of(decided.turn, decided.state, task.persona, world, heard)
        worded = self.words_by.word(decided.turn, view, draws)
        return Said(decided.turn, worded.text, decided.state, worded.notes, worded.asked)

    def say_again(self, task: Task, world: World, said: Said, heard: AgentTurn | None, draws: Draws) -> Said:
        """The same acts in other words. Raises as `say`."""
        view = view_of(said.turn, said.state, task.persona, world, heard, attempt=1)
        worded = self.words_by.word(said.turn, view, draws)
        return replace(said, text=worded.text, notes=(*said.notes, *worded.notes), asked=said.asked + worded.asked)
