"""The whole record of a dialogue, from which everything is scored: `Dialogue`.

Knows its shape, key and line. Holds no clock: equal runs give equal bytes.
"""

from __future__ import annotations

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict

from catalog.constraint import Constraint
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.asked import Asked
from simulator.user_state import Mindset

Outcome = Literal["accepted", "abstained", "left", "turn_cap"]
"""Something was taken; the agent said truly or falsely that nothing fits (or what it gave up) and the person left it at
that; the person went; the dialogue reached its last turn."""
Side = Literal["agent", "user", "infrastructure", "budget"]
"""Who failed where a dialogue broke off; only what infrastructure did is run again."""


class Judged(BaseModel):
    """What the judge found in one agent turn; code only, by ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    violations: tuple[Constraint, ...] = ()
    """Hard conditions that stood as said, are broken by an item of the slate, and were not said to be given up."""
    misheard: int = 0
    """How many of them the agent does not go by: it did not understand. The others it broke knowingly."""
    house: int = 0
    """House rules broken."""
    invented: int = 0
    """Ids that are not in the catalog."""
    repeats: int = 0
    """Items shown again after they were turned down or said to be known, or that were on the last list when others
    were asked for. An item that nothing was said about may come back under a new condition."""
    candidates: int = 0
    """Items that meet what stands as said and were neither turned down nor passed over: what an ideal agent is left
    with."""
    acceptable: int = 0
    """Items of the slate that the person would take."""
    bits: float = 0.0
    """log2 of candidates before and after the message that was answered: what it gave away."""
    abstained: bool = False
    """The agent said that nothing fits, or gave up a hard condition and said so."""
    possible: bool = True
    """Whether there are candidates: if not, an agent that says so is right."""
    suspected_leaks: int = 0


class Exchange(BaseModel):
    """One message and the reply to it; the last message of a dialogue has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: UserTurn
    text: str
    mindset: Mindset
    """After the reply before this message was taken in."""
    notes: tuple[str, ...] = ()
    """What happened on the way to the words, for example "leak_blocked" or "fell_back"."""
    asked: Asked = Asked()
    """What the person's language model was asked for; the agent's is in `agent`."""
    agent: AgentTurn | None = None
    judged: Judged | None = None


class Dialogue(BaseModel):
    """One dialogue from greeting to end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    """Key of the task."""
    user: str
    agent: str
    voice: str
    trial: int = 0
    session: int = 0
    exchanges: tuple[Exchange, ...] = ()
    outcome: Outcome | None = None
    """None where it broke off: see `fault`."""
    fault: Side | None = None
    fault_message: str = ""
    success: bool = False
    """An acceptable item was taken; with an impossible goal: the agent rightly said that nothing fits."""
    accepted: str | None = None
    utility: float | None = None
    """True utility of what was taken."""
    best_utility: float | None = None
    """The greatest among items the person would take; None where there is none."""
    rating: int | None = None
    """1 to 5, from the mindset at the end."""
    returns: bool = False
    """Whether the person would come back for another session."""

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What is run once: agent, task, trial, session."""
        return self.agent, self.task, self.trial, self.session

    @property
    def agent_turns(self) -> int:
        """How many replies there were."""
        return sum(exchange.agent is not None for exchange in self.exchanges)

    def line(self) -> str:
        """Canonical JSON, without what has its default value."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
