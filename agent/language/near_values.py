"""Values of a catalog by their words: `NearValues`.

Knows spellings: a value as it is, its words in another form, the beginning of a word, a slip; and what the everyday
words for kinds, moods and places stand for. Knows nothing about titles, dialogues or prompts.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.embedded.lexicon import DESCRIPTORS, GENRE_WORDS, SYNONYMS
from catalog.columns import CategoryColumn
from catalog.everyday import GRAMMAR, TALK, is_everyday
from catalog.schema import Role
from catalog.table import Catalog
from catalog.values import country_of_word, key, language_name, nationalities_of, nationality

_SPAN = 5
"""Words of a stretch of text that may be one value."""
_WORDS = 60
"""Words of a message that are looked up."""
_SLIPS = 6
_CLOSE = 82.0
"""Least likeness (0 to 100) of a word to the one that is meant."""
_BEARERS = 40
"""A word that more values of a field share tells little about which of them is meant."""
_SHOWN = 6
"""Values of one field that are told."""
_LONGEST = 60
_SMALL = 200
"""A field of no known role with more values than this holds names."""
_ENDINGS = ("ies", "es", "s", "ing", "ed", "y")


@dataclass(frozen=True)
class _Value:
    field: int
    text: str
    words: int
    rows: int


class NearValues:
    """Every value of a catalog's category fields by its words. Nothing changes after construction."""

    def __init__(self, catalog: Catalog) -> None:
        self._fields = [f for f in catalog.schema.fields if f.role not in ("id", "title")]
        self._values: list[_Value] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._with_word: dict[str, list[int]] = defaultdict(list)
        self._names: set[int] = set()
        kinds: tuple[Role, ...] = ("genre", "mood", "keyword")
        self._kinds = {at for at, field in enumerate(self._fields) if field.role in kinds}
        for at, field in enumerate(self._fields):
            column = catalog.column(field.name)
            if isinstance(column, CategoryColumn):
                if field.role in ("creator", "performer") or (field.role is None and len(column.vocabulary) > _SMALL):
                    self._names.add(at)
                self._add(at, column)
        self._sorted = sorted(self._with_word)
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        for word in self._sorted:
            if len(word) > 3:
                self._by_initial[word[0]].append(word)

    def _add(self, at: int, column: CategoryColumn) -> None:
        for code, index in column.codes.items():
            if len(code) > _LONGEST:
                continue
            words = code.split()
            number = len(self._values)
            self._values.append(_Value(at, column.vocabulary[index], len(words), len(column.rows[index])))
            self._exact[code].append(number)
            for word in set(words) - GRAMMAR:
                self._with_word[word].append(number)

    def values(self, text: str) -> dict[str, list[str]]:
        """Per field the values that resemble words of the text, the nearest first."""
        scores: dict[int, float] = defaultdict(float)
        plain = key(text).split()[:_WORDS]
        capital = {key(word) for word in text.split() if word[:1].isupper()}
        known = self._whole(plain, scores)
        self._parts([word for at, word in enumerate(plain) if at not in known], capital, scores)
        order = sorted(scores, key=lambda number: (-scores[number], -self._values[number].rows, number))
        found: dict[str, list[str]] = {}
        for number in order:
            value = self._values[number]
            listed = found.setdefault(self._fields[value.field].name, [])
            if len(listed) < _SHOWN:
                listed.append(value.text)
        return found

    def _whole(self, plain: Sequence[str], scores: dict[int, float]) -> set[int]:
        """Score the values that stretches of words are or stand for; the places of the words in those of several."""
        taken: set[int] = set()
        for length in range(min(_SPAN, len(plain)), 0, -1):
            for start in range(len(plain) - length + 1):
                words = plain[start : start + length]
                if length == 1 and words[0] in GRAMMAR:
                    continue
                hit = False
                for number, worth in self._meant(" ".join(words)):
                    scores[number] = max(scores[number], worth + length)
                    hit = True
                if hit and length > 1:
                    taken.update(range(start, start + length))
        return taken

    def _meant(self, phrase: str) -> Iterator[tuple[int, float]]:
        """Values that a phrase is, or stands for in everyday words, and how much that counts."""
        for form in _forms(phrase):
            for number in self._exact.get(form, ()):
                yield number, 3.0
        meant = [part for names in GENRE_WORDS.get(phrase, ()) for part in names.split("+")]
        feeling = DESCRIPTORS.get(SYNONYMS.get(phrase, phrase))
        for word in (*meant, *(feeling.values if feeling else ())):
            for number in self._exact.get(key(word), ()):
                if self._values[number].field in self._kinds:
                    yield number, 2.0
        places = (nationality(phrase), country_of_word(phrase), language_name(phrase), *nationalities_of(phrase))
        for place in places:
            if place:
                for number in self._exact.get(key(place), ()):
                    yield number, 2.0

    def _parts(self, plain: Sequence[str], capital: set[str], scores: dict[int, float]) -> None:
        """Score the values that have one of the words, in this or another form, among others."""
        slips = 0
        for word in dict.fromkeys(plain):
            if word in GRAMMAR or word in TALK or len(word) < 3:
                continue
            forms = [form for form in self._spelled(word) if form in self._with_word]
            worth = 1.0
            if not forms and len(word) > 4 and not is_everyday(word) and slips < _SLIPS:
                slips += 1
                near = process.extract(
                    word, self._by_initial.get(word[0], ()), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=3
                )
                forms, worth = [form for form, _, _ in near], 0.6
            for form in forms:
                self._having(form, worth, common=is_everyday(word) and word not in capital, scores=scores)

    def _spelled(self, word: str) -> list[str]:
        """The word, its other forms and, for a longer one, the words that it begins."""
        forms = _forms(word)
        if len(word) > 4:
            start = bisect_left(self._sorted, word)
            for longer in self._sorted[start : start + 8]:
                if longer.startswith(word) and len(longer) <= len(word) + 4:
                    forms.append(longer)
        return list(dict.fromkeys(forms))

    def _having(self, word: str, worth: float, *, common: bool, scores: dict[int, float]) -> None:
        """Score the values with a word; everyday words ("rose", "hill") mean no name unless they are written as one."""
        numbers = self._with_word[word]
        if len(numbers) > _BEARERS:
            numbers = sorted(numbers, key=lambda number: -self._values[number].rows)[:_BEARERS]
            worth /= 2
        for number in numbers:
            value = self._values[number]
            if not (common and value.field in self._names):
                scores[number] += worth / value.words + 0.02 * math.log1p(value.rows)


def _forms(phrase: str) -> list[str]:
    """The phrase and its likely other forms: singular, plural, stem."""
    forms = [phrase]
    for ending in _ENDINGS:
        if phrase.endswith(ending) and len(phrase) > len(ending) + 3:
            stem = phrase.removesuffix(ending)
            forms += [stem, stem + "y"] if ending == "ies" else [stem]
    return [*forms, f"{phrase}s"]
