"""Titles in what people type.

Knows how to find the catalog rows meant by a text: in free text (`mentions`, which needs evidence for titles that
are ordinary words) and in a text that is meant as a title (`find`). Does not know sentiment, people or
constraints, and never guesses: what is not close enough is not linked, what is equally plausible is ambiguous.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from catalog.everyday import is_everyday
from catalog.mention_model import MentionModel, PlainReader
from catalog.mentions import Mention
from catalog.title_index import TitleIndex, Way
from catalog.title_typos import TitleTypos, is_slip
from catalog.titles import split_title, title_key
from catalog.utterance import NEVER, Utterance

if TYPE_CHECKING:
    from catalog.dialogues import Dialogue

_ENOUGH = 4.0
_COST = {Way.FULL: 0.0, Way.BARE: 0.3, Way.ALTERNATE: 0.4, Way.PART: 0.2, Way.SERIES: 0.5, Way.SUBTITLE: 1.0}
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class _Found:
    """A candidate: words [start, stop), where its characters end, its rows and its points."""

    start: int
    stop: int
    end: int
    rows: tuple[int, ...]
    certain: bool
    points: float
    exact: bool


class TitleLinker:
    """Links text to rows of one catalog.

    `titles`: n titles, raw or for display. `years`: float64[n], nan where unknown. `popularity`: float64[n], any
    scale with 0 for unknown. `heard`: what dialogues teach about texts without capitals, which are read by it; without
    it they are read by rule as all others. Safe to share between threads: nothing changes after construction.
    """

    def __init__(
        self, titles: Sequence[str], years: np.ndarray, popularity: np.ndarray, heard: MentionModel | None = None
    ) -> None:
        self._index = TitleIndex(titles, years, popularity)
        for key, row in heard.aliases.items() if heard else ():
            self._index.learn(key, row)
        self._keys = sorted(self._index.entries, key=lambda key: (-self._index.best(key), key))
        self._typos = TitleTypos(self._keys)
        self._spread = bool(len(titles) and np.ptp(self._index.popularity) > 0)
        self._initials = self._famous_initials()
        self._reader = PlainReader(self._index, self._typos, self._initials, heard) if heard else None

    def learn(self, dialogues: Sequence[Dialogue], rows: Mapping[str, int]) -> MentionModel:
        """What `dialogues` (at least one) teach about titles in texts without capitals; `rows`: item id -> row."""
        from catalog.mention_fit import fit_mentions

        return fit_mentions(self._index, self._typos, self._initials, dialogues, rows)

    def mentions(
        self, text: str, *, prefer: Collection[int] = (), cued: bool = False, role: str = "s"
    ) -> list[Mention]:
        """The titles named in free text, left to right, without overlap.

        `prefer`: rows of the current dialogue, which win ties. `cued`: the text answers "which one?", so titles
        are expected and ordinary words need less evidence. `role`: "s" where the person who looks for something
        speaks, "r" where the one who recommends does.
        """
        if self._reader is not None and not cued and text == text.lower():
            return self._reader.mentions(text, prefer, role)
        utterance = Utterance(text)
        found = [*self._spelled(utterance, prefer, cued), *self._misspelled(utterance, prefer, cued)]
        chosen = _apart([one for one in found if one.points >= _ENOUGH])
        if len(chosen) < len(found):
            chosen = _apart([*chosen, *_listed(utterance, chosen, found)])
        return [self._mention(utterance, one) for one in sorted(chosen, key=lambda one: one.start)]

    def find(self, title: str, *, year: int | None = None, prefer: Collection[int] = ()) -> Mention | None:
        """The rows meant by a text that is a title and nothing else; None when nothing is close enough."""
        title = title[:_LONGEST_TITLE]
        names, stated = split_title(title)
        year = year if year is not None else stated
        key = title_key(names[0])
        if year is None and key not in self._index.entries and key[-4:].isdigit() and " " in key:
            shorter, last = key.rsplit(" ", 1)
            if 1880 <= int(last) <= 2100 and shorter in self._index.entries:
                key, year = shorter, int(last)
        for candidate, score in self._spellings(key):
            rows, certain = self._index.resolve(candidate, year=year, prefer=prefer)
            if rows:
                found = self._answer(title, rows, score, certain=certain, exact=score >= 0.95)
                return found if score == 1.0 else self._or_famous(found, self._nearest(title, key, year, prefer))
        return self._nearest(title, key, year, prefer)

    def _or_famous(self, found: Mention, near: Mention | None) -> Mention:
        """Ask when an article was added or left out to get an obscure title beside a famous near one."""
        if near is None or near.rows[0] in found.rows or self._well_known(found.rows[0], near.rows[:1]):
            return found
        if not self._well_known(near.rows[0], found.rows[:1]):
            return found
        return replace(found, rows=(*near.rows, *found.rows), exact=False, certain=False)

    def _spellings(self, key: str) -> Iterator[tuple[str, float]]:
        solid = key.replace(" ", "")
        first, _, rest = key.partition(" ")
        bare = rest if first in ("the", "a", "an") else ""
        for candidate, score in ((key, 1.0), (bare, 0.95), (self._index.joined.get(solid, ""), 0.95)):
            if candidate in self._index.entries:
                yield candidate, score
        if key in self._initials:
            yield self._initials[key], 0.8

    def _nearest(
        self, title: str, key: str, year: int | None, prefer: Collection[int]
    ) -> Mention | None:
        """The closest key by edit similarity, if every word that differs is a plausible slip."""
        if len(key) < 5:
            return None
        close = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=82.0, limit=12)
        options: list[tuple[float, tuple[int, ...], bool]] = []
        for near, ratio, _ in close:
            rows, certain = self._index.resolve(near, year=year, prefer=prefer)
            if rows and _plausible(key, near):
                options.append((ratio, rows, certain))
        if not options:
            return None
        best = [option for option in options if option[0] >= options[0][0] - 3.0]
        rows = tuple(dict.fromkeys(row for option in best for row in option[1]))
        tied = {option[1][0] for option in best}
        certain = best[0][2] and (len(tied) == 1 or (best[0][0] > best[1][0] and self._well_known(rows[0], tied)))
        return self._answer(title, rows, 0.9 * options[0][0] / 100, certain=certain, exact=False)

    def _well_known(self, row: int, others: Collection[int]) -> bool:
        popularity = self._index.popularity
        return all(popularity[row] >= 3 * popularity[other] for other in others if other != row)

    def _answer(self, title: str, rows: tuple[int, ...], score: float, *, certain: bool, exact: bool) -> Mention:
        return Mention(0, len(title), title, rows, score, exact, certain)

    def _spelled(self, utterance: Utterance, prefer: Collection[int], cued: bool) -> Iterator[_Found]:
        keys, entries, joined = utterance.keys, self._index.entries, self._index.joined
        for start, first in enumerate(keys):
            key = first
            for stop in range(start + 1, min(len(keys), start + self._index.reach.get(first, 0)) + 1):
                key = first if stop == start + 1 else f"{key} {keys[stop - 1]}"
                if key in entries:
                    yield from self._judge(utterance, start, stop, key, prefer, cued)
            solid = ""
            for stop in range(start + 1, min(len(keys), start + 4) + 1):
                solid += keys[stop - 1]
                meant = joined.get(solid)
                if meant is not None and meant != " ".join(keys[start:stop]):
                    yield from self._judge(utterance, start, stop, meant, prefer, cued)
            if len(first) >= 4 and first in self._initials and not is_everyday(first):
                yield from self._judge(utterance, start, start + 1, self._initials[first], prefer, cued)
            if first.endswith("s") and first[:-1] in entries and _possessive(utterance, start):
                yield from self._judge(utterance, start, start + 1, first[:-1], prefer, cued)

    def _misspelled(self, utterance: Utterance, prefer: Collection[int], cued: bool) -> Iterator[_Found]:
        for start, stop, key, slips in self._typos.spans(utterance.keys):
            name = stop - start == 1 and utterance.after_name(start)
            if not name and " ".join(utterance.keys[start:stop]) not in self._index.entries:
                yield from self._judge(utterance, start, stop, key, prefer, cued, slips)

    def _judge(
        self,
        utterance: Utterance,
        start: int,
        stop: int,
        key: str,
        prefer: Collection[int],
        cued: bool,
        slips: int = 0,
    ) -> Iterator[_Found]:
        """A candidate with all its points, or nothing when a year in brackets contradicts it."""
        stated = utterance.year(start, stop)
        points = utterance.points(start, stop, key.split(" "), cued=cued)
        end = utterance.words[stop - 1].end
        rows: tuple[int, ...] = ()
        certain = False
        if stated is not None:
            rows, certain = self._index.resolve(key, year=stated[0], prefer=prefer)
            if rows:
                end, points = stated[1], max(points, 0.0) + (5.0 if stated[2] else 3.0)
            elif stated[2]:
                return
        if not rows:
            key = self._index.usual(key)
            rows, certain = self._index.resolve(key, prefer=prefer)
        if points <= NEVER:
            return
        points += self._known(rows[0]) + (1.5 if rows[0] in prefer else 0.0)
        points -= _COST[self._index.way(key, rows[0])] + 1.5 * slips
        yield _Found(start, stop, end, rows, certain, points, slips == 0)

    def _known(self, row: int) -> float:
        """Points for fame: 1 for the best-known fiftieth, less for what hardly anybody knows."""
        if not self._spread:
            return 0.0
        fame = self._index.fame(row)
        return 1.0 if self._index.share(row) >= 0.98 else 0.5 if fame >= 0.9 else -0.5 if fame < 0.3 else 0.0

    def _famous_initials(self) -> dict[str, str]:
        """Initials of well-known names of three to six words, each with the best-known key it stands for."""
        initials: dict[str, str] = {}
        if not self._spread:
            return initials
        for key in self._keys:
            if max(self._index.fame(row) for row in self._index.entries[key]) < 0.97:
                continue
            words = key.split(" ")
            short = "".join(word[0] for word in words)
            if 3 <= len(words) <= 6 and short.isalpha() and not is_everyday(short):
                initials.setdefault(short, key)
        return initials

    def _mention(self, utterance: Utterance, one: _Found) -> Mention:
        start = utterance.words[one.start].start
        score = 1 / (1 + math.exp(_ENOUGH - 1 - one.points))
        return Mention(start, one.end, utterance.text[start : one.end], one.rows, score, one.exact, one.certain)


def _apart(found: Sequence[_Found]) -> list[_Found]:
    """The candidates that do not overlap: longer ones first, then well-spelled ones, then those with more points."""
    chosen: list[_Found] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: (one.start - one.stop + 0.5 * (not one.exact), -one.points, one.start)):
        if taken.isdisjoint(range(one.start, one.stop)):
            chosen.append(one)
            taken.update(range(one.start, one.stop))
    return chosen


def _listed(utterance: Utterance, chosen: Sequence[_Found], found: Sequence[_Found]) -> list[_Found]:
    """Candidates that a certain neighbour in a list ("Up and Her") lifts over the threshold."""
    starts = {one.start for one in chosen}
    stops = {one.stop for one in chosen}
    lifted = []
    for one in found:
        if _ENOUGH - 2.0 <= one.points < _ENOUGH:
            earlier = (stop for stop in range(one.start - 2, one.start + 1) if stop in stops)
            before = any(utterance.joined(stop, one.start) for stop in earlier)
            later = (start for start in range(one.stop, one.stop + 3) if start in starts)
            after = any(utterance.joined(one.stop, start) for start in later)
            if before or after:
                lifted.append(replace(one, points=one.points + 2.0))
    return lifted


def _possessive(utterance: Utterance, at: int) -> bool:
    word = utterance.words[at]
    return utterance.text[word.end - 2 : word.end - 1] in ("'", "’")


def _plausible(typed: str, meant: str) -> bool:
    """Whether each word of `typed` that `meant` lacks is a slip, not another word, and the numbers agree."""
    typed_words, meant_words = set(typed.split(" ")), set(meant.split(" "))
    if {word for word in typed_words ^ meant_words if word.isdigit()}:
        return False
    for word in typed_words - meant_words:
        if is_everyday(word) and not (len(word) >= 5 and any(is_slip(word, other) for other in meant_words)):
            return word in ("the", "a", "an", "of", "and")
    return True


__all__ = ["Mention", "TitleLinker"]
