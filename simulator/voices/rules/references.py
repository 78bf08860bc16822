"""How people point at an item: `References`, `title_words`.

Knows places on a list and titles that are shortened where that stays clear. Does not know what is said of the item.
"""

from __future__ import annotations

import re

from simulator.voices.rules.choosing import Choosing
from simulator.voices.rules.marks import kept, titled

_LABEL = re.compile(r"(?P<title>.+?) \((?P<year>\d{4})\)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TITLE, _PLAIN_PLACE = 0.9, 0.85
_YEAR = 0.15
_CUTS = ((r": | - |, Part |, Vol| \(", 0.8), (r" \(", 1.0))
"""Where a title is cut, and how often: the rest of it, and other names in brackets, which nobody types."""
_AGAIN, _SHORT_WORD = 0.85, 0.6
_TELLING = 4
"""Letters of a title that is looked for in what the agent said."""


class References:
    """How the items of a list are pointed at in one message; used once. An item that was just spoken of, by the person
    or as the only one by the agent, is "that one"; any other goes by its title or, rarely, its place."""

    def __init__(self, slate: tuple[str, ...], heard: str, choosing: Choosing) -> None:
        self._slate, self._choosing = slate, choosing
        self._last = 1 if len(slate) == 1 else _only_named(heard, slate)

    def spoken_of(self, place: int) -> bool:
        """Whether "that one" would mean the item at a place."""
        return place == self._last

    def item(self, place: int, it: bool = False) -> str:
        """Words for an item of the list; `it` where "it" reads well too."""
        if self.spoken_of(place) and self._choosing.chance(_AGAIN, "that one"):
            return kept("it" if it and self._choosing.chance(_SHORT_WORD, "it") else "that one")
        self._last = place
        if place <= len(self._slate) and self._choosing.chance(_TITLE, "by title"):
            return titled(_short(place, self._slate, self._choosing))
        if self._choosing.chance(_PLAIN_PLACE, "by place"):
            return kept("the last one" if 1 < place == len(self._slate) else f"the {_nth(place)} one")
        return kept(f"number {place}")


def title_words(label: str, choosing: Choosing) -> str:
    """The title of an item that is not on the list, at times with its year."""
    label = _typed(label)
    found = _LABEL.fullmatch(label)
    return titled(label if found is None or choosing.chance(_YEAR, "with year") else found["title"])


def _only_named(heard: str, slate: tuple[str, ...]) -> int | None:
    """The place of the only item of the list whose title stands in a text; None where there is none or are several."""
    titles = [_title(_typed(label)) for label in slate]
    found = [place for place, title in enumerate(titles, start=1) if _stands_in(heard, title)]
    return found[0] if len(found) == 1 and len(titles[found[0] - 1]) >= _TELLING else None


def _stands_in(text: str, title: str) -> bool:
    return title.casefold() in text.casefold() and bool(
        re.search(rf"(?<!\w){re.escape(title)}(?!\w)", text, re.IGNORECASE)
    )


def _title(label: str) -> str:
    """A label without its year."""
    found = _LABEL.fullmatch(label)
    return found["title"] if found else label


def _short(place: int, slate: tuple[str, ...], choosing: Choosing) -> str:
    slate = tuple(_typed(label) for label in slate)
    titles = [_title(label) for label in slate]
    title = titles[place - 1]
    if titles.count(title) > 1:
        return slate[place - 1]
    for cut, share in _CUTS:
        start = re.split(cut, title)[0]
        alone = sum(other.casefold().startswith(start.casefold()) for other in titles) == 1
        if start != title and alone and len(start) > 3 and choosing.chance(share, "short title"):
            return start
    return title


def _nth(place: int) -> str:
    return _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"{place}th"


def _typed(label: str) -> str:
    """A label without the signs nobody types."""
    return re.sub("[®™©]", "", label)
