"""An act in a few words, for people who read dialogues: `act_words`.

Knows kinds of acts. These are no messages: how an act is said is for the voices.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.acts import UserAct


def act_words(act: UserAct, labels: Mapping[str, str]) -> str:
    """An act in a few words, for example "reject 2: runtime at most 90"; `labels` of items by id."""
    words = act.kind.replace("_", " ").replace("dont", "don't")
    words += f" {act.place}" if act.place is not None else ""
    words += f" {labels.get(act.item, act.item)}" if act.item is not None else ""
    words += f" {act.field.replace('_', ' ')}" if act.field is not None else ""
    words += f": {act.constraint.describe()}" if act.constraint is not None else ""
    words += {None: "", True: ", liked", False: ", disliked"}[act.liked]
    return words + (f": {act.why.replace('_', ' ')}" if act.why is not None else "")
