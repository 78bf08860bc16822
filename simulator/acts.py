"""What a simulated person does in a turn, apart from words: `UserAct` and `UserTurn`.

Knows the kinds of acts and what each carries. Who decides on them is `simulator.core`; how they read is for the voices.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.constraint import Constraint

ActKind = Literal[
    "greet",
    "request",
    "require",
    "drop",
    "like",
    "dislike",
    "accept",
    "reject",
    "seen",
    "unseen",
    "inquire",
    "dont_know",
    "dont_mind",
    "more",
    "ask_back",
    "chat",
    "thanks",
    "leave",
]
"""Hello; asks for something; says a condition (in answer to a question or not); takes one back; names an item they like
or do not (`item`); takes one of the list (`place`); turns one or all of the list down (`place` or none), saying which
condition it goes against (`constraint`) or not; has seen one (`place`) and liked it or not (`liked`); has not seen one
(`place`), which speaks neither for nor against it; asks about one (`place`, `field`); has no answer to a question about
`field`; does not mind about `field`; wants other items; asks what was meant by a question; off topic; thanks; ends the
talk (`why`)."""
Why = Literal["satisfied", "nothing_fits", "out_of_patience", "annoyed"]


class UserAct(BaseModel):
    """One act; what does not belong to its kind is None."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ActKind
    constraint: Constraint | None = None
    item: str | None = None
    """Id of an item from the person's past; never the target."""
    place: int | None = Field(default=None, ge=1)
    """Place on the list just shown, from 1."""
    field: str | None = None
    liked: bool | None = None
    why: Why | None = None


class UserTurn(BaseModel):
    """The acts of one message, in the order in which they are said; never empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acts: tuple[UserAct, ...] = Field(min_length=1)

    @property
    def leaves(self) -> bool:
        """Whether the dialogue ends with it: something was taken, or the person goes."""
        return any(act.kind in ("accept", "leave") for act in self.acts)

    def of(self, kind: ActKind) -> tuple[UserAct, ...]:
        """The acts of one kind."""
        return tuple(act for act in self.acts if act.kind == kind)
