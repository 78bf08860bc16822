"""What has been read of one message so far: `Reading`.

Knows the message, the changes found in it and the state they lead to. Knows nothing about grammar.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.changes import Change, apply
from agent.embedded.acts import Part
from agent.embedded.message import Message
from agent.state import DialogueState


@dataclass
class Reading:
    """What has been read of one message so far."""

    message: Message
    state: DialogueState
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def add(self, *changes: Change) -> None:
        """Take changes on; later readers see the state they lead to."""
        self.changes += changes
        self.state = apply(changes, self.state)
