"""Traits set so that simulated people's figures are those of people: `fit`, by moments.

Knows how a figure answers to a trait and how that is turned round. Which figure stands for which trait is in
`simulator.likeness.traits`. Fitted on the develop dialogues and nothing else.

For each trait, dialogues are made with everybody at each of a few levels, which gives the figure as a function of the
level. Where all quantiles are fitted, people's figures are first drawn towards their mean by as much as figures of
equal people differ by chance in dialogues of this length; then each of five quantiles is turned into a level. Where the
mean is fitted, the distribution in use is moved as a whole until the figure, averaged over it, is people's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recommenders.interval import rounded
from simulator.fitted import Mix
from simulator.likeness.talk import Talk
from simulator.likeness.traits import KNOBS, Knob, typo_knob

Values = npt.NDArray[np.float64]
Played = Callable[[dict[str, float]], list[Talk]]
"""Talks of simulated people who all have the traits named, and are otherwise drawn."""
_QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
_FARTHEST = 2.0  # log odds by which a distribution is moved at most


def fit(people: Sequence[Talk], play: Played, mix: Mix, written: frozenset[str]) -> tuple[Mix, dict[str, Any]]:
    """The mix with the traits of `KNOBS` and typos set anew, and what was found on the way, by trait. `written`: words
    that are no slips."""
    personas = dict(mix.personas)
    found: dict[str, Any] = {}
    for knob in (*KNOBS, typo_knob(people, written)):
        answers = [knob.of(play({knob.trait: level})) for level in knob.levels]
        personas[knob.trait] = quantiles(knob, knob.of(people), answers, mix.personas[knob.trait])
        found[knob.trait] = {
            "people": _shown(knob.of(people)),
            "levels": list(knob.levels),
            "simulated": [_shown(own) for own in answers],
            "quantiles": list(personas[knob.trait]),
        }
    return Mix.model_validate(mix.model_dump() | {"personas": personas}), found


def quantiles(knob: Knob, people: Values, answers: Sequence[Values], now: tuple[float, ...]) -> tuple[float, ...]:
    """New quantiles of a trait. answers: the figure at each level; a trait that the figure does not answer to keeps
    its distribution."""
    means = np.array([own.mean() if len(own) else np.nan for own in answers])
    if np.isnan(means).any() or not len(people):
        return now
    rising = np.maximum.accumulate(means - means[0] if knob.excess else means)
    if rising[-1] - rising[0] < 1e-6:
        return now
    if knob.fit == "mean":
        return _shifted(now, float(people.mean()), rising, knob.levels)
    chance = float(np.mean([own.var() for own in answers]))
    spread = float(people.var())
    kept = np.sqrt(max(0.0, 1 - chance / spread)) if spread > 0 else 0.0
    wanted = people.mean() + kept * (np.quantile(people, _QUANTILES) - people.mean())
    return tuple(round(_level(float(value), rising, knob.levels), 3) for value in wanted)


def _level(value: float, rising: Values, levels: tuple[float, ...]) -> float:
    """The level that gives a figure, linear between the levels tried, the nearest one beyond them."""
    places, first = np.unique(rising, return_index=True)
    return float(np.interp(value, places, np.array(levels)[first]))


def _shifted(now: tuple[float, ...], wanted: float, rising: Values, levels: tuple[float, ...]) -> tuple[float, ...]:
    """The distribution moved on the scale of log odds, 1 being the greatest level, so that the figure, averaged over
    it, is `wanted`; so far that people still differ where that is not enough. What is 0 or the greatest stays so."""
    share = np.clip(np.array(now) / levels[-1], 0.0, 1.0)
    low, high = -_FARTHEST, _FARTHEST
    for _ in range(50):
        middle = (low + high) / 2
        if float(np.interp(_spread(_moved(share, middle)), np.array(levels) / levels[-1], rising).mean()) < wanted:
            low = middle
        else:
            high = middle
    return tuple(round(float(value) * levels[-1], 3) for value in _moved(share, high))


def _moved(share: Values, by: float) -> Values:
    odds = np.exp(by) * share / np.maximum(1 - share, 1e-12)
    return np.asarray(np.where(share >= 1, 1.0, odds / (1 + odds)))


def _spread(points: Values) -> Values:
    """Many values from a distribution that is linear between its points."""
    return np.interp(np.linspace(0, 1, 401), np.linspace(0, 1, len(points)), points)


def _shown(values: Values) -> float | None:
    return rounded(float(values.mean())) if len(values) else None

