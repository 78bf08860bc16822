"""`evaluate`: everything measured on recorded dialogues, as one report of plain values.

Knows which dialogues are scored, the four tables and how they are laid out. Does not know files or flags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agent.dialogues.attitudes import answer_table
from agent.dialogues.linking import link_counts
from agent.dialogues.recommending import BASELINES, CUTOFFS, PARLEY, rankers, recommend_counts
from agent.dialogues.tally import figure, mean_f1, ratio
from catalog.dialogues import NO, NOT_SAID, YES, Dialogue, Split, in_split
from catalog.errors import CatalogError
from recommenders.dialogues.learning import first_copies
from recommenders.progress import Progress, silent

if TYPE_CHECKING:
    from recommenders.workspace import Workspace

Counts = npt.NDArray[np.float64]

TABLES = ("recommendation", "recommendation_with_repeats")
PROTOCOL = {
    "linking": "turns in lower case without years in brackets; unit: a film in a dialogue; an ask is a miss",
    "sentiment": "liked, disliked, not said: macro-F1 over films of a dialogue about which both forms agree",
    "seen": "F1 of seen over films of a dialogue about which both forms agree",
    "recommendation": "unit: a film recommended in a turn and new to the dialogue; history: all turns before it with "
    "the films linked in them; ranked: all films not named so far; of equal scores the earlier row comes first",
    "recommendation_with_repeats": "films named before count too and stay in the ranking",
    "copies": "films with one title and one year are one film",
    "interval": "95 %, bootstrap over dialogues, 1000 draws",
}


def choose(dialogues: Sequence[Dialogue], learnt: Sequence[str], split: Split | None) -> list[Dialogue]:
    """The dialogues to score: those of `split`; where none is named, those a workspace did not learn from."""
    if split is not None:
        return [one for one in dialogues if in_split(one.id, split)]
    known = set(learnt)
    return [one for one in dialogues if one.id not in known]


@dataclass(frozen=True, eq=False)
class Measured:
    """Counts with one row a dialogue: `linking` as `link_counts`, `liked` and `seen` as `answer_table`; `found` by
    ranker and table as `recommend_counts`."""

    linking: Counts
    liked: Counts
    seen: Counts
    found: Mapping[str, Mapping[str, Counts]]

    def report(self) -> dict[str, Any]:
        """The four tables and the baselines; figures are [mean, low, high]."""
        recalls = {ranker: {name: _recalls(one) for name, one in both.items()} for ranker, both in self.found.items()}
        return {
            "linking": {
                "precision": figure(self.linking, ratio(0, 1)),
                "recall": figure(self.linking, ratio(0, 2)),
                "films": int(self.linking[:, 2].sum()),
            },
            "sentiment": {
                "macro_f1": figure(self.liked, mean_f1((NO, YES, NOT_SAID))),
                "liked_f1": figure(self.liked, mean_f1((YES,))),
                "disliked_f1": figure(self.liked, mean_f1((NO,))),
                "not_said_f1": figure(self.liked, mean_f1((NOT_SAID,))),
                "films": int(self.liked.sum()),
            },
            "seen": {"f1": figure(self.seen, mean_f1((YES,))), "films": int(self.seen.sum())},
            **recalls[PARLEY],
            "baselines": {
                **{name: recalls[name] for name in BASELINES},
                "always liked": {"sentiment": {"macro_f1": figure(_always(self.liked), mean_f1((NO, YES, NOT_SAID)))}},
                "always seen": {"seen": {"f1": figure(_always(self.seen), mean_f1((YES,)))}},
            },
        }


def measure(workspace: Workspace, dialogues: Sequence[Dialogue], progress: Progress = silent) -> Measured:
    """The counts of `dialogues`, all of them, at least one."""
    rows = first_copies(workspace.catalog)
    copies = [rows[item] for item in workspace.catalog.ids]
    once = np.array([row == copy for row, copy in enumerate(copies)])
    asked = rankers(workspace)
    found: dict[str, dict[str, list[list[int]]]] = {name: {table: [] for table in TABLES} for name in asked}
    linking, liked, seen = [], [], []
    for number, one in enumerate(dialogues, 1):
        linking.append(link_counts(workspace.linker, one, rows, copies))
        liked.append(answer_table(one, workspace.catalog, "liked", workspace.attitudes))
        seen.append(answer_table(one, workspace.catalog, "seen", workspace.attitudes))
        for name, ranker in asked.items():
            for table, counts in zip(TABLES, recommend_counts(ranker, one, rows, once), strict=True):
                found[name][table].append(counts)
        progress("evaluate", number, len(dialogues))
    tables = {name: {table: _array(rows) for table, rows in both.items()} for name, both in found.items()}
    return Measured(_array(linking), _array(liked), _array(seen), tables)


def evaluate(
    workspace: Workspace,
    dialogues: Sequence[Dialogue],
    *,
    split: Split | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """The report of `parley evaluate dialogues`. CatalogError where no dialogue is left to score."""
    chosen = choose(dialogues, workspace.manifest.dialogues, split)
    if not chosen:
        raise CatalogError("no dialogue is left to score: the workspace learnt from all of them, or the split is empty")
    return {
        "dialogues": {"scored": len(chosen), "skipped": len(dialogues) - len(chosen)},
        **measure(workspace, chosen, progress).report(),
        "protocol": PROTOCOL | {"split": split or "what the workspace did not learn from"},
    }


def _recalls(table: Counts) -> dict[str, Any]:
    recalls = {f"recall@{cutoff}": figure(table, ratio(at, 0)) for at, cutoff in enumerate(CUTOFFS, 1)}
    return {**recalls, "films": int(table[:, 0].sum())}


def _always(table: Counts) -> Counts:
    """The same true answers, all answered with yes."""
    true = table.reshape(-1, 3, 3).sum(axis=2)
    out = np.zeros((len(table), 3, 3))
    out[:, :, YES] = true
    return out.reshape(-1, 9)


def _array(rows: Sequence[Sequence[int]]) -> Counts:
    return np.array(rows, dtype=np.float64)
