"""Stretches of a message that are one name or one amount: no word in them is a title of its own.

Knows that "G" in "G at most", 2010 in "2010 or later" and Madeline in "Madeline Kahn" belong to what stands around them.
Does not know titles.
"""

from __future__ import annotations

from agent.embedded.message import Message
from agent.embedded.quantities import Quantities
from agent.embedded.vocabulary import Vocabulary


def joined_up(message: Message, vocabulary: Vocabulary, quantities: Quantities) -> list[tuple[int, int]]:
    """Where amounts and names of several words stand, whether their text is used or not."""
    found = [(q.start, q.end) for q in quantities.find(Message(message.text))]
    found += [(hit.start, hit.end) for hit in vocabulary.find(Message(message.text))]
    return [(start, end) for start, end in found if " " in message.text[start:end].strip()]
