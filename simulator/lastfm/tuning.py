"""Which threshold an agent plays with: chosen on validation pairs, never on test pairs.

Knows a small list of thresholds. The agents that others are compared with are tuned for every noise by itself, as if
they were told of it; `bayes` and its relative get one threshold for all noises.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.lastfm.asking_agent import AskingAgent
from simulator.lastfm.episodes import TURNS, Group, groups, play
from simulator.lastfm.noise import Noise, sample
from simulator.lastfm.prior import Priors
from simulator.lastfm.world import LastfmWorld

THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
PAIRS = 600
_TURN = 0.01  # success that a turn less is worth: it decides between thresholds that hardly differ in success
_ANY = (Noise(), Noise(0.05, 0.3), Noise(0.1, 0.5))


def for_any_noise(agent: AskingAgent) -> bool:
    """Whether one threshold serves the agent for all noises."""
    return agent.evidence == "soft"


def tuned(agent: AskingAgent, world: LastfmWorld, priors: Priors, noise: Noise, seed: int) -> AskingAgent:
    """The agent with the best of `THRESHOLDS` on 600 validation pairs."""
    if agent.way == "always":
        return agent
    noises = _ANY if for_any_noise(agent) else (noise,)
    parts = groups(world.attributes, sample(world.valid, PAIRS, seed), seed)
    gains = [_gain(agent.at(threshold), world, priors, parts, noises, seed) for threshold in THRESHOLDS]
    return agent.at(THRESHOLDS[int(np.argmax(gains))])


def _gain(
    agent: AskingAgent, world: LastfmWorld, priors: Priors, parts: list[Group], noises: Sequence[Noise], seed: int
) -> float:
    found = 0.0
    for noise in noises:
        ends = play(agent, priors.of(agent.prior), world.attributes, parts, noise, seed)
        found += float((ends.turns <= TURNS).mean() - _TURN * np.minimum(ends.turns, TURNS).mean())
    return found
