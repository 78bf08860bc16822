"""How like people simulated people are: `compare`, all figures of both sides and what lies between them.

Knows talks of both sides. Does not know where they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from recommenders.progress import Progress, silent
from simulator.likeness.acts import bigrams, main_tags, reactions
from simulator.likeness.discriminator import Sheet, auc, halves_auc, tells, tokens
from simulator.likeness.distances import distance, js, ks, samples
from simulator.likeness.marginals import MARGINALS, SHAPED_BY_AGENT, mean_figure, reveal_curve, verdicts
from simulator.likeness.talk import Talk

PROTOCOL = {
    "turns": "what one side says until the other speaks",
    "acts": "guessed from words by a few phrases (simulator.likeness.tags), for people and simulated people alike",
    "null": "distances between random halves of the people: mean and 95th percentile of 200",
    "discriminator": "logistic regression on words and pairs of words of a person's side, titles masked, 5 folds "
    "by person; on sequences of acts likewise; 0.5 is chance",
    "verdicts": "people: what the seeker ticked afterwards; simulated: items taken or said to be known",
    "shaped by the agent": ", ".join(SHAPED_BY_AGENT),
    "intervals": "95 %, bootstrap over dialogues",
}


def compare(people: Sequence[Talk], simulated: Sequence[Talk], progress: Progress = silent) -> dict[str, Any]:
    """Figures of people and of simulated people, distances with their null, and the discriminator's AUC."""
    report: dict[str, Any] = {"protocol": dict(PROTOCOL), "people": _side(people), "simulated": _side(simulated)}
    distances: dict[str, Any] = {}
    for number, (name, values) in enumerate(MARGINALS.items(), start=1):
        one, other = samples([values(talk) for talk in people], [values(talk) for talk in simulated])
        distances[name] = {"ks": distance(ks, one, other), "js": distance(js, one, other)}
        progress("distances", number, len(MARGINALS) + 1)
    one, other = samples([bigrams(talk) for talk in people], [bigrams(talk) for talk in simulated])
    distances["act_bigrams"] = {"js": distance(js, one, other)}
    report["distances"] = distances
    report["like_people"] = sorted(name for name, found in distances.items() if _within(found))
    report["discriminator"] = {
        "words": auc([_words(talk) for talk in people], [_words(talk) for talk in simulated]),
        "acts": auc([_acts(talk) for talk in people], [_acts(talk) for talk in simulated]),
        "tells": tells([_words(talk) for talk in people], [_words(talk) for talk in simulated]),
        "people_halves": {
            "words": halves_auc([_words(talk) for talk in people]),
            "acts": halves_auc([_acts(talk) for talk in people]),
        },
    }
    progress("distances", len(MARGINALS) + 1, len(MARGINALS) + 1)
    return report


def _side(talks: Sequence[Talk]) -> dict[str, Any]:
    return {
        "dialogues": len(talks),
        "marginals": {name: mean_figure(talks, values) for name, values in MARGINALS.items()},
        "verdicts": verdicts(talks),
        "reveal_curve": reveal_curve(talks),
        "reactions": reactions(talks),
    }


def _within(found: dict[str, Any]) -> bool:
    """Whether every distance is below the 95th percentile of that between halves of the people."""
    return all(measure["value"][0] <= measure["people_halves"]["p95"] for measure in found.values())


def _words(talk: Talk) -> Sheet:
    return Sheet(talk.person, tuple(token for line in talk.user_lines for token in (*tokens(line.text), "\n")))


def _acts(talk: Talk) -> Sheet:
    return Sheet(talk.person, tuple(main_tags(talk)))
