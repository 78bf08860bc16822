"""The full agent without questions: it never asks, and shows a list where it would have asked first.

Knows the turn's plan and findings. Does not know how a question is chosen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agent.brain import Findings
from agent.embedded.planner import recommend_steps
from agent.plan import Plan
from agent.state import DialogueState
from agent.turn import Turn
from agent.understanding import Understanding
from simulator.agents.full_agent import FullAgent

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

_QUESTION = "suggest_question"


class _SilentTurn(Turn):
    """A turn that ends without a question: not about a field, not which item was meant, not whether an exclusion
    stays."""

    async def _planned(self, understanding: Understanding, state: DialogueState) -> Plan:
        plan = await super()._planned(understanding, state)
        steps = recommend_steps(state, self.catalog) if plan.kind == "ask" else plan.steps
        kept = tuple(step for step in steps if step.tool != _QUESTION)
        return Plan(kind="recommend" if plan.kind == "ask" else plan.kind, steps=kept)

    def _findings(self, *found: Any) -> Findings:
        return replace(super()._findings(*found), question=None)


class WithoutQuestions(FullAgent):
    """What asking is worth."""

    name = "full-no-questions"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """As `FullAgent`."""
        super().__init__(workspace, settings)
        self.agent.turns = _SilentTurn
