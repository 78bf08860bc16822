"""One dialogue as the measures read it: `Reading`, a dialogue beside its task.

Knows turns, questions and what stood as said. Does not know what any of it is worth.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from catalog.constraint import Constraint
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.record import Dialogue, Judged
from simulator.task import Task

Condition = tuple[str, str, tuple[object, ...]]


@dataclass(frozen=True)
class Reading:
    """A dialogue and the task it was about."""

    dialogue: Dialogue
    task: Task

    @cached_property
    def replies(self) -> list[AgentTurn]:
        """What the agent said, in order."""
        return [exchange.agent for exchange in self.dialogue.exchanges if exchange.agent is not None]

    @cached_property
    def judged(self) -> list[Judged]:
        """What the judge found, in order."""
        return [exchange.judged for exchange in self.dialogue.exchanges if exchange.judged is not None]

    @property
    def turns(self) -> int:
        """Agent turns that were needed; one more than there may be where the person got nothing."""
        return self.dialogue.agent_turns if self.dialogue.success else self.task.turns + 1

    @property
    def possible(self) -> bool:
        """Whether the goal can be met."""
        return self.task.goal.kind != "impossible"

    @cached_property
    def abstentions(self) -> list[bool]:
        """Whether it was possible each time the agent said that nothing fits or gave up a condition."""
        return [judged.possible for judged in self.judged if judged.abstained]

    @cached_property
    def answered_bits(self) -> list[float]:
        """What each message gave away that followed a question."""
        exchanges = self.dialogue.exchanges
        return [
            now.judged.bits
            for before, now in itertools.pairwise(exchanges)
            if before.agent is not None and before.agent.question is not None and now.judged is not None
        ]

    @cached_property
    def asked(self) -> list[str | None]:
        """The fields asked about, in order; None for a question about anything else."""
        return [reply.question.field for reply in self.replies if reply.question is not None]

    @cached_property
    def said(self) -> set[Condition]:
        """The conditions that stand as said at the end, whether the person would keep to them or not."""
        return standing(exchange.user for exchange in self.dialogue.exchanges)

    @cached_property
    def wanted(self) -> set[Condition]:
        """The conditions that count in the last message."""
        last = max(len(self.dialogue.exchanges), 1)
        return {condition(wanted.constraint) for wanted in self.task.goal.wanted_at(last)}


def condition(constraint: Constraint) -> Condition:
    """A constraint without how hard it is and when it was said."""
    return constraint.field, constraint.op, constraint.values


def standing(turns: Iterable[UserTurn]) -> set[Condition]:
    """The conditions named in acts and not taken back since."""
    said: set[Condition] = set()
    for turn in turns:
        for act in turn.acts:
            if act.constraint is not None:
                (said.discard if act.kind == "drop" else said.add)(condition(act.constraint))
    return said
