"""Titles in plain typing, learnt from dialogues: how likely a stretch of words is a title, and which item it means.

Knows weights of features, how often each name was and was not meant, and which item by it; reads texts without capitals
with them. Does not know how the weights were found (`catalog.mention_fit`) or what features are.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import numpy as np

from catalog.mention_spans import Features, Span, find_spans, row_features, span_features
from catalog.mentions import Mention
from catalog.title_index import TitleIndex
from catalog.title_typos import TitleTypos
from catalog.utterance import Utterance

SPAN = 0.5
"""Probability from which on words are taken for a title."""
SURE = 0.57
"""Probability, of title and item together, from which on nobody is asked."""
_PER_WORD = 0.1
_STATED = 0.95


@dataclass(frozen=True)
class MentionModel:
    """What dialogues teach about titles; a value that JSON can hold.

    `weights`: by feature. `row_weights`: one for every row feature. `names`: key -> dialogues in which it was meant,
    and in which it only stood there. `meant`: key -> row -> dialogues. `known`: row -> dialogues. `aliases`: key that
    no title explains -> row.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    row_weights: tuple[float, ...] = ()
    names: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    meant: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    known: Mapping[int, int] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The model as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The model of `facts`; KeyError, TypeError or ValueError where they are none."""
        return cls(
            {str(name): float(value) for name, value in facts["weights"].items()},
            tuple(float(value) for value in facts["row_weights"]),
            {key: (int(counts[0]), int(counts[1])) for key, counts in facts["names"].items()},
            {key: {int(row): int(count) for row, count in rows.items()} for key, rows in facts["meant"].items()},
            {int(row): int(count) for row, count in facts["known"].items()},
            {key: int(row) for key, row in facts["aliases"].items()},
        )

    def title(self, features: Features, key: str) -> float:
        """Probability that a stretch with these features and this key is a title."""
        meant, other = self.names.get(key, (0, 0))
        total = sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        total += sum(self.weights.get(name, 0.0) * value for name, value in name_features(meant, other).items())
        return 1 / (1 + math.exp(-max(min(total, 60.0), -60.0)))


def name_features(meant: int, other: int) -> Features:
    """Features of a name that was a title in `meant` dialogues and only words in `other`."""
    return {
        "name": math.log((meant + 0.5) / (other + 0.5)),
        "name:known": float(meant + other > 0),
        "name:meant": float(meant > 0),
        "name:words": float(other > 1),
    }


class PlainReader:
    """Reads texts without capitals for one catalog."""

    def __init__(
        self, index: TitleIndex, typos: TitleTypos, initials: Mapping[str, str], model: MentionModel
    ) -> None:
        self._index, self._typos, self._initials, self._model = index, typos, initials, model

    def mentions(self, text: str, prefer: Collection[int], role: str) -> list[Mention]:
        """The titles of a text, left to right, without overlap; `role` ("s" or "r"): who speaks."""
        utterance = Utterance(text)
        spans = find_spans(self._index, self._typos, self._initials, utterance)
        rated = []
        for span in spans:
            likely = self._model.title(span_features(self._index, utterance, span, spans, role), span.key)
            stated = utterance.year(span.start, span.stop)
            if stated is not None and self._index.resolve(span.key, year=stated[0])[0]:
                likely = max(likely, _STATED)
            if likely >= SPAN:
                rated.append((likely, span))
        taken: set[int] = set()
        chosen = []
        for likely, span in sorted(rated, key=lambda one: -(one[0] + _PER_WORD * (one[1].stop - one[1].start))):
            if taken.isdisjoint(range(span.start, span.stop)):
                taken.update(range(span.start, span.stop))
                chosen.append(self._mention(utterance, span, likely, prefer))
        return sorted((one for one in chosen if one.certain or len(one.rows) > 1), key=lambda one: one.start)

    def _mention(self, utterance: Utterance, span: Span, likely: float, prefer: Collection[int]) -> Mention:
        start, end = utterance.span(span.start, span.stop)
        rows, shares = self._rows(utterance, span, prefer)
        stated = utterance.year(span.start, span.stop)
        if stated is not None:
            of_year, certain = self._index.resolve(span.key, year=stated[0], prefer=prefer)
            if of_year:
                text = utterance.text[start : stated[1]]
                return Mention(start, stated[1], text, of_year, likely, not span.slips, certain)
        score = likely * shares[0]
        return Mention(start, end, utterance.text[start:end], rows, score, not span.slips, score >= SURE)

    def _rows(self, utterance: Utterance, span: Span, prefer: Collection[int]) -> tuple[tuple[int, ...], list[float]]:
        """The rows a span may mean, likeliest first, and the probability of each; equal titles of a year add up."""
        model = self._model
        rows, table = row_features(
            self._index, utterance, span.key, prefer, model.known, model.meant.get(span.key, {})
        )
        total = table @ np.array(model.row_weights)
        shares = np.exp(total - total.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        best = rows[order[0]]
        twins = [share for row, share in zip(rows, shares, strict=True) if self._index.twins(best, row)]
        return tuple(rows[at] for at in order), [float(sum(twins)), *(float(shares[at]) for at in order[1:])]
