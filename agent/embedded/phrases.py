"""Stretches of a message that belong together: one name, one amount, a plot that is told.

Knows that "G" in "G at most", 2010 in "2010 or later" and Madeline in "Madeline Kahn" belong to what stands around them
and are no titles of their own. Does not know titles.
"""

from __future__ import annotations

import re

from agent.embedded.lexicon import AROUND_ITEMS
from agent.embedded.message import Message
from agent.embedded.quantities import Quantities
from agent.embedded.vocabulary import Vocabulary

_TOLD = re.compile(r"(?:(?<=\w )|^(?=that (?:one|film|movie|game)\b))(?<!in )(?<!make )(?<!what )(?<!how )(?<!is )(?<!hope )(?<!think )(?<!so )(?<!say )\b(?:where|in which|about|when|who|that) (?!(?:\w+ )*?(?:i|i'm|me|you (?:think|like|know|would|have)|your)\b)(?=\w+ \w+ \w+)")
"""What leads in a plot; no words of one's own wishes follow."""


def joined_up(message: Message, vocabulary: Vocabulary, quantities: Quantities) -> list[tuple[int, int]]:
    """Where amounts and names of several words stand, whether their text is used or not."""
    found = [(q.start, q.end) for q in quantities.find(message.unread())]
    found += [(hit.start, hit.end) for hit in vocabulary.find(message.unread())]
    return [(start, end) for start, end in found if " " in message.text[start:end].strip()]


def told_plot(message: Message) -> str:
    """A described plot in the person's own words ("relives the same day over and over"), which says more than
    its rare words alone; "" where nothing is told."""
    m = _TOLD.search(message.low)
    if m is None or not message.free(m.start(), m.end() + 1):
        return ""
    told = re.split(r"[.!?;\n]|, (?:no|not|but|under|from|with)\b|\bbut\b", message.text[m.end() :])[0].strip(" ,")
    words = told.lower().split()
    return told.lower() if len(words) > 3 and any(w not in AROUND_ITEMS for w in words) else ""
