"""The tool `similar_items`: what is like given items, by text and by who consumed both.

Knows how two signals of likeness are put together. Knows nothing about constraints or profiles.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from recommenders.profile import UserProfile
from tools.scores import products, standardised
from tools.tool import Arguments, Effect, ItemId, Tool, ToolContext, ToolResult

_TOGETHER = 0.5
"""Weight of consumed-together against likeness of text."""


class SimilarArguments(Arguments):
    """Which items to be like."""

    items: tuple[ItemId, ...] = Field(min_length=1, description="ids of the items that others should be like")


class SimilarItems(Tool):
    """Score the candidates by likeness to given items, which themselves drop out."""

    name = "similar_items"
    description = "Score candidates by likeness to one or more given items."
    effect: ClassVar[Effect] = "retrieve"
    Arguments = SimilarArguments

    def run(self, args: SimilarArguments, context: ToolContext) -> ToolResult:
        """Score added: `similar` (standardised over the candidates)."""
        workspace = context.workspace
        rows = [workspace.catalog.row_of(item_id) for item_id in args.items]
        mask = np.ones(len(workspace.catalog), dtype=bool)
        mask[rows] = False
        kept = context.candidates.keep(mask)
        if not len(kept):
            return ToolResult(kept, "nothing to compare")
        centre = workspace.items.vectors[rows].mean(axis=0)
        score = standardised(products(workspace.items.vectors, kept.rows, centre))
        together = workspace.recommenders.get("cooccurrence")
        if together is not None:
            raw = together.score(UserProfile(history=tuple(rows)))[kept.rows]
            score = score + _TOGETHER * standardised(raw)
        return ToolResult(kept.scored("similar", score), f"{len(kept)} compared with {len(rows)} given")
