"""One thing that is asked of items in a made example: `Facet`.

Knows a field, a relation and values, and how they are written in a draft. Knows nothing about which items meet it: that
is looked up in the records by `agent.language.demonstrations.query`, by other means than the agent's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.language.draft import Condition
from catalog.constraint import Op, Scalar
from catalog.schema import Role

Relation = Literal["any", "all", "none", "is", "most", "least", "below", "above", "within"]

_OPS: dict[Relation, Op] = {
    "any": "any_of", "all": "all_of", "none": "none_of", "is": "eq", "most": "le", "least": "ge", "below": "lt",
    "above": "gt", "within": "between",
}  # fmt: skip
_LISTS: tuple[Relation, ...] = ("any", "all", "none", "within")


@dataclass(frozen=True)
class Facet:
    """What is asked: `values` has two for "within" and one for every other comparison of numbers."""

    field: str
    role: Role | None
    relation: Relation
    values: tuple[Scalar, ...]
    hard: bool = True

    def condition(self) -> Condition:
        """The facet as a draft writes it."""
        value = self.values if self.relation in _LISTS else self.values[0]
        return Condition(field=self.field, op=_OPS[self.relation], value=value, hard=self.hard)
