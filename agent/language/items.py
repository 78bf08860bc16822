"""Which items a model means: `Items`.

Knows places on the list ("#2") and titles, and that an item may not come into the dialogue unless the person's words
give a reason for it. Knows nothing about conditions or plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from agent.embedded.message import Message, clean
from agent.embedded.references import find_references
from agent.embedded.smalltalk import is_foreign
from agent.language.quarantine import holds_markup
from agent.state import DialogueState
from catalog.linking import TitleLinker
from catalog.table import Catalog
from catalog.titles import short_title
from catalog.values import key

_PLACE = re.compile(r"^\s*(?:#|\[|no\.?\s*|number\s*)?(\d{1,2})\]?\s*$", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:it|that|this|these|those|them|they|one|ones|both|all|none|any|either|neither|each|every|first|second|third|"
    r"fourth|fifth|last|top|middle|bottom|other|others|he|she|him|her|same|similar|more|list)\b|\d"
)
_NAMED = 85.0
"""Least likeness (0 to 100) of a title to some stretch of the message that counts as having named it."""


@dataclass
class Meant:
    """What references came to: `ids` of items, titles that several items share, titles nobody has, and what the planner
    had wrong."""

    ids: list[str] = field(default_factory=list)
    unclear: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Items:
    """Finds the items that a model refers to in answer to one message."""

    def __init__(self, message: str, state: DialogueState, catalog: Catalog, linker: TitleLinker) -> None:
        self._state = state
        self._catalog = catalog
        self._linker = linker
        self._words = key(message)
        read = Message(clean(message))
        foreign = is_foreign(read)
        pointed = {i for reference in find_references(read, state) for i in reference.items}
        self._pointed = pointed or (set(state.slate) if foreign or _POINTING.search(message.lower()) else set())

    def meant(self, references: Iterable[str]) -> Meant:
        """The items of some references, in order."""
        found = Meant()
        for reference in references:
            self._one(reference.strip(), found)
        return found

    def _one(self, reference: str, found: Meant) -> None:
        place = _PLACE.match(reference)
        if place is not None and (reference.startswith("#") or not self._linker.find(reference)):
            self._at(int(place.group(1)), found)
            return
        said = self._said(reference)
        rows = [self._catalog.row_of(i) for i in (*self._state.slate, *self._state.liked) if i in self._catalog]
        mention = self._linker.find(reference, prefer=rows) if reference else None
        if mention is None:
            # A title the person never said is the model's own; they need not hear that it does not exist.
            if said and not holds_markup(reference):
                found.unknown.append(reference)
            found.problems.append(f"no item of the catalog is called {reference[:80]!r}")
            return
        ids = tuple(self._catalog.ids[row] for row in mention.rows)
        known = [i for i in ids if i in (*self._state.slate, *self._state.liked)]
        if mention.certain or len(ids) == 1 or len(known) == 1:
            self._take(known[0] if len(known) == 1 else ids[0], found)
        elif said:
            found.unclear.append((mention.text, ids[:4]))
        else:
            self._take(ids[0], found)

    def _at(self, place: int, found: Meant) -> None:
        slate = self._state.slate
        if 1 <= place <= len(slate):
            self._take(slate[place - 1], found)
        else:
            found.problems.append(f"there is no #{place} on the list, which has {len(slate)} items")

    def _take(self, item: str, found: Meant) -> None:
        """An item on the list comes in only where the message points at the list or names it: a title or a text that
        tells the model to take it is no reason."""
        title = self._catalog.titles[self._catalog.row_of(item)]
        if item in self._state.slate and item not in self._pointed and not self._said(title):
            found.problems.append(f"the person did not refer to {title[:80]!r} in this message")
        elif item not in found.ids:
            found.ids.append(item)

    def _said(self, title: str) -> bool:
        """Whether the message names a title, perhaps misspelt."""
        name = key(short_title(title))
        bare = name.removeprefix("the ").removeprefix("a ")
        return bool(bare) and fuzz.partial_ratio(bare, self._words) >= _NAMED and len(bare) <= len(self._words) + 2
