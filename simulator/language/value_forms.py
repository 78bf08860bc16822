"""How a value of a field may be written in a message: `form_of`.

Knows plurals, hyphens and a few names that mean the same. Does not know what is denied or bounded.
"""

from __future__ import annotations

import re

from catalog.constraint import Scalar, plain
from simulator.language.spoken_text import folded

_SAME = {
    "sci-fi": ("science fiction", "scifi"),
    "science fiction": ("sci-fi", "scifi"),
    "animation": ("animated",),
    "united states": ("the us", "the usa", "usa", "america"),
    "united kingdom": ("the uk", "uk", "britain"),
}
_GAP = r"[\s\-./]+"
_APART = re.compile(_GAP)


def form_of(value: Scalar, name: bool = False) -> str:
    """A regular expression over folded text; `name` for people, whose names have no plural."""
    text = folded(plain(value))
    return "|".join(_form(each, name) for each in (text, *_SAME.get(text, ())))


def title_of(label: str) -> tuple[str, str]:
    """The folded title of a label such as "Heat (1995)", and its year, empty where it has none."""
    found = re.fullmatch(r"(?P<title>.+?)(?: \((?P<year>\d{4})\))?", label, re.DOTALL)
    return (folded(found["title"]), found["year"] or "") if found else (folded(label), "")


def title_form(title: str, year: str = "") -> str:
    """A regular expression for a folded title, in quotes or not, with its year where one is given."""
    form = _form(title, name=True)
    return rf"\"?{form}\"?,? \(?{year}\)?" if year else form


def _form(text: str, name: bool) -> str:
    parts = [re.escape(part) for part in _APART.split(text) if part]
    if not parts:
        return re.escape(text)
    if not name and parts[-1].isalpha() and len(parts[-1]) > 2:
        parts[-1] = _numbers(parts[-1])
    return rf"(?<!\w){_GAP.join(parts)}(?!\w)"


def _numbers(word: str) -> str:
    """A word as it is or in the plural."""
    if word.endswith("ies"):
        return f"{word[:-3]}(?:ies|y)"
    if word.endswith("y"):
        return f"{word[:-1]}(?:y|ies)"
    if word.endswith("s"):
        return f"{word}(?:es)?"
    return f"{word}(?:e?s)?"
