"""The tool contract: `Tool`, `ToolContext`, `ToolResult` and the decorator `tool`.

Knows what a plan may call and what a call gets and gives. Knows nothing about language models or dialogues:
everything a tool may read is in its context, everything it changes is in its result.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, get_type_hints

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError, WithJsonSchema, create_model

from catalog.errors import PluginError, ToolFailed
from recommenders.profile import UserProfile
from recommenders.workspace import Workspace
from tools.candidates import Candidates

Effect = Literal["filter", "retrieve", "rank", "lookup", "ask"]
ItemId = Annotated[str, WithJsonSchema({"type": "string", "format": "item-id"})]
"""An argument that is the id of an item; a planner that knows items by title or place has them put in its stead."""


class Arguments(BaseModel):
    """Base of every tool's arguments: unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class ToolContext:
    """What a tool may read: the workspace, the candidates so far, the person's profile, and rows (bool[n])
    that must not be recommended (seen, rejected, unwanted)."""

    workspace: Workspace
    candidates: Candidates
    profile: UserProfile = field(default_factory=UserProfile)
    excluded: NDArray[np.bool_] | None = None
    seed: int = 0


@dataclass(frozen=True)
class ToolResult:
    """`candidates` go on to the next step; `facts` answer a question; `summary` is one short line for people
    and models (never ids, never raw item text)."""

    candidates: Candidates
    summary: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class Tool(ABC):
    """Something a plan may call. Subclasses set the class variables and implement `run`."""

    name: ClassVar[str]
    description: ClassVar[str]
    effect: ClassVar[Effect]
    Arguments: ClassVar[type[Arguments]]

    @abstractmethod
    def run(self, args: Any, context: ToolContext) -> ToolResult:
        """Do the work for validated arguments; raise ToolFailed when it cannot be done."""

    def call(self, args: Mapping[str, Any], context: ToolContext) -> ToolResult:
        """Validate `args` and run; ToolFailed names the argument that is wrong. The funnel is kept here."""
        try:
            parsed = self.Arguments.model_validate(dict(args))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "arguments"
            raise ToolFailed(f"{self.name}: {where}: {first['msg']}") from None
        before = context.candidates
        result = self.run(parsed, context)
        after = result.candidates
        narrows = self.effect in ("filter", "retrieve", "rank") or after is not before
        if narrows and len(after.funnel) == len(before.funnel):
            after = after.entered(len(before.funnel) + 1, before).logged(self.name, len(before))
        return ToolResult(after, result.summary, result.facts)


def tool(
    function: Callable[..., Any] | None = None, *, effect: Effect = "filter", name: str | None = None
) -> Any:
    """Make a function a tool: `@tool(effect="filter") def cheap(context: ToolContext, price: float) -> …`.

    The first parameter takes the context; the others become the arguments, their annotations checked by
    pydantic. The docstring's first line is the description. The function returns Candidates or a ToolResult.
    """

    def make(target: Callable[..., Any]) -> Tool:
        hints = get_type_hints(target, include_extras=True)
        parameters = list(inspect.signature(target).parameters.values())
        if not parameters or not (target.__doc__ or "").strip():
            raise PluginError(f"tool {target.__name__!r} needs a context parameter and a docstring")
        fields: dict[str, Any] = {
            p.name: (hints.get(p.name, str), ... if p.default is p.empty else p.default) for p in parameters[1:]
        }
        arguments = create_model(f"{target.__name__}_arguments", __base__=Arguments, **fields)

        def run(self: Tool, args: Arguments, context: ToolContext) -> ToolResult:
            out = target(context, **{key: getattr(args, key) for key in fields})
            if isinstance(out, ToolResult):
                return out
            if isinstance(out, Candidates):
                return ToolResult(out, f"{len(out)} candidates")
            raise ToolFailed(f"{self.name}: returned {type(out).__name__}, not Candidates or ToolResult")

        body = {
            "name": name or target.__name__,
            "description": (target.__doc__ or "").strip().splitlines()[0],
            "effect": effect,
            "Arguments": arguments,
            "run": run,
            "__doc__": target.__doc__,
        }
        made: Tool = type(target.__name__, (Tool,), body)()
        return made

    return make if function is None else make(function)
