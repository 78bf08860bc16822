"""The candidate bus: `Candidates`, an immutable ordered set of catalog rows that tools hand on.

Knows rows, the score each source gave them, which step brought each in, and the funnel of steps. Knows
nothing about tools, people or dialogues; item ids never pass through a language model because this does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class FunnelStep:
    """How many candidates there were before and after one step; `unknown` of those dropped lacked a value."""

    step: int
    tool: str
    before: int
    after: int
    unknown: int = 0


@dataclass(frozen=True)
class Candidates:
    """`rows` (int64[k], unique, best first); `scores[source]` (float32[k], nan where the source gave none);
    `added` (int64[k]) the number of the step that brought each row in; `funnel` the steps so far."""

    rows: Rows
    scores: Mapping[str, Scores] = field(default_factory=dict)
    added: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    funnel: tuple[FunnelStep, ...] = ()

    def __post_init__(self) -> None:
        if len(self.added) != len(self.rows):
            object.__setattr__(self, "added", np.zeros(len(self.rows), np.int64))

    @classmethod
    def of(cls, rows: Iterable[int]) -> Candidates:
        """A set of these rows in this order; a repeat is dropped."""
        return cls(np.array(list(dict.fromkeys(int(r) for r in rows)), dtype=np.int64))

    @classmethod
    def everything(cls, n: int) -> Candidates:
        """All rows of a catalog of n items."""
        return cls(np.arange(n, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, row: int) -> bool:
        return bool(np.any(self.rows == row))

    def mask(self, n: int) -> NDArray[np.bool_]:
        """bool[n] over the catalog: which rows are in the set."""
        out = np.zeros(n, dtype=bool)
        out[self.rows] = True
        return out

    def keep(self, mask: NDArray[np.bool_]) -> Candidates:
        """Only the rows where `mask` (bool over the whole catalog) is true, order kept."""
        return self._take(np.flatnonzero(mask[self.rows]))

    def intersect(self, other: Candidates) -> Candidates:
        """Rows in both, in this order; scores of both."""
        kept = self._take(np.flatnonzero(np.isin(self.rows, other.rows)))
        for source in other.scores:
            if source not in kept.scores:
                kept = kept.scored(source, other._lookup(source, kept.rows))
        return kept

    def minus(self, other: Candidates) -> Candidates:
        """Rows of this set that are not in the other."""
        return self._take(np.flatnonzero(~np.isin(self.rows, other.rows)))

    def union(self, other: Candidates) -> Candidates:
        """Rows of both: this set's first, then the other's new ones; a score of this set wins."""
        new = other._take(np.flatnonzero(~np.isin(other.rows, self.rows)))
        rows = np.concatenate([self.rows, new.rows])
        scores = {}
        for source in dict.fromkeys((*self.scores, *other.scores)):
            mine = self._lookup(source, rows)
            scores[source] = np.where(np.isnan(mine), other._lookup(source, rows), mine).astype(np.float32)
        return Candidates(rows, scores, np.concatenate([self.added, new.added]), self.funnel)

    def scored(self, source: str, values: NDArray[np.floating]) -> Candidates:
        """With the scores of one source added or replaced; `values` is aligned with `rows`."""
        if len(values) != len(self.rows):
            raise ValueError(f"{len(values)} scores for {len(self.rows)} candidates")
        return replace(self, scores={**self.scores, source: values.astype(np.float32)})

    def ordered(self, order: NDArray[np.integer]) -> Candidates:
        """Taken in this order of positions; positions left out are dropped."""
        return self._take(np.asarray(order, dtype=np.int64))

    def head(self, k: int) -> Candidates:
        """The first k."""
        return self._take(np.arange(min(k, len(self.rows))))

    def logged(self, tool: str, before: int, unknown: int = 0) -> Candidates:
        """With one more step in the funnel: `before` candidates went in, this set came out."""
        step = FunnelStep(len(self.funnel) + 1, tool, before, len(self), unknown)
        return replace(self, funnel=(*self.funnel, step))

    def entered(self, step: int, before: Candidates) -> Candidates:
        """With `step` recorded as the one that brought in the rows that `before` did not have."""
        new = ~np.isin(self.rows, before.rows)
        return replace(self, added=np.where(new, step, self.added))

    def sources(self, row: int) -> dict[str, float]:
        """Every source's score for one row; sources without one are left out."""
        position = int(np.flatnonzero(self.rows == row)[0])
        values = {source: float(scores[position]) for source, scores in self.scores.items()}
        return {source: round(value, 4) for source, value in values.items() if not np.isnan(value)}

    def _lookup(self, source: str, rows: Rows) -> Scores:
        out = np.full(len(rows), np.nan, dtype=np.float32)
        if source in self.scores and len(self.rows):
            order = np.argsort(self.rows)
            at = np.minimum(np.searchsorted(self.rows[order], rows), len(self.rows) - 1)
            found = self.rows[order][at] == rows
            out[found] = self.scores[source][order][at[found]]
        return out

    def _take(self, positions: NDArray[np.integer]) -> Candidates:
        return Candidates(
            self.rows[positions],
            {source: values[positions] for source, values in self.scores.items()},
            self.added[positions],
            self.funnel,
        )
