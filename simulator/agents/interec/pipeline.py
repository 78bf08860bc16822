"""Plan first, then the tools over one candidate bus: `RecommendationPlan`, `make_plan`, `reflected` and `execute`.

Knows the paper's tools: hard-condition filter, soft-condition filter (item to item), ranking by preference, similarity
or popularity, map. The bus is `tools.candidates.Candidates`. Does not know words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from agent.state import SLATE_SIZE
from catalog.columns import Mask
from catalog.constraint import Constraint
from recommenders.profile import UserProfile
from recommenders.workspace import Workspace
from simulator.agents.interec.taste_profile import TasteProfile
from tools.candidates import Candidates, Rows

_KEPT = 0.1
"""Share of the candidates that the item-to-item filter keeps, the nearest."""
_KEPT_AT_LEAST = 50
By = Literal["preference", "similarity", "popularity"]


@dataclass(frozen=True)
class RecommendationPlan:
    """All steps at once: conditions for the hard filter, items for the soft one, and what to rank by."""

    conditions: tuple[Constraint, ...] = ()
    seeds: tuple[str, ...] = ()
    by: By = "popularity"


def make_plan(expect: tuple[Constraint, ...], seeds: tuple[str, ...], known: TasteProfile) -> RecommendationPlan:
    """The plan for what is asked now: like given items if there are any, else by taste as far as it is known.

    Every condition on an attribute goes into the hard filter, as a query language takes it, soft ones too.
    """
    by: By = "similarity" if seeds else "preference" if known.like else "popularity"
    return RecommendationPlan(expect, seeds, by)


def reflected(plan: RecommendationPlan, found: Candidates) -> RecommendationPlan | None:
    """The critic's better plan after nothing was found: first without likeness, then without soft conditions; None
    where the result stands."""
    if len(found):
        return None
    if plan.seeds:
        return replace(plan, seeds=(), by="preference")
    hard = tuple(c for c in plan.conditions if c.hard)
    return replace(plan, conditions=hard) if len(hard) < len(plan.conditions) else None


def execute(plan: RecommendationPlan, known: TasteProfile, workspace: Workspace, left: Mask) -> Candidates:
    """The bus after the plan, best first; `left` (bool[n items]) is what may come at all. Ties keep catalog order."""
    catalog = workspace.catalog
    bus = Candidates.everything(len(catalog)).keep(catalog.mask(plan.conditions) & left)
    if not len(bus):
        return bus
    bus = _near(bus, plan.seeds, workspace) if plan.seeds else bus
    if plan.by == "similarity":
        scores = bus.scores["similar"]
    elif plan.by == "preference":
        rows = _rows(known.like, workspace)
        unwanted = _rows(known.dislike, workspace)
        scores = workspace.blend.score(UserProfile(history=rows, liked=rows, disliked=unwanted))[bus.rows]
    else:
        scores = workspace.recommenders["popularity"].score(UserProfile())[bus.rows]
    return bus.ordered(np.argsort(-scores, kind="stable"))


def mapped(bus: Candidates) -> Rows:
    """int64[<= SLATE_SIZE]: the rows that are put into words."""
    return bus.rows[:SLATE_SIZE]


def _near(bus: Candidates, seeds: tuple[str, ...], workspace: Workspace) -> Candidates:
    """The candidates nearest to the seeds by the cosine of their texts, with that score."""
    vectors = workspace.items.vectors
    centre = vectors[list(_rows(seeds, workspace))].mean(axis=0)
    bus = bus.scored("similar", vectors[bus.rows] @ centre)
    kept = max(_KEPT_AT_LEAST, round(_KEPT * len(bus)))
    return bus.ordered(np.argsort(-bus.scores["similar"], kind="stable")[:kept])


def _rows(items: tuple[str, ...], workspace: Workspace) -> tuple[int, ...]:
    return tuple(workspace.catalog.row_of(item) for item in items if item in workspace.catalog)
