"""Who consumed what and when: events as columns, sorted per person.

Knows users, item rows, times and preferences. Does not know what an item is, which rating scale a value came
from (readers map scales to [-1, 1]) or who learns from it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from catalog.errors import CatalogError

_COLUMNS = {"users": np.int32, "items": np.int32, "times": np.int64, "values": np.float32}
SOURCES = ("real", "synthetic")


@dataclass(frozen=True, eq=False)
class Interactions:
    """Events sorted by (user, time, order of arrival); the four columns have one length n.

    users: int32[n], index into `user_ids`. items: int32[n], catalog row. times: int64[n], seconds since 1970, or
    the order number where only the order is known. values: float32[n] in [-1, 1]: above 0 means liked, 1.0 where
    only consumption is known. `source` is "real" or "synthetic".
    """

    users: npt.NDArray[np.int32]
    items: npt.NDArray[np.int32]
    times: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]
    user_ids: tuple[str, ...]
    source: str
    n_items: int

    def __post_init__(self) -> None:
        """Refuse columns that do not fit together; raises CatalogError."""
        lengths = {len(self.users), len(self.items), len(self.times), len(self.values)}
        if len(lengths) != 1:
            raise CatalogError(f"interaction columns have different lengths {sorted(lengths)}; they need one")
        if self.source not in SOURCES:
            raise CatalogError(f"interaction source {self.source!r} is unknown; known: {', '.join(SOURCES)}")
        _within(self.items, self.n_items, "item row")
        _within(self.users, len(self.user_ids), "user number")
        if not bool(np.all(np.abs(self.values) <= 1)):
            raise CatalogError("interaction values must lie in [-1, 1]; map the rating scale in the reader")

    @classmethod
    def from_events(cls, events: Sequence[tuple[str, int, int, float]], n_items: int, source: str) -> Interactions:
        """Build from (user_id, item row, time, value) in any order; users are numbered as they appear.

        Raises CatalogError when a row is outside the catalog or a value outside [-1, 1].
        """
        numbers: dict[str, int] = {}
        users = np.array([numbers.setdefault(event[0], len(numbers)) for event in events], dtype=np.int32)
        items = np.array([event[1] for event in events], dtype=np.int32)
        times = np.array([event[2] for event in events], dtype=np.int64)
        values = np.array([event[3] for event in events], dtype=np.float32)
        order = np.lexsort((np.arange(len(events)), times, users))
        return cls(users[order], items[order], times[order], values[order], tuple(numbers), source, int(n_items))

    def __len__(self) -> int:
        """How many events."""
        return len(self.users)

    @property
    def n_users(self) -> int:
        """How many people, those without an event included."""
        return len(self.user_ids)

    def select(self, keep: npt.NDArray[np.bool_]) -> Interactions:
        """The events where `keep` (bool[n]) holds, under the same user and item numbers."""
        columns = {name: getattr(self, name)[keep] for name in _COLUMNS}
        return Interactions(**columns, user_ids=self.user_ids, source=self.source, n_items=self.n_items)

    def sequences(self) -> list[npt.NDArray[np.int32]]:
        """Per user, the rows of the liked events (value > 0) in order of time; empty where there is none."""
        liked = self.values > 0
        counts = np.bincount(self.users[liked], minlength=self.n_users)
        return np.split(self.items[liked], np.cumsum(counts)[:-1]) if self.n_users else []

    def counts(self) -> npt.NDArray[np.int64]:
        """Liked events per item, int64[n_items]."""
        return np.bincount(self.items[self.values > 0], minlength=self.n_items).astype(np.int64)

    def save(self, path: Path) -> None:
        """Write one npz file at `path`; equal events give equal bytes."""
        columns: dict[str, Any] = {name: getattr(self, name) for name in _COLUMNS}
        columns |= {"user_ids": np.array(self.user_ids, dtype=np.str_)}
        columns |= {"source": np.array(self.source), "n_items": np.array(self.n_items)}
        try:
            with path.open("wb") as file:
                np.savez(file, **columns)
        except ValueError as error:
            # The zip file's own clean-up stumbles over a Ctrl-C in the middle of a write, and hides it.
            if isinstance(error.__context__, KeyboardInterrupt):
                raise error.__context__ from None
            raise

    @classmethod
    def load(cls, path: Path) -> Interactions:
        """Read what `save` wrote; raises CatalogError when the file is missing, damaged or not of this kind."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                columns = {name: np.asarray(stored[name], dtype=kind) for name, kind in _COLUMNS.items()}
                user_ids = tuple(str(user) for user in stored["user_ids"])
                source, n_items = str(stored["source"]), int(stored["n_items"])
        except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            reason = " ".join(str(error).split())[:120] or type(error).__name__
            raise CatalogError(f"interactions {str(path)!r} cannot be read: {reason}; build again") from error
        return cls(**columns, user_ids=user_ids, source=source, n_items=n_items)


def _within(numbers: npt.NDArray[np.int32], limit: int, what: str) -> None:
    """Raise CatalogError unless every number lies in [0, limit)."""
    bad = numbers[(numbers < 0) | (numbers >= limit)]
    if len(bad):
        raise CatalogError(f"{what} {int(bad[0])} of an interaction is outside 0..{limit - 1}")
