"""What is measured in a dialogue: `MEASURES`, each a ratio of two sums, with the words that say what it is.

Knows one dialogue at a time. How sure a figure is, and who is compared with whom, is in other files. Sources: success
at t and average turns after Lei et al., "Estimation-action-reflection", WSDM 2020; regret is true utility against the
best the person would have taken; preference coverage after Kim et al., "PEPPER", EMNLP Findings 2025, told from acts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.scores.reading import Reading

CURVE = tuple(range(1, 16))
NAMED = (1, 3, 5, 10, 15)
Part = tuple[float, float]


@dataclass(frozen=True)
class Measure:
    """`of` gives what a dialogue adds above and below the line; (0, 0) where the measure has no say about it."""

    name: str
    words: str
    of: Callable[[Reading], Part]
    share: bool = False
    """Every dialogue adds between 0 and what it adds below the line."""


def success_at(turn: int) -> Measure:
    """Success with at most `turn` replies."""
    words = f"share of dialogues that ended well with at most {turn} replies"
    return Measure(f"success@{turn}", words, lambda r: (float(r.dialogue.success and r.turns <= turn), 1.0), share=True)


def _any(name: str, words: str, found: Callable[[Reading], int]) -> Measure:
    return Measure(name, words, lambda r: (float(found(r) > 0), 1.0), share=True)


def _given(value: float | None) -> Part:
    return (0.0, 0.0) if value is None else (value, 1.0)


def _regret(r: Reading) -> Part:
    taken, best = r.dialogue.utility, r.dialogue.best_utility
    return (0.0, 0.0) if taken is None or best is None else (best - taken, 1.0)


def _repeated(r: Reading) -> Part:
    fields = [field for field in r.asked if field is not None]
    return float(len(fields) - len(set(fields))), float(len(r.asked))


def _found(r: Reading) -> Part:
    return (float(any(j.acceptable for j in r.judged)), 1.0) if r.possible else (0.0, 0.0)


def _cost(r: Reading) -> Part:
    costs = [reply.cost for reply in r.replies if reply.cost is not None]
    return (sum(costs), 1.0) if costs else (0.0, 0.0)


def _tokens(r: Reading) -> Part:
    return float(sum(reply.input_tokens + reply.output_tokens for reply in r.replies)), 1.0


_SUCCESS = (
    *(success_at(turn) for turn in NAMED),
    Measure(
        "average_turns",
        "replies until success; without it, one more than a dialogue may have",
        lambda r: (float(r.turns), 1.0),
    ),
    Measure(
        "average_turns_given_success",
        "replies until success, where there was one",
        lambda r: (float(r.turns), 1.0) if r.dialogue.success else (0.0, 0.0),
    ),
)
_WORTH = (
    Measure(
        "utility",
        "true worth of what was taken (standard normal over the catalog), where something was",
        lambda r: _given(r.dialogue.utility),
    ),
    Measure("regret", "best the person would have taken less what was taken, where something was", _regret),
    Measure(
        "preference_coverage",
        "share of the conditions of the goal that had been said, and stood, by the end",
        lambda r: (float(len(r.said & r.wanted)), float(len(r.wanted))),
        share=True,
    ),
    Measure(
        "found",
        "share of the dialogues with a possible goal in which something the person would take was shown",
        _found,
        share=True,
    ),
    Measure(
        "acceptable_shown",
        "share of the items shown that the person would have taken",
        lambda r: (float(sum(j.acceptable for j in r.judged)), float(sum(len(t.slate) for t in r.replies))),
        share=True,
    ),
)
_TALK = (
    Measure("questions", "questions asked in a dialogue", lambda r: (float(len(r.asked)), 1.0)),
    Measure("questions_repeated", "share of the questions about a field asked about before", _repeated, share=True),
    Measure(
        "bits_per_question",
        "log2 of the items left before and after the message that answers a question",
        lambda r: (sum(r.answered_bits), float(len(r.answered_bits))),
    ),
    Measure("rating", "1 to 5, given by the person at the end", lambda r: _given(r.dialogue.rating)),
    Measure(
        "leave_rate",
        "share of dialogues that the person left with nothing",
        lambda r: (float(r.dialogue.outcome == "left"), 1.0),
        share=True,
    ),
    Measure(
        "return_rate",
        "share of dialogues after which the person would come back",
        lambda r: (float(r.dialogue.returns), 1.0),
        share=True,
    ),
    Measure("tokens", "tokens read and written by the agent's model in a dialogue", _tokens),
    Measure("cost", "US dollars of a dialogue on the agent's side, where prices are known", _cost),
)
_FAULTS = (
    _any(
        "violating",
        "share of dialogues with a hard condition broken that stood as said",
        lambda r: sum(len(j.violations) for j in r.judged),
    ),
    _any(
        "violating_knowingly",
        "share of dialogues with a hard condition broken that the agent went by",
        lambda r: sum(len(j.violations) - j.misheard for j in r.judged),
    ),
    _any("rule_breaking", "share of dialogues with a house rule broken", lambda r: sum(j.house for j in r.judged)),
    _any(
        "inventing",
        "share of dialogues with an id that is not in the catalog",
        lambda r: sum(j.invented for j in r.judged),
    ),
    _any("repeating", "share of dialogues with an item shown again", lambda r: sum(j.repeats for j in r.judged)),
)
MEASURES = (*_SUCCESS, *_WORTH, *_TALK, *_FAULTS)
ABSTENTION = (
    Measure(
        "precision",
        "share of the replies that said nothing fits or gave up a condition in which nothing was left",
        lambda r: (float(r.abstentions.count(False)), float(len(r.abstentions))),
        share=True,
    ),
    Measure(
        "recall",
        "of the dialogues with an impossible goal, the share in which the agent said so rightly",
        lambda r: (0.0, 0.0) if r.possible else (float(False in r.abstentions), 1.0),
        share=True,
    ),
    Measure(
        "recall_once_said",
        "the same, of those in which what had been said was impossible in some turn",
        lambda r: (
            (0.0, 0.0) if r.possible or all(j.possible for j in r.judged) else (float(False in r.abstentions), 1.0)
        ),
        share=True,
    ),
    Measure(
        "false_rate",
        "of the dialogues with a possible goal, the share in which the agent said that nothing fits or gave up a "
        "condition while something was left",
        lambda r: (float(True in r.abstentions), 1.0) if r.possible else (0.0, 0.0),
        share=True,
    ),
)
