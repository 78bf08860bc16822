"""Where the film that a human recommended stands in the ranking of a recommender, turn by turn.

Knows the rankers that are compared, the two ways of counting (films new to the dialogue; repeats kept) and ranks. Does
not know what a ranker is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from catalog.dialogues import Dialogue
from recommenders.dialogues.moment import Moment, moments
from recommenders.item_knn import ItemKnn
from recommenders.profile import UserProfile
from recommenders.progress import silent

if TYPE_CHECKING:
    from recommenders.workspace import Workspace

Vector = npt.NDArray[np.float32]
Ranker = Callable[[Moment], Vector]

CUTOFFS = (1, 10, 50)
PARLEY = "parley"
BASELINES = ("copy-last-mention", "popularity", "itemknn")

_WISH_TURNS = 3


def rankers(workspace: Workspace) -> dict[str, Ranker]:
    """The workspace's own way of recommending, and the baselines."""
    known = workspace.dialogue_recommender
    size = len(workspace.catalog)
    itemknn = ItemKnn.fit(workspace.interactions, workspace.items, seed=0, progress=silent)
    popularity = workspace.items.popularity.astype(np.float32)

    def copy_last(moment: Moment) -> Vector:
        scores = np.full(size, -np.inf, np.float32)
        scores[list(moment.items)] = np.arange(len(moment.items), dtype=np.float32)
        return scores

    return {
        PARLEY: known.score if known is not None else lambda moment: _blend(workspace, moment),
        "copy-last-mention": copy_last,
        "popularity": lambda moment: popularity.copy(),
        "itemknn": lambda moment: itemknn.score(UserProfile(moment.items)),
    }


def recommend_counts(
    ranker: Ranker, dialogue: Dialogue, rows: Mapping[str, int], once: npt.NDArray[np.bool_]
) -> tuple[list[int], list[int]]:
    """[asked, found at 1, at 10, at 50] of one dialogue: of films new to it, and of all with repeats kept.

    `rows`: item id -> row, of copies the first; `once`: bool[n], false for further copies, which are not ranked. New
    films are ranked among films not named so far, repeats among all. Of equal scores the earlier row comes first.
    """
    new, repeated = [0] * (1 + len(CUTOFFS)), [0] * (1 + len(CUTOFFS))
    for moment, wanted in moments(dialogue, rows):
        scores = np.where(once, ranker(moment), -np.inf)
        fresh = scores.copy()
        fresh[list(moment.items)] = -np.inf
        for row in wanted:
            _count(repeated, scores, row)
            if row not in moment.items:
                _count(new, fresh, row)
    return new, repeated


def _count(counts: list[int], scores: npt.NDArray[np.floating], row: int) -> None:
    counts[0] += 1
    if np.isneginf(scores[row]):
        return  # not ranked at all
    rank = int((scores > scores[row]).sum() + (scores[:row] == scores[row]).sum())
    for place, cutoff in enumerate(CUTOFFS, 1):
        counts[place] += rank < cutoff


def _blend(workspace: Workspace, moment: Moment) -> Vector:
    """What the blend says, for a workspace that learnt nothing from dialogues: films so far, and the last words."""
    words = " ".join(moment.of("seeker")[-_WISH_TURNS:]).strip()
    return workspace.blend.score(UserProfile(history=moment.items), workspace.encode(words) if words else None)
