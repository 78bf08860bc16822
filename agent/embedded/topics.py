"""When the talk turns to something else: what was asked for earlier and no longer fits is left out, and said.

Knows how a turn to something else is told from a narrowing that leaves nothing: the person says so, or takes something
back, or what no longer fits is whose work it should be. Whatever else does not go together stays, and what is given up
of it is for the gate to choose and to say.
"""

from __future__ import annotations

import re

import numpy as np

from agent.changes import Feel, NewTopic, Refer, Require, Settle, Wish
from agent.condition_words import condition_text
from agent.embedded import smalltalk as talk
from agent.embedded.lexicon import PEOPLE
from agent.embedded.reading import Reading
from agent.facts import listed
from agent.relaxation import may_relax
from catalog.constraint import Constraint
from catalog.table import Catalog

_ELSE = re.compile(
    r"\b(?:instead(?! of)|something (?:else|different)|(?:how|what) about|change of (?:mind|plan)|another (?:kind|sort|type)|switch"
    r"|forget|on second thought|different (?:kind|sort|type|topic|question)|and now|now for)\b"
)
"""What says that this is another wish."""


def new_theme(reading: Reading, catalog: Catalog) -> None:
    """Where a new theme is nowhere in the films of people asked for earlier, those people go."""
    turn, state = reading.state.turn, reading.state
    themes = [c for c in state.constraints if c.turn == turn and c.field == "about" and not (c.hard or c.negative)]
    people = [c for c in state.hard if c.turn != turn and catalog.schema.field(c.field).role in PEOPLE]
    people = [c for c in people if not c.negative]
    rest = [c for c in state.hard if c not in people]
    if _goes_on(reading) or not (themes and people) or catalog.mask([*state.hard, *themes]).any():
        return
    if catalog.mask([*rest, *themes]).any():
        reading.give_up(people, listed([condition_text(c, catalog) for c in people]))


def new_topic(reading: Reading, catalog: Catalog) -> None:
    """Where new conditions leave nothing of the old ones, the old ones were for another wish: they go."""
    turn, state = reading.state.turn, reading.state
    new = [c for c in state.hard if c.turn == turn]
    old = [c for c in state.hard if c.turn != turn and may_relax(c, catalog)]
    if _goes_on(reading):
        return
    if not _turns(reading):
        old = [c for c in old if catalog.schema.field(c.field).role in PEOPLE]
    wished = any(isinstance(c, Wish) and not c.avoid for c in reading.changes)
    fresh = new or (wished and _turns(reading)) or any(isinstance(c, Refer) for c in reading.changes)
    allowed = np.ones(len(catalog), dtype=bool)
    narrowing = bool(new) and not talk.MORE.search(reading.message.low)
    out = state.barred if narrowing else state.excluded  # what was shown may be narrowed down
    allowed[[catalog.row_of(i) for i in out if i in catalog]] = False
    if not (fresh and old) or (catalog.mask(state.hard) & allowed).any():
        return
    for gone in (*([constraint] for constraint in old), *(old[:n] for n in range(2, len(old) + 1))):
        left = [c for c in state.hard if c not in gone]
        if (catalog.mask(left) & allowed).any():
            reading.give_up(gone, listed([condition_text(c, catalog) for c in gone]))
            _turn_away(reading)
            return


def _goes_on(reading: Reading) -> bool:
    """Whether the person looks for the same as before: asks for more of it, tells of what was shown or answers."""
    turned_down = any(isinstance(c, Feel) and not set(c.items).isdisjoint(reading.state.slate) for c in reading.changes)
    answers = any(isinstance(c, Settle) for c in reading.changes) and bool(reading.state.asked)
    answered = answers and any(c.field == reading.state.asked[-1] for c in reading.state.hard if c.turn == reading.state.turn)
    return turned_down or answered or bool(talk.MORE.search(reading.message.low) or talk.NONE_OF_THESE.search(reading.message.low))


def _turns(reading: Reading) -> bool:
    """Whether the person says that this is another wish, or takes something of the old one back."""
    return bool(_ELSE.search(reading.message.low))


def other_kind(reading: Reading, before: tuple[Constraint, ...], catalog: Catalog) -> None:
    """Where one kind takes the place of another, what was wished for of that one goes too."""
    kinds = {field.name for field in catalog.schema.by_role("genre")}
    swapped = {
        c.constraint.field
        for c in reading.changes
        if isinstance(c, Require) and c.replace and c.constraint.hard and not c.constraint.negative
    }
    gone = [c for c in before if c.hard and not c.negative and c not in reading.state.constraints]
    if any(c.field in kinds & swapped for c in gone):
        _turn_away(reading)


def _turn_away(reading: Reading) -> None:
    """Leave the wishes of earlier turns behind, and say so."""
    wishes = reading.state.wishes
    reading.add(NewTopic())
    left = [wish for wish in wishes if wish not in reading.state.wishes]
    if left:
        reading.notes.append(f"That is something else, so I no longer go by “{'”, “'.join(left)}”.")
