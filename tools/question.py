"""The tool `suggest_question`: the attribute whose answer narrows the candidates most.

Knows how much an answer would tell. Knows nothing about wording the question.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from catalog.columns import CategoryColumn, NumberColumn
from catalog.schema import Role
from catalog.table import Catalog
from tools.candidates import Candidates
from tools.tool import Arguments, Effect, Tool, ToolContext, ToolResult

_ASKABLE: tuple[Role, ...] = ("genre", "mood", "origin", "year", "duration", "certificate", "price")
"""Roles a person can answer about without knowing the catalog."""
_IN_MIND: tuple[Role, ...] = ("performer", "creator")
"""Roles a person answers about only with something in mind already."""
_IN_MIND_BITS = 1.5
"""What an answer about those is worth at most: each would tell much, and most people have none."""
_OPTIONS = 4
_ALIKE = 0.9
"""A value nearly every candidate has separates nothing and is no option."""


class QuestionArguments(Arguments):
    """What need not be asked."""

    skip: tuple[str, ...] = Field(default=(), description="fields that are settled or were asked before")


@dataclass(frozen=True)
class Option:
    """One answer: its label, and the numbers it stands for where the field is a number."""

    label: str
    low: float | None = None
    high: float | None = None


class SuggestQuestion(Tool):
    """Choose the field with the greatest expected information; the candidates stay as they are."""

    name = "suggest_question"
    description = "Suggest which attribute to ask about, with answer options."
    effect: ClassVar[Effect] = "ask"
    Arguments = QuestionArguments

    def run(self, args: QuestionArguments, context: ToolContext) -> ToolResult:
        """`facts`: `field`, `options` (list of Option), `bits` (of people at most 1.5); or nothing."""
        catalog, best = context.workspace.catalog, (0.0, "", list[Option]())
        for roles, most in ((_ASKABLE, math.inf), (_IN_MIND, _IN_MIND_BITS)):
            for field in (field for role in roles for field in catalog.schema.by_role(role)[:1]):
                if field.name in args.skip or best[0] >= most:
                    continue
                bits, options = expected_bits(catalog, field.name, context.candidates)
                if min(bits, most) > best[0] and len(options) > 1:
                    best = (min(bits, most), field.name, options)
        if not best[1]:
            return ToolResult(context.candidates, "no question would narrow this")
        facts = {"field": best[1], "options": best[2], "bits": round(best[0], 3)}
        return ToolResult(context.candidates, f"asking about {best[1]} is worth {best[0]:.1f} bits", facts)


def expected_bits(catalog: Catalog, field: str, candidates: Candidates) -> tuple[float, list[Option]]:
    """Entropy (bits) of the answer over the candidates, counting only those whose value is known."""
    column = catalog.column(field)
    within = candidates.mask(len(catalog))
    known = float(np.mean(column.known[candidates.rows])) if len(candidates) else 0.0
    if isinstance(column, NumberColumn):
        values = column.values[candidates.rows]
        return _of_numbers(values[~np.isnan(values)], known, decades=field in _names(catalog, "year"))
    if not isinstance(column, CategoryColumn):
        return 0.0, []
    counts = column.counts(within)
    order = [int(c) for c in np.argsort(-counts, kind="stable") if counts[c]]
    total = max(int(counts.sum()), 1)
    shares = counts[order] / total
    bits = float(-(shares * np.log2(shares)).sum()) if len(order) > 1 else 0.0
    useful = [c for c in order if counts[c] < _ALIKE * max(len(candidates), 1) and column.vocabulary[c] != "other"]
    return min(bits, np.log2(_OPTIONS) + 1) * known, [Option(column.vocabulary[c]) for c in useful[:_OPTIONS]]


def _names(catalog: Catalog, role: Role) -> tuple[str, ...]:
    return tuple(field.name for field in catalog.schema.by_role(role))


def _of_numbers(values: NDArray[np.float64], known: float, *, decades: bool) -> tuple[float, list[Option]]:
    if len(values) < 3 or values.min() == values.max():
        return 0.0, []
    step = 10.0 if decades else 5.0
    cuts = np.unique(np.round(np.quantile(values, [1 / 3, 2 / 3]) / step) * step)
    if len(cuts) < 2:
        return 0.0, []
    low, high = (float(c) for c in cuts)
    shares = np.array([(values < low).mean(), ((values >= low) & (values <= high)).mean(), (values > high).mean()])
    shares = shares[shares > 0]
    options = [
        Option(f"before {low:.0f}" if decades else f"under {low:.0f}", None, low),
        Option(f"{low:.0f} to {high:.0f}", low, high),
        Option(f"after {high:.0f}" if decades else f"over {high:.0f}", high, None),
    ]
    return float(-(shares * np.log2(shares)).sum()) * known, options
