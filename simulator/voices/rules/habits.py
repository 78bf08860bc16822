"""How a person types: `Habits`, the same all through a dialogue.

Knows capitals, apostrophes, full stops and slips, and how sentences become one message. Does not know what is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.persona import Persona
from simulator.voices.rules.books import set_for
from simulator.voices.rules.choosing import Choosing
from simulator.voices.rules.marks import PARTS, is_title, plain

_DROPPED = re.compile(r"\b(\w+n)'(t)\b|\b(I|i|[Tt]hat|[Ii]t|[Ww]hat|[Tt]hey|[Ll]et|[Yy]ou)'(m|s|ve|re|d)\b")
_I = re.compile(r"\bi(?=\b|')")
_ABBREVIATIONS = ("US", "USA", "UK")
_STARTS = re.compile(r"(^|[.!?] )([\x02\x03\x05'\"]*)([a-z])")


@dataclass(frozen=True)
class Habits:
    """What somebody does at the keyboard."""

    lower: bool
    """No capitals, but for titles that would be lost without."""
    tidy: bool
    """Capitals where sentences begin, and full stops."""
    apostrophes: bool
    commas: bool
    """Short sentences are run together by commas."""
    asks: bool
    """A message that ends as a question ends in a question mark."""
    noun: int
    """Which of the nouns for an item the person uses."""

    @classmethod
    def of(cls, persona: Persona, choosing: Choosing) -> Habits:
        """The habits of a person, some drawn once for a dialogue."""
        courteous = set_for(persona) == "courteous"
        texting = set_for(persona) == "texting"
        lower = not courteous and choosing.habit(0.3 + persona.slang, "lower")
        return cls(
            lower=lower,
            tidy=courteous or (not lower and not texting and choosing.habit(0.75, "tidy")),
            apostrophes=courteous or not (texting or choosing.habit(0.15 + 3 * persona.typos, "apostrophes")),
            commas=choosing.habit(0.35, "commas") and not courteous,
            asks=not (lower and choosing.habit(0.5, "question marks")),
            noun=int(choosing.habit(0.1, "noun")),
        )

    def message(self, sentences: Sequence[str], choosing: Choosing) -> str:
        """One message of all sentences, still with marks."""
        out = ""
        for sentence in sentences:
            out = self._after(out, sentence) if out else sentence
        if out[-1] == "?" and not self.asks:
            out = out[:-1]
        if out[-1] not in "?!.)" and self.tidy:
            out += "."
        return self._cased(out)

    def finished(self, text: str) -> str:
        """The text without marks and, where the person leaves them out, without apostrophes."""
        if not self.apostrophes:
            out, end = [], 0
            for part in PARTS.finditer(text):
                out += [_unmarked(text[end : part.start()]), part[2]]
                end = part.end()
            text = "".join([*out, _unmarked(text[end:])])
        return plain(text)

    def _after(self, text: str, sentence: str) -> str:
        if text[-1] in "?!.,)":
            return f"{text} {_uncapped(sentence) if text[-1] == ',' else sentence}"
        short = len(plain(text).split()) <= 4
        return f"{text}, {_uncapped(sentence)}" if self.commas and short else f"{text}. {sentence}"

    def _cased(self, text: str) -> str:
        if self.lower:
            return _lowered(text)
        if self.tidy:
            text = _STARTS.sub(lambda found: found[1] + found[2] + found[3].upper(), text)
        return _I.sub("I", text) if self.tidy else text


def _uncapped(sentence: str) -> str:
    """The sentence as it goes on after a comma."""
    first = sentence.split()[0]
    stays = first in ("I", "I'm", "I've", "I'd", "I'll") or not first[0].isalpha() or first.isupper()
    return sentence if stays else sentence[0].lower() + sentence[1:]


def _unmarked(text: str) -> str:
    return _DROPPED.sub(lambda found: "".join(group for group in found.groups() if group), text)


def _lowered(text: str) -> str:
    """All lower case, but for titles of one word and abbreviations, which read as ordinary words otherwise."""
    out, end = [], 0
    for part in PARTS.finditer(text):
        stays = is_title(part[1]) and " " not in part[2]
        words = [word if stays or word in _ABBREVIATIONS else word.lower() for word in part[2].split(" ")]
        out += [text[end : part.start()].lower(), part[1], " ".join(words), part[0][-1]]
        end = part.end()
    return "".join([*out, text[end:].lower()])
