"""How good a ranking is: recall, NDCG and reciprocal rank, with ties at half rank.

Knows scores, ranks and relevant rows. Does not know models or splits.

Sources: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, with binary gain;
Voorhees, "The TREC-8 question answering track report", 1999, for the reciprocal rank. They agree with trec_eval's
`recall`, `ndcg_cut` and `recip_rank` where no scores tie. Ties: all-equal scores would look perfect or hopeless by luck
of order, so an item's rank is the mean of the ranks its tie group covers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def ranks(scores: npt.NDArray[np.floating], rows: Rows) -> Floats:
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


def recalls(found: Floats, whose: Rows, people: int, cutoff: int) -> Floats:
    """`recall` of everyone at once, float[people]: target k of person `whose[k]` is at rank `found[k]`."""
    hits = np.bincount(whose, weights=found <= cutoff, minlength=people)
    return np.asarray(hits / np.bincount(whose, minlength=people), dtype=np.float64)


def ndcgs(found: Floats, whose: Rows, people: int, cutoff: int) -> Floats:
    """`ndcg` of everyone at once, float[people]."""
    gains = np.where(found <= cutoff, 1 / np.log2(found + 1), 0.0)
    best = np.cumsum(1 / np.log2(np.arange(2, cutoff + 2)))
    wanted = np.minimum(np.bincount(whose, minlength=people), cutoff)
    return np.asarray(np.bincount(whose, weights=gains, minlength=people) / best[wanted - 1], dtype=np.float64)


def reciprocal_ranks(found: Floats, whose: Rows, people: int) -> Floats:
    """One over everyone's best rank, without a cutoff, float[people]."""
    best = np.full(people, np.inf)
    np.minimum.at(best, whose, found)
    return np.asarray(1 / best, dtype=np.float64)
