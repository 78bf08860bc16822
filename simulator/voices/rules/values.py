"""How people say values that are words: places, languages, themes, certificates, titles of columns.

Knows spellings and what kind of word a theme is. Does not know which condition a value is of.
"""

from __future__ import annotations

from catalog.constraint import Scalar, plain
from simulator.voices.rules.marks import kept

_ARTICLE = ("united", "netherlands", "philippines", "czech republic", "soviet union", "bahamas", "dominican republic")
_SHORT = {"united states": ("the US", "the USA", "the States"), "united kingdom": ("the UK", "Britain")}
_STANDING = ("based on", "set in", "adapted from", "inspired by", "directed by", "made in", "shot in")
_ADJECTIVE_ENDS = ("ic", "ful", "ous", "ive", "less", "able", "ible", "like", "driven", "heavy", "packed", "provoking",
                   "stunning", "appealing", "warming", "breaking", "bending")  # fmt: skip
_ADJECTIVES = (
    "dark", "funny", "weird", "surreal", "quirky", "gritty", "creepy", "scary", "tense", "clever", "witty", "moving",
    "slow", "gory", "cute", "touching", "violent", "bleak", "sad", "romantic", "inspirational", "inspiring",
    "bizarre", "disturbing", "campy", "cheesy", "stylized", "stylish", "psychological", "political", "satirical",
    "feel-good", "feel good", "uplifting", "beautiful", "difficult", "relaxing", "story rich", "open world",
    "turn-based", "co-op", "singleplayer", "multiplayer", "retro", "post-apocalyptic", "dystopian", "suspenseful",
    "emotional", "intense", "sentimental", "exciting", "entertaining", "low budget", "silent",
)  # fmt: skip
_NO_ADJECTIVES = ("magic", "music", "detective", "comic", "topic", "fabric", "mechanic", "clinic", "picnic", "native")
_MASS_ENDS = ("ship", "ness", "ity", "ism", "hood", "ance", "ence", "ery", "ation", "ology", "ics")
_MASSES = (
    "love", "revenge", "war", "ii", "grief", "survival", "marriage", "family", "travel", "death", "loss",
    "crime", "music", "murder", "poverty", "space", "magic", "life", "school", "politics", "faith", "food",
    "art", "nature", "racing", "age", "history", "science", "work", "money", "sport", "dance", "justice",
)  # fmt: skip


def value_text(value: Scalar) -> str:
    """A value as a person writes it: no hyphens that tables put in."""
    return plain(value).strip().replace("_", " ")


def place_names(value: str) -> tuple[str, ...]:
    """Ways to name a country after "from"."""
    key = value.casefold()
    long = f"the {value}" if any(key.startswith(word) for word in _ARTICLE) else value
    return tuple(kept(name) for name in (*_SHORT.get(key, ()), long))


def stands_alone(theme: str) -> bool:
    """Whether a theme is said as it is after a noun: "based on a book"."""
    return theme.casefold().startswith(_STANDING)


def about_it(theme: str) -> bool:
    """Whether a theme stands after "about" without an article: "revenge" and "time travel" do, "lawyer" does not."""
    last = theme.casefold().split()[-1]
    return last in _MASSES or last.endswith(_MASS_ENDS) or (last.endswith("s") and not last.endswith("ss"))


def is_adjective(word: str) -> bool:
    """Whether a theme or mood reads as an adjective: "atmospheric", "time travel" does not."""
    key = word.casefold()
    last = key.split()[-1] if key.split() else ""
    return key in _ADJECTIVES or (" " not in key and last.endswith(_ADJECTIVE_ENDS) and key not in _NO_ADJECTIVES)
