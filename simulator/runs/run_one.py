"""One unit, everything built: `run_one`, and what comes out of it, `Played`.

Knows an agent, a person, a task and a world. Does not know names, files or processes; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from simulator.contestant import Contestant
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.record import Dialogue
from simulator.simulated_user import SimulatedUser
from simulator.task import Task
from simulator.world import World


def run_one(
    contestant: Contestant, user: SimulatedUser, task: Task, world: World, *, seed: int, trial: int = 0
) -> list[Dialogue]:
    """The dialogues of one person with one agent, one per session.

    Everything of the person is drawn under (seed, task, trial), so that every agent meets the same one.
    """
    return converse(task, contestant, user, world, Draws(seed, task.key, trial), trial=trial)


@dataclass(frozen=True)
class Played:
    """The outcome of a unit in plain values, as it comes back from a worker.

    lines: of the dialogues. turn_ms: per agent turn, over all sessions. seconds, cpu: the whole unit, by the clock and
    in processor seconds. cost: US dollars, on both sides. fault: "infrastructure" or "budget" where one of them broke
    it off: it is no result and is run again.
    """

    lines: tuple[str, ...]
    turn_ms: tuple[float, ...]
    seconds: float
    cpu: float
    cost: float
    fault: str = ""

    @classmethod
    def of(cls, dialogues: list[Dialogue], seconds: float, cpu: float) -> Played:
        """What a worker tells of dialogues."""
        turns = [e.agent for dialogue in dialogues for e in dialogue.exchanges if e.agent is not None]
        return cls(
            lines=tuple(dialogue.line() for dialogue in dialogues),
            turn_ms=tuple(round(turn.ms, 3) for turn in turns),
            seconds=round(seconds, 6),
            cpu=round(cpu, 6),
            cost=cost_of(dialogues),
            fault=next((d.fault for d in dialogues if d.fault in ("infrastructure", "budget")), ""),
        )

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Played:
        """From its fields as JSON values."""
        return cls(**facts | {name: tuple(facts[name]) for name in ("lines", "turn_ms")})


def cost_of(dialogues: Iterable[Dialogue]) -> float:
    """US dollars that agents and people took, as far as prices are known."""
    exchanges = [exchange for dialogue in dialogues for exchange in dialogue.exchanges]
    agents = sum(exchange.agent.cost or 0.0 for exchange in exchanges if exchange.agent is not None)
    return agents + sum(exchange.asked.cost or 0.0 for exchange in exchanges)
