"""Masks as people ask for them: constraints on a catalog's own values, by how much they keep.

Knows a catalog. Does not know what is searched inside the masks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from catalog.constraint import Constraint
from catalog.errors import CatalogError
from catalog.schema import Role
from catalog.table import Catalog

ROLES: tuple[Role, ...] = ("genre", "year", "language", "creator")


def real_masks(
    catalog: Catalog, shares: Mapping[str, float], count: int, rng: np.random.Generator
) -> dict[str, list[np.ndarray]]:
    """Per share of the catalog `count` masks (bool[n]) within a factor of two of it: single constraints, and pairs of
    them on different fields. Raises CatalogError where none fits."""
    singles = [(one, catalog.mask([one])) for one in constraints(catalog)]
    large = [(one, mask) for one, mask in singles if mask.mean() > 0.01]
    masks = [mask for _, mask in singles]
    for _ in range(5_000):
        (one, first), (other, second) = (large[place] for place in rng.choice(len(large), 2, replace=False))
        if one.field != other.field:
            masks.append(first & second)
    sizes = np.array([mask.mean() for mask in masks])
    out = {}
    for name, share in shares.items():
        fitting = np.flatnonzero((sizes >= share / 2) & (sizes <= share * 2))
        if len(fitting) == 0:
            raise CatalogError(f"no constraint of this catalog keeps about {name} of it")
        out[name] = [masks[place] for place in rng.choice(fitting, count, replace=len(fitting) < count)]
    return out


def constraints(catalog: Catalog) -> Iterator[Constraint]:
    """Every value of the fields with a role in ROLES, and spans of 1 to 20 years."""
    for role in ROLES:
        for field in catalog.schema.by_role(role):
            told = [value for record in catalog.records for value in _values(record.get(field.name))]
            if field.kind == "number":
                years = [int(value) for value in told]
                for low in range(min(years), max(years) + 1):
                    for span in (1, 3, 5, 10, 20):
                        yield Constraint(field=field.name, op="between", value=(low, low + span))
            else:
                for value in sorted(set(told)):
                    yield Constraint(field=field.name, op="eq", value=value)


def _values(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
