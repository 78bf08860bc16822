"""How people speak of the items of a catalog: `Thing`, by the noun of the schema.

Knows nouns, what is done with such an item and who makes it. A noun nobody foresaw gets words that fit anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.schema import Field, Schema


@dataclass(frozen=True)
class Thing:
    """Words for an item: nouns as (one, several), and what one does with it in three forms."""

    nouns: tuple[tuple[str, str], ...]
    see: str = "try"
    seeing: str = "trying"
    seen: str = "tried"
    saw: str = "tried"
    told: bool = False
    """Whether it tells a story, so that it can be "about" something."""


_FILM = Thing((("movie", "movies"), ("film", "films")), "watch", "watching", "seen", "saw", told=True)
_SHOW = Thing((("show", "shows"), ("series", "series")), "watch", "watching", "seen", "saw", told=True)
_GAME = Thing((("game", "games"),), "play", "playing", "played", "played")
_BOOK = Thing((("book", "books"),), "read", "reading", "read", "read", told=True)
_MUSIC = ("song", "album", "track", "artist", "band", "record")
_MAKERS = {
    "director": "directed by",
    "developer": "made by",
    "author": "written by",
    "writer": "written by",
    "publisher": "published by",
    "studio": "made by",
    "brand": "made by",
}


def thing_of(schema: Schema) -> Thing:
    """The words for one item of a catalog."""
    noun = schema.noun.casefold()
    if noun in _MUSIC:
        return Thing(((noun, schema.plural.casefold()),), "listen to", "listening to", "heard", "heard")
    known = (thing for thing in (_FILM, _SHOW, _GAME, _BOOK) if any(noun == one for one, _ in thing.nouns))
    return next(known, None) or Thing(((noun, schema.plural.casefold()),))


def made_by(field: Field) -> str:
    """How the people of a field are introduced: "directed by", or "by" where the field does not say."""
    names = (field.label, *field.synonyms)
    return next((words for stem, words in _MAKERS.items() if any(stem in name.casefold() for name in names)), "by")


def label_of(field: Field) -> str:
    """What a person calls a column: "genre" for a column called genres."""
    words = field.label.casefold()
    if field.kind != "categories" or not words.endswith("s") or words.endswith("ss"):
        return words
    return f"{words[:-3]}y" if words.endswith("ies") else words[:-1]


def with_article(words: str) -> str:
    """The words with "a" or "an"; marks and quotes before the first letter count for nothing."""
    first = words.lstrip("\x02\x03\x05'\"").casefold()
    vowel = first.startswith(("a", "e", "i", "o", "u", "8", "11", "18", "rpg", "mmo", "hour", "fps", "r-"))
    return f"{'an' if vowel and not first.startswith(('us ', 'uk ', 'uni', 'one', 'euro', 'use')) else 'a'} {words}"
