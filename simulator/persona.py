"""How a simulated person is: `Persona`, traits that do not change in a dialogue.

Knows traits and their ranges. Where they are drawn from is `simulator.fitted`; what they do is in `simulator.core` and
the voices.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

Share = Field(ge=0, le=1)


class Persona(BaseModel):
    """Traits; shares and probabilities lie in [0, 1]."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patience: float = Field(default=8.0, gt=0)
    """Effort the person is ready to spend: a turn costs something, a bad list or a tiresome question more."""
    disclosure: float = Field(default=0.6, ge=0, le=1)
    """How likely a condition they would volunteer is said in a turn, and that a rejection says why."""
    dont_know: float = Field(default=0.15, ge=0, le=1)
    """How often a question about something they have no wish for gets "I don't know" instead of "I don't mind", and one
    about something they do have a wish for gets no answer."""
    noise: float = Field(default=0.0, ge=0, le=1)
    """How often an answer or a reason is not true to what they want."""
    novelty: float = Field(default=0.3, ge=0, le=1)
    """How much they mind what everybody knows."""
    verbosity: float = Field(default=0.5, ge=0, le=1)
    typos: float = Field(default=0.02, ge=0, le=1)
    """Share of words with a slip of the finger."""
    slang: float = Field(default=0.2, ge=0, le=1)
    curiosity: float = Field(default=0.1, ge=0, le=1)
    """How often they ask about an item before they decide."""
    politeness: float = Field(default=0.5, ge=0, le=1)
    attention: float = Field(default=0.9, ge=0, le=1)
    """Chance that the next item of a list is looked at, given the one before was (position bias)."""
