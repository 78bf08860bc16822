"""Names in a sentence that nothing given knows: `unknown_name`.

Knows that two capitalised words in a row are a name in most languages, and which are none. Knows nothing about titles
of the catalog (`catalog.linking`) or figures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.language.wording.names import Names, Source
from agent.language.wording.tongues import FREE, NOUNS, OUTWARD, PLACES, POLITE, Tongue, is_small
from catalog.everyday import GRAMMAR, is_everyday, word_set
from catalog.titles import title_key

_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*(?:(?<=\b[^\W\d_])\.|['’](?=\s))?")
_OPENING = re.compile(r"[:;.!?…–—\"“”„«»(‘]| '$")
_JOINERS = word_set("of the de la le les du des da di del della von van der den el los las d l")
_GERMAN_JOINERS = frozenset(("von", "van", "de"))
_ARTICLES = word_set("the der die das la le les l el los las il")
"""Inside a sentence they have a capital only where a title begins."""
_ELIDED = re.compile(r"L['’][^\W\d_a-zà-ÿ]")
_I = frozenset(["i", "im", "id", "ill", "ive"])
_LONGEST = 6


@dataclass(frozen=True)
class _Token:
    text: str
    key: str
    start: int
    end: int
    capital: bool
    opens: bool
    """Whether it stands where any word has a capital."""


def unknown_name(
    text: str, tongue: Tongue, names: Names, sources: Sequence[Source], titles: Collection[str] = ()
) -> str:
    """The first name in a sentence that neither the sources nor the values of the catalog know; empty where there is
    none. `titles`: comparable titles that may be named."""
    for run in _runs(text, tongue):
        if name := _Run(run, tongue, names, sources, titles).unknown():
            return name
    return ""


def _runs(text: str, tongue: Tongue) -> Iterator[list[_Token]]:
    """Stretches of capitalised words, small words between them included."""
    joiners = _GERMAN_JOINERS if tongue == "de" else _JOINERS
    run: list[_Token] = []
    end = 0
    for found in _TOKEN.finditer(text):
        gap, word = text[end : found.start()], found.group()
        opens = not end or _OPENING.search(gap) is not None
        end = found.end()
        token = _Token(word, title_key(word), found.start(), found.end(), word[0].isupper(), opens)
        if run and gap not in (" ", " & "):
            yield from _ended(run)
            run = []
        if token.capital or (run and token.key in joiners):
            run.append(token)
        elif run:
            yield from _ended(run)
            run = []
    yield from _ended(run)


def _ended(run: list[_Token]) -> Iterator[list[_Token]]:
    while run and not run[-1].capital:
        run = run[:-1]
    if run:
        yield run


class _Run:
    """One stretch of capitalised words."""

    def __init__(
        self, tokens: list[_Token], tongue: Tongue, names: Names, sources: Sequence[Source], titles: Collection[str]
    ) -> None:
        self.tokens = tokens
        self._tongue = tongue
        self._names = names
        self._sources = sources
        self._titles = titles

    def unknown(self) -> str:
        """The part of the stretch that is a name nobody knows."""
        tokens = self.tokens
        known = self._known()
        if person := self._stranger(known):
            return person
        if len(tokens) == 1:
            begins = self._begins(tokens[0]) and 0 not in known
            return tokens[0].text if begins or self._surname(tokens[0]) else ""
        left = [i for i, token in enumerate(tokens) if i not in known and token.capital]
        if left and left[0] == 0 and tokens[0].opens and (len(left) == 1 or self._free_opening(tokens[0])):
            left = left[1:]
        if len(left) == 1 and self._surname(tokens[left[0]]):
            return tokens[left[0]].text
        if any(tokens[i].capital and self._beside_title(i, known) for i in left) and self._tongue != "de":
            return self._text(0, len(tokens))
        for i, j in pairwise(left):
            if all(k not in known or tokens[k].key in FREE for k in range(i + 1, j)):
                return self._text(i, j + 1)
        return ""

    @staticmethod
    def _begins(token: _Token) -> bool:
        """Whether a word can only be the first of a title: "Le" in "I liked Le boucher"."""
        return not token.opens and (token.key in _ARTICLES or bool(_ELIDED.match(token.text)))

    def _text(self, start: int, stop: int) -> str:
        return " ".join(token.text for token in self.tokens[start:stop])

    def _known(self) -> dict[int, str]:
        """The positions that known names cover, the longest first, with the name each belongs to."""
        covered: dict[int, str] = {}
        count = len(self.tokens)
        for length in range(min(count, _LONGEST), 0, -1):
            for start in range(count - length + 1):
                span = range(start, start + length)
                whole = self.tokens[start].capital and self.tokens[span[-1]].capital
                if not whole or any(i in covered for i in span):
                    continue
                if name := self._name(start, start + length):
                    covered.update(dict.fromkeys(span, name))
        return covered

    def _name(self, start: int, stop: int) -> str:
        """The known name that these tokens are, if any."""
        phrase = " ".join(token.key for token in self.tokens[start:stop])
        last = self.tokens[stop - 1]
        forms = [phrase]
        if last.key.endswith("s") and (self._tongue == "de" or last.text[-2:] in ("'s", "’s")):
            forms.append(phrase[:-1])
        for form in forms:
            if form in self._titles or any(form in source.units for source in self._sources):
                return form
            if stop - start == 1 and (self._alone(last, form) or self._names.is_kind(form)):
                return form
            if stop - start > 1 and (form in PLACES or self._names.is_value(form) or self._says(form)):
                return form
        return ""

    def _says(self, phrase: str) -> bool:
        return any(source.says(phrase) for source in self._sources)

    def _alone(self, token: _Token, key: str) -> bool:
        """Whether a single word has its capital for another reason than being part of a name."""
        if token.text.isupper() and 2 <= len(token.text) <= 5:
            return True
        if self._tongue == "de" and (key in POLITE or key in NOUNS):
            return True
        if self._begins(token):
            return False
        if key in FREE or key in _I or (is_small(key) and (token.opens or key not in GRAMMAR)):
            return True
        return len(key) > 5 and not token.opens and key.endswith(OUTWARD) and not self._names.is_surname(key)

    def _free_opening(self, token: _Token) -> bool:
        return self._tongue == "de" or is_small(token.key)

    def _stranger(self, known: dict[int, str]) -> str:
        """A person of the catalog who has no part in this reply."""
        tokens = self.tokens
        for length in range(min(len(tokens), _LONGEST), 1, -1):
            for start in range(len(tokens) - length + 1):
                if all(i in known for i in range(start, start + length)):
                    continue
                phrase = " ".join(token.key for token in tokens[start : start + length])
                if self._names.is_person(phrase) or (phrase.endswith("s") and self._names.is_person(phrase[:-1])):
                    return self._text(start, start + length)
        return ""

    def _surname(self, token: _Token) -> bool:
        """Whether a word alone means somebody of the catalog who has no part in this reply."""
        if self._tongue == "de" or (token.opens and (self._tongue != "en" or is_everyday(token.key))):
            return False
        forms = [token.key]
        if token.text[-2:] in ("'s", "’s"):
            forms.append(token.key[:-1])
        if any(is_everyday(form) or self._says(form) or self._names.is_value(form) for form in forms):
            return False
        return any(self._names.is_surname(form) for form in forms)

    def _beside_title(self, at: int, known: dict[int, str]) -> bool:
        """Whether an unknown word runs on from a title, which makes it another title."""
        near = [known.get(at - 1, ""), known.get(at + 1, "")]
        return any(name and name in self._titles for name in near)
