"""Sentences out of text that arrives in pieces: `Sentences`.

Knows where a sentence ends, abbreviations, initials and titles with marks in them included. Knows nothing about what
a sentence says.
"""

from __future__ import annotations

import re

_END = re.compile(r"""[.!?…]+[\])"'”“’»*_]*(?=\s)|[。！？]+[」』”]*|\n""")
_NO_END = re.compile(
    r"(?:(?<![^\W\d_])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Sr|Sra|Jr|Prof|Hr|Fr|Mme|Mlle|vs|etc|No|Nr|ca|bzw|inkl|ggf|evtl|Vol|approx|min|Min|"
    r"e\.g|i\.e|z\.\s?B|u\.\s?a|d\.\s?h|p\.\s?ej|a\.\s?k\.\s?a)|(?:^|\n)\s*\d{1,2}|\s\d{1,2})\.$"
)
"""Text before a full stop that ends no sentence: initials, abbreviations, the number of a list, a German ordinal."""
_BULLET = re.compile(r"^(?:[-*•–>#]+\s+|\d{1,2}[.)]\s+)")


class Sentences:
    """Collects chunks and gives back the sentences that are complete, each on one line without outer space."""

    def __init__(self) -> None:
        self._text = ""

    @property
    def waiting(self) -> int:
        """Characters that belong to no complete sentence yet."""
        return len(self._text)

    def add(self, chunk: str) -> list[str]:
        """The sentences that a chunk completes; how the text was cut into chunks makes no difference."""
        self._text += chunk
        done: list[str] = []
        start = 0
        for end in _END.finditer(self._text):
            if end.group() == "\n" or self._ends(start, end.end()):
                done.append(self._text[start : end.end()])
                start = end.end()
            elif not self._text[end.end() :].strip():
                break  # what follows will tell
        self._text = self._text[start:]
        return [line for text in done if (line := _line(text))]

    def rest(self) -> list[str]:
        """What is left at the end of the text: one sentence or none."""
        text, self._text = self._text, ""
        return [line] if (line := _line(text)) else []

    def _ends(self, start: int, end: int) -> bool:
        """Whether a mark ends a sentence: it ends no abbreviation, and what follows does not go on in lower case."""
        gap = len(self._text[end:]) - len(after := self._text[end:].lstrip())
        if self._text[end - 1] in "。！？」』" or "\n" in self._text[end : end + gap]:
            return True
        return bool(after) and not after[0].islower() and not _NO_END.search(self._text[start:end])


def _line(text: str) -> str:
    """The text on one line, without the mark of a list."""
    return _BULLET.sub("", " ".join(text.split()))
