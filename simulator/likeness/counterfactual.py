"""Do simulated people tell good agents from bad ones? The order oracle > full > popularity > random > harmful.

Knows which agents are put in order and by what. The same people meet all of them (common random numbers), so that
differences are paired by task.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from recommenders.progress import Progress, silent
from simulator.likeness.harmful import HarmfulAgent
from simulator.likeness.marginals import ratio
from simulator.record import Dialogue
from simulator.runs.run_one import run_one
from simulator.simulated_user import SimulatedUser
from simulator.task import Task
from simulator.world import World

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

ORDER = ("oracle", "full", "popularity", "random", "harmful")
Values = npt.NDArray[np.float64]
_MEASURES: dict[str, Callable[[Dialogue], float]] = {
    "satisfaction": lambda dialogue: dialogue.exchanges[-1].mindset.satisfaction,
    "success": lambda dialogue: float(dialogue.success),
    "leaves": lambda dialogue: float(dialogue.outcome == "left"),
    "rating": lambda dialogue: float(dialogue.rating or 0),
}
"""At the end of a dialogue; `leaves`: the person went without what they came for."""


def meet_all(
    workspace: Workspace,
    world: World,
    tasks: Sequence[Task],
    user: SimulatedUser,
    settings: Settings | None = None,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> dict[str, list[Dialogue]]:
    """The first dialogue of everybody with every agent of `ORDER`, by agent, in the order of the tasks; `world` is the
    workspace's."""
    from simulator.agents.registry import make_contestant

    found: dict[str, list[Dialogue]] = {}
    for number, name in enumerate(ORDER, start=1):
        agent = HarmfulAgent(world) if name == HarmfulAgent.name else make_contestant(name, workspace, settings)
        found[name] = [run_one(agent, user, task, world, seed=seed)[0] for task in tasks]
        progress("order of agents", number, len(ORDER))
    return found


def order_of(found: dict[str, list[Dialogue]]) -> dict[str, Any]:
    """Each measure [mean, low, high] by agent; `steps`: how much more satisfied people are with an agent than with the
    next one, paired; `holds`: satisfaction falls all along."""
    kept = _whole(found)
    values = {name: {m: _values(kept[name], of) for m, of in _MEASURES.items()} for name in ORDER}
    agents = {name: {m: _mean(v) for m, v in own.items()} for name, own in values.items()}
    steps = {
        f"{better} less {worse}": _mean(values[better]["satisfaction"] - values[worse]["satisfaction"])
        for better, worse in pairwise(ORDER)
    }
    holds = all(step[0] > 0 for step in steps.values())
    return {"tasks": len(kept[ORDER[0]]), "agents": agents, "steps": steps, "holds": holds}


def _whole(found: dict[str, list[Dialogue]]) -> dict[str, list[Dialogue]]:
    """Only the tasks in which no dialogue broke off."""
    whole = [all(d.fault is None and d.exchanges for d in row) for row in zip(*found.values(), strict=True)]
    return {name: [d for d, keep in zip(own, whole, strict=True) if keep] for name, own in found.items()}


def _values(dialogues: Sequence[Dialogue], measure: Callable[[Dialogue], float]) -> Values:
    return np.array([measure(dialogue) for dialogue in dialogues], dtype=np.float64)


def _mean(values: Values) -> list[float]:
    return ratio(np.stack([values, np.ones(len(values))], axis=1))
