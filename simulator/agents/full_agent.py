"""The full agent under test: Parley's own, as people meet it.

Knows how `agent.Agent` is asked, in words or by acts, and keeps it from everybody's real memory. Does not know how it
answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.agent import Agent, load_agent
from agent.embedded.brain import EmbeddedBrain
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.agents.acts_understood import understood
from simulator.agents.day import day_of
from simulator.agents.turn_of_reply import turn_of
from simulator.contestant import Contestant

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class FullAgent(Contestant):
    """Parley's agent with the brain that the settings name; without settings, the embedded one."""

    name = "full"

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """ConfigError for a brain that does not exist or an endpoint that cannot be used."""
        self.agent = make_agent(workspace, settings)
        self._conversation = ""
        self._user: str | None = None

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`; what is remembered about a user lasts as long as this object."""
        self._conversation, self._user = conversation, user

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`."""
        return turn_of(self.agent.respond(message, conversation=self._conversation, user=self._user))

    def act(self, turn: UserTurn) -> AgentTurn:
        """The reply to acts; nothing is read, and the rest of the turn is as in words."""
        state = self.agent.state(self._conversation, user=self._user)
        meant = understood(turn, state)
        return turn_of(self.agent.act(meant, conversation=self._conversation, user=self._user))

    def end(self) -> None:
        """See `Contestant`."""
        self.agent.end(self._conversation, user=self._user)


def make_agent(workspace: Workspace, settings: Settings | None) -> Agent:
    """An agent with a memory of its own, empty and gone with it, whose day is that of the catalog; errors as for
    `load_agent`."""
    from agent.store import Store

    llm = EmbeddedBrain.name if settings is None else None
    return load_agent(workspace, llm, settings=settings, today=day_of(workspace, settings), store=Store("sqlite://"))
