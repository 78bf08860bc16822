"""Words for a turn from a language model, read back: `ModelWords`.

Knows when the model's words will do and when the rules voice speaks in its place. What is done in the turn is decided
before.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.acts import UserTurn
from simulator.asked import NOTHING, Asked
from simulator.draws import Draws
from simulator.language.answer_store import ModelAnswer
from simulator.language.user_model import UserModel
from simulator.language.wording_check import problems_of
from simulator.language.wording_prompt import wording_messages
from simulator.view import View
from simulator.voice import Voice

FELL_BACK = "fell_back"


@dataclass(frozen=True)
class Worded:
    """A message, what happened on the way to it, and what was asked for it."""

    text: str
    notes: tuple[str, ...] = ()
    asked: Asked = NOTHING


class ModelWords:
    """Words by the model where they say the acts and nothing else, by the rules voice where they do not."""

    def __init__(self, model: UserModel, rules: Voice) -> None:
        self.model, self.rules = model, rules

    def word(self, turn: UserTurn, view: View, draws: Draws) -> Worded:
        """One message for `turn`. Raises InfrastructureFault and BudgetSpent as the model does."""
        answer = self.model.ask("wording", wording_messages(turn, view), sample(draws, view))
        return self.checked(turn, view, draws, answer.text, asked_for(answer))

    def checked(self, turn: UserTurn, view: View, draws: Draws, said: str, asked: Asked = NOTHING) -> Worded:
        """`said` if it says `turn`, else the words of the rules voice."""
        text = said.strip().strip('"“” ')
        if text and not problems_of(text, turn, view):
            return Worded(text, (), asked)
        return Worded(self.rules.word(turn, view, draws), (FELL_BACK,), asked)


def sample(draws: Draws, view: View) -> str:
    """The name of the draw that an answer stands for: equal people at equal turns get equal answers."""
    return f"{draws.unit(view.turn, f'words:model:{view.attempt}'):.15f}"


def asked_for(answer: ModelAnswer) -> Asked:
    """What an answer took when it was first asked for."""
    return Asked(calls=1, input_tokens=answer.input_tokens, output_tokens=answer.output_tokens, cost=answer.cost)
