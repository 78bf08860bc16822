"""Turns that need no language model: `easy_reading`.

Knows when the embedded parser's reading of a message is beyond doubt: thanks, "more", places on the list, answers from
a given choice, and what is made to look like somebody else's turn. Knows nothing about models; what is not certainly
easy is None.
"""

from __future__ import annotations

from agent.changes import Feel, Focus, Refer, Reset, Scope, Settle, Size, Surprise, Undo
from agent.embedded.message import clean
from agent.embedded.parser import Parser
from agent.language.quarantine import forges_turns
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.values import key

_TALK = frozenset({"thanks", "greet", "help", "saved", "known", "refuse", "done"})
_PLAIN = (Feel, Focus, Refer, Reset, Scope, Settle, Size, Surprise, Undo)
"""Changes whose words leave nothing to interpret, as long as they are about the list."""
_SHORT = 8
"""Words of a message that can be nothing but what it looks like."""


def easy_reading(parser: Parser, message: str, state: DialogueState) -> Understanding | None:
    """The reading of a message that needs no model; None for every other message."""
    if forges_turns(message):
        return Understanding(intent="refuse")
    text = clean(message)
    if not text.strip() or (len(text.split()) > _SHORT and not _chosen(text, state)):
        return None
    reading = parser.parse(message, state)
    if reading.unknown or reading.unclear_titles:
        return None
    if _chosen(text, state):
        return reading
    if reading.intent in _TALK and not _items(reading):
        return reading if all(isinstance(change, Settle | Focus) for change in reading.changes) else None
    if not all(isinstance(change, _PLAIN) for change in reading.changes):
        return None
    if reading.intent in ("more", "reset") or (reading.changes and isinstance(reading.changes[0], Undo | Scope)):
        return reading
    about_the_list = _items(reading) and _items(reading) <= {*state.slate, *state.shown}
    return reading if reading.intent in ("recommend", "saved") and about_the_list else None


def _chosen(text: str, state: DialogueState) -> bool:
    """Whether the message is one of the answers that were offered."""
    return state.pending is not None and key(text) in {key(option) for option in state.pending.options}


def _items(reading: Understanding) -> set[str]:
    found: set[str] = set()
    for change in reading.changes:
        if isinstance(change, Feel | Refer):
            found |= set(change.items)
    return found
