"""What was computed lately, by key: `Kept`.

Knows keys and how many results are kept. Does not know what is computed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Results of a function of a key; the one not asked for longest goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: OrderedDict[str, T] = OrderedDict()

    def of(self, key: str, compute: Callable[[], T]) -> T:
        """The result for the key; `compute` is called where it is not kept."""
        if key in self._results:
            self._results.move_to_end(key)
        else:
            self._results[key] = compute()
            if len(self._results) > self._size:
                self._results.popitem(last=False)
        return self._results[key]
