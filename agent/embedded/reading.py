"""What has been read of one message so far: `Reading`.

Knows the message, the changes found in it and the state they lead to. Knows nothing about grammar.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.changes import Change, Drop, apply
from agent.embedded.acts import Part
from agent.embedded.message import Message
from agent.state import DialogueState
from catalog.constraint import Constraint


@dataclass
class Reading:
    """What has been read of one message so far."""

    message: Message
    state: DialogueState
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    given_up: list[Constraint] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def give_up(self, constraints: list[Constraint], text: str) -> None:
        """Leave out what was asked for earlier and does not go together with this message; `text` names it."""
        self.add(*(Drop(field=c.field, values=tuple(str(v) for v in c.values)) for c in constraints))
        self.given_up += constraints
        self.notes.append(f"That does not go together with {text}, so I left it out.")

    def add(self, *changes: Change) -> None:
        """Take changes on; later readers see the state they lead to."""
        self.changes += changes
        self.state = apply(changes, self.state)
