"""The message that tells a planner of one turn: `TurnMessage`, which can be made shorter.

Knows the labels, their order and what may be left out first. Knows nothing about where the facts come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.language.templates import as_json, render

_CUT = " … (cut) … "
_HEAD = 2 / 3
"""Share of what is left of a cut message that is its beginning."""
_SHORTEST = 200
"""Characters of the message that stay however little room there is."""


class TurnMessage:
    """Facts by label, in the order told, and the person's message.

    `kept`: exchanges of the dialogue that need no summary yet; None where none is wanted at all.
    """

    def __init__(self, facts: Mapping[str, Any], message: str, kept: int | None = None) -> None:
        self._facts = dict(facts)
        self._message = message
        self._kept = kept
        self._lines = {label: as_json(fact) for label, fact in self._facts.items() if fact}

    @property
    def size(self) -> int:
        """Characters of the text, the line `Summarise` always counted."""
        told = sum(len(label) + len(line) + len(": \n") for label, line in self._lines.items())
        return told + len(as_json(self._message)) + len("Summarise: 20\nMessage: ")

    def text(self) -> str:
        """The message as it is sent: a line per label, the person's message last."""
        ending = 0 if self._kept is None else max(0, len(self._facts["Dialogue"]) - self._kept)
        return render("planner_turn", lines=self._lines.items(), ending=ending, message=self._message)

    def shorten(self, most: int) -> None:
        """Leave things out until the text has at most `most` characters: examples, then hints, then the oldest of the
        dialogue; then cut the message, which keeps its beginning and end."""
        for less in (self._fewer_examples, self._fewer_hints, self._less_dialogue):
            while self.size > most and less():
                pass
        whole, left = self._message, len(self._message)
        while self.size > most and left > _SHORTEST:
            left = max(_SHORTEST, left - max(len(_CUT), self.size - most))
            head = int(_HEAD * left)
            self._message = whole[:head] + _CUT + whole[len(whole) - (left - head) :]

    def _fewer_examples(self) -> bool:
        return self._put("Examples", self._facts["Examples"][:-1])

    def _fewer_hints(self) -> bool:
        hints = self._facts["Hints"]
        values = {field: near[: len(near) // 2] for field, near in hints.get("values", {}).items() if len(near) > 1}
        left = {**hints, "values": values} if hints.get("values") else {}
        return self._put("Hints", {name: part for name, part in left.items() if part})

    def _less_dialogue(self) -> bool:
        return self._put("Dialogue", self._facts["Dialogue"][1:])

    def _put(self, label: str, fact: Any) -> bool:
        """Tell less under a label; False where there is nothing left to leave out."""
        changed = bool(self._facts[label])
        self._facts[label] = fact
        self._lines.pop(label, None) if not fact else self._lines.update({label: as_json(fact)})
        return changed
