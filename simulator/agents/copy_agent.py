"""The control `copy-last`: it says back what was named last.

Knows the titles in a message. Its success is what a benchmark gives away to repeating: it should be next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.state import SLATE_SIZE, added
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class CopyAgent(Contestant):
    """The five items named last in this dialogue, the last one first."""

    name = "copy-last"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """No setting matters."""
        self._catalog, self._linker = workspace.catalog, workspace.linker
        self._named: tuple[str, ...] = ()

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`."""
        self._named = ()

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`."""
        rows = [mention.rows[0] for mention in self._linker.mentions(message)]
        return self._repeated(tuple(self._catalog.ids[row] for row in rows))

    def act(self, turn: UserTurn) -> AgentTurn:
        """See `Contestant`."""
        return self._repeated(tuple(act.item for act in turn.acts if act.item is not None))

    def end(self) -> None:
        """See `Contestant`."""
        self._named = ()

    def _repeated(self, items: tuple[str, ...]) -> AgentTurn:
        self._named = added(self._named, items)
        slate = tuple(reversed(self._named))[:SLATE_SIZE]
        if not slate:
            return AgentTurn(text="Go on.", kind="chat")
        labels = [self._catalog.label(self._catalog.row_of(item)) for item in slate]
        return AgentTurn(text=f"How about: {'; '.join(labels)}?", kind="recommend", slate=slate)
