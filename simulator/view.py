"""What a speaker may know of a dialogue: `View`, by `view_of`; and what an item is called, `label_of`.

Knows the catalog's fields, the person's temper, what was heard and the labels of items that may be named. Holds no
goal, no target, no utility and no row of the catalog, so that no voice can give them away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.schema import Schema
from catalog.table import Catalog
from simulator.acts import UserTurn
from simulator.agent_turn import AgentQuestion, AgentTurn
from simulator.persona import Persona
from simulator.user_state import UserState
from simulator.world import World


@dataclass(frozen=True)
class View:
    """What is known when user turn `turn` (from 1) is worded."""

    turn: int
    schema: Schema
    persona: Persona
    slate: tuple[str, ...] = ()
    """Labels (title and year) of the list the acts' places count in, in order."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Labels of the items from the person's past that the acts name, by id."""
    heard: str = ""
    """What the agent said last; empty before the first message."""
    question: AgentQuestion | None = None
    attempt: int = 0
    """0 the first time a turn is worded; 1 where the first words would have given something away."""


def view_of(
    turn: UserTurn, state: UserState, persona: Persona, world: World, heard: AgentTurn | None, attempt: int = 0
) -> View:
    """The view for wording `turn`; `state` is the one after it was decided on."""
    catalog = world.catalog
    named = sorted({act.item for act in turn.acts if act.item is not None})
    return View(
        turn=state.turn,
        schema=catalog.schema,
        persona=persona,
        slate=tuple(label_of(catalog, item) for item in state.slate),
        named={item: label_of(catalog, item) for item in named},
        heard=heard.text if heard else "",
        question=heard.question if heard else None,
        attempt=attempt,
    )


def label_of(catalog: Catalog, item: str) -> str:
    """The title of an item and its year; an id that no item has is said as it was shown."""
    return catalog.label(catalog.row_of(item)) if item in catalog else item
