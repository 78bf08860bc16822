"""References to items on the table: "the second one", "number 3", "the last two", "it", "these".

Knows positions and pronouns. Knows nothing about titles (that is `catalog.linking`) or feelings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.embedded.message import Message
from agent.state import DialogueState

_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
    "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10, "10th": 10,
}  # fmt: skip
_CARDINALS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "both": 2}
_ORD = "|".join(_ORDINALS)
_NOUN = r"(?: ?(?:one|ones|film|films|movie|movies|game|games|item|items|option|pick|suggestion|recommendation|title|artist|product)s?)"
_ORDINAL = re.compile(
    rf"\b(?:the |that |this |your |my )?(?P<list>(?:{_ORD}|last|bottom|middle|top(?= (?:one|pick|film|movie|game|item|suggestion)))(?:(?:,| and| or| &|, and|, or|, the| and the| or the) (?:the )?(?:{_ORD}|last))*)"
    rf"(?: (?P<many>one|two|three|four|\d))?{_NOUN}?(?![\w-])"
)
_NUMBER = re.compile(
    r"(?:\b(?:number|no\.?|nr\.?|option|item|pick|film|movie|game) ?#?|#)(?P<list>\d{1,2}(?:(?: ?,| ?and| ?&| ?or) ?(?:number |#)?\d{1,2})*)\b"
)
_BARE = re.compile(r"^(?:(?:the|and|maybe) )?(?P<list>[1-9]\d?(?:(?: ?,| and| &| or) ?[1-9]\d?)*)[.!?]?$")
_AFTER_VERB = re.compile(
    r"\b(?:compare|saw|seen|watched|save|between|like|liked|loved|hated|remove|drop|bookmark) (?P<list>[1-9](?:(?: ?,| and| &| or| with| vs\.?| to) ?[1-9])*)\b(?! ?(?:minutes?|hours?|years?|films?|movies?|more|of|or more|stars?|times?))"
)
_BEFORE_VERB = re.compile(
    r"(?:(?<=^)|(?<=[.,;!] ))(?P<list>[1-9](?:(?: ?,| and| &| or) ?[1-9])*)(?= (?:seen|watched|no\b|nope|nah|yes|looks?|sounds?|is\b|was\b|please|again))"
)
_ALL = re.compile(r"\b(?:all of (?:them|these|those)|(?:them|these|those) all|every one of (?:them|these)|all (?:five|four|three|of it)|both(?: of (?:them|these))?(?! (?!(?:are|were|look|looked|sound|seem|was|is|have|please|seen|good|great|thanks|of|for|before|already)\b)[a-z])|all these|all those)\b|(?:(?<=^seen )|(?<=^saw )|(?<=^watched ))all\b")
_THESE = re.compile(r"\b(?:these|those|them|any of (?:these|those|them)|your (?:suggestions|picks|recommendations)|which (?:one|of))\b")
_IT = re.compile(r"\b(?:it|that one|this one|that (?:film|movie|game|one)|this (?:film|movie|game)|that|this|he|she|him|her|they)\b(?!'?s? (?:is|was)? ?(?:all|fine|enough|ok|okay|great,? thanks))")
_TIME = re.compile(r"\b(?:last|first|past|next) (?:\w+ )?(?:years?|decades?|months?|weeks?|nights?|time|few|century|summer|evening)\b|\b(?:at first|first of all|first off|in the first place|first time|last (?:one|thing)(?=:)|one second|a second|last but)\b|\blast (?:one|thing|question|request) ?(?=:)")


@dataclass(frozen=True)
class Reference:
    """A stretch of text and the item ids it refers to; `whole` when it means the whole slate."""

    start: int
    end: int
    items: tuple[str, ...]
    whole: bool = False
    pronoun: bool = False
    missing: int = 0
    """A position that the slate does not have, or 0."""


def find_references(message: Message, state: DialogueState, named: Sequence[tuple[int, int]] = ()) -> list[Reference]:
    """References in the unused text, left to right, used up; positions count in the slate on the table. What stands
    inside a name (`named`: start, end) refers to nothing: "Star Trek: First Contact"."""
    found = list(_positions(message, state, named))
    found += _beside(message, state, found)
    for pattern, whole, pronoun in ((_ALL, True, False), (_THESE, True, True)):
        for m in pattern.finditer(message.low):
            if state.slate and message.free(m.start(), m.end()) and not _inside(m, named):
                message.use(m.start(), m.end())
                if m.group() == "both" and len(state.slate) != 2:
                    continue  # of two that are named beside it
                items = state.slate[:2] if m.group().startswith("both") and len(state.slate) == 2 else state.slate
                found.append(Reference(m.start(), m.end(), items, whole=whole, pronoun=pronoun))
    return sorted(found, key=lambda r: r.start)


def _beside(message: Message, state: DialogueState, found: list[Reference]) -> list[Reference]:
    """"the one above it": the neighbour on the slate of the item pointed at before."""
    m = re.search(r"\bthe one (?P<side>above|before|below|after|under)(?: (?:it|that(?: one)?))?\b", message.low)
    anchor = found[-1].items[-1] if found and found[-1].items else state.focus
    if m is None or anchor not in state.slate:
        return []
    at = state.slate.index(anchor) + (-1 if m.group("side") in ("above", "before") else 1)
    message.use(m.start(), m.end())
    return [Reference(m.start(), m.end(), (state.slate[at],))] if 0 <= at < len(state.slate) else []


def pronoun(message: Message, state: DialogueState) -> Reference | None:
    """What "it" or "that one" means: the item in focus, else the only or the first one on the slate."""
    m = _IT.search(message.low)
    target = state.focus or (state.slate[0] if state.slate else None)
    if m is None or target is None:
        return None
    return Reference(m.start(), m.end(), (target,), pronoun=True)


def _inside(m: re.Match[str], named: Sequence[tuple[int, int]]) -> bool:
    return any(start <= m.start() and m.end() <= end for start, end in named)


def _positions(message: Message, state: DialogueState, named: Sequence[tuple[int, int]]) -> list[Reference]:
    found = []
    times = [m.span() for m in _TIME.finditer(message.low)]
    for pattern in (_ORDINAL, _NUMBER, _AFTER_VERB, _BEFORE_VERB, _BARE):
        for m in pattern.finditer(message.low):
            inside_time = any(a <= m.start("list") < b for a, b in times)
            if inside_time or not state.slate or not message.free(m.start(), m.end()) or _inside(m, named):
                continue
            numbers = _numbers(m, len(state.slate))
            if not numbers:
                continue
            own = re.match(r" (?:on|in|from|of) my list\b", message.low[m.end() :]) is not None
            table = state.liked if own and state.liked else state.slate
            items = tuple(dict.fromkeys(table[n - 1] for n in numbers if 1 <= n <= len(table)))
            missing = next((n for n in numbers if n > len(table)), 0)
            message.use(m.start("list") if pattern is _AFTER_VERB else m.start(), m.end())
            found.append(Reference(m.start(), m.end(), items, missing=missing))
    return found


def _numbers(m: re.Match[str], size: int) -> list[int]:
    words = re.findall(r"[a-z0-9]+", m.group("list"))
    many = m.groupdict().get("many")
    if many and many != "one":
        n = _CARDINALS.get(many) or int(many)
        return list(range(size - n + 1, size + 1)) if words[0] == "last" else list(range(1, n + 1))
    numbers = []
    for word in words:
        if word == "top":
            numbers.append(1)
        elif word in ("last", "bottom"):
            numbers.append(size)
        elif word == "middle":
            numbers.append((size + 1) // 2)
        elif word in _ORDINALS or word.isdigit():
            numbers.append(_ORDINALS.get(word) or int(word))
    return numbers
