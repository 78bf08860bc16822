"""Slips of the finger: `slipped`.

Knows neighbours on a keyboard and which words a slip must not touch, because they carry what is meant. Leaves marked
parts alone but for names, which slip rarely and by one letter.
"""

from __future__ import annotations

import random
import re

from simulator.voices.rules.marks import PARTS, is_name

_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "ko", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_MEANT = frozenset(
    """
    about above after aint already another anymore anything aren avoid away awful before below between bored
    boring both bye care cheaper couldn didn directed dislike disliked doesn don drop dull earlier either else
    enjoyed ever exactly except fifth fine first fond forget fourth from good goodbye great hard hasn hate hated
    haven havent heard higher ignore include included instead isn keep know known last later least leave less
    like liked longer looking love loved lower made matter matters max milder mind minutes more most nah need
    never newer none nope not nothing number older omit onwards other others over pass played rated rather read
    scratch second seen shorter shouldn skip something spare stand starring swap than them these third those
    tops trash tried under want wasn watched with without wouldn written
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Za-z]{4,}")
_NAME_SHARE, _NAME_LENGTH = 0.3, 6


def slipped(text: str, rate: float, stream: random.Random) -> str:
    """The text with about `rate` of its words mistyped; every word draws, so that a greater rate keeps the slips of a
    smaller one."""
    out, end = [], 0
    for part in PARTS.finditer(text):
        out.append(_words(text[end : part.start()], rate, stream))
        inside = _name(part[2], rate, stream) if is_name(part[1]) else part[2]
        out.append(f"{part[1]}{inside}{part[0][-1]}")
        end = part.end()
    return "".join([*out, _words(text[end:], rate, stream)])


def _words(text: str, rate: float, stream: random.Random) -> str:
    def maybe(found: re.Match[str]) -> str:
        unit, other = stream.random(), _mistyped(found[0], stream)
        return other if unit < rate and found[0].casefold() not in _MEANT else found[0]

    return _WORD.sub(maybe, text)


def _name(text: str, rate: float, stream: random.Random) -> str:
    """A name with a letter missing or two in the wrong order, in one of its longer words."""
    unit, way = stream.random(), stream.random()
    long = [found for found in _WORD.finditer(text) if len(found[0]) >= _NAME_LENGTH]
    if unit >= _NAME_SHARE * rate or not long:
        return text
    word = long[-1]
    place = 2 + int(way * (len(word[0]) - 4))
    return text[: word.start()] + _turned(word[0], place) + text[word.end() :]


def _mistyped(word: str, stream: random.Random) -> str:
    """A word with one slip inside; the first letter stays."""
    way, place = stream.random(), 1 + int(stream.random() * (len(word) - 2))
    letter = word[place]
    if way < 0.4:
        return _turned(word, place)
    if way < 0.7:
        return word[:place] + word[place + 1 :]
    if way < 0.85:
        near = _NEIGHBOURS[letter.casefold()]
        return word[:place] + near[int(stream.random() * len(near))] + word[place + 1 :]
    return word[:place] + letter + word[place:]


def _turned(word: str, place: int) -> str:
    """Two letters in the wrong order; where they are the same, one is missing."""
    one, two = word[place], word[place + 1]
    return word[:place] + ("" if one == two else two) + one + word[place + 2 :]
