"""The names an item may be called by, and a text cut into words to look for them: `names_of`, `tokens`.

Knows spelling, articles, subtitles and names in brackets. Does not know whose name it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ARTICLES = ("the", "a", "an", "le", "la", "les", "el", "los", "il", "der", "die", "das")
_ORDINARY = frozenset(
    """
    a about after again all alone always am amazing an and another any are as at away back bad be beautiful before
    being best better between big black blue boy but by can come crazy day days dear do dont down dream end enough
    ever every everything family fast father first for free friend friends from fun game get girl give go gone good
    great green had happy has have he help her here him his home hope house how i if in into is it its just know
    last life like little live long look lost love mad man me mine more mother movie my never new next night nine no
    not nothing now of off old on once one only or other our out over people perfect play please real red right run
    say see seen seven she short show so some something speed stay stop story such summer taken than that the them
    then there these they thing things this those time to together tomorrow tonight too true try two under until up
    us very want war was way we were what when where which white who why will winter with without woman word world
    would yes yesterday you young your
    """.split()  # noqa: SIM905
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_AKA = re.compile(r"^(?:a\.?k\.?a\.?|aka)\s+", re.IGNORECASE)
_PART = re.compile(r"\s*:\s+|\s+-\s+|\s+/\s+")
_INVERTED = re.compile(r"^(?P<rest>.+), (?P<article>The|A|An|Le|La|Les|El|Il|Der|Die|Das)$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Token:
    """One word of a text: as it is looked for, as it was written, and where it stands."""

    word: str
    raw: str
    begins: bool
    """Whether a sentence begins with it."""
    quoted: bool


@dataclass(frozen=True)
class Names:
    """Names as words: `whole` ones, and `parts` that others may share, of two words or more."""

    whole: tuple[tuple[str, ...], ...]
    parts: tuple[tuple[str, ...], ...]

    @staticmethod
    def ordinary(name: tuple[str, ...]) -> bool:
        """Whether a name reads as plain words unless it is written as a name: "The Help" and "Up" do."""
        return all(word in _ORDINARY or word.isdigit() for word in name)


def tokens(text: str) -> list[Token]:
    """The words of a text, in order."""
    out = []
    for found in _WORD.finditer(text):
        before = text[: found.start()]
        bare = before.rstrip("\"'“‘( *_")
        quoted = before[-1:] in ('"', "'", "“", "‘", "*", "_") or text[found.end() : found.end() + 6].startswith(" (")
        begins = not bare or bare.rstrip()[-1:] in ".!?;:-\n"
        out.append(Token(_plain(found[0]), found[0], begins=begins, quoted=quoted))
    return out


@lru_cache(maxsize=4096)
def names_of(title: str) -> Names:
    """All names that a title gives; the first of `whole` is the title itself."""
    inverted = _INVERTED.match(title)
    main = f"{inverted['article']} {inverted['rest']}" if inverted else title
    texts = [main, _BRACKETS.sub("", main), *(_AKA.sub("", inside) for inside in _BRACKETS.findall(main))]
    whole = []
    for text in texts:
        words = _words(text)
        whole.append(words)
        if len(words) > 1 and words[0] in _ARTICLES:
            whole.append(words[1:])
    named = [name for name in dict.fromkeys(whole) if name and (name == whole[0] or not "".join(name).isdigit())]
    parts = [_words(part) for part in _PART.split(_BRACKETS.sub("", main))]
    return Names(tuple(named), tuple(p for p in dict.fromkeys(parts) if len(p) > 1 and p not in named))


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(text.replace("&", " and ")))


def _plain(word: str) -> str:
    """Small letters without accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum() and not unicodedata.combining(letter))
