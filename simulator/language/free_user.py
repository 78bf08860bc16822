"""A simulated person whose acts and words a language model proposes, and the core checks: `FreeUser`.

Knows when a proposal stands, when the core decides in its place, and what is noted of it: "helped" or "hindered" for
each act that would have given something away or misled, after which the core's decision and the rules voice speak;
"harmless" for one that does neither; "malformed" for an answer that is no proposal; "fell_back" for words that do not
say the acts.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.agent_turn import AgentTurn
from simulator.core import decide
from simulator.draws import Draws
from simulator.language.proposal import proposal_of, proposal_tool
from simulator.language.proposal_check import ProposalCheck
from simulator.language.proposal_prompt import proposal_messages
from simulator.language.prospect import Prospect
from simulator.language.worded import FELL_BACK, ModelWords, asked_for, sample
from simulator.simulated_user import Said, SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.view import view_of
from simulator.world import World

MALFORMED = "malformed"


class FreeUser(SimulatedUser):
    """Lets a model choose what is done among what the person may do. Where there is no choice (a change of mind, a
    reply that nothing fits) the core decides and the model words it."""

    name = "free"

    def __init__(self, words: ModelWords) -> None:
        self.words_by = words

    def say(self, task: Task, world: World, state: UserState, heard: AgentTurn | None, draws: Draws) -> Said:
        """The next message. Raises InfrastructureFault where the model cannot be reached, BudgetSpent where the run
        may spend no more."""
        decided = decide(task, world, state, heard, draws)
        prospect = Prospect(task, world, state, heard, draws, decided)
        view = view_of(decided.turn, decided.state, task.persona, world, heard)
        if prospect.settled:
            worded = self.words_by.word(decided.turn, view, draws)
            return Said(decided.turn, worded.text, decided.state, worded.notes, worded.asked)
        tool = proposal_tool(world.catalog.schema)
        answer = self.words_by.model.ask("planning", proposal_messages(prospect, view), sample(draws, view), tool)
        asked = asked_for(answer)
        proposal = proposal_of(answer)
        check = ProposalCheck(prospect, proposal) if proposal else None
        if proposal is None or check is None or not check.passed:
            notes = tuple(check.verdicts) if check else (MALFORMED,)
            return Said(decided.turn, self.words_by.rules.word(decided.turn, view, draws), decided.state, notes, asked)
        view = view_of(check.turn, check.state, task.persona, world, heard)
        worded = self.words_by.checked(check.turn, view, draws, proposal.text, asked)
        return Said(check.turn, worded.text, check.state, (*check.verdicts, *worded.notes), asked)

    def say_again(self, task: Task, world: World, said: Said, heard: AgentTurn | None, draws: Draws) -> Said:
        """The same acts in the words of the rules voice."""
        view = view_of(said.turn, said.state, task.persona, world, heard, attempt=1)
        return replace(said, text=self.words_by.rules.word(said.turn, view, draws), notes=(*said.notes, FELL_BACK))
