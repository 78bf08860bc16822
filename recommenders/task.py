"""What a ranking evaluation is made of: the events to learn from, the cases that choose, the cases that count.

Knows the three protocols of `catalog.readers.dataset.Holdout`. Does not know models or metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.errors import CatalogError
from catalog.interactions import Interactions
from catalog.readers.dataset import Case, Dataset, Holdout
from catalog.table import Catalog
from recommenders.profile import UserProfile
from recommenders.split import Split, last_fraction, leave_last_out


@dataclass(frozen=True, eq=False)
class Task:
    """Models learn from `validation.train` only; `validation` stops and weighs them; `test` is asked once per seed.

    A history of `test` holds the validation event of its person, as it would in life.
    """

    holdout: Holdout
    validation: Split
    test: Split


def make_task(dataset: Dataset, catalog: Catalog, interactions: Interactions) -> Task:
    """The task a data set asks for; CatalogError where given cases name items that are not in the catalog."""
    if dataset.holdout == "given cases":
        validation = _given(dataset.validation, catalog, interactions)
        return Task(dataset.holdout, validation, _given(dataset.test, catalog, interactions))
    return holdout_task(interactions, dataset.holdout)


def holdout_task(interactions: Interactions, holdout: Holdout) -> Task:
    """Hold out the last event or the last fifth of everyone's liked events; before it, one more event validates."""
    test = leave_last_out(interactions) if holdout == "last event" else last_fraction(interactions)
    return Task(holdout, leave_last_out(test.train), test)


def _given(cases: Sequence[Case], catalog: Catalog, train: Interactions) -> Split:
    """The cases as a split whose histories stay in the ranking: the same thing may be bought again."""
    profiles = tuple(UserProfile(history=tuple(catalog.row_of(item) for item in case.history)) for case in cases)
    targets = tuple(np.array([catalog.row_of(case.target)], dtype=np.int64) for case in cases)
    if not profiles:
        raise CatalogError("the data set has no cases to evaluate on")
    return Split(train, profiles, targets, masked=False)
