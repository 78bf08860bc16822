"""Limits by comparison ("shorter", "too recent") beside exact ones: which items they compare with, and which limit counts.

Knows how an exact limit and a comparison in one message go together. Does not know how either is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.changes import Change, Require
from agent.embedded.message import Message
from agent.embedded.quantities import Quantity
from agent.embedded.titles import Mentions

_TOO = re.compile(r"\btoo (?:\w+ )?(?:long|short|old|new|recent|early|late|modern|expensive)\b")


def too_much(message: Message, mentions: Mentions) -> tuple[str, ...]:
    """The items that are too long, too old and so on, where the message names them; () where it means all shown."""
    return tuple(mentions.items) if _TOO.search(message.low) and not mentions.whole else ()


def besides(compared: Iterable[Change], quantities: Sequence[Quantity]) -> list[Change]:
    """The changes of comparisons without those on a field for which the message says its limit: "these are too long,
    90 minutes at most" sets one limit, not two."""
    exact = {quantity.constraint.field for quantity in quantities if not quantity.vague}
    return [c for c in compared if not (isinstance(c, Require) and c.constraint.field in exact)]
