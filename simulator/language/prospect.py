"""What a person may do in a turn, and what is true of it: `Prospect`.

Knows which conditions may be said, as they would be said, and which items of the list would be taken. It is what the
free voice chooses from, and what its choice is held against.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from catalog.constraint import Constraint
from simulator.agent_turn import AgentTurn
from simulator.core import Decision
from simulator.draws import Draws
from simulator.goal import Wanted
from simulator.message import Message
from simulator.perception import Looked, Perceived, perceive
from simulator.reactions import wants
from simulator.task import Task
from simulator.topics import same_topic
from simulator.user_state import UserState
from simulator.view import label_of
from simulator.wishes import CLEARLY
from simulator.world import World

_NAMED = 2


@dataclass(frozen=True)
class Condition:
    """One of the person's conditions. `stated` is how it would be said in this turn, true or not."""

    wanted: Wanted
    stated: Constraint
    told: bool
    asked: bool
    """The agent's question is about it."""

    @property
    def sayable(self) -> bool:
        """Whether it may be said, not only given as a reason."""
        return self.told or self.wanted.reveal == "volunteer" or (self.asked and self.wanted.reveal == "on_ask")


@dataclass(frozen=True)
class Prospect:
    """User turn `state.turn + 1` of a dialogue, before anything is decided but what the core would do."""

    task: Task
    world: World
    state: UserState
    heard: AgentTurn | None
    draws: Draws
    decided: Decision

    def message(self) -> Message:
        """A new message from where the person stands."""
        return Message(self.task, self.world, self.state, self.draws)

    @cached_property
    def perceived(self) -> Perceived:
        """The reply as the person sees it."""
        if self.heard is None:
            return Perceived()
        return perceive(self.heard, self.task, self.world, self.state, self.draws)

    @property
    def settled(self) -> bool:
        """Whether there is nothing to choose: conditions are taken back, or the agent said that nothing fits."""
        return self.perceived.gave_up or bool(self.decided.turn.of("drop"))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """All that count in this turn."""
        schema = self.world.catalog.schema
        field = self.perceived.question.field if self.perceived.question else None
        out = []
        for wanted in self.message().wanted:
            trial = self.message()
            told = wanted.constraint in trial.told
            trial.tell(wanted, asked=True)
            stated = trial.acts[-1].constraint
            assert stated is not None
            asked = field is not None and same_topic(schema, wanted.constraint.field, field)
            out.append(Condition(wanted, stated, told, asked))
        return tuple(out)

    @cached_property
    def takes(self) -> frozenset[str]:
        """Ids of the items looked at that the person would take."""
        message = self.message()
        return frozenset(item.item for item in self.looked if wants(message, item))

    @cached_property
    def looked(self) -> tuple[Looked, ...]:
        """The items in view: those looked at, and the one that was asked about."""
        asking, slate = self.state.asking, self.perceived.slate or self.state.slate
        out = list(self.perceived.looked)
        if asking in slate and asking in self.world.catalog and all(item.item != asking for item in out):
            out.append(Looked(slate.index(asking) + 1, asking, self.world.catalog.row_of(asking)))
        return tuple(out)

    @cached_property
    def known(self) -> dict[str, bool]:
        """Ids of the items looked at that the person knows, each with whether they liked it."""
        past = self.world.past(self.task.user)
        known = [i.item for i in self.looked if i.item in past or i.item in self.state.known]
        return {item: past.get(item, 1.0) > 0 for item in known}

    @property
    def likes(self) -> tuple[str, ...]:
        """Ids of items the person likes, may name and has not named."""
        return tuple(item for item in self.task.goal.examples if item not in self.state.named)

    @property
    def dislikes(self) -> tuple[str, ...]:
        """Ids of some items the person clearly does not like and has not named, the least liked first."""
        past = self.world.past(self.task.user)
        disliked = sorted((value, item) for item, value in past.items() if value <= CLEARLY)
        return tuple(item for _, item in disliked if item not in self.state.named)[:_NAMED]

    def against(self, item: Looked) -> list[Condition]:
        """The hard conditions that an item goes against."""
        return [
            condition
            for condition in self.conditions
            if condition.wanted.constraint.hard and not self.world.holds([condition.wanted.constraint])[item.row]
        ]

    def label(self, item: str) -> str:
        """The title of an item and its year."""
        return label_of(self.world.catalog, item)
