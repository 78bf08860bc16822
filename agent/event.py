"""The one stream a turn produces: `Event`. User interface, log and evaluation read nothing else.

Knows the kinds of events and what each carries. Knows nothing about who listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.reply import Reply

EventKind = Literal[
    "model_called", "understood", "planned", "tool_called", "tool_returned", "verified", "text", "done"
]  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened in a turn; `data` is plain JSON data, `text` a chunk of the reply's words,
    and the last event, "done", carries the whole `reply`."""

    kind: EventKind
    data: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    reply: Reply | None = None
