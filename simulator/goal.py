"""What a simulated person is after: `Goal`, its `Wanted` conditions and when they come out.

Knows the shape only. Who decides by it is `simulator.core`, who judges by it `simulator.judge`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from catalog.constraint import Constraint

GoalKind = Literal["target", "constraints", "exploratory", "impossible"]
"""One item they cannot name; anything that meets conditions and taste; a look around by taste; conditions that no item
meets, where the right answer is to say so."""
Reveal = Literal["volunteer", "on_ask", "hidden"]
"""Said unasked; said when asked about it; shown only by turning down what goes against it."""


class Wanted(BaseModel):
    """A condition and how it comes out; the constraint itself says whether it is hard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    constraint: Constraint
    reveal: Reveal = "volunteer"


class MindChange(BaseModel):
    """From user turn `turn` on (1 is the first) the conditions at the places `drop` no longer count and `add` do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: int = Field(ge=2)
    drop: tuple[int, ...] = ()
    add: tuple[Wanted, ...] = ()
    announced: bool = True
    """Whether the person says so; else it shows in what they turn down."""


class Goal(BaseModel):
    """What is looked for. `target` is an item id, known to core and judge only; `examples` are ids of items the person
    knows and likes and may name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: GoalKind
    wanted: tuple[Wanted, ...] = ()
    target: str | None = None
    examples: tuple[str, ...] = ()
    least_utility: float = 0.0
    """An item that meets every hard condition is taken if its utility to the person is at least this."""
    mood: float = Field(default=0.0, ge=0)
    """How much likeness to the examples counts now, beside the person's taste at large, which counts 1."""
    mind_change: MindChange | None = None

    @model_validator(mode="after")
    def _whole(self) -> Goal:
        if (self.kind == "target") != (self.target is not None):
            raise ValueError("a goal has a target if, and only if, its kind is 'target'")
        if self.mind_change and any(not 0 <= place < len(self.wanted) for place in self.mind_change.drop):
            raise ValueError("a change of mind drops conditions by their place in `wanted`, counted from 0")
        return self

    def wanted_at(self, turn: int) -> tuple[Wanted, ...]:
        """The conditions that count in user turn `turn`."""
        change = self.mind_change
        if change is None or turn < change.turn:
            return self.wanted
        return (*(w for place, w in enumerate(self.wanted) if place not in change.drop), *change.add)
