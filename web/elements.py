"""Small pieces of HTML that the page's parts share: buttons, chips, lists.

Knows how text becomes HTML: every value goes through `Markup.format`, which escapes it, because titles, names
and messages are data. Knows nothing about catalogs or turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

NOTHING = Markup("")
_LONGEST_CHIP = 200


def joined(parts: Iterable[Markup | str], between: str = "") -> Markup:
    """The parts one after the other; plain strings are escaped."""
    return Markup(between).join(parts)


def cut(text: str, most: int) -> str:
    """The text, or its beginning where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"


def button(
    words: str,
    data: Mapping[str, str],
    *,
    label: str = "",
    kind: str = "",
    pressed: bool | None = None,
    expanded: bool | None = None,
) -> Markup:
    """A button that reports `data` to the server; `label` is read to those who do not see where it stands, and whether
    it is pressed or has opened something."""
    attributes = joined(Markup(' data-{}="{}"').format(name, value) for name, value in data.items())
    if label:
        attributes += Markup(' aria-label="{}"').format(label)
    for name, on in (("pressed", pressed), ("expanded", expanded)):
        if on is not None:
            attributes += Markup(' aria-{}="{}"').format(name, "true" if on else "false")
    return Markup('<button type="button" class="{}"{}>{}</button>').format(f"press {kind}".strip(), attributes, words)


def chip(words: str, kind: str = "") -> Markup:
    """A short text in a frame."""
    return Markup('<span class="{}">{}</span>').format(f"chip {kind}".strip(), cut(words, _LONGEST_CHIP))


def folded(key: str, summary: Markup | str, body: Markup, kind: str) -> Markup:
    """A part that opens on a press; the page's script keeps it open under its `key` while the page is redrawn."""
    return Markup('<details class="{}" data-fold="{}"><summary>{}</summary>{}</details>').format(
        kind, key, summary, body
    )
