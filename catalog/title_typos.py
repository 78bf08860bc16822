"""Titles that a misspelled stretch of words may mean.

Knows the vocabulary of the titles, finds words one or two slips away by common deletions, and lines a title up
with the words around a well-spelled rare word. Does not know whether a title is meant at all: see
`catalog.linking`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from catalog.everyday import GRAMMAR, is_everyday, surprise

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_MIN_LETTERS = 4
_MAX_LETTERS = 24
_MAX_POSTING = 40
_MAX_KEY_WORDS = 9
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "y", "er", "r", "n", "ers", "ies")


def is_slip(typed: str, meant: str) -> bool:
    """Whether `typed` is a likely slip for `meant`: one edit, or two in long words, never a mere other ending."""
    if typed == meant or typed.isdigit() or meant.isdigit():
        return False
    if len(meant) <= 3:
        return len(typed) == len(meant) >= 2 and sorted(typed) == sorted(meant)
    allowed = 2 if min(len(typed), len(meant)) >= 8 else 1
    return OSA.distance(typed, meant, score_cutoff=allowed) <= allowed


def is_inflection(one: str, other: str) -> bool:
    """Whether two words differ by an English ending only ("dinosaur", "dinosaurs")."""
    short, long = sorted((one, other), key=len)
    stem = short[:-1] if short.endswith(("e", "y")) else short
    return long.startswith(stem) and (long[len(short) :] in _ENDINGS or long[len(stem) :] in _ENDINGS)


def _near_everyday(word: str) -> bool:
    """Whether an everyday word is one edit away ("figth"), so that no title need be meant."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    forms = {left + right[1:] for left, right in splits}
    forms |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    forms |= {left + char + right[cut:] for left, right in splits for char in _ALPHABET for cut in (0, 1)}
    return any(surprise(form) < 2.0 and len(form) > 3 for form in forms)


def _deletions(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


class TitleTypos:
    """The spelling neighbourhood of a set of title keys, `keys` ordered best known first."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._postings: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for key in keys:
            words = tuple(key.split(" "))
            if len(words) > _MAX_KEY_WORDS:
                continue
            for word in {word for word in words if len(word) >= _MIN_LETTERS and word not in GRAMMAR}:
                if len(self._postings[word]) < _MAX_POSTING:
                    self._postings[word].append(words)
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            if len(word) > _MIN_LETTERS:
                for form in _deletions(word):
                    self._near[form].append(word)

    def corrections(self, word: str) -> list[str]:
        """The title words an unknown word may be a slip for, nearest first; empty for an everyday word."""
        known = word in self._postings or is_everyday(word) or word.isdigit()
        if known or not _MIN_LETTERS < len(word) <= _MAX_LETTERS:
            return []
        found = {near for form in _deletions(word) for near in self._near.get(form, ())}
        likely = [near for near in found if is_slip(word, near) and not is_inflection(word, near)]
        if likely and _near_everyday(word):
            return []
        return sorted(likely, key=lambda near: (OSA.distance(word, near), near))[:6]

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, int, str, int]]:
        """Misspelled titles in a list of words: first word, one past the last word, the title's key, slips."""
        for at, word in enumerate(words):
            posting = self._postings.get(word, ())
            if posting and len(posting) < _MAX_POSTING:
                yield from self._around(words, at, posting, word)
                continue
            for meant in self.corrections(word):
                yield from self._around(words, at, self._postings[meant], meant)

    def _around(
        self, words: Sequence[str], at: int, posting: Sequence[tuple[str, ...]], anchor: str
    ) -> Iterator[tuple[int, int, str, int]]:
        slips = int(words[at] != anchor)
        for title in posting:
            middle = title.index(anchor)
            left = _walk(words, title, at, middle, -1)
            right = _walk(words, title, at, middle, 1) if left is not None else None
            if left is None or right is None:
                continue
            total = slips + left[1] + right[1]
            if 0 < total <= 1 + len(title) // 4:
                yield left[0], right[0] + 1, " ".join(title), total


def _walk(
    words: Sequence[str], title: tuple[str, ...], at: int, middle: int, step: int
) -> tuple[int, int] | None:
    """Follow a title away from its anchor: the last word reached and the slips on the way, None if it breaks off.

    A slip is a misspelled word, or a grammar word left out or put in.
    """
    slips, place = 0, middle + step
    while 0 <= place < len(title):
        here = at + step
        word = words[here] if 0 <= here < len(words) else ""
        meant = title[place]
        if word == meant:
            at, place = here, place + step
        elif word and is_slip(word, meant) and not (is_everyday(word) and len(word) < 5):
            at, place, slips = here, place + step, slips + 1
        elif meant in ("the", "a", "an", "of", "and"):
            place, slips = place + step, slips + 1
        elif word in ("the", "a", "of", "and") and words[here + step : here + step + 1] == [meant]:
            at, place, slips = here + step, place + step, slips + 1
        else:
            return None
    return at, slips
