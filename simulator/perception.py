"""What a person takes in of a reply: `Perceived`.

Knows ids and fields of the reply, and how far down a list the person looks. Never reads the words of the agent.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.constraint import Constraint
from simulator.agent_turn import AgentQuestion, AgentTurn
from simulator.draws import Draws
from simulator.task import Task
from simulator.topics import same_topic
from simulator.user_state import UserState
from simulator.world import World


@dataclass(frozen=True)
class Looked:
    """An item of the list that the person looked at; `place` from 1."""

    place: int
    item: str
    row: int


@dataclass(frozen=True)
class Perceived:
    """A reply as the person sees it."""

    slate: tuple[str, ...] = ()
    looked: tuple[Looked, ...] = ()
    """The items looked at, from the top; ids that no item has are passed over."""
    looked_back: tuple[Looked, ...] = ()
    """The items of the list before, all of which are looked at again where the agent says that there is nothing
    else."""
    question: AgentQuestion | None = None
    asked_again: bool = False
    """The question is about a field that was asked about before."""
    gave_up: bool = False
    """The agent said that nothing fits, or that it did not keep a hard condition."""
    again: int = 0
    """Items looked at that the person had turned down or known."""
    broken: tuple[Constraint, ...] = ()
    """Hard conditions that still count and that the person thinks to have said, where an item looked at goes against
    one and the agent did not say so."""

    @property
    def empty(self) -> bool:
        """Nothing to react to."""
        return not (self.slate or self.question or self.gave_up)

    @property
    def whole(self) -> bool:
        """Whether all of the list was looked at."""
        return len(self.looked) == len(self.slate)


def perceive(heard: AgentTurn, task: Task, world: World, state: UserState, draws: Draws) -> Perceived:
    """What is taken in of the reply to user turn `state.turn`; drawn for the turn after it."""
    looked = _looked(heard.slate, task.persona.attention, world, state.turn + 1, draws)
    back = state.slate if heard.abstained and not heard.slate else ()
    rows = [item.row for item in looked]
    schema = world.catalog.schema
    given_up = [c.field for c in heard.relaxed]
    counts = [wanted.constraint for wanted in task.goal.wanted_at(state.turn + 1)]
    broken = tuple(
        c
        for c in state.told
        if c.hard
        and c in counts
        and not world.holds([c])[rows].all()
        and not any(same_topic(schema, c.field, field) for field in given_up)
    )
    field = heard.question.field if heard.question else None
    return Perceived(
        slate=heard.slate,
        looked=looked,
        looked_back=_looked(back, 1.0, world, state.turn + 1, draws),
        question=heard.question,
        asked_again=field is not None and field in state.asked,
        gave_up=heard.abstained or any(c.hard for c in heard.relaxed),
        again=sum(item.item in state.rejected for item in looked),
        broken=broken,
    )


def _looked(slate: tuple[str, ...], attention: float, world: World, turn: int, draws: Draws) -> tuple[Looked, ...]:
    out: list[Looked] = []
    for place, item in enumerate(slate, start=1):
        if place > 1 and not draws.chance(attention, turn, f"look:{place}"):
            break
        if item in world.catalog:
            out.append(Looked(place, item, world.catalog.row_of(item)))
    return tuple(out)
