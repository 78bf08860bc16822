"""How people differ: `Mix`, the distributions that personas and goals are drawn from.

Knows the file `persona_mix.json` and how a value is drawn from it. Does not know what a trait does, nor any item. That
file is the only place where such numbers stand; fitting them to people's dialogues means writing it anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from catalog.errors import ConfigError
from simulator.draws import Draws
from simulator.goal import GoalKind, Reveal
from simulator.persona import Persona

_FILE = Path(__file__).with_name("persona_mix.json")
T = TypeVar("T", bound=str | int)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MindChanges(_Part):
    """`share` of the goals of kind "constraints" change, in one of the user turns `turns`, in one of the ways `kinds`;
    `announced` of them are told."""

    share: float = Field(ge=0, le=1)
    announced: float = Field(ge=0, le=1)
    turns: tuple[int, ...]
    kinds: dict[Literal["swap", "add", "drop"], float]


class GoalMix(_Part):
    """What goals are made of. Roles are those of the catalog's schema, "exclusion" among them where said."""

    kinds: dict[GoalKind, float]
    conditions: dict[int, float]
    """How many conditions there are, at first."""
    asks: dict[str, float]
    """How often people ask by a role, relative to others."""
    exclusion: float = Field(ge=0, le=1)
    """How often something is excluded."""
    soft: dict[str, float]
    """How often a condition of a role is preferred only."""
    soft_worth: float
    """What meeting a preferred condition is worth, in deviations of utility."""
    reveal: dict[str, dict[Reveal, float]]
    """How conditions come out, by role; "default" for others, "impossible" for all of an impossible goal."""
    takes: dict[str, tuple[float, float]]
    """Lowest and highest share of the fitting items the person does not know that they would take."""
    examples: dict[GoalKind, tuple[float, ...]]
    """How often 0, 1, 2, … liked items are there to be named."""
    mood: dict[GoalKind, tuple[float, float]]
    """Least and greatest `Goal.mood` where an example is there to be named."""
    mind_change: MindChanges
    unsaid: tuple[str, ...]
    """Words in keywords that nobody asks for: judgements, matters of the trade, what is not said to a stranger."""


class Mix(_Part):
    """`personas`: per trait of `Persona`, equidistant quantiles from the least value to the greatest."""

    personas: dict[str, tuple[float, ...]]
    goals: GoalMix

    @field_validator("personas")
    @classmethod
    def _traits(cls, value: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
        if set(value) != set(Persona.model_fields):
            raise ValueError(f"quantiles are needed of exactly these traits: {', '.join(Persona.model_fields)}")
        if any(len(points) < 2 or list(points) != sorted(points) for points in value.values()):
            raise ValueError("quantiles are two numbers or more that never fall")
        return value


@cache
def fitted_mix() -> Mix:
    """The distributions in use."""
    return read_mix(_FILE)


def read_mix(path: Path) -> Mix:
    """The distributions of a file. ConfigError says what is wrong with it."""
    try:
        return Mix.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"the mix {str(path)!r} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{str(path)!r} is no mix of personas: {' '.join(str(error).split())}") from error


def draw_persona(mix: Mix, draws: Draws) -> Persona:
    """One persona, each trait drawn on its own; values are rounded to three digits."""
    return Persona(
        **{name: round(_quantile(points, draws.unit(0, f"persona:{name}")), 3) for name, points in mix.personas.items()}
    )


def draw_one(shares: Mapping[T, float], draws: Draws, purpose: str) -> T:
    """One of the keys, in proportion to its share; the last one of a share above 0 where rounding leaves none."""
    mark = draws.unit(0, purpose) * sum(shares.values())
    possible = [(key, share) for key, share in shares.items() if share > 0]
    for key, share in possible:
        mark -= share
        if mark < 0:
            return key
    return possible[-1][0]


def draw_count(shares: Sequence[float], draws: Draws, purpose: str) -> int:
    """A number from 0 on, in proportion to its share."""
    return draw_one(dict(enumerate(shares)), draws, purpose)


def _quantile(points: Sequence[float], unit: float) -> float:
    """The value at a place in [0, 1), linear between the points."""
    place = unit * (len(points) - 1)
    low = int(place)
    return points[low] + (points[low + 1] - points[low]) * (place - low)
