"""Stretches of a text that may be a title, and what speaks for each: features of words, place and neighbourhood.

Knows keys of titles and words, and is blind to capitals and to how many spaces stand between words. Does not know what
a feature is worth: see `catalog.mention_model`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from catalog.everyday import GRAMMAR, is_everyday, surprise, word_set
from catalog.title_index import TitleIndex, Way
from catalog.title_typos import TitleTypos
from catalog.utterance import NEVER, Utterance

Features = dict[str, float]

_NEW = word_set("new newer recent newest latest remake 2016 2017 2018 last coming theaters theater theatre cinema")
_OLD = word_set("old older original classic first 80s 90s oldie")
_UNDATED = 1990.0


class Span(NamedTuple):
    """Words [start, stop) that may be the title with this key; `slips`: how many of them are misspelled."""

    start: int
    stop: int
    key: str
    slips: int


def find_spans(index: TitleIndex, typos: TitleTypos, initials: Mapping[str, str], utterance: Utterance) -> list[Span]:
    """Every stretch that is some title's key, run together, abbreviated, possessive or misspelled."""
    keys, found = utterance.keys, dict[tuple[int, int, str], int]()
    for start, first in enumerate(keys):
        for stop in range(start + 1, min(len(keys), start + index.reach.get(first, 0)) + 1):
            if (key := " ".join(keys[start:stop])) in index.entries:
                found[start, stop, key] = 0
        for stop in range(start + 1, min(len(keys), start + 4) + 1):
            meant = index.joined.get("".join(keys[start:stop]))
            if meant is not None:
                found.setdefault((start, stop, meant), 0)
        if len(first) >= 3 and first in initials:
            found.setdefault((start, start + 1, initials[first]), 1)
        if len(first) > 3 and first.endswith("s") and first[:-1] in index.entries:
            found.setdefault((start, start + 1, first[:-1]), 1)
    for start, stop, key, slips in typos.spans(keys):
        if " ".join(keys[start:stop]) not in index.entries:
            found.setdefault((start, stop, key), slips)
    return [Span(*place, slips) for place, slips in found.items()]


def span_features(
    index: TitleIndex, utterance: Utterance, span: Span, spans: Sequence[Span], role: str
) -> Features:
    """What speaks for and against `span` among all `spans` of the text; `role`: who speaks."""
    start, stop, key, slips = span
    meant = key.split(" ")
    content = [word for word in meant if word not in GRAMMAR]
    points = utterance.points(start, stop, meant)
    row = max(index.entries[key], key=lambda row: index.popularity[row] / (1 + index.entries[key][row]))
    everyday = all(map(is_everyday, meant))
    count = stop - start
    features = {
        "1": 1.0,
        "never": float(points <= NEVER),
        "points": max(points, -3.0),
        "points<4": min(max(points, -3.0), 4.0),
        "surprise": min(sum(map(surprise, content)), 8.0),
        "rarest": max(map(surprise, content), default=0.0),
        "grammar": float(not content),
        "everyday": float(everyday),
        "words": float(min(count, 5)),
        f"words:{min(count, 3)}": 1.0,
        "letters": min(len(key), 25) / 10,
        "slips": float(slips),
        "spelt": float(" ".join(utterance.keys[start:stop]) == key),
        "popularity": float(np.log1p(index.popularity[row])),
        f"way:{min(index.entries[key].values())}": 1.0,
        "inside": float(any(_covers(other, span) for other in spans if not other.slips)),
        "holds": float(any(_covers(span, other) for other in spans)),
        "whole": float(count == len(utterance.keys)),
        "share": count / len(utterance.keys),
        "cue": utterance.cue(start),
        f"role:{role}": 1.0,
    }
    return features | _neighbours(utterance, start, stop, "E" if everyday else "R")


def row_features(
    index: TitleIndex,
    utterance: Utterance,
    key: str,
    prefer: Collection[int],
    known: Mapping[int, float],
    meant: Mapping[int, float],
) -> tuple[list[int], np.ndarray]:
    """The rows `key` may mean and float64[rows, 19]: what speaks for each.

    `known`: row -> dialogues that named it; `meant`: row -> dialogues in which this key stood for it.
    """
    words = set(utterance.keys)
    new, old = float(bool(words & _NEW)), float(bool(words & _OLD))
    rows = list(index.entries[key])
    total = sum(meant.get(row, 0.0) for row in rows)
    table = []
    for row in rows:
        year = index.years[row] if not np.isnan(index.years[row]) else _UNDATED
        recent, way = (year - 2000) / 10, index.entries[key][row]
        count, here = max(known.get(row, 0.0), 0.0), max(meant.get(row, 0.0), 0.0)
        fame = float(np.log1p(index.popularity[row]))
        table.append([
            fame, np.log(count + 0.3), float(count > 0), np.log((here + 0.2) / (total + 1)), float(here > 0),
            float(row in prefer), *(float(way == kind) for kind in Way if kind is not Way.FULL),
            recent, max(year - 2012, 0) / 5, new * recent, old * recent, float(fame == 0), fame * (total == 0),
        ])  # fmt: skip
    return rows, np.array(table)


def _covers(outer: Span, inner: Span) -> bool:
    longer = outer.stop - outer.start > inner.stop - inner.start
    return longer and outer.start <= inner.start and inner.stop <= outer.stop


def _neighbours(utterance: Utterance, start: int, stop: int, kind: str) -> Features:
    """The words and marks around a span; the nearest also by `kind`, how ordinary the span itself is."""
    keys = utterance.keys
    before = [keys[at] if at >= 0 else "^" for at in range(start - 3, start)]
    after = [keys[at] if at < len(keys) else "$" for at in range(stop, stop + 2)]
    left, right = utterance.mark(start), utterance.mark(stop)
    return {
        f"b1={before[2]}": 1.0, f"b2={before[1]}": 0.7, f"b3={before[0]}": 0.5,
        f"a1={after[0]}": 1.0, f"a2={after[1]}": 0.7,
        f"bb={before[1]} {before[2]}": 1.0, f"aa={after[0]} {after[1]}": 1.0,
        f"{kind}b1={before[2]}": 1.0, f"{kind}a1={after[0]}": 1.0,
        f"bm={left}": 1.0, f"am={right}": 1.0, f"{kind}bm={left}": 1.0, f"{kind}am={right}": 1.0,
    }  # fmt: skip
