"""The default voice: `RulesVoice`, acts in chat English by a varied grammar, without a language model.

Knows how sentences, habits and slips are put together. Says every act and no more, for any catalog.
"""

from __future__ import annotations

from simulator.acts import UserTurn
from simulator.draws import Draws
from simulator.view import View
from simulator.voice import Voice
from simulator.voices.rules.choosing import Choosing
from simulator.voices.rules.habits import Habits
from simulator.voices.rules.sentences import Sentences
from simulator.voices.rules.slips import slipped
from simulator.voices.rules.speaking import Speaking


class RulesVoice(Voice):
    """Words for a person whose temper decides on register, length, slips and typing habits."""

    name = "rules"

    def word(self, turn: UserTurn, view: View, draws: Draws) -> str:
        """One message; CatalogError where an act is about a field that the catalog has not."""
        choosing = Choosing(draws, view.turn, view.attempt)
        habits = Habits.of(view.persona, choosing)
        spoken = Speaking(turn, Sentences(view, choosing, habits.noun)).all()
        text = habits.message(spoken, choosing)
        stream = draws.stream(view.turn, f"words:{view.attempt}:slips")
        return habits.finished(slipped(text, view.persona.typos, stream))
