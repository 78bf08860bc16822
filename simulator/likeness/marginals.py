"""Figures of single dialogues and messages: `MARGINALS`, and the curve by which wishes come out.

Knows talks and tags. Does not compare: see `simulator.likeness.distances`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from recommenders.interval import bootstrap, rounded
from simulator.likeness.tags import TELLING, tags_of
from simulator.likeness.talk import Talk

Values = list[float]
_WORD = re.compile(r"[\w']+")
_LONGEST = 60.0
CURVE = 6
"""User turns that the reveal curve goes over."""


def words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def _user_turns(talk: Talk) -> Values:
    return [float(len(talk.user_lines))]


def _words_per_turn(talk: Talk) -> Values:
    return [min(float(words(line.text)), _LONGEST) for line in talk.user_lines]


def _questions(talk: Talk) -> Values:
    return [float("?" in line.text) for line in talk.user_lines]


def _named(talk: Talk) -> Values:
    return [float(min(len(line.named), 5)) for line in talk.user_lines]


def _first_shown(talk: Talk) -> Values:
    return next(([float(place)] for place, line in enumerate(talk.lines, start=1) if line.shown), [])


def _shown(talk: Talk) -> Values:
    return [float(len({item for line in talk.lines for item in line.shown}))]


def _turns_shown(talk: Talk) -> Values:
    return [float(sum(bool(line.shown) for line in talk.lines))]


MARGINALS: dict[str, Callable[[Talk], Values]] = {
    "user_turns": _user_turns,
    "words_per_user_turn": _words_per_turn,
    "user_turns_with_question": _questions,
    "items_named_per_user_turn": _named,
    "turn_of_first_recommendation": _first_shown,
    "suggestions": _shown,
    "turns_with_suggestions": _turns_shown,
}
"""Values of a dialogue: one, or one per user turn. Turns count both sides, from 1."""
SHAPED_BY_AGENT = ("turn_of_first_recommendation", "suggestions", "turns_with_suggestions")
"""What the agent decides on: its lists have five items, people recommend one film at a time."""


def mean_figure(talks: Sequence[Talk], values: Callable[[Talk], Values]) -> list[float]:
    """[mean, low, high] over all values, by drawing dialogues."""
    sums = np.array([(sum(found), len(found)) for found in map(values, talks)], dtype=np.float64).reshape(-1, 2)
    return ratio(sums)


def ratio(sums: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[float]:
    """[mean, low, high] of sum over sum, float64[dialogues, 2]; nothing to divide by gives zeros."""
    total = sums.sum(axis=0) if len(sums) else np.zeros(2)
    if not total[1]:
        return [0.0, 0.0, 0.0]
    low, high = bootstrap(sums, lambda drawn: np.asarray(drawn[:, 0] / np.maximum(drawn[:, 1], 1e-12)))
    return [rounded(total[0] / total[1]), rounded(low), rounded(high)]


def verdicts(talks: Sequence[Talk]) -> dict[str, list[float]]:
    """Of the items shown, the share seen before and the share liked, each among those of which it is known, and the
    share of which it is known."""
    out = {}
    for name in ("seen", "liked"):
        told = [getattr(talk, name) for talk in talks]
        shown = [len({item for line in talk.lines for item in line.shown}) for talk in talks]
        out[name] = ratio(np.array([(sum(t.values()), len(t)) for t in told], dtype=np.float64).reshape(-1, 2))
        out[f"{name}_known"] = ratio(
            np.array([(len(t), n) for t, n in zip(told, shown, strict=True)], dtype=np.float64).reshape(-1, 2)
        )
    return out


def reveal_curve(talks: Sequence[Talk]) -> list[list[float]]:
    """For user turns 1 to 6: [mean, low, high] of the share of a person's telling messages (a wish, a taste or an item
    named) that were said by then; people who tell nothing are left out."""
    rows = []
    for talk in talks:
        tells = [bool(tags_of(line) & TELLING) for line in talk.user_lines]
        if any(tells):
            said = np.cumsum(tells) / sum(tells)
            rows.append([float(said[min(turn, len(said) - 1)]) for turn in range(CURVE)])
    table = np.array(rows, dtype=np.float64).reshape(-1, CURVE)
    return [ratio(np.stack([column, np.ones(len(column))], axis=1)) for column in table.T]
