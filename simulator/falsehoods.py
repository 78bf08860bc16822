"""What a person says where they say something else than they want: `false_to`.

Knows how a condition becomes another one on the same field, with a value that the catalog holds. Does not know when.
"""

from __future__ import annotations

import math

import numpy as np

from catalog.columns import CategoryColumn, CertificateColumn, Column, DateColumn, FlagColumn, NumberColumn
from catalog.constraint import Constraint, Scalar, Value
from catalog.schema import Role
from catalog.table import Catalog
from catalog.values import certificate_age
from simulator.draws import Draws

_COMMON = 50
"""False categories are among so many of the most frequent ones: nobody errs into a name that occurs once."""
_WORDS: tuple[Role, ...] = ("keyword", "mood", "genre")


def false_to(constraint: Constraint, catalog: Catalog, draws: Draws, turn: int) -> Constraint:
    """The condition with another value of its field; itself where the catalog knows no other one."""
    purpose = f"false:{constraint.field}:{constraint.op}"
    column = catalog.column(constraint.field)
    values = {str(v).casefold() for v in constraint.values}
    value: Value | None = None
    if isinstance(column, FlagColumn):
        value = str(constraint.values[0]).strip().lower() not in ("true", "1", "yes")
    elif isinstance(column, NumberColumn | DateColumn):
        known = np.unique(column.values[column.known])
        value = _moved(constraint, [_scalar(v) for v in known.tolist()], draws.unit(turn, purpose))
    else:
        others = [v for v in _vocabulary(column, constraint, catalog) if v.casefold() not in values]
        if others:
            other = draws.pick(others, turn, purpose)
            value = (other, *constraint.values[1:]) if isinstance(constraint.value, tuple) else other
    return constraint if value is None else constraint.model_copy(update={"value": value})


def _moved(constraint: Constraint, known: list[Scalar], unit: float) -> Value | None:
    """Another limit, or another span of as many values."""
    others = [v for v in known if v not in constraint.values]
    if not others:
        return None
    if constraint.op == "between":
        place = int(unit * len(others))
        width = sum(min(constraint.values) <= v <= max(constraint.values) for v in known)  # type: ignore[operator]
        return others[place], others[min(place + max(1, width) - 1, len(others) - 1)]
    return others[int(unit * len(others))]


def _scalar(value: object) -> Scalar:
    """A value of a column as a constraint writes it."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value)


def _vocabulary(column: Column, constraint: Constraint, catalog: Catalog) -> tuple[str, ...]:
    """Values that the condition could have: of the field itself, or words that stand for a theme."""
    if isinstance(column, CertificateColumn) and constraint.op in ("lt", "le", "gt", "ge", "between"):
        return tuple(value for value in column.vocabulary if not math.isnan(certificate_age(value)))
    if isinstance(column, CategoryColumn):
        return column.vocabulary[:_COMMON]
    for role in _WORDS:
        for field in catalog.schema.by_role(role):
            if isinstance(words := catalog.column(field.name), CategoryColumn):
                return words.vocabulary[:_COMMON]
    return ()
