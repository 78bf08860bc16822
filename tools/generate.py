"""The tool `generate_items`: the semantic-ID retriever, its beam search masked by the current candidates.

Knows how to call the retriever inside a candidate set. Knows nothing about how it generates.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from catalog.errors import ToolFailed
from tools.tool import Arguments, Effect, Tool, ToolContext, ToolResult


class GenerateArguments(Arguments):
    """How many to generate, and for which wish."""

    k: int = Field(default=20, ge=1, le=200, description="how many items to generate")
    wish: str = Field(default="", description="what the person feels like; steers the generation")


class GenerateItems(Tool):
    """Generate items for the person's history and wish, only from the current candidates."""

    name = "generate_items"
    description = "Generate likely next items for this person with the semantic-ID retriever."
    effect: ClassVar[Effect] = "retrieve"
    Arguments = GenerateArguments

    def run(self, args: GenerateArguments, context: ToolContext) -> ToolResult:
        """Score added: `retriever` (log-probability) for the generated rows; the set stays as it is."""
        retriever = context.workspace.retriever
        if retriever is None:
            raise ToolFailed("generate_items: this workspace has no retriever; build it again")
        n = len(context.workspace.catalog)
        wish = context.workspace.encode(args.wish) if args.wish else None
        everything = len(context.candidates) == n
        found = retriever.generate(
            context.profile, mask=None if everything else context.candidates.mask(n), k=args.k, wish=wish
        )
        scores = np.full(n, np.nan, dtype=np.float32)
        for row, log_probability in found:
            scores[row] = log_probability
        kept = context.candidates
        return ToolResult(kept.scored("retriever", scores[kept.rows]), f"{len(found)} generated")
