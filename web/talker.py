"""What the page needs from an agent: `Talker`.

Knows the few methods and names that the page uses, so that anything that has them can be talked to. Knows
nothing about how an agent works.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any, Protocol

from agent.event import Event
from agent.preference import PreferenceFact
from agent.profile import Profile
from agent.reply import Reply
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.table import Catalog


class DatasetFacts(Protocol):
    """Where a catalog comes from."""

    @property
    def name(self) -> str:
        """The catalog's name for people."""

    @property
    def source(self) -> str:
        """Whether its events are "real" or "synthetic"."""


class Description(Protocol):
    """What a workspace says of itself."""

    @property
    def dataset(self) -> DatasetFacts:
        """Where the catalog comes from."""


class Place(Protocol):
    """What the agent recommends from."""

    @property
    def catalog(self) -> Catalog:
        """Every item."""

    @property
    def manifest(self) -> Description:
        """Where the items come from."""


class Mind(Protocol):
    """Who understands and words."""

    @property
    def name(self) -> str:
        """ "embedded", or a model's name."""


class Keeper(Protocol):
    """Where what is kept about people can be changed; `agent.store.Store` is one. ConfigError where it fails."""

    def forget(self, user: str, fact_ids: Iterable[str]) -> int:
        """Delete facts about a user; how many there were."""

    def forget_all(self, user: str) -> int:
        """Delete everything about a user."""

    def edit(self, user: str, fact_id: str, **changes: Any) -> PreferenceFact:
        """Change a fact about a user."""

    def export(self, user: str) -> dict[str, Any]:
        """Everything kept about a user, as one JSON document."""


class Talker(Protocol):
    """An agent that holds many conversations apart; `agent.agent.Agent` is one."""

    @property
    def workspace(self) -> Place:
        """What the agent recommends from."""

    @property
    def brain(self) -> Mind:
        """Who understands and words."""

    @property
    def store(self) -> Keeper:
        """What is kept about named users; ConfigError if it cannot be opened."""

    def stream(self, text: str, *, conversation: str = "default", user: str | None = None) -> AsyncIterator[Event]:
        """One turn's events; the last one is "done" and carries the reply."""

    def stream_act(
        self, understanding: Understanding, *, conversation: str = "default", user: str | None = None
    ) -> AsyncIterator[Event]:
        """One turn without words of the person (a button), as events like those of `stream`."""

    def act(self, understanding: Understanding, *, conversation: str = "default", user: str | None = None) -> Reply:
        """The same, the reply only."""

    def state(self, conversation: str, *, user: str | None = None) -> DialogueState:
        """What is known in a conversation; a fresh state for an unknown one. ConfigError if the store fails."""

    def remembered(self, user: str) -> Profile:
        """What is remembered about a user; ConfigError if the store fails."""

    def reread(self, user: str) -> None:
        """What is kept about a user was changed by hand: their conversations go on from that."""

    def end(self, conversation: str) -> None:
        """Forget a conversation that has no user."""
