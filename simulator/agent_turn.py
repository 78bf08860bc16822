"""What an agent under test said in a turn, in one shape for all of them: `AgentTurn`.

Knows what people, judge and scores read of a reply. How an agent came to it is not known here.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.constraint import Constraint

AgentKind = Literal["recommend", "ask", "answer", "chat"]


class AgentQuestion(BaseModel):
    """A question about a field of the catalog; `field` is None where it asks for anything else."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str | None
    text: str
    options: tuple[str, ...] = ()


class AgentTurn(BaseModel):
    """One reply. `slate` holds catalog ids in order; titles in the text count for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    kind: AgentKind
    slate: tuple[str, ...] = ()
    question: AgentQuestion | None = None
    relaxed: tuple[Constraint, ...] = ()
    """Conditions that the agent says it did not keep."""
    held: tuple[Constraint, ...] | None = None
    """The hard conditions the agent goes by after this turn; None for an agent that does not tell."""
    abstained: bool = False
    """The agent says that nothing fits what was asked for, and shows nothing."""
    faults: tuple[str, ...] = ()
    """Kinds of what went wrong on its side and was survived."""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """US dollars, where prices are known."""
    ms: float = Field(default=0.0, exclude=True)
    """Time the reply took; kept apart from the record, which is the same in every run."""
