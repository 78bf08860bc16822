"""Answers to the question that was asked last.

Knows how an option, a position or a year answers a pending question. Knows nothing about other messages.
"""

from __future__ import annotations

import re

from agent.changes import Change, Drop, Feel, Focus, Refer, Require, Settle
from agent.embedded.lexicon import AROUND_ITEMS, PEOPLE
from agent.embedded.message import Message
from agent.state import DialogueState, Pending
from catalog.constraint import Constraint
from catalog.table import Catalog
from catalog.values import key

_WAVED = re.compile(
    r"\b(?:doesn'?t matter|does not matter|don'?t (?:care(?! for\b)|mind)|no preference|whatever)\b|"
    r"^(?:any(?:thing)?|either|both|all)(?: (?:of (?:them|these|those)|one|will do|works|goes|is (?:fine|ok|okay|good)))*[ .!]*$"
)
_YES = re.compile(r"(?:(?:yes|yeah|yep|yup|sure|ya|of course|definitely|i do|i am|please)\b[\s,.!]*)+(?P<both>both\b[^.!?]*)?")
_NOBODY = re.compile(r"(?:no[, ]+|nah[, ]+|um+[, ]+)*(?:nobody|no ?one|nothing|none|not anyone|no person)(?: (?:in particular|special|specific|comes to mind|i can think of|really))*[ .!]*")
_NO = re.compile(r"(?:no|nope|nah|not really|not particularly|not that i know)(?:,? (?:thanks|thank you))?[ .!]*")
"""What leaves open who should be in it."""
_OFFERED = {False: 1, True: 2}
"""Options to which a yes agrees: the only one, or both of two."""
_FEW = 4
"""Words of an answer in which an option may stand."""
_SPOKEN = re.compile(r"\b(?:in|speaking|spoken|language)\b")
"""Of a language, not of where something comes from."""
_SHORT = 7
"""Words of an answer that is nothing but one."""
_KEEPS = re.compile(r"\b(?:keep|leave|stays?|still)\b.*\bout\b|^(?:no|nope|nah|neither|never)\b|\bstill no\b|\bkeep (?:it|them) (?:away|out)\b")
_ALLOWS = re.compile(r"\b(?:fine|ok|okay|alright|all right|allow(?:ed)?|let (?:it|them|some) in|some|a (?:bit|little)|sure|yes|yeah|yep)\b")
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
_PLACE = re.compile(r"\b(?P<p>first|1st|second|2nd|third|3rd|last)\b|^#?(?P<n>[1-4])$")


def read_answer(message: Message, state: DialogueState, catalog: Catalog) -> list[Change]:
    """The changes that an answer to the pending question makes; its text is used up. None without a question."""
    pending = state.pending
    if pending is None:
        return []
    if pending.items:
        return _which(message, pending, catalog)
    if pending.clash is not None:
        return _stays(message, pending, pending.clash)
    plain = key(message.low)
    role = next((field.role for field in catalog.schema.fields if field.name == pending.field), None)
    place_asked = role in ("origin", "country")
    for option in () if place_asked and _SPOKEN.search(message.low) else pending.options:
        if key(option) == plain or _hardly_more(message, option):
            constraint = _of_option(pending.field, option, catalog, state.turn)
            if constraint is not None and not any(message.negated(t.start) for t in message.words):
                message.use(0, len(message.text))
                return [Settle(), Require(constraint=constraint)]
    place = None if state.slate or len(message.words) > 4 else _place(message.low, len(pending.options))
    if place is not None and (constraint := _of_option(pending.field, pending.options[place], catalog, state.turn)):
        message.use(0, len(message.text))
        return [Settle(), Require(constraint=constraint)]
    if (yes := _YES.match(message.low)) and 0 < len(pending.options) <= _OFFERED[bool(yes.group("both"))]:
        message.use(yes.start(), yes.end())
        agreed = [_of_option(pending.field, option, catalog, state.turn) for option in pending.options]
        return [Settle(), *(Require(constraint=constraint) for constraint in agreed if constraint is not None)]
    if role in PEOPLE and (_NOBODY.fullmatch(message.low) or _NO.fullmatch(message.low)):
        message.erase(0, len(message.text))
    elif _WAVED.search(message.low) and len(message.words) <= 6:
        message.use(0, len(message.text))
    return [Settle()]


def _hardly_more(message: Message, option: str) -> bool:
    """Whether a short message is an option and words around it ("a drama, please"), not part of more ("romantic drama")."""
    words = f" {key(message.low)} "
    left = words.replace(f" {key(option)} ", " ", 1)
    return len(message.words) <= _FEW and left != words and all(word in AROUND_ITEMS or not word.isalpha() for word in left.split())


def _stays(message: Message, pending: Pending, clash: Constraint) -> list[Change]:
    """Whether an exclusion stays that an item the person likes goes against."""
    plain, options = key(message.low), [key(option) for option in pending.options]
    short = len(message.words) <= _SHORT
    keeps = plain == options[0] or (short and _KEEPS.search(message.low))
    allows = not keeps and (plain in options[1:] or (short and _ALLOWS.search(message.low)))
    if not (keeps or allows):
        return [Settle()]
    message.use(0, len(message.text))
    lifted = Drop(field=clash.field, values=tuple(str(v) for v in clash.values), exclusions=True)
    return [Settle(), lifted] if allows else [Settle()]


def _place(low: str, n: int) -> int | None:
    """Which of n options a position names; None where it names none of them."""
    m = _PLACE.search(low)
    if m is None or n == 0:
        return None
    at = _PLACES[m.group("p")] % n if m.group("p") == "last" else _PLACES[m.group("p")] if m.group("p") else int(m.group("n")) - 1
    return at if at < n else None


def _of_option(field: str, option: str, catalog: Catalog, turn: int) -> Constraint | None:
    if field not in {known.name for known in catalog.schema.fields}:
        return None  # asked of another catalog
    if catalog.schema.field(field).kind in ("category", "categories"):
        return Constraint(field=field, op="any_of", value=(option,), turn=turn)
    numbers = [int(n) for n in re.findall(r"\d+", option)]
    if len(numbers) == 2:
        return Constraint(field=field, op="between", value=(numbers[0], numbers[1]), turn=turn)
    if len(numbers) == 1:
        return Constraint(field=field, op="lt" if option.startswith(("under", "before")) else "gt", value=numbers[0], turn=turn)
    return None


def _which(message: Message, pending: Pending, catalog: Catalog) -> list[Change]:
    """Which of several items of one name was meant."""
    rows = [catalog.row_of(i) for i in pending.items]
    chosen: int | None = None
    year = re.search(r"\b(?:18|19|20)\d\d\b|'?\b(?P<two>\d0)'?s\b", message.low)
    if year and year.group("two"):
        near = [r for r in rows if str(int(catalog.years[r]) if catalog.years[r] == catalog.years[r] else 0)[2:3] == year.group("two")[0]]
        chosen = near[0] if len(near) == 1 else None
    elif year:
        chosen = next((r for r in rows if catalog.years[r] == float(year.group())), None)
    elif re.search(r"\b(?:newer|newest|new|latest|recent|remake)\b", message.low):
        chosen = max(rows, key=lambda r: catalog.years[r])
    elif re.search(r"\b(?:older|oldest|old|original|classic)\b", message.low):
        chosen = min(rows, key=lambda r: catalog.years[r])
    elif (place := _place(message.low, len(rows))) is not None:
        chosen = rows[place]
    if chosen is None:
        return [Settle()]
    if len(message.words) <= 6:
        message.use(0, len(message.text))
    item = catalog.ids[chosen]
    return [Settle(), Feel(items=(item,), feeling="liked"), Refer(items=(item,)), Focus(item=item)]
