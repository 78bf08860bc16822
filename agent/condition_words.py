"""A condition as it reads in a sentence: `condition_text`.

Knows how conditions of every role are said. Knows nothing about dialogues.
"""

from __future__ import annotations

from agent.facts import listed
from catalog.constraint import Constraint
from catalog.table import Catalog

_MOST = 4
"""Values named of a long list."""
_YEAR_WORDS = {"lt": "before", "le": "up to", "gt": "after", "ge": "since", "eq": "from"}


def condition_text(constraint: Constraint, catalog: Catalog) -> str:
    """A constraint in words."""
    field = catalog.schema.field(constraint.field)
    label = {"about": "theme"}.get(field.role or "", field.label)
    years = [int(v) for v in constraint.values if isinstance(v, int)]
    if field.role == "year" and constraint.op == "none_of" and len(years) > 2:
        return f"year not between {min(years)} and {max(years)}"
    if field.role == "year" and constraint.op in _YEAR_WORDS:
        return f"{_YEAR_WORDS[constraint.op]} {years[0] if years else constraint.value}"
    if field.role in ("origin", "genre") and not constraint.negative:
        more = " …" if len(constraint.values) > _MOST else ""
        return listed([str(v) for v in constraint.values[:_MOST]], "and" if constraint.op == "all_of" else "or") + more
    many = len(constraint.values) > _MOST
    short = constraint.model_copy(update={"value": constraint.values[:_MOST]}) if many else constraint
    return short.describe(label, field.unit)
