"""What a model thinks aloud before it answers: `Thoughts` takes it out.

Knows the tags that reasoning models put around their thoughts where the server does not take them out. Knows nothing
about what is said.
"""

from __future__ import annotations

_TAGS = (("<think>", "</think>"), ("<thinking>", "</thinking>"))


class Thoughts:
    """Text in as chunks, out without the thoughts in front of it."""

    def __init__(self) -> None:
        self._held = ""
        self._speaking = False
        self._thought = False

    def without(self, chunk: str) -> str:
        """What of the text so far is known to be said, and was not given out before."""
        if self._speaking:
            return chunk
        self._held += chunk
        start = self._held.lstrip()
        for begin, end in _TAGS:
            if start.startswith(begin):
                _, ended, said = start.partition(end)
                if not ended:
                    return ""
                self._thought, self._held, start = True, said, said.lstrip()
        return "" if any(begin.startswith(start) for begin, _ in _TAGS) else self._speak()

    def rest(self) -> str:
        """What was held back, at the end of the text; unfinished thoughts are not said."""
        return "" if self._held.lstrip().startswith(tuple(begin for begin, _ in _TAGS)) else self._speak()

    def _speak(self) -> str:
        said, self._held, self._speaking = self._held, "", True
        return said.lstrip() if self._thought else said


def answer_of(text: str) -> str:
    """A whole text without thoughts; some servers leave out the tag that opens them."""
    if text.lstrip().startswith(("{", "`")):  # JSON may speak of anything
        return text
    for begin, end in _TAGS:
        _, ended, said = text.partition(end)
        if ended or text.lstrip().startswith(begin):
            return said.lstrip()
    return text
