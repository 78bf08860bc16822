"""How a decided turn is worded: `Voice`.

Knows what goes in and comes out. What to do in a turn is decided before, by `simulator.core`; a voice adds nothing to
it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from simulator.acts import UserTurn
from simulator.draws import Draws
from simulator.view import View


class Voice(ABC):
    """Words for acts; holds nothing that changes from message to message."""

    name: str

    @abstractmethod
    def word(self, turn: UserTurn, view: View, draws: Draws) -> str:
        """One message, never empty, that says every act of `turn` and nothing else. The purpose of every draw begins
        with "words". What holds all through a dialogue, such as a habit, is drawn for turn 0; all else depends on
        `view.turn` and `view.attempt`, so that a second try reads otherwise."""
