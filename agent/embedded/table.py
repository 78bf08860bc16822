"""The names of what is on the table: what stands there is meant before anything else of that name.

Knows the full names of the items shown, and the part before a colon by which people call one of them. Knows nothing
about other titles or about what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.embedded.message import Message
from agent.state import DialogueState
from catalog.everyday import surprise
from catalog.linking import TitleLinker
from catalog.mentions import Mention
from catalog.table import Catalog
from catalog.titles import short_title, split_title, title_key

_DIGITS = 2
"""Up to which a number may be a place on the list."""
_LONG_AGO = 60
"""Items shown before that are still looked for by name."""
_RARE = 1.8
"""From how surprising a word on it is hardly said for any reason but the name."""
_BEFORE = re.compile(
    r"\b(?:seen|saw|watched|to watch|to see|know|acquainted with|did|loved|liked|enjoyed|enjoy|hated|no|not|skip|pass(?:ed)? on|drop|lose|swap|decline)\s+(?:the )?[\"'“]?$"
)
_AFTER = re.compile(
    r"^[\"'”]?(?: (?:was|isn'?t|is(?= (?:not|a no|great|good|out|too|fine|an? (?:\w+ ){0,2}\w+ ?[,.]))|wasn'?t|won'?t|wouldn'?t|doesn'?t|can go|looks?|sounds?|seems?)\b"
    r"|\? |,? (?:nah|nope|no)\b|,? (?:i|we)(?:'ve| have)?(?: already)? (?:know|knew|seen|saw|watched|loved|liked|hated|enjoyed)\b)"
)
"""What stands around one ordinary word only where it is the name of something."""
_DATED = re.compile(
    r"\b(?:from|in|(?<!place )(?<!instead )(?<!fan )(?<!fond )(?<!because )of|since|before|after|until|till|around|between|pre|post|year|made|released|at least|at most)\s+(?:the )?$|\d{4} (?:and|to|or)\s+$|"
    r"\b(?:older|newer|later|earlier|recent) than\s+(?:the )?$"
)
_DATES = re.compile(r"^ ?(?:-|–|/|'?s\b|or (?:later|older|newer|earlier|so|before|after)|to\b|and \d|onwards?|plus\b|\+|films?|movies?|games?)")
"""What makes a number a year: before it, and after."""


def names_in(message: Message, state: DialogueState, linker: TitleLinker, catalog: Catalog) -> list[tuple[int, int]]:
    """Where whole names stand, of items on the table or of three words and more, whose words point at nothing."""
    if not state.slate:
        return []
    linked = [m for m in linker.mentions(message.text) if m.exact and len(m.text.split()) > 2 and _unusual(m.text)]
    return [(m.start, m.end) for m in (*named(message, state, catalog), *linked)]


def _unusual(text: str) -> bool:
    return not text.islower() or any(surprise(word) >= _RARE for word in text.split())


def named(message: Message, state: DialogueState, catalog: Catalog) -> list[Mention]:
    """Whole names of items on the table of more than one word, other names in brackets included, without overlap."""
    found: list[Mention] = []
    for name, row in sorted(_names(state, catalog), key=lambda each: -len(each[0])):
        if title_key(name).count(" ") or "(" in name:
            found += [m for m in _places(name, row, message) if not _crossed(m, found)]
    return sorted(found, key=lambda mention: mention.start)


def on_table(message: Message, linked: Sequence[Mention], state: DialogueState, catalog: Catalog) -> list[Mention]:
    """The mentions with those of the table: whole names win over what is found inside them, the first part of a name
    that one item of the slate has over other items of that name, and what was shown needs no other evidence."""
    whole = named(message, state, catalog)
    kept = [m for m in linked if not (_crossed(m, whole) or (m.text.isdigit() and _is_year(message, m)))]
    found = [_of_slate(m, state, catalog) for m in kept] + whole
    for name, row in [*_names(state, catalog), *_parts(state, catalog)]:
        bare = name.removeprefix("the ").removeprefix("a ")
        plain = " " not in bare and (len(bare) < 4 or surprise(bare) < _RARE or bare.isdigit())
        for m in _places(bare, row, message):
            if not _crossed(m, found) and message.free(m.start, m.end) and (not plain or _evident(message, m)):
                found.append(m)
    return sorted(found, key=lambda mention: mention.start)


def _names(state: DialogueState, catalog: Catalog) -> Iterator[tuple[str, int]]:
    """Names in lower case with their rows: as displayed, without the brackets, and those in the brackets."""
    recent = dict.fromkeys((*state.slate, *reversed(state.shown[-_LONG_AGO:])))
    for row in (catalog.row_of(item) for item in recent if item in catalog):
        title = catalog.titles[row]
        yield from ((name.lower(), row) for name in dict.fromkeys((title, short_title(title))))


def _parts(state: DialogueState, catalog: Catalog) -> list[tuple[str, int]]:
    """What stands before a colon in the name of one item of the slate alone, in lower case, with its row."""
    rows = [catalog.row_of(item) for item in state.slate]
    heads = [(short_title(catalog.titles[row]).lower().partition(":")[0], row) for row in rows]
    return [(head, row) for head, row in heads if [other for other, _ in heads].count(head) == 1]


def _of_slate(mention: Mention, state: DialogueState, catalog: Catalog) -> Mention:
    """The mention, or where its words are another name or the first part of one item of the slate, that item."""
    rows = {catalog.row_of(item) for item in state.slate}
    if rows & set(mention.rows) or split_title(mention.text)[1] is not None or re.search(r"\(\d{4}\)$", mention.text):
        return mention
    said = title_key(mention.text).removeprefix("the ")
    meant = {row for name, row in _parts(state, catalog) if title_key(name).removeprefix("the ") == said}
    others = {r for r in rows for n in split_title(catalog.titles[r])[0] if title_key(n).removeprefix("the ") == said}
    meant = meant or others
    return replace(mention, rows=(min(meant),), certain=True) if len(meant) == 1 else mention


def _places(name: str, row: int, message: Message) -> Iterator[Mention]:
    for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", message.low):
        yield Mention(m.start(), m.end(), message.text[m.start() : m.end()], (row,), 0.9, True)


def _crossed(mention: Mention, others: Sequence[Mention]) -> bool:
    return any(o.start < mention.end and mention.start < o.end for o in others)


def _is_year(message: Message, mention: Mention) -> bool:
    """Whether a number stands where a year does: after "from", in brackets after a title, before "or later"."""
    before, after = message.before(mention.start), message.low[mention.end :]
    return bool(_DATED.search(before) or _DATES.match(after)) or message.text[: mention.start].endswith("(")


def _evident(message: Message, mention: Mention) -> bool:
    """Whether grammar makes one ordinary word a name ("hope isn't for me"), or a number none of a year ("seen 2001")."""
    if mention.text.isdigit() and len(mention.text) > _DIGITS:
        return not _is_year(message, mention)
    return bool(_BEFORE.search(message.before(mention.start)) or _AFTER.match(message.low[mention.end :]))
