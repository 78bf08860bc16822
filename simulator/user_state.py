"""Where a simulated person stands in a dialogue: `UserState`, a value replaced every turn.

Knows what has come out, what was shown and how the person feels. Serialises whole, so that a dialogue can go on in
another process.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from catalog.constraint import Constraint


class Mindset(BaseModel):
    """How the person feels; each in [0, 1]."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    satisfaction: float = Field(default=0.5, ge=0, le=1)
    frustration: float = Field(default=0.0, ge=0, le=1)
    fatigue: float = Field(default=0.0, ge=0, le=1)


class UserState(BaseModel):
    """Everything that changes in a dialogue, on the person's side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: int = 0
    """User turns said so far."""
    mindset: Mindset = Mindset()
    said: tuple[Constraint, ...] = ()
    """Conditions that stand as said so far: what an attentive agent knows; `turn` is the user turn of each."""
    told: tuple[Constraint, ...] = ()
    """The true condition behind each of `said`, in the same order; another one where something false was said."""
    named: tuple[str, ...] = ()
    """Items from the past that were named."""
    asked: tuple[str, ...] = ()
    """Fields the agent asked about, in order, repeats kept."""
    shown: tuple[str, ...] = ()
    """Items shown so far, each once, in order."""
    slate: tuple[str, ...] = ()
    """Items shown last."""
    rejected: tuple[str, ...] = ()
    """Items turned down or said to be known."""
    passed: tuple[str, ...] = ()
    """Items of lists after which others were asked for."""
    asking: str | None = None
    """Item the person asked about before they decide on it."""
    known: tuple[str, ...] = ()
    """Items taken or said to be known in earlier sessions."""
    spent: float = 0.0
    """Effort so far, in the units of `Persona.patience`."""

    def unsaid(self, before: UserState) -> UserState:
        """This state as if nothing had been said since `before`."""
        words = ("said", "told", "named", "rejected", "passed")
        return self.model_copy(update={name: getattr(before, name) for name in words})
