"""The language-model brain: understanding, planning and wording by models behind an endpoint.

Knows the order in which a model is asked, answered back and given up. How a prompt is made, a call sent and an answer
read is in the files beside this one. Knows nothing about running plans or verifying slates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from agent.allowance import Allowance
from agent.brain import Brain, Findings, Verdict
from agent.embedded.brain import EmbeddedBrain
from agent.embedded.planner import make_plan
from agent.language.binding import bind
from agent.language.context import PlanningContext
from agent.language.draft import Draft
from agent.language.draft_reader import read_draft
from agent.language.easy import easy_reading
from agent.language.endpoint.caller import Caller
from agent.language.endpoint.debug_trace import DebugTrace
from agent.language.endpoint.endpoint import Endpoint
from agent.language.endpoint.faults import ANSWERED_BADLY, ModelFault
from agent.language.recital import Recital
from agent.language.resolve import Resolved, resolve
from agent.language.schema import plan_tool
from agent.language.wording.critic import judge
from agent.language.wording.wording import Wording
from agent.plan import Plan
from agent.reply import Fault
from agent.state import DialogueState
from agent.understanding import Understanding
from recommenders.workspace import Workspace
from tools.tool import Tool

if TYPE_CHECKING:
    from agent.language.demonstrations.demonstration_set import DemonstrationSet
    from agent.language.stepwise.react import ReactPlanner
    from agent.settings import Settings


class LanguageBrain(Brain):
    """A model plans and words; the embedded brain takes the easy turns, and the whole turn where it may step in."""

    reads_talk = True

    def __init__(
        self,
        workspace: Workspace,
        tools: Mapping[str, Tool],
        embedded: EmbeddedBrain,
        settings: Settings,
        *,
        today: dt.date | None = None,
    ) -> None:
        """`today` is what relative dates count from, None the day of the call.

        ConfigError where the settings name no endpoint that can be reached by what is installed.
        """
        self.endpoint = Endpoint.of(settings)
        self.name = self.endpoint.model
        self.seconds = settings.llm_timeout
        self.tokens = settings.llm_budget or None
        self.workspace = workspace
        self.tools = tools
        self.embedded = embedded
        self._steps_in = settings.llm_fallback == "embedded"
        self._judges = settings.llm_critic is not None
        self._most = settings.llm_reflections
        self.caller = Caller(self.endpoint, DebugTrace(settings.llm_trace) if settings.llm_trace else None)
        mode = settings.llm_demonstrations
        shown = None if mode == "zero" else self._demonstrations()
        self.context = PlanningContext(workspace, tools, settings.llm_context, shown, mode, today=today)
        self._tool = plan_tool(workspace.catalog, tools)
        self._wording = Wording(workspace, self.caller)
        self._react = self._stepwise() if settings.planning == "react" else None
        self._recital = Recital(self._react.instructions if self._react else self.context.instructions)

    def _demonstrations(self) -> DemonstrationSet:
        from agent.language.demonstrations.demonstration_set import DemonstrationSet

        return DemonstrationSet.of(self.workspace, self.tools)

    def _stepwise(self) -> ReactPlanner:
        from agent.language.stepwise.react import ReactPlanner

        return ReactPlanner(self.workspace, self.tools, self.caller, self.context)

    async def understand(self, message: str, state: DialogueState, allowance: Allowance) -> Understanding:
        """See `Brain`; ModelFault where the model failed and nobody may step in."""
        easy = easy_reading(self.embedded.parser, message, state)
        if easy is not None:
            allowance.easy = True
            return easy
        try:
            return await self._think(message, state, allowance)
        except ModelFault as fault:
            said = str(fault)
            allowance.faults.append(Fault(f"model_{fault.kind}", said))
            if not self._steps_in:
                raise
            allowance.fallen = True
            reading = await self.embedded.understand(message, state, allowance)
            note = f"{said} I read this with my built-in understanding instead."
            return reading.model_copy(update={"notes": (note, *reading.notes)})

    async def reconsider(
        self, message: str, state: DialogueState, understanding: Understanding, finding: str, allowance: Allowance
    ) -> Understanding | None:
        """See `Brain`; None also where the model repeats itself or fails: what there is then stands."""
        if allowance.easy or allowance.fallen or not allowance.answer or len(allowance.reflections) >= self._most:
            return None
        allowance.reflections.append((allowance.answer, finding))
        said = allowance.answer
        try:
            better = await self._think(message, state, allowance)
        except ModelFault as fault:
            allowance.faults.append(Fault(f"model_{fault.kind}", str(fault)))
            return None
        return better if allowance.answer != said and better != understanding else None

    async def plan(self, understanding: Understanding, state: DialogueState) -> Plan:
        """See `Brain`."""
        planned = understanding.plan
        if planned is None or not (planned.steps or planned.question or planned.kind in ("recommend", "chat")):
            return make_plan(understanding, state, self.workspace.catalog)
        if planned.kind == "recommend" and not planned.steps:
            return make_plan(understanding, state, self.workspace.catalog).model_copy(
                update={"question": planned.question}
            )
        return bind(planned, state, self.tools)

    async def judge(self, findings: Findings, allowance: Allowance) -> Verdict | None:
        """See `Brain`."""
        if not self._judges or allowance.easy or allowance.fallen or findings.type != "recommend":
            return None
        return await judge(findings, self.workspace.catalog, self.caller, allowance)

    def phrase(self, findings: Findings, allowance: Allowance) -> AsyncIterator[str]:
        """See `Brain`."""
        words = self.embedded.phrase if allowance.fallen else self._wording.stream
        return words(findings, allowance)

    async def _think(self, message: str, state: DialogueState, allowance: Allowance) -> Understanding:
        """The model's reading of the message, asked again while something is wrong with it and it may be."""
        while True:
            resolved, problems, fault = await self._asked(message, state, allowance)
            repeated = bool(allowance.reflections) and allowance.reflections[-1][0] == allowance.answer
            told = self._react is not None  # step by step, the model heard of every problem where it arose
            if not problems or repeated or told or len(allowance.reflections) >= self._most:
                break
            allowance.reflections.append((allowance.answer, "; ".join(problems)))
        if resolved is None:
            raise fault or ModelFault("malformed", str(self.endpoint))
        allowance.faults += [Fault("plan_imperfect", problem) for problem in problems]
        return resolved.understanding

    async def _asked(
        self, message: str, state: DialogueState, allowance: Allowance
    ) -> tuple[Resolved | None, tuple[str, ...], ModelFault | None]:
        """One answer of the model, read and resolved, what is wrong with it, and the fault it ended with."""
        if self._react is not None:
            draft: Draft | None = await self._react.think(message, state, allowance)
            problems: tuple[str, ...] = ()
            allowance.answer = draft.model_dump_json() if draft else ""
        else:
            messages = self.context.messages(message, state, reflections=allowance.reflections)
            try:
                answer = await self.caller.ask("planning", messages, allowance, tool=self._tool)
            except ModelFault as fault:
                if fault.kind not in ANSWERED_BADLY or len(allowance.reflections) >= self._most:
                    raise
                allowance.answer = ""
                return None, (_finding(fault),), fault
            read = read_draft(answer)
            draft, problems, allowance.answer = read.draft, read.problems, read.raw
        if draft is None:
            return None, problems, None
        resolved = resolve(self._recital.without(draft), message, state, self.workspace, self.tools)
        return resolved, (*problems, *resolved.problems), None


def _finding(fault: ModelFault) -> str:
    """What the planner hears of its own failed answer."""
    if fault.kind == "cut_off":
        return "the answer was too long and broke off; answer shortly"
    return "the answer was empty or not readable; call make_plan once with JSON arguments"
