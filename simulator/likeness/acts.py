"""What follows what: bigrams of a person's messages, and what they do about a recommendation.

Knows tags of messages. Does not know how messages are tagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simulator.likeness.marginals import ratio
from simulator.likeness.tags import TAGS, main_tag, tags_of
from simulator.likeness.talk import Talk

BEGIN, END = "begin", "end"


def main_tags(talk: Talk) -> list[str]:
    """The main tag of each of the person's messages."""
    return [main_tag(tags_of(line)) for line in talk.user_lines]


def bigrams(talk: Talk) -> list[tuple[str, str]]:
    """Neighbouring main tags, with both ends."""
    sequence = [BEGIN, *main_tags(talk), END]
    return list(pairwise(sequence))


def reactions(talks: Sequence[Talk]) -> dict[str, list[float]]:
    """Of the messages right after something new was recommended, the share [mean, low, high] that has each tag; a
    message may have several."""
    rows = []
    for talk in talks:
        counts = dict.fromkeys(TAGS, 0)
        after = 0
        for before, line in pairwise(talk.lines):
            if before.shown and line.by_user:
                after += 1
                for tag in tags_of(line):
                    counts[tag] += 1
        rows.append([*counts.values(), after])
    table = np.array(rows, dtype=np.float64).reshape(-1, len(TAGS) + 1)
    return {tag: ratio(table[:, [place, -1]]) for place, tag in enumerate(TAGS)}
