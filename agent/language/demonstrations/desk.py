"""What every maker of examples works with: `Desk`.

Knows one catalog, its tools, chance, and the steps that recommend from them. Knows nothing about kinds of messages.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from agent.language.demonstrations.attempt import Opened
from agent.language.demonstrations.picker import Picker, fit_to_quote
from agent.language.demonstrations.query import Shelf
from agent.language.demonstrations.words import Speech
from agent.language.draft import DraftStep
from catalog.schema import Role
from recommenders.workspace import Workspace
from tools.tool import Tool

T = TypeVar("T")
_GENERATED = 20


class Desk:
    """The makers' common ground; `openings` are the checked examples that a message may go on from."""

    def __init__(
        self, workspace: Workspace, tools: Mapping[str, Tool], shelf: Shelf, seed: str, openings: Sequence[Opened]
    ) -> None:
        self.catalog = workspace.catalog
        self.schema = workspace.catalog.schema
        self.linker = workspace.linker
        self.tools = tools
        self.rng = random.Random(seed)
        self.shelf = shelf
        self.picker = Picker(workspace.catalog, shelf, self.rng)
        self.speech = Speech(workspace.catalog.schema, self.rng)
        self._openings = openings
        self._generates = workspace.retriever is not None
        self._decks: dict[tuple[Any, ...], list[Any]] = {}

    def one_of(self, forms: tuple[T, ...]) -> T:
        """A form by chance, none a second time before all others had their turn."""
        deck = self._decks.setdefault(forms, [])
        if not deck:
            deck += self.rng.sample(forms, len(forms))
        return cast(T, deck.pop())

    def steps(self, *, like: Sequence[str] = (), wish: bool = False) -> tuple[DraftStep, ...]:
        """Search, likeness or generation where there is something to go on, ranking."""
        steps = [DraftStep(tool="search_items")]
        if like:
            steps.append(DraftStep(tool="similar_items", args={"items": list(like)}))
        elif wish and self._generates:
            steps.append(DraftStep(tool="generate_items", args={"k": _GENERATED}))
        steps.append(DraftStep(tool="rank_items", args={"by": "similarity"} if like else {}))
        return tuple(step for step in steps if step.tool in self.tools)

    def opening(self, *kinds: str, shown: int = 1, conditions: int = 0, role: Role | None = None) -> Opened | None:
        """An opening of one of the kinds that shows and asks at least so much, about a role if one is given; None where
        there is none."""
        fit = []
        for one in self._openings:
            facets = one.attempt.aim.facets
            told = role is None or any(facet.role == role for facet in facets)
            enough = len(one.state.slate) >= shown and len(facets) >= conditions
            fit += [one] if one.attempt.kind in kinds and enough and told else []
        return self.rng.choice(fit) if fit else None

    def title(self, row: int) -> str | None:
        """The title of an item as people name it, if it means this item and no other."""
        title = self.catalog.titles[row]
        meant = self.linker.find(title)
        return title if meant is not None and meant.rows == (row,) and fit_to_quote(title) else None

    def named_item(self, *fields: str) -> tuple[int, str] | None:
        """A well-known item with values for the fields, and its title."""
        for _ in range(20):
            row = self.picker.item(fields)
            if (title := self.title(row)) is not None:
                return row, title
        return None
