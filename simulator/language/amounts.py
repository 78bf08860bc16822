"""Numbers in a message and which way they bound: `Amount`, `find_amounts`, `bounds_of`.

Knows figures, years, decades, lengths of time, money and words such as "at most" or "no earlier than". Does not know
what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from catalog.constraint import Op
from simulator.language.spoken_text import mark, place_of

Kind = Literal["plain", "year", "decade", "minutes", "money"]

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DECADES = {f"{tens[:-1]}ies": 1920 + 10 * n for n, tens in enumerate(_TENS)}
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(_UNITS[1:])})"
_NUMBER = rf"(?:\d+(?:[.,]\d+)?|{_WORD}(?: hundred(?: and {_WORD})?)?|a hundred)"
_MINUTES = r"(?:minutes?|mins?)"
_HOURS = r"(?:hours?|hrs?|h)"
_TIME = re.compile(
    rf"\b(?:(?:an|one|1) {_HOURS} and a half"
    rf"|(?P<halves>{_NUMBER}) and a half {_HOURS}"
    rf"|half an hour"
    rf"|(?P<hours>an|{_NUMBER})[ -]?{_HOURS}"
    rf"(?: ?(?:and )?(?:(?P<rest>{_NUMBER}) ?(?:{_MINUTES}|m\b)?|(?P<half>a half)))?"
    rf"|(?P<minutes>{_NUMBER})[ -]?{_MINUTES})(?![\w])"
)
_MONEY = re.compile(
    rf"(?:[$€£] ?(?P<before>\d+(?:\.\d+)?)|\b(?P<after>{_NUMBER}) ?(?:dollars?|bucks?|usd|euros?|eur|pounds?|gbp)\b)"
)
_DECADE = re.compile(rf"(?<![\w$])'?(?P<figures>(?:19|20)?\d0)'?s\b|\b(?P<word>{'|'.join(_DECADES)})\b")
_YEAR = re.compile(r"\b(?:1[89]\d\d|20\d\d)\b")
_PLAIN = re.compile(rf"\b(?!one\b|a hundred and\b){_NUMBER}\b")

_BELOW = (
    r"under|below|less than|fewer than|lower than|shorter than|before|earlier than|older than|cheaper than|prior to"
)
_ABOVE = (
    r"over|above|more than|longer than|greater than|higher than|after|later than|newer than|more recent than|past"
    r"|beyond|exceeding|exceeds?|more expensive than"
)
_MOST = r"at most|at the most|up to|max|maximum|within|until|limit of|capped at"
_LEAST = r"at least|at the least|min|minimum|since|starting (?:from|in|with)"
_BETWEEN_WORDS = r"(?: (?:the|year|a|an|of|rated|in|from|length|runtime|price))*"
_DENIED = (
    r"(?P<deny>\b(?:no|not|nothing|none|never|without)\b"
    r"(?: (?:anything|any|one|ones|films?|movies?|games?|books?|items?|that|is|are|it|be|go|goes|run|runs|last|lasts"
    r"|cost|costs|rated|made|released|from|want|a|to|much|too|which|was|were|came|out|come|going|need))* )?"
)
_BEFORE = re.compile(
    rf"{_DENIED}\b(?:(?P<lt>{_BELOW})|(?P<gt>{_ABOVE})|(?P<le>{_MOST})|(?P<ge>{_LEAST}))(?: of)?{_BETWEEN_WORDS} $"
)
_AFTER = re.compile(
    r"^(?: (?:long|minutes|in length))? (?:"
    r"(?P<le>(?:or|and) (?:less|under|shorter|fewer|earlier|older|before|below|lower|cheaper)|max(?:imum)?|tops"
    r"|at the latest|at most|at the most)"
    r"|(?P<ge>(?:or|and) (?:more|longer|later|newer|over|above|after|higher|up|onwards?|upwards?)|onwards?|upwards"
    r"|on(?= [.,;!?]|$| please)|plus|min(?:imum)?|at the earliest|at least))\b"
)
OPPOSITE: dict[Op, Op] = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
"""What is left where a bound does not hold."""
_VAGUE_BEFORE = re.compile(r"\b(about|around|roughly|approximately|circa|some|almost|nearly|close to|early|mid|late) $")
_VAGUE_AFTER = re.compile(r"^ ?(?:or so|-?ish|give or take|more or less|or thereabouts)\b")
_RANGE = re.compile(
    r"\b(?:(?:between|from) (?:the )?(@[a-z]+) (?:and|to|until) (?:the )?(@[a-z]+)|(@[a-z]+) ?(?:to|-) ?(@[a-z]+))"
)


@dataclass(frozen=True)
class Amount:
    """A number as it was said; a decade by its first year, time in minutes."""

    kind: Kind
    value: float


@dataclass(frozen=True)
class Bound:
    """Which way a number bounds; `vague` for "about 90"."""

    op: Op
    vague: bool = False


def find_amounts(text: str, found: Callable[[Amount], str]) -> str:
    """The text with every number replaced by what `found` says of it."""
    text = _TIME.sub(lambda m: found(Amount("minutes", _minutes(m))), text)
    text = _MONEY.sub(lambda m: found(Amount("money", number(m["before"] or m["after"]))), text)
    text = _DECADE.sub(lambda m: found(Amount("decade", _decade(m))), text)
    text = _YEAR.sub(lambda m: found(Amount("year", float(m[0]))), text)
    return re.sub(r"@[a-z]+|" + _PLAIN.pattern, lambda m: _plain(m[0], found), text)


def bounds_of(text: str, bounded: frozenset[int]) -> tuple[str, dict[int, Bound]]:
    """The text without the words that bound the things at the places `bounded`, and which way each is bounded."""
    bounds: dict[int, Bound] = {}
    for match in _RANGE.finditer(text):
        low, high = (place_of(each) for each in match.groups() if each)
        if low in bounded and high in bounded:
            bounds |= {low: Bound("ge"), high: Bound("le")}
    text = _RANGE.sub(lambda m: " and ".join(each for each in m.groups() if each), text)
    for place in sorted(bounded - set(bounds)):
        found = re.search(rf"{mark(place)}(?![a-z])", text)
        if found is None:
            continue
        head, tail = text[: found.start()], text[found.end() :]
        vague = bool(_VAGUE_BEFORE.search(head) or _VAGUE_AFTER.search(tail))
        before, after = _BEFORE.search(head), _AFTER.search(tail)
        ops: set[Op] = set()
        if before:
            ops.add(_bound_before(before))
            head = head[: before.start()]
        if after:
            ops.add("le" if after["le"] else "ge")
            tail = tail[after.end() :]
        bounds[place] = Bound(ops.pop() if len(ops) == 1 else "eq", vague or len(ops) > 0)
        text = f"{head}{mark(place)}{tail}"
    return text, bounds


def number(text: str) -> float:
    """The number that figures or words stand for."""
    text = text.replace(",", ".").replace("-", " ")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    total = 0.0
    for word in text.split():
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _UNITS:
            total += _UNITS.index(word)
        elif word in _TENS:
            total += 20 + 10 * _TENS.index(word)
    return total


def _bound_before(match: re.Match[str]) -> Op:
    ops: tuple[Op, ...] = ("lt", "gt", "le", "ge")
    op = next(name for name in ops if match[name])
    return OPPOSITE[op] if match["deny"] else op


def _plain(text: str, found: Callable[[Amount], str]) -> str:
    return text if text.startswith("@") else found(Amount("plain", number(text)))


def _minutes(match: re.Match[str]) -> float:
    if match["minutes"]:
        return number(match["minutes"])
    if match["halves"]:
        return 60 * number(match["halves"]) + 30
    if match["hours"]:
        hours = 1.0 if match["hours"] == "an" else number(match["hours"])
        return 60 * hours + (number(match["rest"]) if match["rest"] else 30 if match["half"] else 0)
    return 30.0 if match[0].startswith("half") else 90.0


def _decade(match: re.Match[str]) -> float:
    if match["word"]:
        return float(_DECADES[match["word"]])
    figures = int(match["figures"])
    return float(figures if figures > 99 else 1900 + figures if figures >= 20 else 2000 + figures)
