"""From a model's `Draft` to what the agent works with: `resolve`, an `Understanding` with its plan.

Knows how every part of a draft becomes changes and steps, and says what was wrong with it in sentences for the planner.
What can be mended without asking again is mended; nothing is guessed. Knows nothing about prompts or endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from agent.changes import Change, Drop, Feel, Focus, Refer, Require, Reset, Settle, Size, Undo, Wish
from agent.language.draft import Draft, DraftStep
from agent.language.grounding import Grounding
from agent.language.items import Items, Meant
from agent.language.quarantine import holds_markup
from agent.lasting import forgets_everything
from agent.plan import Plan, Question, Step
from agent.state import DialogueState
from agent.understanding import Intent, Understanding
from catalog.columns import CategoryColumn
from catalog.constraint import Constraint
from recommenders.workspace import Workspace
from tools.tool import Arguments, Tool

_KINDS = {
    "recommend": "recommend", "more": "recommend", "ask": "ask", "lookup": "answer", "compare": "answer",
    "why": "answer", "saved": "answer", "known": "answer",
}  # fmt: skip
_TOLD = 3
"""Unknown names a reply mentions at most."""


@dataclass(frozen=True)
class Resolved:
    """The understanding that is the best reading of a draft, and what the planner should hear about it."""

    understanding: Understanding
    problems: tuple[str, ...] = ()


def resolve(
    draft: Draft, message: str, state: DialogueState, workspace: Workspace, tools: Mapping[str, Tool]
) -> Resolved:
    """What a draft means in this catalog after the dialogue so far; `state` is the one before the message."""
    return _Resolving(draft, message, state, workspace, tools).resolved()


@dataclass
class _Resolving:
    """One draft on its way."""

    draft: Draft
    message: str
    state: DialogueState
    workspace: Workspace
    tools: Mapping[str, Tool]
    problems: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unclear: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.catalog = self.workspace.catalog
        self.grounding = Grounding(self.catalog)
        self.items = Items(self.message, self.state, self.catalog, self.workspace.linker)

    def resolved(self) -> Resolved:
        about = self._meant(self.draft.about)
        changes = [*self._backwards(), *self._conditions(), *self._wishes(), *self._feelings()]
        if about:
            changes.append(Focus(item=about[-1]))
        if self.draft.size is not None:
            changes.append(Size(size=self.draft.size))
        steps = self._steps()
        kind = _KINDS.get(self.draft.intent, "chat")
        intent: Intent = "recommend" if self.draft.intent == "ask" else self.draft.intent
        if self.draft.start_over and not self._says_something():
            intent, kind = "reset", "chat"
        plan = Plan(kind=kind, steps=tuple(steps), question=self._question())  # type: ignore[arg-type]
        understanding = Understanding(
            intent=intent,
            changes=tuple(changes),
            subjects=tuple(about),
            fields=self._fields(),
            unclear_titles=tuple(self.unclear),
            unknown=tuple(dict.fromkeys(self.unknown))[:_TOLD],
            plan=plan,
            summary=self.draft.summary,
        )
        return Resolved(understanding, tuple(dict.fromkeys(self.problems)))

    def _says_something(self) -> bool:
        draft = self.draft
        return bool(draft.require or draft.wish or draft.avoid or draft.feelings or draft.like or draft.steps)

    def _meant(self, references: tuple[str, ...]) -> list[str]:
        meant = self.items.meant(references)
        self._note(meant)
        return meant.ids

    def _note(self, meant: Meant) -> None:
        self.problems += meant.problems
        self.unknown += meant.unknown
        self.unclear += [pair for pair in meant.unclear if pair not in self.unclear]

    def _backwards(self) -> list[Change]:
        """What no longer counts."""
        changes: list[Change] = [Settle()] if self.state.pending is not None and self.state.pending.field else []
        if self.draft.undo:
            changes.append(Undo())
        if self.draft.start_over:
            changes.append(Reset(person=forgets_everything(self.message)))
        elif self.draft.new_topic:
            changes += [Wish(text="", replace=True), Wish(text="", avoid=True, replace=True), Refer(items=())]
        names = {f.name for f in self.catalog.schema.fields}
        for gone in self.draft.drop:
            if gone.field not in names:
                self.problems.append(f"there is no field {gone.field!r} to drop")
                continue
            column = self.catalog.column(gone.field)
            values: tuple[str, ...] = gone.values
            if isinstance(column, CategoryColumn):
                schema = self.catalog.schema.field(gone.field)
                values = tuple(v for said in values for v in self.grounding.values_of(schema, column, said) or [said])
            changes.append(Drop(field=gone.field, values=values))
        return changes

    def _conditions(self) -> list[Change]:
        changes: list[Change] = []
        for said in self.draft.require:
            grounded = self.grounding.condition(said, self.state.turn + 1)
            if grounded.problem:
                self.problems.append(grounded.problem)
                self.unknown += [value for value in grounded.lost if value.lower() in self.message.lower()]
            changes += [Require(constraint=constraint) for constraint in grounded.constraints]
        return changes

    def _wishes(self) -> list[Change]:
        changes: list[Change] = []
        in_steps = (step.args.get("wish") for step in self.draft.steps)
        wish = self.draft.wish or next((text for text in in_steps if isinstance(text, str) and text), "")
        if wish.strip() and not holds_markup(wish):
            changes.append(Wish(text=" ".join(wish.split())))
        if self.draft.avoid.strip() and not holds_markup(self.draft.avoid):
            changes.append(Wish(text=" ".join(self.draft.avoid.split()), avoid=True))
        return changes

    def _feelings(self) -> list[Change]:
        changes: list[Change] = []
        for felt in self.draft.feelings:
            meant = self.items.meant((felt.item,))
            if felt.feeling == "seen" and meant.unclear:
                # Whichever was meant, none of them should come.
                meant.ids += [i for _, ids in meant.unclear for i in ids]
                meant.unclear.clear()
            self._note(meant)
            if meant.ids:
                changes.append(Feel(items=tuple(meant.ids), feeling=felt.feeling))
        if self.draft.like:
            meant = self.items.meant(self.draft.like)
            self._note(meant)
            models = meant.ids or [i for _, ids in meant.unclear for i in ids]
            changes += [Refer(items=tuple(models))] if models else []
        return changes

    def _fields(self) -> tuple[str, ...]:
        names = {f.name for f in self.catalog.schema.attributes}
        self.problems += [f"there is no field {name!r} to look up" for name in self.draft.fields if name not in names]
        return tuple(name for name in self.draft.fields if name in names)

    def _question(self) -> Question | None:
        """The question the planner wants to ask, with those answers that the catalog can tell apart."""
        asked = self.draft.question
        if asked is None:
            return None
        if asked.field not in {f.name for f in self.catalog.schema.fields if f.role not in ("id", "title")}:
            self.problems.append(f"the question is about {asked.field!r}, which is no field")
            return None
        if holds_markup(asked.text):
            self.problems.append("the question holds a link or markup; ask in plain words")
            return None
        options = tuple(option for option in asked.options if not holds_markup(option))
        column = self.catalog.column(asked.field)
        if isinstance(column, CategoryColumn):
            schema = self.catalog.schema.field(asked.field)
            known = (value for said in options for value in self.grounding.values_of(schema, column, said))
            options = tuple(dict.fromkeys(known))
        return Question(asked.field, " ".join(asked.text.split()), options)

    def _steps(self) -> list[Step]:
        steps = []
        for number, said in enumerate(self.draft.steps, start=1):
            tool = self.tools.get(said.tool)
            if tool is None:
                self.problems.append(f"there is no tool {said.tool!r}; the tools are: {', '.join(self.tools)}")
                continue
            args = self._arguments(number, said, tool)
            if args is not None:
                steps.append(Step(tool=said.tool, args=args))
        return steps

    def _arguments(self, number: int, said: DraftStep, tool: Tool) -> dict[str, Any] | None:
        """The step's arguments with ids for references, checked; None where the step cannot run."""
        supplied = supplied_by_state(tool)
        args = {name: value for name, value in said.args.items() if name not in supplied}
        for name in item_arguments(tool):
            if name in args:
                many = isinstance(args[name], (list, tuple))
                ids = self._meant(tuple(str(v) for v in (args[name] if many else [args[name]])))
                if not ids:
                    return None
                args[name] = ids if many else ids[0]
        try:
            tool.Arguments.model_validate(args)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "arguments"
            self.problems.append(f"step {number} ({tool.name}): {where}: {first['msg']}")
            return None
        return args


def supplied_by_state(tool: Tool) -> tuple[str, ...]:
    """The tool's arguments that are conditions: the dialogue state has them, no planner repeats them."""
    fields = tool.Arguments.model_fields
    return tuple(name for name, info in fields.items() if info.annotation == tuple[Constraint, ...])


def item_arguments(tool: Tool) -> tuple[str, ...]:
    """The tool's arguments that are ids of items."""
    return _item_arguments(tool.Arguments)


@lru_cache(maxsize=256)
def _item_arguments(arguments: type[Arguments]) -> tuple[str, ...]:
    properties = arguments.model_json_schema().get("properties", {})
    return tuple(name for name, part in properties.items() if "item-id" in _formats(part))


def _formats(part: Mapping[str, Any]) -> tuple[Any, Any]:
    return part.get("format"), part.get("items", {}).get("format")
