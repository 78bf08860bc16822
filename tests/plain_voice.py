"""A voice for tests: says every act in one dull sentence, so that a test can see what was worded."""

from __future__ import annotations

from simulator.acts import UserAct, UserTurn
from simulator.draws import Draws
from simulator.view import View
from simulator.voice import Voice


class PlainVoice(Voice):
    name = "plain"

    def word(self, turn: UserTurn, view: View, draws: Draws) -> str:
        return " ".join(_sentence(act, view) for act in turn.acts)


def _sentence(act: UserAct, view: View) -> str:
    parts = [act.kind.replace("_", " ")]
    if act.place is not None:
        parts.append(view.slate[act.place - 1])
    if act.constraint is not None:
        field = view.schema.field(act.constraint.field)
        parts.append(act.constraint.describe(field.label, field.unit))
    if act.item is not None:
        parts.append(view.named[act.item])
    parts += [part for part in (act.field, act.why) if part]
    return " ".join(parts) + "."
