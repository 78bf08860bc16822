"""From what our agent replies to what people, judge and scores read of it: `turn_of`.

Knows `Reply` and `AgentTurn`. Does not know how a reply came about.
"""

from __future__ import annotations

from agent.plan import Question
from agent.reply import Relaxed, Reply
from agent.state import SLATE_SIZE
from agent.usage import Usage
from catalog.constraint import Constraint
from simulator.agent_turn import AgentQuestion, AgentTurn


def turn_of(reply: Reply) -> AgentTurn:
    """The reply as an `AgentTurn`; of a longer list the first five count."""
    usage = Usage.of(reply.calls)
    relaxed = tuple(_relaxed(each, reply.state.constraints) for each in reply.relaxed)
    return AgentTurn(
        text=reply.text,
        kind=reply.type,
        slate=tuple(shown.item_id for shown in reply.slate[:SLATE_SIZE]),
        question=_question(reply.question),
        relaxed=relaxed,
        held=tuple(c for c in reply.state.hard if c not in relaxed),
        abstained=says_nothing_fits(reply),
        faults=tuple(fault.kind for fault in reply.faults),
        calls=usage.calls,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost=usage.cost if usage.calls else None,
    )


def says_nothing_fits(reply: Reply) -> bool:
    """Whether items were wanted and the reply says that there are none (left) to show: a plan to recommend that ended
    in an answer."""
    wanted = reply.intent in ("recommend", "more") and reply.plan.kind == "recommend"
    return wanted and reply.type == "answer" and not reply.slate


def _relaxed(given_up: Relaxed, constraints: tuple[Constraint, ...]) -> Constraint:
    """The condition that was given up, as it stands in the state."""
    for constraint in constraints:
        if (constraint.field, constraint.op, constraint.value) == (given_up.field, given_up.op, given_up.value):
            return constraint
    return Constraint.model_validate({"field": given_up.field, "op": given_up.op, "value": given_up.value})


def _question(question: Question | None) -> AgentQuestion | None:
    """What was asked; whether an exclusion stays is a question about no field, since no value of it is asked for."""
    if question is None:
        return None
    field = question.field if question.field and question.clash is None else None
    return AgentQuestion(field=field, text=question.text, options=question.options)
