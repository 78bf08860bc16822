"""A point in a conversation: what was said and which items were named until then.

Knows how moments are read off a recorded dialogue. Knows no catalog and no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.dialogues import Dialogue, without_years


@dataclass(frozen=True)
class Moment:
    """What is known before a turn. `said`: (role, text without years) of every turn, oldest first. `items`: rows named,
    each once, in the order of their first mention. `asked`: those of them that the seeker named."""

    said: tuple[tuple[str, str], ...] = ()
    items: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()

    def of(self, role: str) -> list[str]:
        """The texts of one side, oldest first."""
        return [text for who, text in self.said if who == role]


def moments(dialogue: Dialogue, rows: Mapping[str, int]) -> Iterator[tuple[Moment, tuple[int, ...]]]:
    """The moment before each turn in which the human recommended something, and what: rows, each once.

    `rows`: item id -> row, of copies the first; items that it lacks are passed over.
    """
    said: list[tuple[str, str]] = []
    items: dict[int, None] = {}
    asked: dict[int, None] = {}
    for turn in dialogue.turns:
        named = dict.fromkeys(rows[item] for item in turn.items if item in rows)
        if turn.role == "recommender" and named:
            yield Moment(tuple(said), tuple(items), tuple(asked)), tuple(named)
        if turn.role == "seeker":
            asked |= named
        items |= named
        said.append((turn.role, without_years(turn.text)))
