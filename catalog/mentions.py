"""One place in a text where an item is meant.

Knows the span, the rows it may mean and how sure that is. Does not know how it was found.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """An item named in a text.

    `start`, `end`: character span in the text; a year that helped to decide ("(1995)") is part of it, quotes are
    not. `text`: exactly those characters. `rows`: catalog rows it may mean, best first, never empty.
    `score`: 0 to 1, how sure it is that a title is meant. `exact`: the words are a title's own, without a
    typing error. `certain`: rows[0] may be taken without asking. One row is always certain; with several rows it
    is certain when the others are much less known or later parts of a series; they stay listed so that a caller
    may offer them. Not certain means: ask.
    """

    start: int
    end: int
    text: str
    rows: tuple[int, ...]
    score: float
    exact: bool
    certain: bool = True
