"""The calls of a model that goes step by step, made one at a time: `Workbench`.

Knows what the calls for one message amount to so far: a draft, and the candidates it leads to. Every call is answered
in sentences and quoted data, whatever goes wrong. Knows nothing about models or about who makes the calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import ValidationError

from agent.changes import apply, next_turn
from agent.executor import tool_context
from agent.language.binding import bind
from agent.language.draft import Draft, DraftStep
from agent.language.quarantine import held_back
from agent.language.resolve import Resolved, item_arguments, resolve, supplied_by_state
from agent.language.stepwise.react_tools import ENDED, FINISH, NOTE, NOTED
from agent.language.stepwise.tool_result import told_result
from agent.language.templates import as_json
from agent.plan import MAX_STEPS, Plan, Step
from agent.state import DialogueState
from catalog.errors import CatalogError, ToolFailed
from recommenders.workspace import Workspace
from tools.tool import Tool, ToolResult

_STEP = re.compile(r"^step \d+ \((\w+)\)")
_LONGEST = 400
"""Characters of a sentence about what was wrong."""


class Told(NamedTuple):
    """What a call is answered with; not `good` where nothing was done."""

    text: str
    good: bool = True


class Workbench:
    """Takes the calls for one message, one at a time. `state` is the one before the message."""

    def __init__(self, message: str, state: DialogueState, workspace: Workspace, tools: Mapping[str, Tool]) -> None:
        self.finished = False
        self.repeats = 0
        """Calls that only said again what had been done."""
        self._message = message
        self._before = state
        self._workspace = workspace
        self._tools = tools
        self._noted: dict[str, Any] = {}
        self._refused: dict[str, Any] | None = None
        """What would be noted had the last note been right."""
        self._ended: dict[str, Any] = {}
        self._steps: list[DraftStep] = []
        self._plan: list[Step] = []
        self._made: dict[str, Told] = {}
        self._after = self._state()
        self._context = tool_context(self._after, workspace)

    @property
    def draft(self) -> Draft | None:
        """What the calls amount to; None while they amount to nothing: not ended, and no step made."""
        if not (self.finished or self._steps):
            return None
        noted = self._noted if self._refused is None or self.finished else self._refused
        ended = self._ended if self.finished else {"intent": self._likely()}
        return self._drafted(noted, ended)

    def call(self, name: str, args: Mapping[str, Any]) -> Told:
        """Make a call, whatever its name and arguments, and tell what came of it; raises for nothing in them."""
        key = json.dumps([name, args], sort_keys=True, default=str)
        earlier = self._made.get(key)
        if earlier is not None and earlier.good:
            self.repeats += 1
            return Told("You made this very call before, and it counts. Go on, or call finish.", good=False)
        insists = earlier is not None
        if name == NOTE:
            told = self._note(args, insists)
        elif name == FINISH:
            told = self._finish(args, insists)
        elif name in self._tools:
            told = self._run(self._tools[name], args, insists)
        else:
            told = _problem(f"there is no tool {name[:40]!r}; the tools are: {', '.join((NOTE, *self._tools, FINISH))}")
        self.repeats += insists and not told.good
        self._made[key] = told
        return told

    def _note(self, args: Mapping[str, Any], insists: bool) -> Told:
        if foreign := _foreign(args, NOTED) or ("nothing to note" if not args else ""):
            return _problem(f"nothing was noted: {foreign}")
        noted = {**self._noted, **args}
        try:
            resolved = self._resolved(self._drafted(noted, {"intent": "recommend"}))
        except ValidationError as error:
            return _problem(f"nothing was noted: {_first(error)}")
        wrong, unknown = _sorted(resolved)
        if wrong and not insists:
            self._refused = noted
            return _problem(
                f"nothing was noted: {'; '.join(wrong)}. "
                "Note it corrected, or just the same if that is what the person said"
            )
        self._noted, self._refused = noted, None
        self._made.clear()
        self._restart()
        mask = self._workspace.catalog.mask(self._after.hard)
        if self._context.excluded is not None:
            mask = mask & ~self._context.excluded
        told = f"Noted. {int(mask.sum())} items meet all conditions and may be shown."
        return Told(f"{told}\nUnknown: {as_json(unknown)}" if unknown else told)

    def _finish(self, args: Mapping[str, Any], insists: bool) -> Told:
        if foreign := _foreign(args, ENDED):
            return _problem(f"not finished: {foreign}")
        try:
            draft = self._drafted(self._noted, dict(args))
        except ValidationError as error:
            return _problem(f"not finished: {_first(error)}")
        plain = draft.model_copy(update={"require": (), "drop": (), "feelings": (), "like": (), "steps": ()})
        wrong, _ = _sorted(self._resolved(plain))
        if self._refused is not None:
            wrong.insert(0, "your last note was refused, so nothing of it counts")
        if wrong and not insists:
            return _problem(f"not finished: {'; '.join(wrong)}. Mend it, or finish just the same")
        self._ended, self.finished = dict(args), True
        return Told("Finished.")

    def _run(self, tool: Tool, args: Mapping[str, Any], insists: bool) -> Told:
        if len(self._steps) == MAX_STEPS:
            return _problem(f"that is more than {MAX_STEPS} steps; call finish")
        if given := [name for name in supplied_by_state(tool) if name in args]:
            return _problem(f"{tool.name} takes no {given[0]} from you; note conditions, and every search applies them")
        said = DraftStep(tool=tool.name, args=dict(args))
        resolved = self._resolved(Draft(intent="recommend", steps=(said,)))
        steps = resolved.understanding.plan.steps if resolved.understanding.plan else ()
        if not steps or (resolved.problems and not insists):
            return _problem("; ".join(_STEP.sub(r"\1", problem) for problem in resolved.problems))
        before = self._context.candidates
        try:
            result = self._applied(steps[0])
        except (ToolFailed, CatalogError) as error:
            return _problem(str(error))
        self._steps.append(said)
        self._plan.append(steps[0])
        self._after = self._state()  # a wish given to a step is a wish of the person
        return Told(told_result(tool, result, before, self._workspace.catalog))

    def _applied(self, step: Step) -> ToolResult:
        """Run a step on the candidates, with what the state adds to it."""
        bound = bind(Plan(kind="answer", steps=(step,)), self._after, self._tools).steps[0]
        result = self._tools[step.tool].call(bound.args, self._context)
        self._context = replace(self._context, candidates=result.candidates)
        return result

    def _restart(self) -> None:
        """Begin with all candidates again, in the state as it is now, and make the steps once more."""
        self._after = self._state()
        self._context = tool_context(self._after, self._workspace)
        for step in self._plan:
            try:
                self._applied(step)
            except (ToolFailed, CatalogError):
                continue  # the plan's own run will say so

    def _state(self) -> DialogueState:
        """The state after the message, as far as it is noted."""
        changes = self._resolved(self._drafted(self._noted, {"intent": "recommend"})).understanding.changes
        return apply(changes, next_turn(self._before))

    def _resolved(self, draft: Draft) -> Resolved:
        return resolve(draft, self._message, self._before, self._workspace, self._tools)

    def _drafted(self, noted: Mapping[str, Any], ended: Mapping[str, Any]) -> Draft:
        """The draft of all parts; ValidationError where one of them does not fit."""
        facts = ended.get("intent") in ("lookup", "compare", "why") and not ended.get("about")
        about = {"about": self._asked_about()} if facts else {}
        return Draft.model_validate({**noted, **ended, **about, "steps": tuple(self._steps)})

    def _asked_about(self) -> tuple[str, ...]:
        """The items that facts were looked up of: they are what a question is about."""
        found: list[str] = []
        for step in self._steps:
            tool = self._tools[step.tool]
            for name in item_arguments(tool) if tool.effect == "lookup" else ():
                given = step.args.get(name, ())
                found += [str(item) for item in given] if isinstance(given, list | tuple) else [str(given)]
        return tuple(dict.fromkeys(found))[:10]

    def _likely(self) -> str:
        """What the message wanted, told by the steps alone."""
        effects = {self._tools[step.tool].effect for step in self._steps}
        if effects & {"filter", "retrieve", "rank"}:
            return "recommend"
        return "lookup" if "lookup" in effects else "ask"


def _problem(text: str) -> Told:
    return Told(f"Problem: {as_json(held_back(text[:_LONGEST]))}", good=False)


def _sorted(resolved: Resolved) -> tuple[list[str], list[str]]:
    """What a model had wrong, and what is only a name that the person used and the catalog does not have."""
    names = [repr(name[:80]) for name in resolved.understanding.unknown]
    unknown = [problem for problem in resolved.problems if any(name in problem for name in names)]
    return [problem for problem in resolved.problems if problem not in unknown], unknown


def _foreign(args: Mapping[str, Any], known: tuple[str, ...]) -> str:
    """What is wrong with arguments that have a name of their own; empty if none has."""
    other = next((name for name in args if name not in known), None)
    return "" if other is None else f"there is no {other[:40]!r} here, only: {', '.join(known)}"


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where[:80]}: {first['msg']}"
