"""Fields that a person leaves open: "content rating? no idea", "the origin is all the same to me", "any length is fine".

Knows how people say that a field does not matter to them, or that they cannot say. Does not know what an answer to a
question chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.changes import Change, Drop
from agent.embedded.lexicon import AROUND_ITEMS
from agent.embedded.message import Message
from catalog.everyday import word_set
from catalog.schema import Role
from catalog.table import Catalog

_WORDS: dict[Role, str] = {
    "genre": "genre|kind|type|sort", "year": "year|decade|era|period|release date", "duration": "runtime|length|duration|running time",
    "certificate": "rating|certificate|age rating", "origin": "origin|country|nationality", "language": "language",
    "creator": "director", "performer": "cast|actor", "price": "price|cost", "mood": "mood",
}  # fmt: skip
_UNKNOWN = re.compile(
    r"\b(?:no|not an?) (?:idea|clue)\b|\b(?:don'?t|do not|couldn'?t|could not|can'?t|cannot|wouldn'?t) (?:really )?(?:know|say|tell)\b|"
    r"\bhaven'?t (?:really |even )?(?:thought|decided)\b|\b(?:not sure|unsure|idk|dunno|no answer|hard to say)\b"
)
_OPEN = re.compile(
    r"\b(?:don'?t|do not|doesn'?t|does not|needn'?t|won'?t|couldn'?t) (?:really |much )?(?:matter|care(?: less)?|mind)\b|\bidc\b|"
    r"\bno (?:strong )?(?:pref(?:erence)?s?|opinions?|views?|feelings|wishes|matter)\b|\bof no (?:\w+ )?(?:consequence|importance|concern|interest)\b|"
    r"(?:\bnot|n'?t) (?:\w+ )?(?:fuss(?:y|ed)|bothered|picky|particular|important|choosy)\b|\b(?:flexible|open|easy|relaxed|neutral|indifferent)\b|"
    r"\b(?:up to|leave \w+ \w*\s?to) you\b|\byour (?:choice|call|pick)\b|\b(?:all|just) the same\b|\bno difference\b|\beither way\b|\b(?:like|love|take|enjoy) (?:any|every)\b|"
    r"\b(?:any|whatever|whichever|every)\b[^,.;!?]*\b(?:fine|ok|okay|do(?! you)|does|works?|goes|good|great|suits?|welcome)\b|^\s*(?:any|whatever|whichever)\b"
)
_AND = word_set("regards regarding concerning concerned afraid strong preference consequence flexible open content")
"""Words that may stand beside such a remark, besides those that say nothing anywhere."""
_KIND_OF = re.compile(r"\b(?:any|whatever|whichever|every) (?:kind|type|sort) of\b")
_ANY_KIND = re.compile(r"\b(?:any|whatever|whichever) (?:kind|type|sort)\b")
_AS_FOR = re.compile(r"^(?:the |as for )")
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_CLAUSE = re.compile(r"[^,.!?;\n]+[,.!?;\n]*")


def wave_aside(message: Message, asked: str | None, catalog: Catalog) -> list[Change]:
    """The conditions that go with the fields left open; the text that says no more than that is taken out of the
    message, so that nothing in it is read as a question or a wish. `asked` is the field of the question that waits for
    its answer: "any kind" is said of that one."""
    changes: list[Change] = []
    names = _names(catalog)
    for pattern in (_SENTENCE, _CLAUSE):
        for start, end in _stretches(message, pattern, names):
            said = message.low[start:end]
            waved = _OPEN.search(said) or _UNKNOWN.search(said)
            if waved is None:
                continue
            bare = _KIND_OF.sub("any", said)
            fields = [name for name, words in names.items() if words.search(bare)]
            if asked is not None and asked not in fields and _ANY_KIND.search(bare):
                fields = [asked]
            if not fields or not _says_no_more(said, waved, [names[name] for name in fields if name in names]):
                continue
            if not _UNKNOWN.search(said):
                changes += [Drop(field=name) for name in fields if name != asked]
            message.erase(start, end)
    return changes


def _names(catalog: Catalog) -> dict[str, re.Pattern[str]]:
    """Per field the pattern of what it is called."""
    named: dict[str, re.Pattern[str]] = {}
    for field in catalog.schema.fields:
        if field.kind == "text" or (field.role in ("id", "title", "keyword")):
            continue
        own = [re.escape(word.lower().removesuffix("s")) for word in (field.label, field.name.replace("_", " "))]
        words = "|".join([*own, *filter(None, [_WORDS.get(field.role) if field.role else None])])
        named[field.name] = re.compile(rf"\b(?:{words})(?:s|'s)?\b")
    return named


def _stretches(message: Message, pattern: re.Pattern[str], names: dict[str, re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Sentences or clauses, a field's bare name with a question mark together with what comes after it."""
    start: int | None = None
    for m in pattern.finditer(message.low):
        words = m.group().rstrip(" ?").strip()
        asked = m.group().rstrip().endswith("?") and any(n.fullmatch(_AS_FOR.sub("", words)) for n in names.values())
        begin = m.start() if start is None else start
        start = begin if asked else None
        if not asked:
            yield begin, m.end()


def _says_no_more(said: str, waved: re.Match[str], names: list[re.Pattern[str]]) -> bool:
    left = said[: waved.start()] + " " + said[waved.end() :]
    for words in names:
        left = words.sub(" ", left)
    return all(word in AROUND_ITEMS or word in _AND for word in re.findall(r"[\w'-]+", left))
