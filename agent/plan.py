"""A validated plan: `Plan` and `Step`.

Knows the shape of plans only; which tools exist is the executor's business.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_STEPS = 12


class Step(BaseModel):
    """One tool call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


class Plan(BaseModel):
    """What to do about a message: run `steps` and recommend or answer from them, or just talk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["recommend", "ask", "answer", "chat"]
    steps: tuple[Step, ...] = Field(default=(), max_length=MAX_STEPS)
