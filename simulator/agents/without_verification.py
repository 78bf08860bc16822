"""The full agent without verification: what the tools rank first is shown as it is.

Knows the turn's steps. Has no gate and no house rules, keeps nothing from coming back, and gives no condition up.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from agent.brain import Findings
from agent.executor import Outcome
from agent.plan import Plan
from agent.reply import ReplyType
from agent.state import DialogueState
from agent.turn import Turn
from agent.understanding import Understanding
from catalog.columns import Mask
from simulator.agents.full_agent import FullAgent

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class _Unbarred(DialogueState):
    """A state that keeps no item from being shown (again)."""

    @property
    def barred(self) -> frozenset[str]:
        """Nothing."""
        return frozenset()

    @property
    def excluded(self) -> frozenset[str]:
        """Nothing."""
        return frozenset()


class _UnverifiedTurn(Turn):
    """A turn that believes its plan."""

    def _execute(self, plan: Plan, state: DialogueState) -> Outcome:
        return super()._execute(plan, _Unbarred(**{f.name: getattr(state, f.name) for f in fields(state)}))

    async def _verified(
        self, understanding: Understanding, plan: Plan, state: DialogueState, outcome: Outcome, message: str
    ) -> tuple[Findings, Outcome, Plan]:
        if plan.kind != "recommend":
            return await super()._verified(understanding, plan, state, outcome, message)
        rows = tuple(int(row) for row in outcome.candidates.rows[: state.size])
        kind: ReplyType = "recommend" if rows else "answer"
        findings = self._findings(understanding, plan, kind, state, outcome, message, rows, (), state.constraints)
        return findings, outcome, plan

    def _allowed(self, state: DialogueState) -> Mask:
        return np.ones(len(self.catalog), dtype=bool)


class WithoutVerification(FullAgent):
    """What gate, exclusion and relaxation are worth."""

    name = "full-no-verify"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """As `FullAgent`."""
        super().__init__(workspace, settings)
        self.agent.turns = _UnverifiedTurn
