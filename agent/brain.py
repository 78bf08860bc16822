"""What a brain does for the agent: `Brain`.

Knows the three places where a brain is asked. Everything between them (running plans, verifying, state) is
the agent's and the same for every brain.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from agent.plan import Plan
from agent.reply import Question, Relaxed, ReplyType
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.constraint import Constraint


@dataclass(frozen=True)
class Findings:
    """What was found and verified, for wording: `rows` are catalog rows, `facts` what tools looked up."""

    type: ReplyType
    understanding: Understanding
    state: DialogueState
    before: DialogueState
    """The state before the message."""
    rows: tuple[int, ...] = ()
    reasons: tuple[tuple[str, ...], ...] = ()
    question: Question | None = None
    relaxed: tuple[Relaxed, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    """The constraints that hold for the slate, after any relaxing."""
    matching: int = 0
    """How many items fit, shown or not."""
    unknown: int = 0
    """How many items could not be told because a value is missing."""
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Brain(ABC):
    """Understands, plans and words; a language model or the embedded one."""

    name: ClassVar[str]

    @abstractmethod
    async def understand(self, message: str, state: DialogueState) -> Understanding:
        """What the message means after what was said before."""

    @abstractmethod
    async def plan(self, understanding: Understanding, state: DialogueState) -> Plan:
        """What to do about it; `state` is the one after the message."""

    @abstractmethod
    def phrase(self, findings: Findings) -> AsyncIterator[str]:
        """The words before the slate, in chunks as they come."""
