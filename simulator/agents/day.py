"""The day that relative dates count from in a simulation: `day_of`.

Knows settings and the catalog's newest item. Does not read a clock: equal runs give equal bytes on any day.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace

_NO_YEARS = dt.date(2000, 12, 31)


def day_of(workspace: Workspace, settings: Settings | None = None) -> dt.date:
    """The day the settings name, else the last of the year of the newest item, so that "recent" means something."""
    if settings is not None and settings.today is not None:
        return settings.today
    years = workspace.catalog.years
    known = years[~np.isnan(years) & (years >= dt.MINYEAR) & (years <= dt.MAXYEAR)]
    return dt.date(int(known.max()), 12, 31) if len(known) else _NO_YEARS
