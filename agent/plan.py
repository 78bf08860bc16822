"""A validated plan: `Plan`, its `Step`s and the `Question` it may ask.

Knows the shape of plans only; which tools exist is the executor's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.constraint import Constraint

MAX_STEPS = 12


@dataclass(frozen=True)
class Question:
    """A question to the person, with answers to choose from."""

    field: str
    text: str
    options: tuple[str, ...]
    clash: Constraint | None = None
    """The exclusion that the question is about, where it asks whether that stays."""


class Step(BaseModel):
    """One tool call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


class Plan(BaseModel):
    """What to do about a message: run `steps` and recommend or answer from them, ask `question`, or just talk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["recommend", "ask", "answer", "chat"]
    steps: tuple[Step, ...] = Field(default=(), max_length=MAX_STEPS)
    question: Question | None = None
    """A question of the planner's own; without one, the tool `suggest_question` may have found one."""
