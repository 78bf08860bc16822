"""The embedded brain: grammar, catalog vocabulary and sentence embeddings.

Knows how to put parser, planner and wording behind the `Brain` contract. Needs no network and no key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

from agent.allowance import Allowance
from agent.brain import Brain, Findings
from agent.embedded.parser import Parser
from agent.embedded.planner import make_plan
from agent.embedded.wording import words_of
from agent.plan import Plan
from agent.state import DialogueState
from agent.understanding import Understanding
from recommenders.workspace import Workspace


class EmbeddedBrain(Brain):
    """Understands by rule and by the words of the catalog; `today` is what relative dates count from."""

    name = "embedded"

    def __init__(self, workspace: Workspace, today: dt.date) -> None:
        self.catalog = workspace.catalog
        self.parser = Parser(workspace, today)

    async def understand(self, message: str, state: DialogueState, allowance: Allowance) -> Understanding:
        """See `Brain`."""
        return self.parser.parse(message, state)

    async def plan(self, understanding: Understanding, state: DialogueState) -> Plan:
        """See `Brain`."""
        return make_plan(understanding, state, self.catalog)

    async def phrase(self, findings: Findings, allowance: Allowance) -> AsyncIterator[str]:
        """The words, a sentence at a time."""
        text = words_of(findings, self.catalog)
        for chunk in text.split(" "):
            yield chunk + " "
