"""The state of one dialogue as a value: `DialogueState`.

Knows what was said, shown and felt so far, and how things stood before, for going back. It is replaced, never mutated;
how a message changes it is in `agent.changes`. Knows nothing about words or tools.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated

from pydantic import Field as PydanticField

from agent.profile import Profile
from agent.usage import Usage
from catalog.constraint import Constraint

SLATE_SIZE = 5
_STANDING = (
    "constraints", "wishes", "avoids", "liked", "disliked", "seen", "rejected", "saved", "similar_to",
)  # fmt: skip


@dataclass(frozen=True)
class Pending:
    """A question that waits for its answer: about a field, or (`items`) about which item was meant."""

    field: str
    text: str
    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    fields: tuple[str, ...] | None = None
    """What was asked about those items, if something was."""
    clash: Constraint | None = None
    """The exclusion that an item the person likes goes against, where it is asked whether it stays."""


@dataclass(frozen=True)
class Exchange:
    """What was said in one turn: the person's words and ours before the slate."""

    said: str
    replied: str


@dataclass(frozen=True)
class Said:
    """A wish (or what is to be avoided) and the turn in which it was last said."""

    text: str
    turn: int


@dataclass(frozen=True)
class Standing:
    """What had been said when a turn began: what undo goes back to. Two are equal where the same was said."""

    turn: int = field(compare=False)
    constraints: tuple[Constraint, ...] = ()
    wishes: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    similar_to: tuple[str, ...] = ()
    slate: tuple[str, ...] = field(default=(), compare=False)

    @property
    def wanted(self) -> tuple[object, ...]:
        """What was asked for, feelings about items aside."""
        return self.constraints, self.wishes, self.avoids, self.similar_to


@dataclass(frozen=True)
class DialogueState:
    """Everything the agent knows in this dialogue; items are catalog ids, oldest first."""

    turn: int = 0
    constraints: tuple[Constraint, ...] = ()
    wishes: tuple[str, ...] = ()
    """What the person feels like, in their own words."""
    avoids: tuple[str, ...] = ()
    """What the person does not feel like, beyond constraints."""
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    slate: tuple[str, ...] = ()
    """What is on the table now; positions ("the second one") count in it."""
    similar_to: tuple[str, ...] = ()
    """Items the next ones should be like."""
    focus: str | None = None
    """The item last talked about: what "it" means."""
    person: tuple[str, str] | None = None
    """(field, name) of the person last talked about: what "him" means."""
    saved: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    pending: Pending | None = None
    size: int = SLATE_SIZE
    adventurous: bool = False
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Why each item on the slate was shown."""
    talk: tuple[Exchange, ...] = ()
    """The last turns in words, oldest first; only a language model reads them."""
    summary: str = ""
    """What a language model noted of the turns before those."""
    usage: Usage = field(default_factory=Usage)
    """What language models have taken in this conversation."""
    said: tuple[Said, ...] = field(default=(), compare=False, repr=False)
    """When the wishes and what to avoid were last said."""
    past: tuple[Standing, ...] = field(default=(), compare=False, repr=False)
    """How things stood before each of the last turns that said something, oldest first."""
    profile: Annotated[Profile | None, PydanticField(exclude=True)] = field(default=None, compare=False, repr=False)
    """What is remembered about the person; None where nobody is. Read anew when a conversation is taken up, never
    kept with it."""

    @property
    def wish(self) -> str:
        """The wishes as one text."""
        return "; ".join(self.wishes)

    @property
    def avoid(self) -> str:
        """The things to avoid as one text."""
        return "; ".join(self.avoids)

    @property
    def hard(self) -> tuple[Constraint, ...]:
        """The constraints that must hold."""
        return tuple(c for c in self.constraints if c.hard)

    @property
    def stated(self) -> bool:
        """True once the person has given anything to go on."""
        return bool(self.constraints or self.wishes or self.avoids or self.liked or self.similar_to or self.disliked)

    @property
    def barred(self) -> frozenset[str]:
        """Items that must never be recommended: seen, rejected, disliked, known or saved."""
        known = (*self.liked, *self.similar_to, *self.saved)
        return frozenset((*self.seen, *self.rejected, *self.disliked, *known))

    @property
    def excluded(self) -> frozenset[str]:
        """Items that must not be recommended now: the barred ones and those already shown."""
        return self.barred | frozenset(self.shown)

    @property
    def standing(self) -> Standing:
        """What has been said by now."""
        kept = {name: getattr(self, name) for name in _STANDING}
        return Standing(turn=self.turn, slate=self.slate, **kept)

    @property
    def latest(self) -> int:
        """The last turn that said something, as far as it is known; 0 if none did."""
        said = [past for past in self.past if past != self.standing]
        return said[-1].turn + 1 if said else 0

    def with_(self, **changes: object) -> DialogueState:
        """A copy with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


def added(existing: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Both without repeats; what is new moves to the end."""
    return (*(x for x in existing if x not in new), *dict.fromkeys(new))


def removed(existing: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    """The existing ones without those gone."""
    return tuple(x for x in existing if x not in gone)
