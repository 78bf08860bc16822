"""Arithmetic on scores that several tools share.

Knows arrays only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MOST = 4.0
_GATHERED = 0.2
"""Share of all rows up to which copying some vectors is quicker than multiplying all of them."""


def standardised(scores: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scores with mean 0 and standard deviation 1 over known entries; 0 where unknown or all are equal.

    Clipped at four deviations: a few counts shared by two rare items must not outweigh everything else.
    """
    values = np.asarray(scores, dtype=np.float32)
    known = ~np.isnan(values)
    out = np.zeros(len(values), dtype=np.float32)
    if known.sum() > 1:
        spread = float(values[known].std())
        if spread > 1e-9:
            out[known] = np.clip((values[known] - float(values[known].mean())) / spread, -_MOST, _MOST)
    return out


def products(vectors: NDArray[np.float32], rows: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32[k]: `vectors[rows] @ query` (float32[n, d], int64[k], float32[d]); most of a catalog is not copied."""
    if len(rows) <= _GATHERED * len(vectors):
        return np.asarray(vectors[rows] @ query)
    return np.asarray((vectors @ query)[rows])
