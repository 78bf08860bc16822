"""Can a simple classifier tell simulated people from people? Its AUC, by cross-validation over persons.

Knows texts or sequences of tags. 0.5 is chance, 1 certainty.

Logistic regression with a squared penalty on which words and pairs of words a person uses (not how often), fitted by
L-BFGS. All dialogues of one person are in the same fold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from recommenders.interval import rounded
from simulator.draws import Draws

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Values = npt.NDArray[np.float64]
_TOKEN = re.compile(r"[\w']+")
_FOLDS, _PENALTY, _RARE, _STEPS, _DRAWS = 5, 1.0, 3, 60, 200


@dataclass(frozen=True)
class Sheet:
    """What one person said in a dialogue, as tokens in order."""

    person: str
    tokens: tuple[str, ...]


def tokens(text: str) -> tuple[str, ...]:
    """Words in small letters."""
    return tuple(_TOKEN.findall(text.casefold()))


def auc(people: Sequence[Sheet], simulated: Sequence[Sheet], *, seed: int = 0) -> list[float]:
    """[AUC, low, high] (95 %, by drawing dialogues of both sides) of telling the one from the other out of fold.

    The larger side is cut down to the size of the smaller one. Fewer than 10 dialogues of a side give chance.
    """
    size = min(len(people), len(simulated))
    if size < 2 * _FOLDS:
        return [0.5, 0.0, 1.0]
    draws = Draws(seed, "discriminator")
    sheets = [sheet for side in (people, simulated) for sheet in _drawn(side, size, draws)]
    labels = np.repeat([0.0, 1.0], size)
    folds = np.array([int(draws.unit(1, sheet.person) * _FOLDS) for sheet in sheets])
    table, _ = _table(sheets)
    scores = np.zeros(len(sheets))
    for fold in range(_FOLDS):
        own = folds == fold
        if own.any() and len(set(labels[~own])) == 2:
            scores[own] = table[own] @ _fit(table[~own], labels[~own])
    generator = np.random.default_rng(seed)
    drawn = []
    for _ in range(_DRAWS):
        rows = [generator.integers(0, size, size) for _ in range(2)]
        drawn.append(_area(scores[:size][rows[0]], scores[size:][rows[1]]))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return [rounded(_area(scores[:size], scores[size:])), rounded(low), rounded(high)]


def halves_auc(people: Sequence[Sheet], *, seed: int = 0) -> list[float]:
    """The AUC between two random halves of one side: what chance looks like at half the size."""
    draws = Draws(seed, "halves")
    first = [draws.chance(0.5, 0, sheet.person) for sheet in people]
    one = [sheet for sheet, own in zip(people, first, strict=True) if own]
    other = [sheet for sheet, own in zip(people, first, strict=True) if not own]
    return auc(one, other, seed=seed)


def tells(people: Sequence[Sheet], simulated: Sequence[Sheet], count: int = 15) -> dict[str, list[str]]:
    """The words and pairs of words that speak most for the one side and for the other, fitted on all dialogues."""
    if not people or not simulated:
        return {"people": [], "simulated": []}
    table, names = _table([*people, *simulated])
    weights = _fit(table, np.repeat([0.0, 1.0], [len(people), len(simulated)]))[1:]
    order = np.argsort(weights, kind="stable")
    return {
        "people": [names[place] for place in order[:count] if weights[place] < 0],
        "simulated": [names[place] for place in order[::-1][:count] if weights[place] > 0],
    }


def _drawn(sheets: Sequence[Sheet], size: int, draws: Draws) -> list[Sheet]:
    return sorted(sheets, key=lambda sheet: draws.unit(0, f"{sheet.person} {sheet.tokens}"))[:size]


def _table(sheets: Sequence[Sheet]) -> tuple[csr_array, list[str]]:
    """0/1 of sheets by words and pairs that some sheets have, rows of length 1, after a constant column; and what the
    other columns stand for."""
    from scipy.sparse import csr_array

    grams = [sorted({*s.tokens, *(" ".join(p) for p in pairwise(s.tokens))}) for s in sheets]
    counts: dict[str, int] = {}
    for own in grams:
        for gram in own:
            counts[gram] = counts.get(gram, 0) + 1
    column = {gram: n for n, gram in enumerate(sorted(g for g, c in counts.items() if c >= _RARE), start=1)}
    rows, columns, values = [], [], []
    for row, own in enumerate(grams):
        held = [column[gram] for gram in own if gram in column]
        rows += [row] * (len(held) + 1)
        columns += [0, *held]
        values += [1.0, *[len(held) ** -0.5] * len(held)]
    return csr_array((values, (rows, columns)), (len(sheets), len(column) + 1)), list(column)


def _fit(table: csr_array, labels: Values) -> Values:
    from scipy.optimize import minimize

    signs = 2 * labels - 1

    def loss(weights: Values) -> tuple[float, Values]:
        margin = signs * (table @ weights)
        slope = table.T @ (-signs / (1 + np.exp(np.clip(margin, -50, 50))))
        return float(np.logaddexp(0, -margin).sum() + _PENALTY / 2 * weights @ weights), slope + _PENALTY * weights

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x, dtype=np.float64)


def _area(low: Values, high: Values) -> float:
    """The chance that one of `high` is above one of `low`, ties half (Mann-Whitney)."""
    order = np.sort(low)
    below = np.searchsorted(order, high, "left") + np.searchsorted(order, high, "right")
    return float(below.sum() / (2 * len(low) * len(high)))
