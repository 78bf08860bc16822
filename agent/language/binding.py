"""What the dialogue state adds to a planner's steps: `bind`.

Knows that conditions, wishes and dislikes of the state go into every step that takes them, and that a recommendation
needs a step that filters and one that ranks. Knows nothing about models.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.embedded.planner import expanded
from agent.language.resolve import supplied_by_state
from agent.plan import MAX_STEPS, Plan, Step
from agent.reply import constraint_json
from agent.state import DialogueState
from tools.tool import Tool

_SEARCH, _RANK = "search_items", "rank_items"


def bind(plan: Plan, state: DialogueState, tools: Mapping[str, Tool]) -> Plan:
    """The plan as it runs in this state, which is the one after the message."""
    steps = list(plan.steps)
    if plan.kind == "recommend":
        taking = [step for step in steps if supplied_by_state(tools[step.tool])]
        if not taking and (state.constraints or not steps):
            steps.insert(0, Step(tool=_SEARCH))
        if not any(tools[step.tool].effect == "rank" for step in steps):
            steps.append(Step(tool=_RANK))
    if len(steps) > MAX_STEPS:
        steps = [*steps[: MAX_STEPS - 1], steps[-1]]
    return plan.model_copy(update={"steps": tuple(_bound(step, state, tools[step.tool]) for step in steps)})


def _bound(step: Step, state: DialogueState, tool: Tool) -> Step:
    names = tool.Arguments.model_fields
    args: dict[str, Any] = dict(step.args)
    if state.constraints:
        for name in supplied_by_state(tool):
            args[name] = [{**constraint_json(c), "turn": c.turn} for c in state.constraints]
    if "wish" in names and not args.get("wish") and state.wish:
        args["wish"] = expanded(state.wish)
    if "avoid" in names and not args.get("avoid") and state.avoid:
        args["avoid"] = state.avoid
    return step.model_copy(update={"args": args})
