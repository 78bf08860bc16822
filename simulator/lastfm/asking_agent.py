"""The agents of the protocol: `AskingAgent`, a prior, what counts as evidence, and a way to decide.

Knows their parts by name. How dialogues with them go is in `simulator.lastfm.episodes`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.lastfm.decision import Way
from simulator.lastfm.evidence import Evidence
from simulator.lastfm.prior import Name as PriorName


@dataclass(frozen=True)
class AskingAgent:
    """All ask what tells most under their beliefs (the greatest entropy) where they ask."""

    name: str
    prior: PriorName
    way: Way
    evidence: Evidence = "hard"
    threshold: float = 1.0
    """Chance that a list holds the target, from which on it is shown."""

    def at(self, threshold: float) -> AskingAgent:
        """The same agent with another threshold."""
        return replace(self, threshold=threshold)


BAYES = "bayes"
AGENTS = (
    AskingAgent("uniform", "uniform", "always"),
    AskingAgent("ease", "ease", "always"),
    AskingAgent("max-entropy", "uniform", "threshold", "accepted"),
    AskingAgent("ease-accepted", "ease", "threshold", "accepted"),
    AskingAgent("ease-entropy", "ease", "threshold", "hard"),
    AskingAgent("bayes-ease", "ease", "reach", "soft"),
    AskingAgent(BAYES, "fitted", "reach", "soft"),
)
