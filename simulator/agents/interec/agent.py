"""The agent `interec`: the pipeline with ears and words around it.

Knows when to look something up, when to chat, and when to plan. Does not know how the plan's tools work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.facts import answer_text
from agent.understanding import Understanding
from catalog.columns import Mask
from catalog.constraint import Constraint
from simulator.agent_turn import AgentQuestion, AgentTurn
from simulator.agents.interec.pipeline import execute, make_plan, mapped, reflected
from simulator.agents.interec.taste_profile import TasteProfile
from simulator.agents.listener import Listener
from tools.candidates import Rows
from tools.lookup import item_facts

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

_WANTS = frozenset({"recommend", "more"})
_CHAT = "Tell me what you feel like, or name something you enjoyed."


class InterecAgent(Listener):
    """Plan first over a candidate bus, with a short-term and a long-term profile and a critic of empty results.

    The critic sees to nothing but that something is found: conditions understood wrongly, and soft ones given up, go
    unnoticed, as in the paper. What was shown counts as unwanted, which there the model reads in the talk.
    """

    name = "interec"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """As `Listener`."""
        super().__init__(workspace, settings)
        self._lives: dict[str, TasteProfile] = {}
        self._user: str | None = None
        self._asked = False

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`; the long-term profile of a named user lasts as long as this object."""
        super().begin(conversation, user)
        self._user, self._asked = user, False

    def end(self) -> None:
        """What the dialogue taught goes into the long-term profile."""
        if self._user is not None:
            self._lives[self._user] = self._life().after(TasteProfile.of(self.state))
        self.begin("", None)

    def held(self) -> tuple[Constraint, ...]:
        """See `Listener`."""
        return self.state.hard

    def reply(self, meant: Understanding) -> AgentTurn:
        """See `Listener`."""
        if meant.intent == "lookup" and meant.subjects:
            return AgentTurn(text=self._facts(meant), kind="answer", held=self.held())
        if meant.intent not in _WANTS:
            return AgentTurn(text=_CHAT, kind="chat", held=self.held())
        if not (self.state.stated or self._asked or self._life().like):
            self._asked = True
            return AgentTurn(text=_CHAT, kind="ask", question=AgentQuestion(field=None, text=_CHAT), held=())
        return super().reply(meant)

    def best(self, left: Mask) -> Rows:
        """The whole plan at once; the critic may send it back."""
        now = TasteProfile.of(self.state)
        known = self._life().with_now(now)
        plan = make_plan(now.expect, self.state.similar_to, known)
        found = execute(plan, known, self.workspace, left)
        while (better := reflected(plan, found)) is not None:
            plan, found = better, execute(better, known, self.workspace, left)
        return mapped(found)

    def left(self) -> Mask:
        """Also without what the person liked or did not want in dialogues before."""
        left = super().left()
        life = self._life()
        left[[self.catalog.row_of(item) for item in (*life.like, *life.dislike)]] = False
        return left

    def _life(self) -> TasteProfile:
        return self._lives.get(self._user or "", TasteProfile())

    def _facts(self, meant: Understanding) -> str:
        schema = self.catalog.schema
        fields = tuple(name for name in meant.fields if name in {field.name for field in schema.attributes})
        facts = item_facts(self.catalog, meant.subjects, fields)
        return " ".join(answer_text(item, fields, schema) for item in facts)
