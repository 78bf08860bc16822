"""How good a ranking is: recall and NDCG at a cutoff, with ties at half rank.

Knows scores and relevant rows. Does not know models, people or splits.

Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, with binary gain;
agrees with trec_eval's `recall` and `ndcg_cut` where no scores tie. Ties: all-equal scores would look perfect or
hopeless by luck of order, so an item's rank is the mean of the ranks its tie group covers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def ranks(scores: npt.NDArray[np.floating], rows: npt.NDArray[np.int64]) -> Floats:
    """Rank (1 is best) of each of `rows` (int[m]) under `scores` (float[n]): 1 + better + half of the equal others."""
    ordered = np.sort(scores)
    wanted = scores[rows]
    above = len(scores) - np.searchsorted(ordered, wanted, side="right")
    equal = len(scores) - above - np.searchsorted(ordered, wanted, side="left")
    return np.asarray(1 + above + (equal - 1) / 2, dtype=np.float64)


def recall(found: Floats, cutoff: int) -> float:
    """Share of the relevant items whose rank (float[m], m >= 1) is at most `cutoff`."""
    return float(np.mean(found <= cutoff))


def ndcg(found: Floats, cutoff: int) -> float:
    """Discounted gain of the ranks (float[m], m >= 1) within `cutoff`, over the best that m items allow."""
    gains = np.where(found <= cutoff, 1 / np.log2(found + 1), 0.0)
    best = (1 / np.log2(np.arange(2, min(len(found), cutoff) + 2))).sum()
    return float(gains.sum() / best)
