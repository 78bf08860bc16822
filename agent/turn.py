"""One turn of a conversation, from the message to the reply, as a stream of events.

Knows what happens between the brain's three jobs: plans run, slates are verified, constraints give way when
nothing fits. Knows nothing about where states are kept.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from agent.allowance import Allowance
from agent.brain import Brain, Findings
from agent.changes import Change, Require, apply, next_turn
from agent.event import Event
from agent.executor import Outcome, execute, tool_context
from agent.gate import verify
from agent.plan import Plan, Question, Step
from agent.questions import question_from
from agent.reasons import reasons_for
from agent.relaxation import missed_themes, relax
from agent.reply import Fault, Relaxed, Reply, ReplyType, Shown, constraint_json
from agent.rules import HouseRules
from agent.state import DialogueState, Exchange, Pending, added
from agent.understanding import Understanding
from catalog.columns import Mask
from catalog.constraint import Constraint
from catalog.errors import ModelError
from recommenders.workspace import Workspace
from tools.candidates import Candidates
from tools.tool import Tool, ToolResult

_TALK_KEPT = 20
"""Turns kept in words; what is older is in the state and in the summary."""
_TALK_ASKED, _TALK_SUMMARISED = 6, 4
"""After more turns than the first number a summary counts; so many turns are kept beside it in words."""
_TALK_LONGEST = 2_000


class Turn:
    """Runs one turn over a workspace from the state `before`."""

    def __init__(
        self, workspace: Workspace, brain: Brain, tools: dict[str, Tool], before: DialogueState, rules: HouseRules
    ) -> None:
        self.workspace = workspace
        self.catalog = workspace.catalog
        self.brain = brain
        self.tools = tools
        self.before = before
        self.rules = rules
        self.timings: dict[str, float] = {}
        self.events: list[Event] = []
        self.faults: list[Fault] = []
        self.changes: tuple[Change, ...] = ()
        """What the message was understood to change."""
        left = None if brain.tokens is None else max(0, brain.tokens - before.usage.tokens)
        self.allowance = Allowance(brain.seconds, left)
        self._told = 0

    async def run(self, message: str | Understanding) -> AsyncIterator[Event]:
        """The events of the turn; the last one carries the reply."""
        begin = time.perf_counter()
        words = message if isinstance(message, str) else ""
        try:
            with self._timed("understand"):
                understanding = await self._understood(message)
        except ModelError as error:
            for event in self._called():
                yield event
            yield Event("text", text=str(error))
            self.timings["total"] = 1000 * (time.perf_counter() - begin)
            yield Event("done", reply=self._unanswered(str(error)))
            return
        while True:
            for event in self._called():
                yield event
            state = apply(understanding.changes, next_turn(self.before))
            constraints = [constraint_json(c) for c in state.constraints]
            yield Event("understood", {"intent": understanding.intent, "constraints": constraints})
            with self._timed("plan"):
                plan = await self._planned(understanding, state)
            yield Event("planned", {"kind": plan.kind, "steps": [step.model_dump() for step in plan.steps]})
            self.events.clear()
            with self._timed("execute"):
                outcome = self._execute(plan, state)
            findings, outcome, plan = await self._verified(understanding, plan, state, outcome, words)
            for event in self.events:
                yield event
            better = await self._better(words, findings, outcome)
            if better is None:
                break
            understanding = better
        self.changes = understanding.changes
        relaxed = [r.reason for r in findings.relaxed]
        yield Event("verified", {"type": findings.type, "slate": len(findings.rows), "relaxed": relaxed})
        lead, gap = "", ""  # white space waits for the words after it, so that the chunks are the text exactly
        phrase_begin = time.perf_counter()
        async for chunk in self.brain.phrase(findings, self.allowance):
            said = gap + chunk if lead else chunk.lstrip()
            gap = said[len(said.rstrip()) :]
            if said := said.rstrip():
                lead += said
                yield Event("text", text=said)
        for event in self._called():
            yield event
        self.timings["phrase"] = 1000 * (time.perf_counter() - phrase_begin)
        self.timings["total"] = 1000 * (time.perf_counter() - begin)
        reply = self._reply(findings, plan, outcome, lead)
        if tail := reply.text[len(lead) :]:
            yield Event("text", text=tail)
        yield Event("done", reply=reply)

    async def _understood(self, message: str | Understanding) -> Understanding:
        if isinstance(message, str):
            return await self.brain.understand(message, self.before, self.allowance)
        self.allowance.easy = True
        return _dated(message, self.before.turn + 1)

    async def _planned(self, understanding: Understanding, state: DialogueState) -> Plan:
        """What the brain would do; a turn that lacks a part of the agent leaves it out here."""
        return await self.brain.plan(understanding, state)

    async def _better(self, message: str, findings: Findings, outcome: Outcome) -> Understanding | None:
        """A better understanding, where the gate, the tools or a critic find fault with this one; else None."""
        finding = self._finding(findings, outcome)
        if not finding:
            verdict = await self.brain.judge(findings, self.allowance)
            finding = "" if verdict is None or verdict.good else f"a critic says: {verdict.reason}"
        if not finding or not message:
            return None
        with self._timed("understand"):
            before, understanding = self.before, findings.understanding
            better = await self.brain.reconsider(message, before, understanding, finding, self.allowance)
        if better is not None:
            self.faults.append(Fault("plan_revised", finding))
        return better

    def _finding(self, findings: Findings, outcome: Outcome) -> str:
        """What is wrong with the outcome of a plan, in a sentence for the planner; empty where nothing is."""
        if outcome.faults:
            return "; ".join(fault.message for fault in outcome.faults)
        asked = findings.understanding.plan
        if asked is None or asked.kind != "recommend":
            return ""
        if not findings.rows and (left := self._left(findings.state)):
            return f"the steps left nothing to show, though {left} items meet every condition and were not shown yet"
        fresh = [c for c in findings.state.hard if c.turn == findings.state.turn]
        if fresh and (findings.relaxed or not findings.rows) and not self._fitting(findings.state):
            said = "; ".join(c.describe() for c in findings.state.hard)
            return f"no item meets all conditions together: {said}. If one was misread, mend it; else answer the same"
        return ""

    def _called(self) -> Iterator[Event]:
        """An event for each call of a model that nobody was told of yet."""
        new = self.allowance.calls[self._told :]
        self._told += len(new)
        return iter([Event("model_called", call.to_json()) for call in new])

    def _unanswered(self, said: str) -> Reply:
        """The reply where the model failed and nobody stepped in: the dialogue stands where it stood."""
        state = self.before.with_(usage=self.before.usage + self.allowance.usage)
        faults, calls = tuple(self.allowance.faults), tuple(self.allowance.calls)
        return Reply("chat", said, said, "unclear", state, faults=faults, calls=calls, timings_ms=self.timings)

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.timings[phase] = self.timings.get(phase, 0.0) + 1000 * (time.perf_counter() - begin)

    def _execute(self, plan: Plan, state: DialogueState) -> Outcome:
        outcome = execute(plan, state, self.workspace, self.tools, self._listen, self._allowed(state))
        self.faults += outcome.faults
        return outcome

    def _listen(self, step: Step, result: ToolResult | None) -> None:
        if result is None:
            self.events.append(Event("tool_called", {"tool": step.tool, "args": step.args}))
        else:
            self.events.append(Event("tool_returned", {"tool": step.tool, "summary": result.summary}))

    async def _verified(
        self, understanding: Understanding, plan: Plan, state: DialogueState, outcome: Outcome, message: str
    ) -> tuple[Findings, Outcome, Plan]:
        """What may be said; when nothing fits, constraints give way once and the plan runs again."""
        if plan.kind != "recommend":
            return self._findings(understanding, plan, plan.kind, state, outcome, message), outcome, plan
        with self._timed("verify"):
            rows = self._gate(outcome.candidates, state.constraints, state)
        again = state.with_(shown=())
        narrowed = any(c.hard and c.turn == state.turn for c in state.constraints)
        repeated = not rows and narrowed and understanding.intent != "more" and bool(self._left(again))
        if repeated:  # a new condition picks from what was shown before
            with self._timed("execute"):
                outcome = self._execute(plan, again)
            with self._timed("verify"):
                rows = self._gate(outcome.candidates, state.constraints, again)
        constraints, relaxed = state.constraints, tuple[Relaxed, ...]()
        if not rows and not self._fitting(state):
            with self._timed("verify"):
                relaxation = relax(state, self.catalog, self._allowed(state))
            if relaxation is not None:
                constraints, relaxed = relaxation.constraints, relaxation.relaxed
                looser = state.with_(constraints=constraints)
                with self._timed("plan"):
                    plan = await self._planned(understanding, looser)
                with self._timed("execute"):
                    outcome = self._execute(plan, looser)
                with self._timed("verify"):
                    rows = self._gate(outcome.candidates, constraints, state)
        with self._timed("verify"):
            relaxed += tuple(missed_themes(rows, state, self.catalog))
            kind: ReplyType = "recommend" if rows else "answer"
            findings = self._findings(
                understanding, plan, kind, state, outcome, message, rows, relaxed, constraints
            )
        return findings, outcome, plan

    def _gate(
        self, candidates: Candidates, constraints: tuple[Constraint, ...], state: DialogueState
    ) -> tuple[int, ...]:
        verdict = verify((int(row) for row in candidates.rows), constraints, state, self.catalog, self._allowed(state))
        if any(verdict.dropped.get(rule) for rule in ("constraint", "house rule", "not wanted again")):
            self.faults.append(Fault("plan_broke_rules", f"the gate dropped candidates: {verdict.dropped}"))
        return verdict.rows

    def _allowed(self, state: DialogueState) -> Mask:
        """bool[n items]: what the house rules leave in this dialogue."""
        return self.rules.allowed(self.catalog, state)

    def _reasons(self, row: int, state: DialogueState) -> tuple[str, ...]:
        """What must be said beside the item, then why it is there."""
        return (*self.rules.disclosures(self.catalog, row), *reasons_for(row, state, self.catalog))

    def _fitting(self, state: DialogueState) -> int:
        """How many items meet every hard constraint, shown before or not."""
        return int((self.catalog.mask(state.hard) & self._allowed(state)).sum())

    def _left(self, state: DialogueState) -> int:
        """How many items meet every hard constraint and may be shown."""
        allowed = ~tool_context(state, self.workspace, self._allowed(state)).excluded  # type: ignore[operator]
        return int((self.catalog.mask(state.hard) & allowed).sum())

    def _findings(
        self,
        understanding: Understanding,
        plan: Plan,
        kind: ReplyType,
        state: DialogueState,
        outcome: Outcome,
        message: str,
        rows: tuple[int, ...] = (),
        relaxed: tuple[Relaxed, ...] = (),
        constraints: tuple[Constraint, ...] = (),
    ) -> Findings:
        searched = [step for step in outcome.candidates.funnel if step.tool == "search_items"]
        if searched:
            fitting = state.with_(constraints=constraints)
            matching = self._left(fitting) if rows else self._fitting(fitting)
        else:
            matching = 0
        return Findings(
            type=kind,
            understanding=understanding,
            state=state,
            before=self.before,
            rows=rows,
            reasons=tuple(self._reasons(row, state) for row in rows),
            question=question_from(understanding, plan, outcome, kind, state, self.catalog),
            relaxed=relaxed,
            constraints=constraints,
            matching=matching,
            unknown=searched[-1].unknown if searched else 0,
            facts=outcome.facts,
            message=message,
        )

    def _reply(self, findings: Findings, plan: Plan, outcome: Outcome, lead: str) -> Reply:
        slate = tuple(
            Shown(
                item_id=self.catalog.ids[row],
                title=self.catalog.titles[row],
                label=self.catalog.label(row),
                reasons=reasons,
                sources=outcome.candidates.sources(row),
            )
            for row, reasons in zip(findings.rows, findings.reasons, strict=True)
        )
        return Reply(
            type=findings.type,
            text=_full_text(lead, slate, findings.question),
            lead=lead,
            intent=findings.understanding.intent,
            state=self._remembered(_state_after(findings, slate), findings, lead),
            slate=slate,
            question=findings.question,
            relaxed=(*_given_up(findings.understanding), *findings.relaxed),
            plan=plan,
            funnel=outcome.candidates.funnel,
            faults=(*self.allowance.faults, *self.faults),
            timings_ms=self.timings,
            calls=tuple(self.allowance.calls),
            easy=self.brain.reads_talk and self.allowance.easy,
        )

    def _remembered(self, state: DialogueState, findings: Findings, lead: str) -> DialogueState:
        """The state with what was said, for brains that read it, and with what models took."""
        state = state.with_(usage=state.usage + self.allowance.usage)
        if not self.brain.reads_talk or not findings.message:
            return state
        asked = len(state.talk) > _TALK_ASKED
        summary = (findings.understanding.summary or "").strip() if asked else ""
        kept = _TALK_SUMMARISED if summary else _TALK_KEPT
        talk = (*state.talk, Exchange(findings.message[:_TALK_LONGEST], lead[:_TALK_LONGEST]))[-kept:]
        return state.with_(talk=talk, summary=summary or state.summary)


def _dated(act: Understanding, turn: int) -> Understanding:
    """The act with its constraints marked as coming from this turn, which a structured act need not say."""
    changes = tuple(
        change.model_copy(update={"constraint": change.constraint.model_copy(update={"turn": turn})})
        if isinstance(change, Require) and not change.constraint.turn
        else change
        for change in act.changes
    )
    return act.model_copy(update={"changes": changes})


def _given_up(understanding: Understanding) -> tuple[Relaxed, ...]:
    reason = "does not go together with what is asked for now"
    return tuple(Relaxed(c.field, c.op, c.value, reason) for c in understanding.given_up)


def _full_text(lead: str, slate: tuple[Shown, ...], question: Question | None) -> str:
    lines = [f"{n}. {shown.label} — {'; '.join(shown.reasons)}" for n, shown in enumerate(slate, 1)]
    asked = question.text if question else ""
    if question and question.options:
        asked += f" ({', '.join(question.options)}?)"
    return "\n".join([part for part in (lead, *lines, asked) if part])


def _state_after(findings: Findings, slate: tuple[Shown, ...]) -> DialogueState:
    """The state with what was shown and asked."""
    changes: dict[str, Any] = {}
    state = findings.state
    if slate:
        ids = tuple(shown.item_id for shown in slate)
        changes = {"slate": ids, "shown": added(state.shown, ids), "reasons": {s.item_id: s.reasons for s in slate}}
        changes["focus"] = ids[0] if len(ids) == 1 else None
    question, understanding = findings.question, findings.understanding
    items = tuple(i for _, ids in understanding.unclear_titles[:1] for i in ids)
    if understanding.intent == "lookup" and items:
        changes["pending"] = Pending("", "", (), items, understanding.fields)
    elif question is not None:
        changes["pending"] = Pending(question.field, question.text, question.options, items, clash=question.clash)
    elif understanding.intent not in ("known", "saved"):
        changes["pending"] = None
    return state.with_(**changes)
