"""A small linear model of what people would tick about an item: yes, no, or nothing.

Knows features by name and how weights are fitted: a multinomial logistic regression with a quadratic penalty, and a
factor for every answer under which the rare ones are found too. Knows no words.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from recommenders.dialogues.attitudes import Features

Floats = npt.NDArray[np.float64]

ANSWERS = 3
_PENALTY = 3.0
_SEEN = 3  # examples a feature must occur in
_STEPS = 200
_PARTS = 5
_FACTORS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_COMMON = 1  # the answer "yes", against which the others are weighed


@dataclass(frozen=True, eq=False)
class AttitudeModel:
    """weights: float64[features, 3], rows in the order of `names`; factors: float64[3], what an answer's probability is
    multiplied by before the highest is taken."""

    names: Mapping[str, int]
    weights: Floats
    factors: Floats

    @classmethod
    def fit(cls, table: Sequence[Features], answers: Sequence[int], groups: Sequence[int]) -> Self:
        """Learn from features and answers (0, 1, 2); `groups`: number of the dialogue, never divided between parts."""
        wanted, parts = np.asarray(answers, dtype=np.int64), np.asarray(groups, dtype=np.int64) % _PARTS
        likely = np.full((len(wanted), ANSWERS), 1 / ANSWERS)
        for part in range(_PARTS):
            others = [at for at in range(len(wanted)) if parts[at] != part]
            if others and len(others) < len(wanted):
                model = cls._fit([table[at] for at in others], wanted[others])
                likely[parts == part] = model.probabilities([table[int(at)] for at in np.flatnonzero(parts == part)])
        model = cls._fit(table, wanted)
        return cls(model.names, model.weights, _choose_factors(likely, wanted))

    def probabilities(self, table: Sequence[Features]) -> Floats:
        """float64[m, 3]."""
        total = _matrix(table, self.names) @ self.weights
        shares = np.exp(total - total.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)

    def answers(self, table: Sequence[Features]) -> npt.NDArray[np.int64]:
        """The answer for each, int64[m]; no feature at all gives what the constant says."""
        return np.asarray((self.probabilities(table) * self.factors).argmax(axis=1), dtype=np.int64)

    def facts(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        weights = {name: [float(f"{value:.5g}") for value in self.weights[at]] for name, at in self.names.items()}
        return {"weights": weights, "factors": self.factors.tolist()}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The model of `facts`; KeyError, TypeError or ValueError where they are none."""
        weights = np.array([*facts["weights"].values()], dtype=np.float64).reshape(-1, ANSWERS)
        factors = np.array(facts["factors"], dtype=np.float64)
        if factors.shape != (ANSWERS,) or not np.isfinite(weights).all():
            raise ValueError("factors or weights that are none")
        return cls({str(name): at for at, name in enumerate(facts["weights"])}, weights, factors)

    @classmethod
    def _fit(cls, table: Sequence[Features], wanted: npt.NDArray[np.int64]) -> Self:
        from scipy.optimize import minimize

        counts = Counter(name for features in table for name in features)
        names = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= _SEEN))}
        matrix, target = _matrix(table, names), np.eye(ANSWERS)[wanted]
        shape = (len(names), ANSWERS)

        def cost(flat: Floats) -> tuple[float, Floats]:
            total = matrix @ flat.reshape(shape)
            total -= total.max(axis=1, keepdims=True)
            shares = np.exp(total)
            shares /= shares.sum(axis=1, keepdims=True)
            loss = -float(np.log((shares * target).sum(axis=1) + 1e-300).sum()) + 0.5 * _PENALTY * float(flat @ flat)
            return loss, np.asarray(matrix.T @ (shares - target)).ravel() + _PENALTY * flat

        found = minimize(cost, np.zeros(len(names) * ANSWERS), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
        return cls(names, found.x.reshape(shape), np.ones(ANSWERS))


def f1_scores(wanted: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> Floats:
    """F1 of every answer, float64[3]; 0 for one that is neither wanted nor given."""
    hits = np.bincount(wanted[wanted == given], minlength=ANSWERS)
    both = np.bincount(wanted, minlength=ANSWERS) + np.bincount(given, minlength=ANSWERS)
    return np.asarray(2 * hits / np.maximum(both, 1), dtype=np.float64)


def _choose_factors(likely: Floats, wanted: npt.NDArray[np.int64]) -> Floats:
    """The factors with the highest mean F1, of equals the smallest."""
    best, found = -1.0, np.ones(ANSWERS)
    for no, nothing in itertools.product(_FACTORS, repeat=2):
        factors = np.ones(ANSWERS)
        factors[[at for at in range(ANSWERS) if at != _COMMON]] = no, nothing
        mean = float(f1_scores(wanted, (likely * factors).argmax(axis=1)).mean())
        if mean > best + 1e-9:
            best, found = mean, factors
    return found


def _matrix(table: Sequence[Features], names: Mapping[str, int]) -> Any:
    from scipy.sparse import csr_array

    found = ((row, name, value) for row, features in enumerate(table) for name, value in features.items())
    cells = [(row, names[name], value) for row, name, value in found if name in names]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    kinds = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    return csr_array((np.asarray(values, dtype=np.float64), kinds), shape=(len(table), len(names)))
