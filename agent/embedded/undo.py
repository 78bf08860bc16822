"""Taking back what was said: "undo that", "no, I meant comedies", "forget that I like Heat", "always", "just tonight".

Knows the words with which people correct themselves and say how long something holds, and what they change. Knows
nothing about catalogs.
"""

from __future__ import annotations

import re

from agent.changes import Change, Require, Scope, Undo
from agent.embedded.lexicon import AROUND_ITEMS
from agent.embedded.message import Message
from agent.embedded.reading import Reading
from agent.state import DialogueState
from agent.understanding import Understanding

_LAST = r"(?:the |my |that )?last (?:one|bit|part|thing|message|request|change|wish|step|answer)"
UNDO = re.compile(
    rf"\bundo\b(?: (?:that|it|this|{_LAST}))*(?=\W|$)(?! the| my)|"
    rf"\b(?:scratch|scrap|strike) (?:(?:that|this|it)(?: last)?(?: one| bit| part| thing)?|{_LAST})\b|"
    rf"\b(?:i )?take (?:(?:that|it)(?: last (?:one|bit|part))? back|back (?:that|{_LAST}|what i (?:just )?said))\b|"
    rf"\b(?:forget|ignore|disregard|cancel) (?:what i (?:just )?said(?! (?:about|before|earlier))(?: just now)?|{_LAST}|i (?:just )?said (?:that|anything))\b|"
    r"^(?:(?:no|oh|oops|sorry|wait|actually|hmm)[, ]+)*(?:forget|ignore|cancel|reverse|revert) (?:that|it|this)\W*$|"
    r"^(?:(?:no|oh|oops|sorry|wait|actually|hmm)[, ]+)*go back(?: (?:one|a) step)?\W*$|"
    r"\b(?:that was (?:a mistake|wrong of me|not what i meant)|i (?:didn'?t|did not) mean (?:that|to say that)|i misspoke)\b"
)
MEANT = re.compile(
    r"^(?:(?:no|nope|oh|oops|sorry|wait|actually|hmm|er+|ah|not that)[,.! ]+)*(?:(?:i|what i) (?:actually |really )?meant(?: to say)?(?: was)?|"
    r"(?<=, )i mean|(?<=no )i mean)\b[,: ]*"
)
_WRONG = re.compile(r"^(?:no[,. ]+)?(?:that'?s|that is|this is|that isn'?t|it'?s) (?:just |simply )?(?:not true|wrong|not right|incorrect|false|true)\b[,.;:! ]*")
FORGOTTEN = re.compile(r"\b(?:forget|unlearn|don'?t remember|do not remember)(?: that| about)? (?:i|we|my)\b")
_ALWAYS = re.compile(
    r"^(?:(?:and|yes|yeah|please|ok|okay|oh|btw|that'?s|that is|i mean|make (?:that|it)|remember (?:that|it|this)|that goes for|i want that)[,: ]*)*"
    r"(?:always|for ?ever|from now on|in general|for good|every time|not (?:just|only) (?:for )?(?:tonight|today|now|this time)|(?:please )?remember (?:that|it|this))(?:[, ]+(?:always|please|from now on|in general|for good|too))*\W*$"
)
_NOW = re.compile(
    r"^(?:(?:and|but|no|well|oh|ok|okay|actually|that'?s|that is|that was|i mean|i meant|make (?:that|it))[,: ]*)*"
    r"(?:(?:just|only)(?: for)? (?:tonight|today|now|this (?:time|once|evening))|(?:for )?(?:tonight|today|now|this (?:time|evening)) only|not (?:always|for ?ever|in general)|don'?t remember (?:that|it|this))(?:[, ]+(?:please|though|not (?:always|for ever)))*\W*$"
)


def read_correction(message: Message, state: DialogueState) -> Understanding | None:
    """A message that does nothing but say how long what was said last holds, or that something is wrong. The words
    "that's not true" before something else are used up."""
    if state.latest and _ALWAYS.search(message.low):
        return Understanding(intent="recommend", changes=(Scope(always=True),))
    if state.latest and _NOW.search(message.low):
        return Understanding(intent="recommend", changes=(Scope(always=False),))
    if (m := _WRONG.match(message.low)) is not None:
        message.use(m.start(), m.end())
        if _says_no_more(message):
            return Understanding(intent="known", notes=("Tell me what is wrong, such as “forget that I like horror”.",))
    return None


def take_back(message: Message, reading: Reading, *, undo: bool) -> Understanding | None:
    """Take back what was said last, where the message says so or `undo` does; the whole understanding where the message
    does nothing else."""
    m = UNDO.search(message.low)
    if m is None and not undo:
        return None
    if m is not None:
        message.use(m.start(), m.end())
    before = reading.state
    reading.add(Undo())
    if not _says_no_more(message):
        return None
    if reading.state is before:
        return Understanding(intent="recommend", notes=("There is nothing to take back yet.",))
    return Understanding(intent="recommend", changes=(Undo(),))


def in_its_place(changes: tuple[Change, ...], state: DialogueState) -> tuple[Change, ...] | None:
    """The changes so that their conditions take the place of those said last on the same fields; None where there are
    none on the same fields."""
    last = {c.field for c in state.constraints if c.turn == state.latest}
    first: dict[str, Change] = {}
    for change in changes:
        if isinstance(change, Require) and change.constraint.hard:
            first.setdefault(change.constraint.field, change)
    if not (first.keys() & last):
        return None
    instead = {id(change) for change in first.values()}
    return tuple(c.model_copy(update={"replace": True}) if id(c) in instead else c for c in changes)


def _says_no_more(message: Message) -> bool:
    return not [token for token in message.rest() if token.low not in AROUND_ITEMS]
