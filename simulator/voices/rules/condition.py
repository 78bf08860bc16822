"""The ways to say one condition: `Condition`; and its values as one, `listed`.

Knows places in a sentence. How each comes about is in the files by what a field means; which one is used is for the
sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.constraint import Constraint


@dataclass(frozen=True)
class Condition:
    """Words for one condition; every entry says it whole, in its place, and nothing else.

    A wish has `says`, an exclusion `what`.
    """

    constraint: Constraint
    before: tuple[str, ...] = ()
    """Before the noun: "korean", "90s", "horror"."""
    nouns: tuple[tuple[str, str], ...] = ()
    """Instead of the noun, as (one, several): "comedy", "comedies"."""
    after: tuple[str, ...] = ()
    """After the noun: "with Tom Hanks", "from the 90s"."""
    adjectives: tuple[str, ...] = ()
    """Of `before`, what also stands after "something": "funny"."""
    says: tuple[str, ...] = ()
    """What the item is to be, as after "it should be": "funny", "from the 90s", "a comedy", "two hours tops"."""
    what: tuple[str, ...] = ()
    """What it must not be or have, as after "no": "horror", "musicals", "Tom Cruise movies"."""
    topic: tuple[str, ...] = ()
    """A name for the condition, as in "forget the … thing"."""
    complaints: tuple[str, ...] = ()
    """What is wrong with an item that goes against it: "too long"."""

    @property
    def negative(self) -> bool:
        """Whether it says what must not be."""
        return bool(self.what)


def listed(values: Sequence[str], constraint: Constraint) -> str:
    """The values of a condition as one: "a and b" where all must hold, else "a or b"."""
    return (" and " if constraint.op == "all_of" else " or ").join(values)
