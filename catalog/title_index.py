"""Which rows a spelled-out name can mean.

Knows every way a title of the catalog may be said (without its article, by its alternate, its part number, its
series, its subtitle, with or without spaces) and which of several rows is meant. Does not know free text, typing
errors or evidence: see `catalog.linking`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum

import numpy as np

from catalog.everyday import GRAMMAR, is_everyday, surprise, word_set
from catalog.titles import split_title, title_key

_SEGMENTS = re.compile(r"\s*:\s+|\s+[-–—]\s+|:$")
_PART_WORD = re.compile(r"\b(?:part|pt|vol|chapter|episode|book|no)\s+(?=\d|[ivx]$)")
_LAST_ROMAN = {"i": "1", "v": "5", "x": "10"}
_LEADING = word_set("the a an la le les il el los las lo der die das un une uno una ein eine")
_ENGLISH = frozenset(("the", "a", "an"))
_CLEAR_GAP = 3.0
_MAX_WORDS = 16


class Way(IntEnum):
    """How a key relates to a title, the most direct first."""

    FULL = 0
    BARE = 1
    ALTERNATE = 2
    PART = 3
    SERIES = 4
    SUBTITLE = 5


_WEIGHT = {Way.FULL: 1.0, Way.BARE: 0.25, Way.ALTERNATE: 0.25, Way.PART: 0.25, Way.SERIES: 0.25, Way.SUBTITLE: 0.1}
_KNOWN = 0.8
_FAMOUS = 0.97
_SMALL = 5000


def ways(name: str, *, alternate: bool) -> Iterator[tuple[str, Way]]:
    """Every key under which one written name may be said, most direct first; keys may repeat."""
    full = title_key(name)
    yield full, Way.ALTERNATE if alternate else Way.FULL
    if name.lower().startswith(full.partition(" ")[0] + " "):  # "L.A. Story" has no article
        yield from _without_article(full, Way.ALTERNATE if alternate else Way.BARE)
    yield from _numbered(full)
    first, _, rest = full.partition(" ")
    if len(first) > 1 and first == "".join(word[0] for word in rest.split() if word not in _LEADING):
        yield first, Way.ALTERNATE
    segments = [key for key in map(title_key, _SEGMENTS.split(name)) if key]
    for cut in range(1, len(segments)):
        series = " ".join(segments[:cut])
        if " " in series or not is_everyday(series):
            yield series, Way.SERIES
            yield from _without_article(series, Way.SERIES)
            yield from _numbered(series)
        if _says_enough(segments[cut]):
            yield segments[cut], Way.SUBTITLE
            yield from _without_article(segments[cut], Way.SUBTITLE)
    if len(segments) > 2:
        yield f"{segments[0]} {segments[-1]}", Way.PART
    head, found, _ = full.partition(" and the ")
    if found and " " in head:
        yield head, Way.SERIES


def _says_enough(subtitle: str) -> bool:
    """Whether a subtitle can stand alone: "A New Hope" can, "The Sequel" and "Part 2" cannot."""
    words = subtitle.split(" ")
    content = [word for word in words if word not in GRAMMAR]
    return not _PART_WORD.match(subtitle) and len(content) > 0 and len(words) > 1 + (len(content) == 1)


def _without_article(key: str, way: Way) -> Iterator[tuple[str, Way]]:
    first, _, rest = key.partition(" ")
    if rest and (first in _ENGLISH or (first in _LEADING and (" " in rest or not is_everyday(rest)))):
        yield rest, way


def _numbered(key: str) -> Iterator[tuple[str, Way]]:
    for form in (key, _PART_WORD.sub("", key)):
        head, _, last = form.rpartition(" ")
        final = f"{head} {_LAST_ROMAN[last]}" if head and last in _LAST_ROMAN else form
        if final != key:
            yield final, Way.PART
            yield from _without_article(final, Way.PART)


def _openings(words: Sequence[str]) -> Iterator[str]:
    """First words that say enough: one rare long word, or several with little grammar and enough surprise."""
    if len(words) > 1 and len(words[0]) >= 6 and not is_everyday(words[0]):
        yield words[0]
    for count in range(2, len(words)):
        if words[count - 1] not in GRAMMAR and sum(map(surprise, words[:count])) >= 4.2:
            yield " ".join(words[:count])


class TitleIndex:
    """Keys to rows, for one catalog.

    `titles`: n written titles, raw or for display. `years`: float64[n], nan where unknown. `popularity`:
    float64[n], 0 or more.
    """

    def __init__(self, titles: Sequence[str], years: np.ndarray, popularity: np.ndarray) -> None:
        self.years = np.asarray(years, dtype=np.float64).copy()
        self.popularity = np.nan_to_num(np.asarray(popularity, dtype=np.float64))
        self.entries: dict[str, dict[int, Way]] = {}
        self._copies = [(title, str(year)) for title, year in zip(titles, self.years, strict=True)]
        heads: dict[str, int] = defaultdict(int)
        for row, title in enumerate(titles):
            self._add(row, title, heads)
        self._share, self._fame = self._shares()
        self._drop_lonely_heads(heads)
        self._drop_unknown_parts()
        self._add_openings()
        self.reach: dict[str, int] = {}
        self.joined: dict[str, str] = {}
        for key in self.entries:
            self._place(key)

    def learn(self, key: str, row: int) -> None:
        """People call `row` by `key`, which no title explains; a key that some title has stays as it is."""
        if key and key not in self.entries:
            self.entries[key] = {row: Way.ALTERNATE}
            self._place(key)

    def _place(self, key: str) -> None:
        """Make a key findable by its first word and as one solid word."""
        first, words = key.split(" ", 1)[0], key.count(" ") + 1
        self.reach[first] = min(max(self.reach.get(first, 0), words), _MAX_WORDS)
        solid = key.replace(" ", "")
        if len(solid) >= 5 and (solid not in self.joined or self.best(key) > self.best(self.joined[solid])):
            self.joined[solid] = key

    def _add(self, row: int, title: str, heads: dict[str, int]) -> None:
        names, stated = split_title(title)
        if stated is not None and np.isnan(self.years[row]):
            self.years[row] = stated
        for position, name in enumerate(names):
            for key, way in ways(name, alternate=position > 0):
                if not key:
                    continue
                rows = self.entries.setdefault(key, {})
                rows[row] = min(way, rows.get(row, way))
                if way is Way.SERIES and ":" not in name:
                    heads[key] += 1

    def _drop_lonely_heads(self, heads: dict[str, int]) -> None:
        """ "X and the Y" makes X a series only when a second title starts so."""
        for key, count in heads.items():
            if count == 1 and set(self.entries[key].values()) == {Way.SERIES} and len(self.entries[key]) == 1:
                del self.entries[key]

    def _drop_unknown_parts(self) -> None:
        """Half a title stands for the whole only where many know it: "Kevin Hart: Live" is not "Kevin Hart"."""
        for key in [key for key, rows in self.entries.items() if min(rows.values()) >= Way.SERIES]:
            if max(self.fame(row) for row in self.entries[key]) < _KNOWN:
                del self.entries[key]

    def _add_openings(self) -> None:
        """The unmistakable first words of very well-known titles: "Crouching Tiger", "Shawshank"."""
        openings: dict[str, dict[int, Way]] = defaultdict(dict)
        for key, rows in self.entries.items():
            famous = [row for row, way in rows.items() if way <= Way.BARE and self.fame(row) >= _FAMOUS]
            for row in famous:
                for opening in _openings(key.split(" ")):
                    if opening not in self.entries:
                        openings[opening][row] = Way.SUBTITLE
        self.entries.update(openings)

    def _shares(self) -> tuple[np.ndarray, np.ndarray]:
        """float64[n] twice: the share of rows less popular, and fame (in a small catalog all are well known)."""
        count = len(self.popularity)
        less = np.searchsorted(np.sort(self.popularity), self.popularity, side="left") / max(count, 1)
        return less, 1.0 - (1.0 - less) * min(1.0, count / _SMALL)

    def best(self, key: str) -> float:
        """The popularity of the best-known row of a key."""
        return float(max(self.popularity[row] * _WEIGHT[way] for row, way in self.entries[key].items()))

    def usual(self, key: str) -> str:
        """`key` without its article where only an obscure title has one: "the Alien" means "Alien"."""
        article, _, bare = key.partition(" ")
        if article != "the" or bare not in self.entries or self.best(bare) < 10 * (self.best(key) + 1):
            return key
        return bare

    def fame(self, row: int) -> float:
        """How well known a row is, 0 to 1: its share, but high for every row of a small catalog."""
        return float(self._fame[row])

    def share(self, row: int) -> float:
        """The share of rows less popular than `row`, 0 to 1."""
        return float(self._share[row])

    def way(self, key: str, row: int) -> Way:
        """How `key` relates to the title of `row`."""
        return self.entries[key][row]

    def twins(self, one: int, other: int) -> bool:
        """Whether two rows are the same row or have one title and one year: a catalog's copies."""
        return one == other or self._copies[one] == self._copies[other]

    def resolve(
        self, key: str, *, year: int | None = None, prefer: Collection[int] = ()
    ) -> tuple[tuple[int, ...], bool]:
        """The rows a key means, best first, and whether the first may be taken without asking.

        A year keeps the rows of that year, else those a year off, else those of unknown year; then rows in
        `prefer` win, then a popularity at least three times that of the next. Empty when the year fits none.
        """
        entries = self.entries[key]
        entries = self._direct(entries) if year is None else self._of_year(entries, year)
        if not entries:
            return (), False
        weights = {row: (self.popularity[row] + 0.1) * _WEIGHT[way] for row, way in entries.items()}
        rows = sorted(entries, key=lambda row: (row not in prefer, -weights[row], entries[row], row))
        if rows[0] not in prefer and entries[rows[0]] == Way.SERIES:
            rows = self._first_of_series(rows)
            return tuple(rows), len(rows) == 1 or self._leads(rows, 2.0)
        others = [row for row in rows[1:] if not self._same(rows[0], row)]
        certain = not others or (rows[0] in prefer and others[0] not in prefer)
        return tuple(rows), bool(certain or weights[rows[0]] >= _CLEAR_GAP * max(weights[row] for row in others))

    def _direct(self, entries: dict[int, Way]) -> dict[int, Way]:
        """Whole titles alone, unless they are obscure beside the series or film that carries the name on."""
        whole = {row: way for row, way in entries.items() if way <= Way.PART}
        if not whole or len(whole) == len(entries):
            return entries
        famous = max(self.popularity[row] for row in entries)
        if max(self.popularity[row] for row in whole) * _CLEAR_GAP >= famous:
            return whole
        return {row: way for row, way in entries.items() if way != Way.SUBTITLE or row in whole}

    def _of_year(self, entries: dict[int, Way], year: int) -> dict[int, Way]:
        for slack in (0, 1):
            near = {row: way for row, way in entries.items() if abs(self.years[row] - year) <= slack}
            if near:
                return near
        return {row: way for row, way in entries.items() if np.isnan(self.years[row]) and way <= Way.PART}

    def _first_of_series(self, rows: list[int]) -> list[int]:
        """A bare series name means its first part unless a later one is far better known."""
        top = self.popularity[rows[0]]
        dated = [row for row in rows if not np.isnan(self.years[row]) and self.popularity[row] * 2 >= top]
        first = min(dated, key=lambda row: self.years[row], default=rows[0])
        return [first, *(row for row in rows if row != first)]

    def _leads(self, rows: list[int], slack: float) -> bool:
        return bool(self.popularity[rows[0]] > 0 and self.popularity[rows[0]] * slack >= max(self.popularity[rows]))

    def _same(self, one: int, other: int) -> bool:
        return bool(self.years[one] == self.years[other])
