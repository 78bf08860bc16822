"""When something goes wrong at an endpoint: `Faults`.

Knows how requests are told apart. Knows nothing about what a fault does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import model_faults as faults
from model_answer import Body
from model_faults import Fault

Faults = Callable[[int, Body], Fault | None] | Mapping[int, Fault]
"""By the number of the completion request, counted from 1, or what a function makes of number and body."""


def at_rate(rate: float, among: Sequence[Fault], seed: int = 0) -> Faults:
    """A share of the requests goes wrong; which ones and how depends on their number, their kind and the seed only."""

    def choose(number: int, body: Body) -> Fault | None:
        dice = random.Random(f"{seed}:{number}")
        if dice.random() >= rate:
            return None
        return dice.choice([fault for fault in among if body.get("tools") or not fault.of_calls])

    return choose


def always(fault: Fault) -> Faults:
    """Every request goes wrong."""
    return lambda number, body: fault


def for_tool(name: str | None, fault: Fault) -> Faults:
    """Requests that offer a tool of this name go wrong (`make_plan`, `give_verdict`); None: those that offer none."""
    return lambda number, body: fault if _offers(body, name) else None


def _offers(body: Body, name: str | None) -> bool:
    offered = [tool["function"]["name"] for tool in body.get("tools") or ()]
    return name in offered if name else not offered


def without_tools() -> Faults:
    """A server that knows no tools: every request that offers one is refused."""
    return lambda number, body: faults.status(400) if body.get("tools") else None


PASSING = (
    faults.status(429, retry_after=0.05), faults.status(500), faults.status(503),
    faults.reset(), faults.reset(2), faults.closed(2), faults.broken_json(), faults.wrong_type(), faults.error_event(),
    faults.non_utf8(), faults.empty(), faults.refusal(), faults.length(), faults.prose(), faults.reasoning(),
    faults.invented(), faults.repeat(), faults.bad_arguments(), faults.two_plans(), faults.unknown_tool(),
    faults.wrong_field(), faults.unknown_value(), faults.extra_argument(), faults.missing_argument(),
    faults.many_steps(),
)  # fmt: skip
"""Every kind that is over at once."""
EVERY = (*PASSING, faults.stall(), faults.stall(2), faults.drip())
"""Those too that last until somebody gives up."""
