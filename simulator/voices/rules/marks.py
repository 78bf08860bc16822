"""Marks around what must stay readable in a message: `kept`, `named`, `titled`, `plain`.

Knows three marks: around values, around people's names and around titles. Does not know what is inside.
"""

from __future__ import annotations

import re

_KEPT, _NAMED, _TITLED, _END = "\x02", "\x03", "\x05", "\x04"
PARTS = re.compile(rf"([{_KEPT}{_NAMED}{_TITLED}])([^{_END}]*){_END}")
"""A marked part: its mark and what is inside; marks do not nest."""


def kept(text: str) -> str:
    """Text no slip of the finger touches: numbers, values, places on a list."""
    return f"{_KEPT}{text}{_END}"


def named(text: str) -> str:
    """A person's name, which is at times mistyped mildly."""
    return f"{_NAMED}{text}{_END}"


def titled(text: str) -> str:
    """A title, or part of one."""
    return f"{_TITLED}{text}{_END}"


def is_title(mark: str) -> bool:
    """Whether a mark found by `PARTS` is the one of titles."""
    return mark == _TITLED


def is_name(mark: str) -> bool:
    """Whether a mark found by `PARTS` is the one of names."""
    return mark == _NAMED


def plain(text: str) -> str:
    """The text without marks."""
    return PARTS.sub(lambda found: found[2], text)
