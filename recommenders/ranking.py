"""How one model ranked the held-out items of everyone: the record all figures are computed from.

Knows scores, histories and targets. Does not know which model it was, nor any average.

Full catalog, no sampled negatives. Every target has its rank under the split's own protocol, and under each switch that
moves figures: history rows in or out of the ranking, ties at half rank or in the target's favour, and a hit by any item
of the same semantic ID.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError
from catalog.files import write_bytes
from recommenders.profile import UserProfile
from recommenders.progress import Progress, silent
from recommenders.recommender import ScoreMany, Vector
from recommenders.split import Split

LONGEST_LIST = 10
_CELLS = 2**22  # scores held at once
_COLUMNS = ("whose", "targets", "rank", "optimistic", "other", "same_id", "top")

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ranking:
    """m targets of p people, in the order of the split.

    whose, targets: int64[m], person and item row. rank: float64[m], 1 is best, ties at half rank, histories masked as
    the split says. optimistic: the same with ties in the target's favour. other: the same as rank with histories masked
    the other way; infinite where the target itself is masked. same_id: rank of the best item that shares the target's
    semantic ID; NaN where no IDs were given. top: int64[p, <= 10], everyone's list, best first, -1 where it ends.
    """

    whose: Rows
    targets: Rows
    rank: Floats
    optimistic: Floats
    other: Floats
    same_id: Floats
    top: Rows

    def save(self, path: Path) -> None:
        """Write one npz file at `path`, whole or not at all."""
        memory = io.BytesIO()
        np.savez_compressed(memory, **{name: getattr(self, name) for name in _COLUMNS})
        write_bytes(path, memory.getvalue())

    @classmethod
    def load(cls, path: Path) -> Ranking:
        """Read what `save` wrote; raises CatalogError naming a file that is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                return cls(**{name: stored[name] for name in _COLUMNS})
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise CatalogError(f"result {str(path)!r} cannot be read; delete it to compute it again") from error


def rank_people(
    score_many: ScoreMany, split: Split, id_groups: Rows | None = None, progress: Progress = silent
) -> Ranking:
    """Rank the targets of everyone in `split`; score_many: profiles -> float32[b, n]; reports stage "rank".

    `id_groups`: int64[n], equal for items of one semantic ID.
    """
    people = len(split.profiles)
    step = max(_CELLS // max(split.train.n_items, 1), 1)
    members = _members(id_groups)
    parts = []
    for start in range(0, people, step):
        stop = min(start + step, people)
        profiles, targets = split.profiles[start:stop], split.targets[start:stop]
        parts.append(_part(score_many(profiles), profiles, targets, split.masked, members, start))
        progress("rank", stop, people)
    return Ranking(*(np.concatenate([part[number] for part in parts]) for number in range(len(_COLUMNS))))


Members = Callable[[int], Rows]


def _members(groups: Rows | None) -> Members | None:
    """Row -> the rows of its group, itself included."""
    if groups is None:
        return None
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts, stops = np.searchsorted(ordered, groups, "left"), np.searchsorted(ordered, groups, "right")
    return lambda row: order[starts[row] : stops[row]]


def _part(
    scores: Vector,
    profiles: Sequence[UserProfile],
    targets: Sequence[Rows],
    masked: bool,
    members: Members | None,
    first: int,
) -> tuple[npt.NDArray[np.generic], ...]:
    """The columns of a Ranking for some people; their numbers begin at `first`."""
    whose = np.repeat(np.arange(len(profiles)), [len(rows) for rows in targets])
    rows = np.concatenate(targets)
    hidden = scores.copy()
    for number, profile in enumerate(profiles):
        hidden[number, list(profile.history)] = -np.inf
    ruled, free = (hidden, scores) if masked else (scores, hidden)
    above, equal = _places(ruled, whose, ruled[whose, rows])
    rank = _blocked(ruled, whose, rows, 1 + above + equal / 2)
    best = 1 + _blocked(ruled, whose, rows, above)
    above, equal = _places(free, whose, free[whose, rows])
    other = _blocked(free, whose, rows, 1 + above + equal / 2)
    same = np.full(len(rows), np.nan)
    if members is not None:
        wanted = np.array([ruled[j, members(row)].max() for j, row in zip(whose, rows, strict=True)])
        above, equal = _places(ruled, whose, wanted)
        same = np.where(np.isneginf(wanted), np.inf, 1 + above + equal / 2)
    return whose + first, rows, rank, best, other, same, _top(ruled)


def _places(scores: Vector, whose: Rows, wanted: Vector) -> tuple[Floats, Floats]:
    """How many items score above each wanted score, and how many others equal it, float64[m] each."""
    above, equal = np.empty(len(whose)), np.empty(len(whose))
    step = max(_CELLS // scores.shape[1], 1)
    for start in range(0, len(whose), step):
        part = slice(start, start + step)
        mine, limit = scores[whose[part]], wanted[part, None]
        above[part] = (mine > limit).sum(axis=1)
        equal[part] = (mine == limit).sum(axis=1) - 1
    return above, equal


def _blocked(scores: Vector, whose: Rows, rows: Rows, found: Floats) -> Floats:
    """`found`, infinite where the target cannot be recommended at all."""
    return np.where(np.isneginf(scores[whose, rows]), np.inf, found)


def _top(scores: Vector) -> Rows:
    """The ten best rows of everyone, equal scores in order of row number."""
    size = min(LONGEST_LIST, scores.shape[1])
    limit = np.partition(scores, -size, axis=1)[:, -size]
    top = np.full((len(scores), size), -1, dtype=np.int64)
    for number, row in enumerate(scores):
        places = np.flatnonzero(row >= limit[number])
        places = places[np.isfinite(row[places])]
        chosen = places[np.argsort(-row[places], kind="stable")[:size]]
        top[number, : len(chosen)] = chosen
    return top
