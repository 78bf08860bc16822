"""From kept rankings to figures: what a comparison of rankers says, as plain JSON values.

Knows rankings, metrics and intervals. Does not know models; everything here can be computed again from a store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recommenders.exposure import GROUPS, Shown, coverage, disparity, gini, popularity_groups
from recommenders.interval import (
    Figure,
    group_figure,
    mean_figure,
    people_groups,
    ratio_figure,
    rounded,
)
from recommenders.metrics import ndcgs, recalls, reciprocal_ranks
from recommenders.ranking import LONGEST_LIST, Ranking
from recommenders.ranking_data import RankingData

CUTOFF = LONGEST_LIST
BINS = (("0", 0, 0), ("1-2", 1, 2), ("3-9", 3, 9), ("10+", 10, 2**62))
_PARTS = 20

Floats = npt.NDArray[np.float64]
Figures = dict[str, Figure]
Metric = Callable[[Floats, npt.NDArray[np.int64], int, int], Floats]


class ModelReport:
    """The figures of one model from its rankings, one per seed (one for a model without chance in it)."""

    def __init__(self, data: RankingData, rankings: Sequence[Ranking], *, chance: bool) -> None:
        """rankings: at least one, all over the people of `data`."""
        self._data, self._rankings, self._chance = data, rankings, chance
        self._people = len(data.people.profiles)
        self._counts = data.task.validation.train.counts()
        self._groups = popularity_groups(self._counts)
        trained = len(np.unique(data.task.validation.train.users))
        self._shown = [Shown(ranking.top, self._counts, trained) for ranking in rankings]

    def to_json(self) -> dict[str, Any]:
        """All figures by name as [mean, low, high], with both errors apart."""
        figures = self._accuracy() | self._lists()
        return {
            **{name: figure.to_json() for name, figure in figures.items()},
            "exposure": self._exposure(),
            "by_target_popularity": {name: self._targets(low, high) for name, low, high in BINS},
            "unseen": self._targets(0, 0),
            "switches": self._switches(),
            "seed_spread": {
                name: None if figure.seed_spread is None else rounded(figure.seed_spread)
                for name, figure in figures.items()
            },
            "people_error": {name: rounded(figure.people_error) for name, figure in figures.items()},
            "seeds": len(self._rankings),
        }

    def per_person(self, metric: Metric = ndcgs, cutoff: int = CUTOFF, column: str = "rank") -> Floats:
        """A metric of everyone under one kind of rank, float[seeds, people]."""
        rankings = self._rankings
        return np.stack([metric(getattr(found, column), found.whose, self._people, cutoff) for found in rankings])

    def _mean(self, values: Floats) -> Figure:
        return mean_figure(values, chance=self._chance)

    def _accuracy(self) -> Figures:
        figures: Figures = {}
        for cutoff in (5, 10):
            figures[f"recall@{cutoff}"] = self._mean(self.per_person(recalls, cutoff))
            figures[f"ndcg@{cutoff}"] = self._mean(self.per_person(ndcgs, cutoff))
        found = [reciprocal_ranks(ranking.rank, ranking.whose, self._people) for ranking in self._rankings]
        return figures | {"mrr": self._mean(np.stack(found))}

    def _lists(self) -> Figures:
        people = people_groups(self._people, _PARTS)
        times = [shown.times(people, _PARTS) for shown in self._shown]
        chance = self._chance
        read = [profile.history for profile in self._data.people.profiles if profile.history]
        histories = np.array([self._counts[list(history)].mean() for history in read] or [0.0])
        lift = np.stack([shown.popularity() for shown in self._shown]) / max(float(histories.mean()), 1e-12) - 1
        return {
            f"coverage@{CUTOFF}": group_figure(coverage, times, chance=chance),
            f"gini@{CUTOFF}": group_figure(gini, times, chance=chance),
            f"popularity_lift@{CUTOFF}": self._mean(lift),
            f"novelty@{CUTOFF}": self._mean(np.stack([shown.novelty() for shown in self._shown])),
            f"diversity@{CUTOFF}": self._mean(
                np.stack([shown.diversity(self._data.items.vectors) for shown in self._shown])
            ),
            f"rsp@{CUTOFF}": group_figure(self._shown_chances(), self._by_group(people), chance=chance),
            f"reo@{CUTOFF}": group_figure(_wanted_chances, self._hits_by_group(people), chance=chance),
        }

    def _by_group(self, people: npt.NDArray[np.int64]) -> list[Floats]:
        """Places that each part of the people gives to each group of items, and how many people: float[parts, 4]."""
        size = np.bincount(people, minlength=_PARTS)[:, None]
        return [
            np.concatenate([_summed(shown.groups(self._groups, discounted=False), people), size], axis=1)
            for shown in self._shown
        ]

    def _shown_chances(self) -> Callable[[Floats], float]:
        """From places per group and people to RSP: the chance to be shown is places over items times people."""
        held = np.bincount(self._groups, minlength=len(GROUPS))

        def statistic(counts: Floats) -> float:
            real = held > 0
            return disparity(counts[:-1][real] / (held[real] * max(counts[-1], 1)))

        return statistic

    def _hits_by_group(self, people: npt.NDArray[np.int64]) -> list[Floats]:
        """Hits and targets in each group of items by each part of the people, float[parts, 6] per seed."""
        found = []
        for ranking in self._rankings:
            keys = people[ranking.whose] * len(GROUPS) + self._groups[ranking.targets]
            size = _PARTS * len(GROUPS)
            hits = np.bincount(keys, weights=ranking.rank <= CUTOFF, minlength=size)
            wanted = np.bincount(keys, minlength=size)
            found.append(np.concatenate([part.reshape(_PARTS, -1) for part in (hits, wanted)], axis=1))
        return found

    def _exposure(self) -> dict[str, Any]:
        """Per group of items: its size, its share of events, of places and of their worth, and the last over the
        first."""
        raw = np.stack([shown.groups(self._groups, discounted=False) for shown in self._shown])
        worth = np.stack([shown.groups(self._groups, discounted=True) for shown in self._shown])
        held = np.bincount(self._groups, minlength=len(GROUPS))
        events = np.bincount(self._groups, weights=self._counts, minlength=len(GROUPS))
        found = {}
        for number, name in enumerate(GROUPS):
            share = held[number] / len(self._groups)
            exposed = ratio_figure(worth[:, :, number], worth.sum(axis=2), chance=self._chance)
            found[name] = {
                "items": int(held[number]),
                "events_share": rounded(events[number] / max(events.sum(), 1)),
                "places_share": ratio_figure(raw[:, :, number], raw.sum(axis=2), chance=self._chance).to_json(),
                "exposure_share": exposed.to_json(),
                "exposure_ratio": [rounded(value / share) if share else 0.0 for value in exposed.to_json()],
                **self._hit_rate(self._groups == number),
            }
        return found

    def _targets(self, low: int, high: int) -> dict[str, Any]:
        return self._hit_rate((self._counts >= low) & (self._counts <= high))

    def _hit_rate(self, items: npt.NDArray[np.bool_]) -> dict[str, Any]:
        """Share of the targets among `items` (bool[n]) that are found, and their number."""
        hits, wanted = [], []
        for ranking in self._rankings:
            chosen = items[ranking.targets]
            whose = ranking.whose[chosen]
            hits.append(np.bincount(whose, weights=ranking.rank[chosen] <= CUTOFF, minlength=self._people))
            wanted.append(np.bincount(whose, minlength=self._people).astype(np.float64))
        figure = ratio_figure(np.stack(hits), np.stack(wanted), chance=self._chance)
        return {f"recall@{CUTOFF}": figure.to_json(), "n": int(wanted[0].sum())}

    def _switches(self) -> dict[str, Any]:
        """The same lists under other rules: what these move is not the model's doing."""
        masked = self._data.people.masked
        columns = {
            "history_masked": "rank" if masked else "other",
            "history_kept": "other" if masked else "rank",
            "ties_half_rank": "rank",
            "ties_optimistic": "optimistic",
            "match_item": "rank",
        }
        if not any(np.isnan(ranking.same_id).any() for ranking in self._rankings):
            columns["match_semantic_id"] = "same_id"
        found = {}
        for name, column in columns.items():
            found[name] = {
                f"{label}@{CUTOFF}": self._mean(self.per_person(metric, CUTOFF, column)).to_json()
                for label, metric in (("recall", recalls), ("ndcg", ndcgs))
            }
        return found


def gain(better: ModelReport, others: dict[str, ModelReport]) -> dict[str, Any]:
    """NDCG@10 of one model less that of the best of `others` on the same people, paired person by person.

    The best is chosen on these very people, which favours it. The interval is over people, of the mean over seeds.
    """
    best = max(others, key=lambda name: float(others[name].per_person().mean()))
    mine, theirs = better.per_person().mean(axis=0), others[best].per_person().mean(axis=0)
    figure = mean_figure((mine - theirs)[None], chance=False)
    base = max(float(theirs.mean()), 1e-12)
    return {
        "metric": f"ndcg@{CUTOFF}",
        "against": best,
        "difference": figure.to_json(),
        "relative": [rounded(value / base) for value in figure.to_json()],
    }


def _summed(values: Floats, people: npt.NDArray[np.int64]) -> Floats:
    """Rows of float[p, k] summed by part, float[parts, k]."""
    out = np.zeros((_PARTS, values.shape[1]))
    np.add.at(out, people, values)
    return out


def _wanted_chances(counts: Floats) -> float:
    """From hits and targets per group to REO: the chance to be shown when wanted."""
    hits, wanted = np.split(counts, 2)
    real = wanted > 0
    return disparity(hits[real] / wanted[real])
