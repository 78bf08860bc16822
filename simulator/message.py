"""What a person puts into one message while they make up their mind: `Message`.

Knows the acts so far and how each changes what stands as said. Which acts there are is decided by its callers.
"""

from __future__ import annotations

from typing import Any

from catalog.constraint import Constraint
from simulator.acts import ActKind, UserAct, Why
from simulator.draws import Draws
from simulator.falsehoods import false_to
from simulator.goal import Wanted
from simulator.information import bits
from simulator.leaks import identifies
from simulator.persona import Persona
from simulator.task import Task
from simulator.user_state import UserState
from simulator.world import World

BUDGET = 6.0
"""Bits that one message gives away unasked, at most."""


class Message:
    """The message of user turn `turn`, from the state `before` it; used once."""

    def __init__(self, task: Task, world: World, before: UserState, draws: Draws, slate: tuple[str, ...] = ()) -> None:
        """`slate` is the list that was just shown; without one, the last list is still on the table."""
        self.task, self.world, self.before, self.draws = task, world, before, draws
        self.turn = before.turn + 1
        self.slate = slate or before.slate
        self.wanted = task.goal.wanted_at(self.turn)
        self.acts: list[UserAct] = []
        self.said, self.told = list(before.said), list(before.told)
        self.named, self.rejected, self.passed = list(before.named), list(before.rejected), list(before.passed)
        self.asking: str | None = None
        self._left = BUDGET

    @property
    def persona(self) -> Persona:
        """The temper of the person."""
        return self.task.persona

    def chance(self, probability: float, purpose: str) -> bool:
        """A draw of this turn."""
        return self.draws.chance(probability, self.turn, purpose)

    def add(
        self,
        kind: ActKind,
        *,
        place: int | None = None,
        field: str | None = None,
        item: str | None = None,
        liked: bool | None = None,
        why: Why | None = None,
    ) -> None:
        """An act that says no condition; who asks for more passes the list over."""
        if kind == "more":
            self.passed += [item for item in self.slate if item not in self.passed]
        self.acts.append(UserAct(kind=kind, place=place, field=field, item=item, liked=liked, why=why))

    def name(self, kind: ActKind, item: str) -> None:
        """An item of the past is named."""
        self.add(kind, item=item)
        if item not in self.named:
            self.named.append(item)

    def turn_down(self, place: int | None, items: tuple[str, ...], reason: Wanted | None = None) -> None:
        """`items` are turned down, in words by their place or all at once, with a reason or without."""
        if reason is not None:
            self._clear(reason.constraint.field)
        stated = self._state(reason.constraint) if reason else None
        self.acts.append(UserAct(kind="reject", place=place, constraint=stated))
        self.rejected += [item for item in items if item not in self.rejected]

    def reconsider(self) -> None:
        """What would be taken from here on counts as turned down or passed over no more."""
        catalog, takes = self.world.catalog, self.world.acceptable(self.task, self.turn)
        for items in (self.rejected, self.passed):
            items[:] = [item for item in items if not (item in catalog and takes[catalog.row_of(item)])]

    def have_seen(self, place: int, item: str, liked: bool | None) -> None:
        """An item is known from before."""
        self.add("seen", place=place, liked=liked)
        if item not in self.rejected:
            self.rejected.append(item)

    def correct(self, wanted: Wanted) -> None:
        """Say a condition again that was not told as it is; this time it is."""
        self._clear(wanted.constraint.field)
        stated = self._state(wanted.constraint, truly=True)
        self.acts.append(UserAct(kind="require", constraint=stated))

    def tell(self, wanted: Wanted, *, asked: bool) -> bool:
        """Say a condition; False where it would give away too much unasked, and nothing is said."""
        if not asked:
            if identifies(self.world, wanted.constraint):
                return False
            given = bits(self.world, self.said, [*self.said, wanted.constraint])
            if given > self._left:
                return False
            self._left -= given
        self._clear(wanted.constraint.field)
        stated = self._state(wanted.constraint)
        self.acts.append(UserAct(kind="require", constraint=stated))
        return True

    def left(self) -> int:
        """How many items meet what stands as said and were neither turned down nor passed over."""
        gone = self.world.marked((*self.rejected, *self.passed, *self.before.known))
        return int((self.world.holds(self.said) & ~gone).sum())

    def states(self, wanted: Wanted) -> bool:
        """Whether the message says the condition already."""
        told = zip(self.said, self.told, strict=True)
        return any(true == wanted.constraint and said.turn == self.turn for said, true in told)

    def drop(self, constraint: Constraint) -> None:
        """Take back a condition that was told."""
        if constraint in self.told:
            place = self.told.index(constraint)
            self.acts.append(UserAct(kind="drop", constraint=self.said[place]))
            del self.said[place], self.told[place]

    def untold(self) -> list[Wanted]:
        """The conditions that count and did not come out."""
        return [wanted for wanted in self.wanted if wanted.constraint not in self.told]

    def untrue(self) -> list[Constraint]:
        """What stands as said and is not so: the true conditions behind it, which may count no more."""
        counts = [wanted.constraint for wanted in self.wanted]
        pairs = zip(self.said, self.told, strict=True)
        return [told for said, told in pairs if told not in counts or (said.op, said.value) != (told.op, told.value)]

    def standing(self) -> dict[str, Any]:
        """What the message changes in the state, by field."""
        return {
            "said": tuple(self.said),
            "told": tuple(self.told),
            "named": tuple(self.named),
            "rejected": tuple(self.rejected),
            "passed": tuple(self.passed),
            "asking": self.asking,
        }

    def _clear(self, field: str) -> None:
        """Take back what was told about a field and counts no more, before something else is said about it."""
        counts = [wanted.constraint for wanted in self.wanted]
        for constraint in [told for told in self.told if told.field == field and told not in counts]:
            self.drop(constraint)

    def _state(self, constraint: Constraint, truly: bool = False) -> Constraint:
        """The condition as it is said, which stands from now on; at times it is not the true one, unless `truly`."""
        said = constraint
        if not truly and self.chance(self.persona.noise, f"untrue:{constraint.field}:{constraint.op}"):
            said = false_to(constraint, self.world.catalog, self.draws, self.turn)
        said = said.model_copy(update={"turn": self.turn})
        self._take_back_slips(said)
        if constraint in self.told:
            before = self.said[self.told.index(constraint)]
            if (before.op, before.value) != (said.op, said.value):
                self.drop(constraint)
            else:
                self.said.remove(before)
                self.told.remove(constraint)
        self.said.append(said)
        self.told.append(constraint)
        return said

    def _take_back_slips(self, said: Constraint) -> None:
        """Take back what was said falsely of the same field and cannot hold beside what is said now."""
        holds = self.world.holds
        for true in self.untrue():
            slip = self.said[self.told.index(true)]
            if slip.field == said.field and slip.hard and said.hard and not (holds([slip]) & holds([said])).any():
                self.drop(true)
