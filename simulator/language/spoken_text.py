"""A message as the check of wordings reads it: `folded`, `denied` and `clauses_of`, which gives `Clause`s.

Knows spelling, contractions, ways to deny and where a clause ends. Does not know what is to be said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MARK = "@"
"""Stands before the letters of something found in a text, which takes the place of its words."""

_SPELLINGS = (
    (r"[‘’ʼ`´]", "'"),
    (r"[“”„«»]", '"'),
    (r"\s*[–—]+\s*|\s+-+\s+", " ; "),
    (r"…|\.\.+", " . "),
    (r"\bwon't\b", "will not"),
    (r"\bcan't\b|\bcannot\b|\bcant\b", "can not"),
    (r"\bain't\b", "is not"),
    (r"n't\b", " not"),
    (r"\b(do|does|did|is|was|are|would|could|should|have|has)nt\b", r"\1 not"),
    (r"\blet's\b", "let us"),
    (r"\bim\b", "i am"),
    (r"\bive\b", "i have"),
    (r"\bi'd\b", "i would"),
    (r"\b(it|that|there|he|she|what|who|where|here|how)'s\b", r"\1 is"),
    (r"'m\b", " am"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\bgotta\b", "have to"),
    (r"\bin the mood for\b", "looking for"),
)
_DENIALS = (
    (r"\bnever ?mind\b", "nevermind"),
    (r"\bno longer\b(?! than)", "nolonger"),
    (r"\bnot (have|need|necessarily have|necessarily need) to be\b", "drop"),
    (r"\bno (problem|worries|rush|hurry)\b|\bcan not wait\b", ""),
    (r"\bnot (?:a |an |strictly |really )*(must|necessary|essential|requirement|deal ?breaker)\b", "ideally"),
    (
        r"\b(anything but|other than|apart from|aside from|instead of|rather than|away from|clear of|tired of|sick of"
        r"|fed up with|rid of|bored (of|by|with)|can not (stand|bear)|had (my )?(fill|enough) of|(no|not a) fan of)\b",
        "without",
    ),
    (r"\b(would )?rather not\b", "not"),
    (r"\b(leave|keep|cut) (that|this|it|them|those) out\b", "not"),
    (r"\b(rule|leave) out\b", "without"),
    (r"\b(avoid|avoiding|except|excluding|exclude|minus|sans|skip|skipping)\b", "without"),
    (r"\b(is|are) (out|off the table|off limits)\b", "is not"),
)
"""Other ways to say no, as one of `NEGATORS`."""
NEGATORS = frozenset(("no", "not", "without", "never", "nothing", "none", "neither", "nor", "hate", "hated", "dislike",
                      "disliked", "hardly", "barely", "nope", "nah"))  # fmt: skip
_SPLITTING = frozenset(("but", "though", "although", "however", "yet", "so", "because", "while", "whereas", "which"))
_AFTER_AND = NEGATORS | frozenset(
    ("i", "it", "they", "make", "show", "please", "also", "that", "this", "we", "can", "my")
)
_LISTED = frozenset(("and", "or", "nor", "a", "an", "any", "the", "&"))
_TOKEN = re.compile(rf"{MARK}[a-z]+|[^\W_]+(?:[-'.][^\W_]+)*|[.,!?;:&/]|\S")
_ENDS = frozenset(".!?")
_BREAKS = frozenset(",;:")


@dataclass(frozen=True)
class Clause:
    """Words of one clause, lower case; found things are marks. `sentence` counts from 0."""

    words: tuple[str, ...]
    sentence: int
    asks: bool
    """Whether its sentence ends with a question mark."""

    @property
    def text(self) -> str:
        """The words with blanks around each."""
        return f" {' '.join(self.words)} "

    @property
    def marks(self) -> tuple[int, ...]:
        """Numbers of the things found in it, in order."""
        return tuple(place_of(word) for word in self.words if word.startswith(MARK))

    @property
    def denials(self) -> tuple[int, ...]:
        """Places of the words that deny."""
        return tuple(place for place, word in enumerate(self.words) if word in NEGATORS)

    @property
    def bare(self) -> bool:
        """Whether it only lists things."""
        return bool(self.marks) and all(word.startswith(MARK) or word in _LISTED for word in self.words)

    @property
    def listed(self) -> bool:
        """Whether it goes on with, or ends, a list: "or war", "war and horror"."""
        return self.bare and any(word in ("and", "or", "nor", "&") for word in self.words)


def mark(place: int) -> str:
    """How the found thing at a place, from 0, is written: with letters, so that no number is read into it."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return MARK + letters


def place_of(word: str) -> int:
    """The place of a found thing, from 0."""
    place = 0
    for letter in word.removeprefix(MARK):
        place = 26 * place + ord(letter) - ord("a") + 1
    return place - 1


def folded(text: str) -> str:
    """Lower case without accents, one kind of quotes, contractions written out, single blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    for pattern, other in _SPELLINGS:
        plain = re.sub(pattern, other, plain)
    return re.sub(r"\s+", " ", plain).strip()


def denied(text: str) -> str:
    """A folded text with every way to say no written as a word of `NEGATORS`."""
    for pattern, other in _DENIALS:
        text = re.sub(pattern, other, text)
    return re.sub(r"\s+", " ", text).strip()


def clauses_of(text: str) -> list[Clause]:
    """A folded text, clause by clause."""
    out: list[Clause] = []
    sentence: list[list[str]] = [[]]
    number = 0
    words = _TOKEN.findall(text)
    for place, word in enumerate([*words, "."]):
        if word in _ENDS:
            parts = [part for part in sentence if part]
            out += [Clause(tuple(part), number, word == "?") for part in parts]
            number += bool(parts)
            sentence = [[]]
        elif word in _BREAKS:
            sentence.append([])
        else:
            if _starts_clause(word, words[place + 1 : place + 2]):
                sentence.append([])
            sentence[-1].append(word)
    return out


def _starts_clause(word: str, following: Sequence[str]) -> bool:
    return word in _SPLITTING or (word == "and" and bool(following) and following[0] in _AFTER_AND)
