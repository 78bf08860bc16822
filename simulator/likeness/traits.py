"""What shows of a trait in talks: `KNOBS`, a figure for each trait that people's talks can tell.

Knows talks and traits by name. How a trait is set so that the figures agree is in `simulator.likeness.fitting`.

Other traits of `Persona` are not fitted. Talks alone cannot tell dont_know, noise, novelty and attention, and patience
not from people who were paid to talk until they had enough messages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from catalog.table import Catalog
from simulator.likeness.marginals import words
from simulator.likeness.tags import TELLING, tags_of
from simulator.likeness.talk import Talk

Values = npt.NDArray[np.float64]
_SLANG = re.compile(
    r"\b(?:lol|lmao|haha+|u|ur|gonna|wanna|gotta|kinda|sorta|yeah|yep|yup|nah|omg|btw|tho|idk|tbh|cuz|thx|pls|plz|dunno|"
    r"lemme|gimme|awesome|cool|dude|ya|im|dont|havent|didnt|thats)\b",
    re.IGNORECASE,
)
_COMMON, _RARE, _SHORTEST = 15, 2, 4
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Knob:
    """`figure`: of every talk, NaN where it tells nothing. `fit`: whether all quantiles of the figure are met, or its
    mean. `levels`: values of the trait that are tried, from the least to the greatest that is set. `excess`: the figure
    finds some where there is none, so that what it finds at the least level does not count."""

    trait: str
    figure: Callable[[Talk], float]
    fit: Literal["quantiles", "mean"]
    levels: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    excess: bool = False

    def of(self, talks: Sequence[Talk]) -> Values:
        """The figure of those talks that tell one."""
        values = np.array([self.figure(talk) for talk in talks], dtype=np.float64)
        return values[~np.isnan(values)]


def _length(talk: Talk) -> float:
    """Mean words of a message."""
    return float(np.mean([words(line.text) for line in talk.user_lines]))


def _thanks(talk: Talk) -> float:
    return float(np.mean(["thanks" in tags_of(line) for line in talk.user_lines]))


def _questions(talk: Talk) -> float:
    """The share of questions among what is said right after something was recommended."""
    after = [line for before, line in pairwise(talk.lines) if before.shown and line.by_user]
    return float(np.mean(["?" in line.text for line in after])) if after else float("nan")


def _slang(talk: Talk) -> float:
    return float(np.mean([bool(_SLANG.search(line.text)) for line in talk.user_lines]))


def _early(talk: Talk) -> float:
    """The share of telling messages that are among the first two."""
    tells = [bool(tags_of(line) & TELLING) for line in talk.user_lines]
    return sum(tells[:2]) / sum(tells) if any(tells) else float("nan")


KNOBS = (
    Knob("verbosity", _length, "quantiles"),
    Knob("politeness", _thanks, "mean"),
    Knob("curiosity", _questions, "mean", (0.0, 0.15, 0.3, 0.6, 1.0)),
    Knob("slang", _slang, "mean"),
    Knob("disclosure", _early, "mean", (0.1, 0.3, 0.5, 0.7, 0.9)),
)


def vocabulary(catalog: Catalog) -> frozenset[str]:
    """Words that the texts of several items have: no slips, however rare they are in talks."""
    counts = Counter(word for row in range(len(catalog)) for word in set(_words(catalog.text(row))))
    return frozenset(word for word, count in counts.items() if count > _RARE)


def typo_knob(talks: Sequence[Talk], written: frozenset[str]) -> Knob:
    """A knob for typos: the share of words that are not among the `written` ones, that hardly any of these people
    writes, and that are one slip away from what they often write. Words of simulated people that people do not use may
    look like slips, which is why only the excess counts."""
    counts = Counter(word for talk in talks for line in talk.user_lines for word in _words(line.text))
    common = {word for word, count in counts.items() if count >= _COMMON and len(word) >= _SHORTEST}
    known = written | {word for word, count in counts.items() if count > _RARE}
    return Knob("typos", lambda talk: _slips(talk, common, known), "mean", (0.0, 0.02, 0.05, 0.1), excess=True)


def _slips(talk: Talk, common: set[str], known: frozenset[str]) -> float:
    said = [word for line in talk.user_lines for word in _words(line.text)]
    slipped = sum(len(word) >= _SHORTEST and word not in known and bool(_near(word) & common) for word in said)
    return slipped / len(said) if said else float("nan")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _near(word: str) -> set[str]:
    """What a word becomes by one letter left out, put in, put for another or two swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    out = {a + b[1:] for a, b in splits if b} | {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    out |= {a + c + b[1:] for a, b in splits if b for c in letters} | {a + c + b for a, b in splits for c in letters}
    return out - {word}
