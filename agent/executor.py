"""Running a plan: its steps in order on the candidate bus.

Knows the tools by name and how candidates pass from step to step. Knows nothing about dialogue or wording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from agent.plan import Plan, Step
from agent.reply import Fault
from agent.state import DialogueState
from catalog.columns import Mask
from catalog.errors import CatalogError, ToolFailed
from recommenders.profile import UserProfile
from recommenders.workspace import Workspace
from tools.candidates import Candidates
from tools.tool import Tool, ToolContext, ToolResult

Listener = Callable[[Step, ToolResult | None], None]


@dataclass(frozen=True)
class Outcome:
    """What a plan led to: the candidates, the facts by tool name, and what went wrong on the way."""

    candidates: Candidates
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def execute(
    plan: Plan,
    state: DialogueState,
    workspace: Workspace,
    tools: Mapping[str, Tool],
    listen: Listener,
    allowed: Mask | None = None,
) -> Outcome:
    """Run the steps in order. A step that fails is a fault and the next one goes on with what there is.

    `listen` is called before each step (without a result) and after it (None again if it failed).
    `allowed`, bool[n items], is what house rules leave.
    """
    context = tool_context(state, workspace, allowed)
    facts: dict[str, Mapping[str, Any]] = {}
    faults: list[Fault] = []
    for step in plan.steps:
        listen(step, None)
        tool = tools.get(step.tool)
        if tool is None:
            known = ", ".join(sorted(tools))
            faults.append(Fault("unknown_tool", f"no tool {step.tool!r}; the tools are: {known}"))
            continue
        try:
            result = tool.call(step.args, context)
        except (ToolFailed, CatalogError) as error:
            faults.append(Fault("tool_failed", str(error)))
            continue
        listen(step, result)
        context = replace(context, candidates=result.candidates)
        if result.facts:
            facts[step.tool] = result.facts
    return Outcome(context.candidates, facts, tuple(faults))


def tool_context(state: DialogueState, workspace: Workspace, allowed: Mask | None = None) -> ToolContext:
    """What tools may read in this dialogue: everything is a candidate but what must not come back and what
    is not `allowed`."""
    catalog = workspace.catalog
    excluded = np.zeros(len(catalog), dtype=bool) if allowed is None else ~allowed
    excluded[[catalog.row_of(i) for i in state.excluded if i in catalog]] = True
    return ToolContext(
        workspace=workspace,
        candidates=Candidates.everything(len(catalog)),
        profile=profile_of(state, workspace),
        excluded=excluded,
        seed=state.turn,
    )


def profile_of(state: DialogueState, workspace: Workspace) -> UserProfile:
    """The person as rankers see them: liked items are the history.

    What was only passed over stays out of the slate and says nothing of what is like it: taken for dislikes, ten items
    nobody wanted cost the next slate more right items than they spare it (`benchmarks/interests_and_rounds.py`).
    """
    catalog = workspace.catalog

    def rows(ids: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(catalog.row_of(i) for i in ids if i in catalog)

    return UserProfile(history=rows(state.liked), liked=rows(state.liked), disliked=rows(state.disliked))
