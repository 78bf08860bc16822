"""Examples of message, state and draft for a planner's prompt: `DemonstrationSet`.

Knows how examples are chosen for a message and kept between runs. Each was made and checked on the workspace's own
catalog (`agent.language.demonstrations.maker`). Knows nothing about prompts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

import numpy as np

from agent.language.demonstrations.cache import DemonstrationCache
from agent.language.demonstrations.demonstration import Collection, Demonstration, Tally
from agent.language.demonstrations.maker import Made, make_demonstrations
from agent.language.shown_state import shown_list, shown_state
from catalog.table import Catalog
from recommenders.workspace import Workspace
from tools.tool import Tool

Mode = Literal["zero", "fixed", "dynamic"]
_ALIKE = 2
"""Examples of one kind at most, chosen by likeness: more would tell one thing over and over."""
_TELLING = (
    "exclusions", "feedback", "like", "looked_up", "wish", "refined", "conditions", "question", "dropped", "compared",
    "more", "afresh", "impossible", "ordered", "turned", "off_topic", "changed", "counted", "chosen", "why", "thanks",
)  # fmt: skip
"""The kinds by how much their first example tells."""


class DemonstrationSet:
    """The examples of one workspace; safe to share between threads."""

    def __init__(self, workspace: Workspace, collection: Collection) -> None:
        """`collection`: examples of this very workspace."""
        self.demonstrations = collection.demonstrations
        self._workspace = workspace
        self._collection = collection

    @classmethod
    def of(cls, workspace: Workspace, tools: Mapping[str, Tool], seed: int = 0) -> DemonstrationSet:
        """The examples of a workspace: those kept from an earlier run, or made now, which takes seconds.

        Equal workspace, tools and seed give equal examples. ConfigError where the text encoder cannot be loaded.
        """
        cache = DemonstrationCache.of(workspace, tools, seed)
        collection = cache.read()
        if collection is None:
            collection = _made(workspace, tools, seed)
            cache.write(collection)
        return cls(workspace, collection)

    def __len__(self) -> int:
        return len(self.demonstrations)

    def choose(self, message: str, k: int, mode: Mode) -> list[Demonstration]:
        """At most `k` examples: none ("zero"), always the same of different kinds ("fixed"), or those whose messages
        are most like this one ("dynamic"), the most similar last."""
        if mode == "zero" or k < 1 or not self.demonstrations:
            return []
        return self._fixed(k) if mode == "fixed" else self._nearest(message, k)

    def report(self) -> dict[str, Tally]:
        """By kind: how many attempts were made, kept and refused for which reason."""
        return dict(self._collection.tallies)

    def _fixed(self, k: int) -> list[Demonstration]:
        first: dict[str, Demonstration] = {}
        for one in self.demonstrations:
            first.setdefault(one.kind, one)
        return [first[kind] for kind in _TELLING if kind in first][:k]

    def _nearest(self, message: str, k: int) -> list[Demonstration]:
        likeness = self._collection.vectors @ self._workspace.encode(message)
        chosen: list[Demonstration] = []
        kinds: Counter[str] = Counter()
        for place in np.argsort(-likeness, kind="stable"):
            one = self.demonstrations[int(place)]
            if kinds[one.kind] < _ALIKE:
                chosen.append(one)
                kinds[one.kind] += 1
            if len(chosen) == k:
                break
        return chosen[::-1]


def _made(workspace: Workspace, tools: Mapping[str, Tool], seed: int) -> Collection:
    made, tallies = make_demonstrations(workspace, tools, seed)
    demonstrations = tuple(_demonstration(one, workspace.catalog) for one in made)
    vectors = np.array([workspace.encode(one.message) for one in demonstrations], dtype=np.float32)
    return Collection(demonstrations, vectors, tallies)


def _demonstration(made: Made, catalog: Catalog) -> Demonstration:
    """The example as a planner is shown it; of the list only places and titles."""
    attempt, state = made.attempt, shown_state(made.attempt.before, catalog)
    places = [{name: card[name] for name in ("#", "title")} for card in shown_list(attempt.before, catalog)]
    if places:
        state["list"] = places
    return Demonstration(attempt.said, attempt.message, state, attempt.draft, made.held.intended, attempt.kind)
