"""One condition on one field: `Constraint`.

Knows its shape and how it reads to a person. What it means on a column is in `catalog.columns`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

Op = Literal["eq", "ne", "lt", "le", "gt", "ge", "between", "any_of", "all_of", "none_of", "contains"]
Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]

_WORDS = {
    "eq": "is",
    "ne": "is not",
    "lt": "under",
    "le": "at most",
    "gt": "over",
    "ge": "at least",
    "between": "between",
    "any_of": "one of",
    "all_of": "all of",
    "none_of": "not",
    "contains": "mentions",
}


class Constraint(BaseModel):
    """A condition such as `runtime le 90`; hard ones must hold, soft ones are preferred."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    op: Op
    value: Value
    hard: bool = True
    turn: int = 0
    """The user's turn it came from; 0 before the dialogue."""

    @field_validator("value", mode="before")
    @classmethod
    def _lists_are_tuples(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @property
    def values(self) -> tuple[Scalar, ...]:
        """The value as a tuple, also when it is a single one."""
        return self.value if isinstance(self.value, tuple) else (self.value,)

    @property
    def negative(self) -> bool:
        """True for conditions that exclude values."""
        return self.op in ("ne", "none_of")

    def describe(self, label: str | None = None, unit: str | None = None) -> str:
        """The condition in words, for example "runtime at most 90 minutes"."""
        name = label or self.field.replace("_", " ")
        suffix = f" {unit}" if unit and unit != "year" else ""
        if self.op == "between":
            low, high = self.values
            return f"{name} between {plain(low)} and {plain(high)}{suffix}"
        if self.op == "any_of" and len(self.values) == 1:
            return f"{name} {plain(self.values[0])}{suffix}"
        joined = (" and " if self.op == "all_of" else " or ").join(plain(v) for v in self.values)
        return f"{name} {_WORDS[self.op]} {joined}{suffix}"


def plain(value: Scalar) -> str:
    """A value as a person writes it: no trailing ".0", yes and no for flags."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
