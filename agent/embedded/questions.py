"""Questions about items: facts, comparisons, superlatives, reasons.

Knows which words ask for which field and what the question is about. Knows nothing about the answers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.embedded import smalltalk as talk
from agent.embedded.lexicon import DESCRIPTORS, NUMBER_COMPARATIVES, QUESTIONS, SUPERLATIVES, SYNONYMS
from agent.embedded.message import Message
from agent.embedded.references import pronoun
from agent.embedded.titles import Mentions
from agent.state import DialogueState
from agent.understanding import Intent
from catalog.columns import NumberColumn
from catalog.schema import Role
from catalog.table import Catalog

_WANTS = re.compile(r"\b(?:recommend|suggest|looking for|want|(?:i'?m|i am|we'?re|we are) after|(?:swap|exchange|trade) [^.!?]{1,40} for|(?:do you )(?:happen to )?(?:have|know|got) (?:any|an?|some)|(?:can|could|may|might) (?:it|i|we) (?:(?:perhaps|maybe|please|also|just) )?(?:be|have|try|get|do) (?:an?|some)|find (?:me |us )?(?:an?|some|something|anything|any)\b|find me|show me|give me|something|anything|(?:movies?|films?|games?) (?:about|like|with|by|from)|any (?:\w+ )?(?:movies|films|games))\b")
_SUMMED = re.compile(r"\b(?:which|what)\b.*\b(?:of (?:these|those|them)|one|is|has)\b|^(?:the )?\w+ (?:one|of (?:these|those|them))\?*$|\bof (?:these|those|them)\b")


@dataclass(frozen=True)
class Asked:
    """A question: its intent, what it is about, the fields that answer it."""

    intent: Intent
    subjects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    largest: bool = True
    note: str = ""
    answer: str | None = None
    """The item that is the answer, where that can be told: what is talked about next."""


def read_question(message: Message, mentions: Mentions, state: DialogueState, catalog: Catalog) -> Asked | None:
    """The question a message asks about items, or None."""
    low = message.low
    if _is_yes_or_no(message) and (compared := _compared(low, mentions, state, catalog)):
        return compared
    superlative = _superlative(low, state, catalog) or _which_is(low, mentions, catalog)
    if superlative is not None:
        return superlative
    if talk.COMPARE.search(message.without((start, end) for start, end, _ in mentions.spans).low):
        subjects = tuple(mentions.items) or state.slate[:2]
        if len(subjects) == 1 and state.focus and state.focus not in subjects:
            subjects = (state.focus, *subjects)
        if len(subjects) > 1:
            return Asked("compare", subjects)
    if talk.WHY.search(low) and state.slate:
        subjects = tuple(i for i in mentions.items if i in state.slate) or _it(message, state)
        return Asked("why", subjects)
    fields = _fields(low, catalog)
    if fields is None:
        fields = _yes_or_no(message, catalog)
    if fields is None:
        unanswerable = _is_yes_or_no(message) and bool(mentions.items) and not _WANTS.search(low)
        note = "I cannot say; this is what I know."
        return Asked("lookup", tuple(mentions.items), (), note=note) if unanswerable else None
    subjects = tuple(mentions.items) or (() if mentions.unclear else _it(message, state))
    if mentions.unclear and not mentions.items:
        subjects = tuple(i for _, ids in mentions.unclear for i in ids)
    about_items = bool(mentions.items or mentions.unclear) and not _WANTS.search(low)
    if subjects and (about_items or not _WANTS.search(low)):
        return Asked("lookup", subjects, fields)
    return None


def _it(message: Message, state: DialogueState) -> tuple[str, ...]:
    reference = pronoun(message, state)
    if reference is not None:
        return reference.items
    return (state.focus,) if state.focus else state.slate[:1]


def _compared(low: str, mentions: Mentions, state: DialogueState, catalog: Catalog) -> Asked | None:
    """"is it longer than The Godfather?": both values answer it."""
    m = re.search(r"\b(?P<word>\w+) than\b", low)
    if m is None or m.group("word") not in NUMBER_COMPARATIVES or not mentions.items:
        return None
    fields = tuple(f.name for f in catalog.schema.by_role(NUMBER_COMPARATIVES[m.group("word")][0])[:1])
    subjects = tuple(mentions.items) if len(mentions.items) > 1 else (*_first(state), *mentions.items)
    return Asked("lookup", tuple(dict.fromkeys(subjects)), fields) if fields else None


def _first(state: DialogueState) -> tuple[str, ...]:
    return (state.focus,) if state.focus else state.slate[:1]


def _which_is(low: str, mentions: Mentions, catalog: Catalog) -> Asked | None:
    """"which is newer, A or B?": a superlative over the items named."""
    m = re.search(r"\bwhich (?:one |film |movie |game )?(?:is|was) (?:the )?(?P<word>\w+)\b", low)
    if m is None or m.group("word") not in NUMBER_COMPARATIVES or len(mentions.items) < 2:
        return None
    role, more = NUMBER_COMPARATIVES[m.group("word")]
    fields = tuple(f.name for f in catalog.schema.by_role(role)[:1])
    if not fields:
        return None
    subjects = tuple(mentions.items)
    return Asked("superlative", subjects, fields, more, answer=_most(subjects, fields, catalog, more))


def _most(items: Sequence[str], fields: Sequence[str], catalog: Catalog, largest: bool) -> str | None:
    """The item with the largest or smallest value of the first field, of popularity where there is none."""
    values = catalog.popularity
    if fields:
        column = catalog.column(fields[0])
        if not isinstance(column, NumberColumn):
            return None
        values = column.values
    known = [(float(values[catalog.row_of(item)]), item) for item in items]
    known = [(value, item) for value, item in known if not math.isnan(value)]
    order = max if largest else min
    return order(known, key=lambda each: each[0])[1] if known else None


def _superlative(low: str, state: DialogueState, catalog: Catalog) -> Asked | None:
    for word, (role, largest) in SUPERLATIVES.items():
        if re.search(rf"\b{word}\b", low) and state.slate and _SUMMED.search(low):
            fields = tuple(f.name for f in catalog.schema.by_role(role)[:1])
            if fields or role == "popularity":
                return Asked("superlative", state.slate, fields, largest, answer=_most(state.slate, fields, catalog, largest))
    return None


_YES_NO = re.compile(r"^(?:and |so |but |ok(?:ay)?,? )*(?:is|was|are|does|do|has|would)\b(?! (?:you|there|i|we|to)\b)")
_WHICH = re.compile(r"(?:and |so |but |ok(?:ay)?,? )*which\b")
_YES_NO_WORDS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (r"\b(?:long|short|hours?|minutes?)\b", ("duration",)),
    (r"\b(?:kids?|children|child|family|year[- ]old|suitable|appropriate|rated)\b", ("certificate", "genre")),
    (r"\b(?:old|new|recent|modern)\b", ("year",)),
    (r"\b(?:english|foreign|subtitles?|subtitled|dubbed|language)\b", ("language",)),
    (r"\b(?:expensive|cheap|free|cost)\b", ("price",)),
)


def _is_yes_or_no(message: Message) -> bool:
    """True for a question that begins with its verb ("is it …")."""
    return bool(_YES_NO.search(message.low))


def judges_nothing(message: Message) -> bool:
    """True for a question whose words ask and do not judge: "which of them is best?", "is it good?"."""
    return _is_yes_or_no(message) or _WHICH.match(message.low) is not None


def _yes_or_no(message: Message, catalog: Catalog) -> tuple[str, ...] | None:
    """"Is it long?", "is number 2 scary?": the fields whose values answer it."""
    if not _is_yes_or_no(message) or _WANTS.search(message.low):
        return None
    if re.search(r"\b(?:any good|good|worth (?:it|watching|a watch|seeing|playing)|great|recommended|decent)\b", message.low):
        return ()
    roles: tuple[Role, ...] = ()
    for pattern, answer in _YES_NO_WORDS:
        if re.search(pattern, message.low):
            roles = answer
            break
    else:
        if any(t.low in DESCRIPTORS or t.low in SYNONYMS for t in message.words):
            roles = ("genre", "mood", "keyword")
    fields = tuple(f.name for role in roles for f in catalog.schema.by_role(role))
    return fields or None


_NAMED: tuple[tuple[str, tuple[Role, ...]], ...] = (
    (r"\byear\b", ("year",)),
    (r"\bcountry\b", ("country", "language")),
    (r"\blanguage\b", ("language",)),
    (r"\b(?:runtime|length|duration)\b", ("duration",)),
    (r"\b(?:cast|actors|stars)\b", ("performer",)),
    (r"\b(?:genres?|kind)\b", ("genre",)),
    (r"\b(?:rating|certificate|rated)\b", ("certificate",)),
    (r"\bprice\b", ("price",)),
)
"""Fields asked for by their bare name: "#2 - year, country, runtime?"."""
_ASKING = re.compile(r"[^.!;?\n]*\?")
"""Sentences that ask."""
_TELL = re.compile(r"\b(?:tell|describe|explain|give|what|who|when|how|where|which|more (?:info|details)|i wonder|(?:like|want) to know)\b[^.!;?\n]*")
"""What asks without a question mark."""


def _of_role(role: Role, catalog: Catalog) -> tuple[str, ...]:
    fields = tuple(f.name for f in catalog.schema.by_role(role) if not f.derived)
    return fields[:2] if role == "text" else fields


def _fields(low: str, catalog: Catalog) -> tuple[str, ...] | None:
    """The fields that the words ask for; None if they ask for none. The first pattern that fits wins."""
    asking = " ".join(_ASKING.findall(low))
    asked = [roles for pattern, roles in QUESTIONS if re.search(pattern, f"{asking} {' '.join(_TELL.findall(low))}" if asking else low)]
    named = [roles for pattern, roles in _NAMED if re.search(pattern, asking)]
    if "?" in low and (not asked or len(named) > 1):
        asked = [*named, *asked]
    if asked:
        found = [next((fields for role in roles if (fields := _of_role(role, catalog))), ()) for roles in asked]
        return tuple(dict.fromkeys(name for fields in found for name in fields))
    for field in catalog.schema.attributes:
        names = "|".join(re.escape(n.lower()) for n in (field.label, *field.synonyms))
        if re.search(rf"\bwhat(?:'s| is| are| was) (?:the |its |their )?(?:{names})\b", low):
            return (field.name,)
    return None
