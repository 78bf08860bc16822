"""Whether a model repeats what it was told: `Recital`.

Knows that so many words in a row are not there by chance. Knows no prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.language.draft import Draft
from catalog.titles import title_key

_RUN = 7


class Recital:
    """Finds pieces of `instructions` in texts."""

    def __init__(self, *instructions: str) -> None:
        self._runs = {run for text in instructions for run in _runs(text)}

    def found_in(self, value: Any) -> bool:
        """Whether a text, or one in plain data, holds a stretch of the instructions."""
        if isinstance(value, str):
            return any(run in self._runs for run in _runs(value))
        if isinstance(value, Mapping):
            return any(self.found_in(part) for part in value.values())
        return isinstance(value, list | tuple) and any(self.found_in(part) for part in value)

    def without(self, draft: Draft) -> Draft:
        """The draft less the parts that recite, and of lists less those entries; the same one where none does."""
        data = draft.model_dump()
        if not self.found_in(data):
            return draft
        kept = {}
        for name, value in data.items():
            if isinstance(value, list | tuple):
                kept[name] = [entry for entry in value if not self.found_in(entry)]
            elif not self.found_in(value):
                kept[name] = value
        return Draft.model_validate(kept)


def _runs(text: str) -> list[tuple[str, ...]]:
    words = title_key(text).split(" ")
    return [tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)]
