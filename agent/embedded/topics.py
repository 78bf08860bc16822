"""When the talk turns to something else: what was asked for earlier and no longer fits is left out, and said.

Knows how new conditions and themes are told from a narrowing of the old ones. Knows nothing about words.
"""

from __future__ import annotations

import numpy as np

from agent.changes import Drop, NewTopic, Refer, Require, Wish
from agent.condition_words import condition_text
from agent.embedded import smalltalk as talk
from agent.embedded.reading import Reading
from agent.facts import listed
from agent.relaxation import may_relax
from catalog.constraint import Constraint
from catalog.table import Catalog


def new_theme(reading: Reading, catalog: Catalog) -> None:
    """Where a new theme is nowhere in the films of people asked for earlier, those people go."""
    turn, state = reading.state.turn, reading.state
    themes = [c for c in state.constraints if c.turn == turn and c.field == "about" and not (c.hard or c.negative)]
    roles = ("creator", "performer")
    people = [c for c in state.hard if c.turn != turn and catalog.schema.field(c.field).role in roles]
    people = [c for c in people if not c.negative]
    rest = [c for c in state.hard if c not in people]
    if not (themes and people) or catalog.mask([*state.hard, *themes]).any():
        return
    if catalog.mask([*rest, *themes]).any():
        reading.add(*(Drop(field=c.field, values=tuple(str(v) for v in c.values)) for c in people))
        dropped = listed([condition_text(c, catalog) for c in people])
        reading.notes.append(f"That does not go together with {dropped}, so I left it out.")


def new_topic(reading: Reading, catalog: Catalog) -> None:
    """Where new conditions leave nothing of the old ones, the old ones were for another wish: they go."""
    turn, state = reading.state.turn, reading.state
    new = [c for c in state.hard if c.turn == turn]
    old = [c for c in state.hard if c.turn != turn and may_relax(c, catalog)]
    fresh = new or any(isinstance(c, (Wish, Refer)) and not getattr(c, "avoid", False) for c in reading.changes)
    allowed = np.ones(len(catalog), dtype=bool)
    narrowing = bool(new) and not talk.MORE.search(reading.message.low)
    out = state.barred if narrowing else state.excluded  # what was shown may be narrowed down
    allowed[[catalog.row_of(i) for i in out if i in catalog]] = False
    if not (fresh and old) or (catalog.mask(state.hard) & allowed).any():
        return
    gone: list[Constraint] = []
    for constraint in old:
        gone.append(constraint)
        left = [c for c in state.hard if c not in gone]
        if (catalog.mask(left) & allowed).any():
            reading.add(*(Drop(field=c.field, values=tuple(str(v) for v in c.values)) for c in gone))
            dropped = listed([condition_text(c, catalog) for c in gone])
            reading.notes.append(f"That does not go together with {dropped}, so I left it out.")
            _turn_away(reading)
            return


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
