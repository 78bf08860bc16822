"""An agent with one tool: `Listener`, which follows what is said and shows what its tool ranks first.

Knows how the embedded understanding fills a dialogue state, and the plain words around a list. Has no gate, gives no
condition up, asks nothing and shows nothing twice. Does not know how a tool ranks: that is each agent's own.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agent.changes import apply, next_turn
from agent.embedded.parser import Parser
from agent.state import SLATE_SIZE, DialogueState, added
from agent.understanding import Understanding
from catalog.columns import Mask
from catalog.constraint import Constraint
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.agents.acts_understood import understood
from simulator.agents.day import day_of
from simulator.contestant import Contestant
from tools.candidates import Rows

if TYPE_CHECKING:
    from agent.settings import Settings
    from recommenders.workspace import Workspace


class Listener(Contestant):
    """Follows a dialogue and answers every message with a list; subclasses say what is on it."""

    def __init__(self, workspace: Workspace, settings: Settings | None = None) -> None:
        """The settings say only which day it is."""
        self.workspace = workspace
        self.catalog = workspace.catalog
        self._parser = Parser(workspace, day_of(workspace, settings))
        self.conversation = ""
        self.state = DialogueState()
        self.heard: tuple[str, ...] = ()
        """The messages so far, oldest first."""

    @abstractmethod
    def best(self, left: Mask) -> Rows:
        """int64[<= SLATE_SIZE]: the rows to show of those `left` (bool[n items]), best first."""

    def held(self) -> tuple[Constraint, ...] | None:
        """The hard conditions that the list keeps; None for a tool that goes by none."""
        return None

    def begin(self, conversation: str, user: str | None) -> None:
        """See `Contestant`; nobody is remembered."""
        self.conversation, self.state, self.heard = conversation, DialogueState(), ()

    def respond(self, message: str) -> AgentTurn:
        """See `Contestant`."""
        self.heard = (*self.heard, message)
        return self._next(self._parser.parse(message, self.state))

    def act(self, turn: UserTurn) -> AgentTurn:
        """See `Contestant`."""
        return self._next(understood(turn, self.state))

    def end(self) -> None:
        """See `Contestant`."""
        self.begin("", None)

    def left(self) -> Mask:
        """bool[n items]: what was not shown yet and is not among what the person named or set aside."""
        out = np.ones(len(self.catalog), dtype=bool)
        out[[self.catalog.row_of(item) for item in sorted(self.state.excluded) if item in self.catalog]] = False
        return out

    def reply(self, meant: Understanding) -> AgentTurn:
        """What is said to a message of that meaning; the state is the one after it."""
        return self.recommend([int(row) for row in self.best(self.left())[:SLATE_SIZE]])

    def recommend(self, rows: list[int]) -> AgentTurn:
        """A list of these rows in plain words; without any, that there is nothing to show."""
        slate = tuple(self.catalog.ids[row] for row in rows)
        if not slate:
            return AgentTurn(text="I have nothing to show for that.", kind="answer", held=self.held(), abstained=True)
        self.state = self.state.with_(slate=slate, shown=added(self.state.shown, slate))
        text = f"How about: {'; '.join(self.catalog.label(row) for row in rows)}?"
        return AgentTurn(text=text, kind="recommend", slate=slate, held=self.held())

    def _next(self, meant: Understanding) -> AgentTurn:
        self.state = apply(meant.changes, next_turn(self.state))
        return self.reply(meant)


def top(scores: npt.NDArray[np.floating], left: Mask) -> Rows:
    """int64[<= SLATE_SIZE]: the rows `left` with the greatest scores, float[n items], ties by row."""
    rows = np.flatnonzero(left)
    return np.asarray(rows[np.argsort(-scores[rows], kind="stable")[:SLATE_SIZE]], dtype=np.int64)
