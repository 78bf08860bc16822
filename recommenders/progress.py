"""How long work reports how far it is.

Knows the shape of a report. Does not know who listens: nothing in this layer prints.
"""

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called as `progress(stage, done, total)`; `done` counts up to `total` within one stage."""


def silent(stage: str, done: int, total: int) -> None:
    """A `Progress` for those who do not want to know."""
