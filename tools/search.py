"""The tool `search_items`: constraints as masks, words by full-text search, a wish by meaning.

Knows how a search narrows and scores candidates. Knows nothing about ranking them against each other.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from catalog.constraint import Constraint
from recommenders.workspace import Workspace
from tools.candidates import Candidates
from tools.scores import products
from tools.tool import Arguments, Effect, Tool, ToolContext, ToolResult

_AVOIDED = 0.5
"""Weight of a thing to avoid against the wish, as in Rocchio's relevance feedback (1971)."""
_NEAREST = 10_000
"""Candidates that a wish leaves where the catalog is too large to compare every text with it."""


class SearchArguments(Arguments):
    """What to search for; everything is optional."""

    constraints: tuple[Constraint, ...] = Field(default=(), description="conditions; hard ones filter, soft ones score")
    words: str = Field(default="", description="words that should occur in title, people, keywords or text")
    wish: str = Field(default="", description="what the person feels like, in their words; ranks by meaning")
    avoid: str = Field(default="", description="what the person does not feel like; ranks such items down")


class SearchItems(Tool):
    """Keep the candidates that satisfy every hard constraint; score the rest of what was said."""

    name = "search_items"
    description = "Filter by attribute constraints and score by words and by the meaning of a wish."
    effect: ClassVar[Effect] = "filter"
    Arguments = SearchArguments

    def run(self, args: SearchArguments, context: ToolContext) -> ToolResult:
        """Scores added: `soft` (share of soft constraints that hold), `words` (0..1), `wish` (cosine)."""
        catalog = context.workspace.catalog
        hard = [c for c in args.constraints if c.hard]
        soft = [c for c in args.constraints if not c.hard]
        before = len(context.candidates)
        mask = catalog.mask(hard)
        allowed = np.ones(len(catalog), bool) if context.excluded is None else ~context.excluded
        unknown = _dropped_as_unknown(context.workspace, hard, allowed & context.candidates.mask(len(catalog)))
        found = _near(context.workspace, args, context.candidates.keep(mask & allowed))
        if soft:
            found = found.scored("soft", _share(soft, found, context.workspace))
        if args.words:
            found = found.scored("words", word_scores(context.workspace, args.words)[found.rows])
        if args.wish or args.avoid:
            found = found.scored("wish", wish_scores(context.workspace, args.wish, args.avoid, found))
        return ToolResult(found.logged(self.name, before, unknown), f"{len(found)} of {before} candidates fit")


def _near(workspace: Workspace, args: SearchArguments, found: Candidates) -> Candidates:
    """In a catalog with inverted lists: the candidates nearest to the wish and those that the words find.

    Everywhere else, and without a wish, all candidates stay.
    """
    if not args.wish or len(found) <= _NEAREST or workspace.index.budget is None:
        return found
    query = workspace.encode(args.wish)
    if args.avoid:
        query = query - np.float32(_AVOIDED) * workspace.encode(args.avoid)
    kept = np.zeros(len(workspace.catalog), dtype=bool)
    kept[workspace.index.search(query, _NEAREST, found.mask(len(kept)))[0]] = True
    if args.words:
        kept |= word_scores(workspace, args.words) > 0
    return found.keep(kept)


def _share(soft: list[Constraint], found: Candidates, workspace: Workspace) -> np.ndarray:
    """float64[k]: the share of soft constraints that each candidate meets.

    The newest count double, and so do themes: "a funny heist film" is a heist film before it is a funny one.
    """
    newest = max(c.turn for c in soft)
    themes = {field.name for field in workspace.catalog.schema.by_role("about")}
    weights = np.array([(2.0 if c.turn == newest else 1.0) * (2.0 if c.field in themes else 1.0) for c in soft])
    held = np.array([workspace.catalog.mask([c])[found.rows] for c in soft], dtype=np.float64)
    return np.asarray(weights @ held / weights.sum())


def _dropped_as_unknown(workspace: Workspace, hard: list[Constraint], considered: np.ndarray) -> int:
    """How many rows no constraint contradicts but at least one cannot be told."""
    possible, certain = considered.copy(), considered.copy()
    for constraint in hard:
        mask = workspace.catalog.mask([constraint])
        certain &= mask
        possible &= mask | workspace.catalog.unknown(constraint)
    return int(possible.sum() - certain.sum())


def word_scores(workspace: Workspace, words: str) -> np.ndarray:
    """float32[n]: full-text score of every row, 1 for the best match and 0 for none."""
    out = np.zeros(len(workspace.catalog), dtype=np.float32)
    rows, scores = workspace.words.search(words)
    if len(rows):
        top = float(np.max(scores))
        out[rows] = np.asarray(scores, np.float32) / top if top > 0 else 1.0
    return out


def wish_scores(workspace: Workspace, wish: str, avoid: str, candidates: Candidates) -> np.ndarray:
    """float32[k]: cosine of the wish with each candidate's text, less half that of what to avoid."""
    vectors, rows = workspace.items.vectors, candidates.rows
    total = np.zeros(len(candidates), dtype=np.float32)
    if wish:
        total += products(vectors, rows, workspace.encode(wish))
    if avoid:
        total -= _AVOIDED * products(vectors, rows, workspace.encode(avoid))
    return total
