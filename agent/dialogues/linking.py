"""Films found in plain text against the films that were meant.

Knows the unit (a film in a dialogue), and that a mention about which the brain would ask counts as not found. Does not
know how titles are found.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.dialogues import Dialogue, plain
from catalog.linking import TitleLinker


def link_counts(linker: TitleLinker, dialogue: Dialogue, rows: Mapping[str, int], copies: list[int]) -> list[int]:
    """[right, found, meant] of one dialogue.

    `rows`: item id -> row, of copies the first; `copies`: row -> the first of its copies. Turns prefer what was found
    in the turns before them.
    """
    meant = {rows[item] for turn in dialogue.turns for item in turn.items if item in rows}
    found: set[int] = set()
    before: set[int] = set()
    for turn in dialogue.turns:
        mentions = linker.mentions(plain(turn.text), prefer=frozenset(before), role=turn.role[0])
        before.update(mention.rows[0] for mention in mentions)
        found.update(copies[mention.rows[0]] for mention in mentions if mention.certain)
    return [len(found & meant), len(found), len(meant)]
