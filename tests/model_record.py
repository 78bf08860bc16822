"""What a server of models remembers of a request: `Record`.

Knows the request, and when and how its reply ended. Knows nothing about sockets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PLACEHOLDER_KEY = "not-needed"
"""What Parley sends where a server needs no key."""


@dataclass
class Record:
    """One completion request; times in seconds of `time.perf_counter`, which on Linux all processes share."""

    number: int
    raw: bytes
    body: dict[str, Any]
    authorization: str
    """"present", "placeholder" or "absent"; never the key."""
    received: float
    sent: float = 0.0
    """When the last bytes so far were handed over; 0 before the first."""
    fault: str = ""
    abandoned: bool = False
    """The other side left before the reply was complete."""

    @property
    def ms(self) -> float:
        """Milliseconds from the whole request being there to the last bytes of the reply so far."""
        return 1000 * (self.sent - self.received) if self.sent else 0.0

    def to_json(self) -> dict[str, Any]:
        """The record as plain data, without the body."""
        names = ("number", "received", "sent", "ms", "fault", "abandoned", "authorization")
        return {"stream": self.body.get("stream") is True, **{name: getattr(self, name) for name in names}}


def kind_of_key(header: str) -> str:
    """What an Authorization header holds: "present", "placeholder" or "absent"."""
    if not header:
        return "absent"
    return "placeholder" if header == f"Bearer {PLACEHOLDER_KEY}" else "present"
