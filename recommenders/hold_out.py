"""People nothing is learnt from: which ones they are.

Knows user ids and a share. Does not know what the people are kept for, nor any event but by its user.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from catalog.errors import ConfigError
from catalog.readers.dataset import Event


def is_held_out(user_id: str, share: float) -> bool:
    """Whether a person belongs to the share: sha256 of the id as a fraction of its range, so that a greater share keeps
    everybody of a smaller one and other people change nothing."""
    digest = hashlib.sha256(user_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big") < share * (1 << 56)


def hold_out(events: Sequence[Event], share: float) -> tuple[list[Event], list[Event]]:
    """The events to learn from and those of the people held out, each in the given order.

    Raises ConfigError unless 0 <= share < 1, or where nobody is left to learn from.
    """
    if not 0 <= share < 1:
        raise ConfigError(f"the share of people to hold out must lie in [0, 1), not {share:g}")
    held = {user for user in {event.user_id for event in events} if is_held_out(user, share)}
    kept = [event for event in events if event.user_id not in held]
    if events and not kept:
        raise ConfigError(f"a share of {share:g} holds out everybody; nobody is left to learn from")
    return kept, [event for event in events if event.user_id in held]
