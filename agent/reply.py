"""What the agent says: `Reply` with its slate, question, trace parts and JSON form.

Knows the shape of a reply; `to_json` is the contract of `parley chat --json`. Knows nothing about how one
comes about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from agent.plan import Plan, Question
from agent.state import DialogueState
from agent.understanding import Intent
from agent.usage import ModelCall, Usage
from catalog.constraint import Constraint, Value
from tools.candidates import FunnelStep

ReplyType = Literal["recommend", "ask", "answer", "chat"]
PHASES = ("understand", "plan", "execute", "verify", "phrase", "total")


@dataclass(frozen=True)
class Shown:
    """One item on a slate: why it is there and what every source scored it."""

    item_id: str
    title: str
    label: str
    """The title with its year, as said to people."""
    reasons: tuple[str, ...]
    sources: dict[str, float]


@dataclass(frozen=True)
class Relaxed:
    """A constraint that was not kept, and why."""

    field: str
    op: str
    value: Value
    reason: str


@dataclass(frozen=True)
class Fault:
    """Something that went wrong on the way and was survived."""

    kind: str
    message: str


@dataclass(frozen=True)
class Reply:
    """One turn's outcome; `state` is the dialogue state after it, `lead` the text before the slate."""

    type: ReplyType
    text: str
    lead: str
    intent: Intent
    state: DialogueState
    slate: tuple[Shown, ...] = ()
    question: Question | None = None
    relaxed: tuple[Relaxed, ...] = ()
    plan: Plan = field(default_factory=lambda: Plan(kind="chat"))
    funnel: tuple[FunnelStep, ...] = ()
    faults: tuple[Fault, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    calls: tuple[ModelCall, ...] = ()
    """The calls of language models that the turn took."""
    easy: bool = False
    """True where a language-model brain needed no call to understand the message."""

    def to_json(self) -> dict[str, Any]:
        """The reply as one JSON object, exactly as `parley chat --json` writes it; `usage` is there where a language
        model was called."""
        state, question = self.state, self.question
        spent = {"calls": [call.to_json() for call in self.calls], "turn": Usage.of(self.calls).to_json()}
        usage = {"usage": {**spent, "conversation": state.usage.to_json()}} if self.calls else {}
        return {
            "type": self.type,
            "text": self.text,
            "slate": [
                {
                    "item_id": s.item_id,
                    "title": s.title,
                    "reasons": list(s.reasons),
                    "sources": s.sources,
                }
                for s in self.slate
            ],
            "question": question
            and {"field": question.field, "text": question.text, "options": list(question.options)},
            "understood": {
                "intent": self.intent,
                "constraints": [constraint_json(c) for c in state.constraints],
                "liked": list(state.liked),
                "disliked": list(state.disliked),
                "wish": state.wish,
            },
            "relaxed": [
                {"field": r.field, "op": r.op, "value": value_json(r.value), "reason": r.reason}
                for r in self.relaxed
            ],
            "plan": [{"tool": step.tool, "args": step.args} for step in self.plan.steps],
            "funnel": [
                {"step": f.step, "tool": f.tool, "before": f.before, "after": f.after} for f in self.funnel
            ],
            "faults": [{"kind": f.kind, "message": f.message} for f in self.faults],
            "timings_ms": {phase: round(self.timings_ms.get(phase, 0.0), 3) for phase in PHASES},
            **usage,
        }


def constraint_json(constraint: Constraint) -> dict[str, Any]:
    """A constraint as the JSON contract writes it."""
    return {
        "field": constraint.field,
        "op": constraint.op,
        "value": value_json(constraint.value),
        "hard": constraint.hard,
    }


def value_json(value: Value) -> Any:
    """A constraint's value as JSON: a tuple becomes a list."""
    return list(value) if isinstance(value, tuple) else value
