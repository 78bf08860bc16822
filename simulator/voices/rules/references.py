"""How people point at an item: `slate_reference`, `title_words`.

Knows places on a list and titles that are shortened where that stays clear. Does not know what is said of the item.
"""

from __future__ import annotations

import re
from html import unescape

from simulator.voices.rules.choosing import Choosing
from simulator.voices.rules.marks import kept, titled

_LABEL = re.compile(r"(?P<title>.+?) \((?P<year>\d{4})\)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TITLE = 0.55
_YEAR = 0.35


def slate_reference(place: int, slate: tuple[str, ...], choosing: Choosing) -> str:
    """An item of the list by its place or by its title, shortened where no other title begins so."""
    if choosing.chance(_TITLE, "by title") and place <= len(slate):
        return titled(_short(place, slate, choosing))
    ways = [f"number {place}", f"the {_nth(place)} one", f"the {_nth(place)}"]
    if 1 < place == len(slate):
        ways += ["the last one", "the last one on the list"]
    if len(slate) == 1:
        ways = ["that one", "this one"]
    return kept(choosing.one(ways, "by place"))


def title_words(label: str, choosing: Choosing) -> str:
    """The title of an item that is not on the list, at times with its year."""
    label = _typed(label)
    found = _LABEL.fullmatch(label)
    return titled(label if found is None or choosing.chance(_YEAR, "with year") else found["title"])


def _short(place: int, slate: tuple[str, ...], choosing: Choosing) -> str:
    slate = tuple(_typed(label) for label in slate)
    titles = [(found["title"] if (found := _LABEL.fullmatch(label)) else label) for label in slate]
    title = titles[place - 1]
    if titles.count(title) > 1:
        return slate[place - 1]
    start = re.split(r": | - |, Part |, Vol", title)[0]
    alone = sum(other.casefold().startswith(start.casefold()) for other in titles) == 1
    return start if alone and len(start) > 3 and choosing.chance(0.8, "short title") else title


def _nth(place: int) -> str:
    return _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"{place}th"


def _typed(label: str) -> str:
    """A label without the signs nobody types, and without character references."""
    return re.sub("[®™©]", "", unescape(label))
