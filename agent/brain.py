"""What a brain does for the agent: `Brain`.

Knows the places where a brain is asked. Everything between them (running plans, verifying, state) is the agent's and
the same for every brain.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.allowance import Allowance
from agent.plan import Plan, Question
from agent.reply import Relaxed, ReplyType
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
    message: str = ""
    """The person's words; empty for a structured act."""


@dataclass(frozen=True)
class Verdict:
    """A critic's judgement of findings: whether they answer the wish, and if not, what would."""

    good: bool
    reason: str = ""


class Brain(ABC):
    """Understands, plans and words; a language model or the embedded one.

    `seconds` and `tokens` are what a turn and a conversation may take (`agent.allowance`); `tokens` None is no limit.
    """

    name: str
    seconds: float = 30.0
    tokens: int | None = None
    reads_talk: bool = False
    """Whether earlier turns are read in words, so that they must be kept."""

    @abstractmethod
    async def understand(self, message: str, state: DialogueState, allowance: Allowance) -> Understanding:
        """What the message means after what was said before. ModelError where it could not be told."""

    @abstractmethod
    async def plan(self, understanding: Understanding, state: DialogueState) -> Plan:
        """What to do about it; `state` is the one after the message."""

    @abstractmethod
    def phrase(self, findings: Findings, allowance: Allowance) -> AsyncIterator[str]:
        """The words before the slate, in chunks as they come. Never raises."""

    async def reconsider(
        self, message: str, state: DialogueState, understanding: Understanding, finding: str, allowance: Allowance
    ) -> Understanding | None:
        """A better understanding, after `finding` said what is wrong with this one; None where there is none.

        `state` is the one before the message. A brain that follows rules would only repeat itself.
        """
        return None

    async def judge(self, findings: Findings, allowance: Allowance) -> Verdict | None:
        """Whether the findings answer the wish, which no rule can tell; None where nobody judges."""
        return None
