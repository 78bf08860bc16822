"""The benchmark `lastfm`: all agents on the same pairs with the same draws, and what may be concluded.

Knows which worlds, noises and agents are compared and what the report holds. Does not know flags nor how it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.errors import ConfigError
from recommenders.progress import Progress, silent
from recommenders.threads import one_thread
from simulator.draws import GENERATION
from simulator.lastfm.asking_agent import AGENTS, BAYES, AskingAgent
from simulator.lastfm.attributes import Ints
from simulator.lastfm.decision import LIST
from simulator.lastfm.episodes import TURNS, Ends
from simulator.lastfm.figures import differences, figures
from simulator.lastfm.noise import Noise, sample
from simulator.lastfm.prior import Priors, make_priors
from simulator.lastfm.tuning import PAIRS, for_any_noise, tuned
from simulator.lastfm.workers import Crew
from simulator.lastfm.world import Kind, LastfmWorld, read_world

RIVAL = "ease-entropy"
PROTOCOL = {
    "turns": f"{TURNS}; the opener, one random attribute of the target, is the first, so there are {TURNS - 1} moves",
    "lists": f"{LIST} items; the answer to a list is always true",
    "questions": "one attribute; any attribute may be asked about; asking again gets the same answer",
    "noise": "shares of all questions that get a wrong answer and that get 'don't know'; opener and lists have none",
    "average_turns": f"turn of success, the opener counted; a failure, also an early one, counts as {TURNS}",
    "learning": "priors learn on train pairs; the weights of the fitted prior and all thresholds on valid pairs",
    "tuning": f"on {PAIRS} valid pairs: bayes agents once for all noises, the others for each noise by itself",
    "intervals": "95 %, bootstrap over users",
}


@dataclass(frozen=True)
class Plan:
    """What is run: `count` test pairs drawn with `seed`, in every world, under every noise."""

    kinds: tuple[Kind, ...] = ("coarse", "fine")
    noises: tuple[Noise, ...] = (Noise(), Noise(0.05, 0.3))
    count: int = 2_000
    seed: int = 0
    workers: int = 1


def run(folder: Path, plan: Plan, progress: Progress = silent) -> dict[str, Any]:
    """The report; all of it but `speed` is the same for any number of workers. CatalogError where data are missing."""
    worlds: dict[str, Any] = {}
    speed: dict[str, Any] = {}
    with one_thread():
        for kind in plan.kinds:
            world = read_world(folder, kind)
            progress(f"{kind} priors", 0, 1)
            priors = make_priors(world)
            pairs = sample(world.test, plan.count, plan.seed)
            ready = {a.name: tuned(a, world, priors, Noise(), plan.seed) for a in AGENTS if for_any_noise(a)}
            worlds[kind] = {"items": world.items, "attributes": world.attributes.count, "pairs": len(pairs)}
            worlds[kind] |= {"prior": priors.weights, "noise": {}}
            speed[kind] = {}
            for number, noise in enumerate(plan.noises, start=1):
                played, rates = _compare(world, priors, pairs, noise, plan, ready)
                worlds[kind]["noise"][noise.label] = played
                speed[kind][noise.label] = rates
                progress(kind, number, len(plan.noises))
    protocol = PROTOCOL | {"seed": plan.seed, "generation": GENERATION}
    return {
        "benchmark": "lastfm",
        "protocol": protocol,
        "worlds": worlds,
        "speed": {"workers": plan.workers, "dialogues_per_second": speed},
    }


def _compare(
    world: LastfmWorld, priors: Priors, pairs: Ints, noise: Noise, plan: Plan, ready: Mapping[str, AskingAgent]
) -> tuple[dict[str, Any], dict[str, float]]:
    """All agents under one noise; those in `ready` are tuned already."""
    ends: dict[str, Ends] = {}
    found: dict[str, Any] = {}
    rates: dict[str, float] = {}
    crew = Crew(plan.workers)
    for plain in AGENTS:
        agent = ready.get(plain.name) or tuned(plain, world, priors, noise, plan.seed)
        prior = priors.of(agent.prior)
        ends[agent.name], rate = crew.play(agent, prior, world.attributes, pairs, noise, plan.seed)
        rates[agent.name] = round(rate, 1)
        found[agent.name] = figures(ends[agent.name], pairs[:, 0])
        if agent.way != "always":
            found[agent.name] |= {"threshold": agent.threshold}
    gain = differences(ends[BAYES], ends[RIVAL], pairs[:, 0])
    return {"agents": found, f"{BAYES} less {RIVAL}": gain}, rates


def noises_of(words: Sequence[str]) -> tuple[Noise, ...]:
    """Noises from "WRONG,UNKNOWN" each. ConfigError where one is not two shares that leave some answers true."""
    found = []
    for word in words:
        try:
            wrong, unknown = (float(part) for part in word.split(","))
        except ValueError as error:
            raise ConfigError(f"noise {word!r} is not WRONG,UNKNOWN, two shares such as 0.05,0.3") from error
        if wrong < 0 or unknown < 0 or wrong + unknown >= 1:
            raise ConfigError(f"noise {word!r}: two shares of at least 0 whose sum is below 1 are needed")
        found.append(Noise(wrong, unknown))
    return tuple(found)
