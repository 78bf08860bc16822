"""How a title is written and how it is compared.

Knows the ways catalogs write a title (article at the end, alternates and the year in parentheses) and the ways
people type it (case, diacritics, punctuation, "&", roman and spelled-out numbers). Does not know which titles
exist, nor whether a piece of text is meant as a title: see `catalog.linking`.
"""

import re
import unicodedata
from typing import NamedTuple

_ARTICLES = (
    "the|a|an|la|le|les|il|el|los|las|lo|i|gli|der|die|das|den|det|de|het|een|un|une|uno|una|ein|eine|en|ett|et"
    "|o|os|as|um|uma|az"
)
_ARTICLE_LAST = re.compile(rf"^(?P<name>.*\S)\s*,\s*(?P<article>{_ARTICLES}|l['’])$", re.IGNORECASE)
_LAST_GROUP = re.compile(r"^(?P<name>.*\S)\s*\((?P<group>[^()]*)\)\s*$")
_AKA = re.compile(r"^a\.?\s?k\.?\s?a\.?\s+", re.IGNORECASE)
_YEAR = re.compile(r"^(?:18|19|20)\d\d(?:\s*[-–]\s*(?:(?:18|19|20)\d\d)?)?$")
_PART = re.compile(r"^(?:part|pt|vol|volume|chapter|episode|season|book)\b|^\d+$", re.IGNORECASE)
_TOKEN = re.compile(r"(?:[^\W\d_][.*·]){2,}[^\W\d_]?(?!\w)|[^\W_]+(?:['’`´][^\W_]+)*|[&+]")
_OTHER = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_SAME = {
    "doctor": "dr", "mister": "mr", "versus": "vs", "volume": "vol", "saint": "st",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20",
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13",
}  # fmt: skip


class Word(NamedTuple):
    """One word of a text: its comparable form and the characters [start, end) it came from."""

    key: str
    start: int
    end: int


def split_words(text: str) -> list[Word]:
    """The words of `text`, left to right, each in comparable form.

    Comparable form: lower case, no diacritics, no apostrophes, initials joined ("L.A." is "la"), "&" is "and",
    numbers in figures ("II" and "two" are "2"; single letters such as "V" stay letters).
    """
    found = (Word(fold(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text))
    return [word for word in found if word.key]


def fold(token: str) -> str:
    """One word in comparable form (see `split_words`); empty when nothing comparable is left."""
    if token in ("&", "+"):
        return "and"
    if not token.isascii():
        decomposed = unicodedata.normalize("NFKD", token.casefold().translate(_LETTERS))
        token = "".join(char for char in decomposed if not unicodedata.combining(char))
    key = token.lower()
    if not key.isalnum():
        key = _OTHER.sub("", key)
    return _SAME.get(key, key)


def title_key(title: str) -> str:
    """`title` in comparable form, words separated by one space; empty when it has no letter or digit."""
    return " ".join(word.key for word in split_words(title))


def article_first(name: str) -> str:
    """A name with a trailing article put in front: "Usual Suspects, The" becomes "The Usual Suspects"."""
    match = _ARTICLE_LAST.match(name)
    if match is None:
        return name
    article = match["article"]
    article = article[0].upper() + article[1:]
    return f"{article}{'' if article[-1] in chr(39) + '’' else ' '}{match['name']}"


def split_title(title: str) -> tuple[tuple[str, ...], int | None]:
    """The names a written title holds, main name first and articles in front, and its year if it states one.

    "City of Lost Children, The (Cité des enfants perdus, La) (1995)" gives
    ("The City of Lost Children", "La Cité des enfants perdus") and 1995.
    """
    name, year = title.strip(), None
    alternates: list[str] = []
    while match := _LAST_GROUP.match(name):
        group = match["group"].strip()
        if _YEAR.match(group) and year is None:
            year = int(group[:4])
        elif _PART.match(group):
            break
        elif group:
            alternates.append(article_first(_AKA.sub("", group)))
        name = match["name"]
    names = [article_first(name), *reversed(alternates)]
    return tuple(dict.fromkeys(names)), year


def display_title(title: str) -> str:
    """The title with its article in front and without its year; other parentheses stay as the table has them.

    "Usual Suspects, The (1995)" becomes "The Usual Suspects".
    """
    name, rest = title.strip(), ""
    while match := _LAST_GROUP.match(name):
        group = match["group"].strip()
        if not _YEAR.match(group):
            rest = f" ({group}){rest}"
        name = match["name"]
    return article_first(name) + rest


def short_title(title: str) -> str:
    """The main name alone, article in front: "Hate (Haine, La)" becomes "Hate"."""
    return split_title(title)[0][0]
