"""What people's words say about the kind and age of what is then recommended to them.

Knows words of a moment and coarse attributes of items, and a weight for every pair. Knows no single item: a word speaks
for everything of its kind.

    score(i | words) = sum over words w and attributes a of item i of weight(w, a)

fitted as a softmax over the items that were recommended, with a quadratic penalty (concave: one best point).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.everyday import GRAMMAR
from catalog.table import Catalog
from recommenders.dialogues.moment import Moment
from recommenders.dialogues.words import spoken

Vector = npt.NDArray[np.float32]

_PENALTY = 3.0
_SEEN = 8  # moments a word must occur in
_STEPS = 25
_TURNS = 6
_SHARE = 0.01  # of all items a category needs, to be an attribute
_AGES = (1970.0, 1985.0, 1995.0, 2005.0, 2014.0)


@dataclass(frozen=True, eq=False)
class Topics:
    """weights: float32[words, attributes]; `words` in the order of its rows."""

    words: Mapping[str, int]
    weights: Vector

    def score(self, moment: Moment, attributes: Vector) -> Vector:
        """float32[n] for `attributes`, float32[n, attributes]."""
        rows = [self.words[word] for word in sorted(words_of(moment)) if word in self.words]
        return np.asarray(attributes @ self.weights[rows].sum(axis=0), dtype=np.float32)


def coarse_attributes(catalog: Catalog) -> Vector:
    """float32[n, attributes], 0 or 1: the kinds that many items have, and the age of the item."""
    found: list[Vector] = []
    for field in catalog.schema.by_role("genre"):
        values = [set(_listed(record.get(field.name))) for record in catalog.records]
        counts = Counter(value for one in values for value in one)
        for value in sorted(value for value, count in counts.items() if count >= _SHARE * len(catalog)):
            found.append(np.array([value in one for one in values], dtype=np.float32))
    ages = np.searchsorted(_AGES, np.nan_to_num(catalog.years, nan=_AGES[2]), side="right")
    found += [(ages == age).astype(np.float32) for age in range(len(_AGES) + 1)]
    return np.stack(found, axis=1)


def words_of(moment: Moment) -> set[str]:
    """The words of the last turns, alone and with who said them."""
    words: set[str] = set()
    for role, text in moment.said[-_TURNS:]:
        for word in spoken(text):
            if word not in GRAMMAR:
                words |= {word, f"{role[0]}:{word}"}
    return words


def fit_topics(moments: Sequence[Moment], targets: Sequence[int], attributes: Vector) -> Topics:
    """The topics of `moments` and the row recommended in each."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_array

    said = [words_of(moment) for moment in moments]
    counts = Counter(word for words in said for word in words)
    places = {word: at for at, word in enumerate(sorted(word for word, count in counts.items() if count >= _SEEN))}
    cells = [(number, places[word]) for number, words in enumerate(said) for word in sorted(words) if word in places]
    if not cells:
        return Topics({}, np.zeros((0, attributes.shape[1]), np.float32))
    at, columns = zip(*cells, strict=True)
    table = csr_array((np.ones(len(cells)), (at, columns)), shape=(len(said), len(places)))
    rows, wanted, often = np.unique(np.asarray(targets), return_inverse=True, return_counts=True)
    kinds, prior = attributes[rows].astype(np.float64), np.log(often)
    shape, numbers = (len(places), attributes.shape[1]), np.arange(len(said))

    def cost(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        total = (table @ flat.reshape(shape)) @ kinds.T + prior
        total -= total.max(axis=1, keepdims=True)
        shares = np.exp(total)
        shares /= shares.sum(axis=1, keepdims=True)
        slope = (table.T @ (shares @ kinds - kinds[wanted])).ravel() + _PENALTY * flat
        loss = -np.log(shares[numbers, wanted] + 1e-300).sum() + 0.5 * _PENALTY * flat @ flat
        return float(loss), slope

    found = minimize(cost, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return Topics(places, np.round(found.x.reshape(shape), 6).astype(np.float32))


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)] if value else []
