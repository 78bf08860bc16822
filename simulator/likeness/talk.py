"""A dialogue in the one form in which people's and simulated ones are compared: `Talk`.

Knows lines, who said them, and which items are named and shown. Knows no figure and no act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from catalog.dialogues import NOT_SAID, without_years
from catalog.dialogues import Dialogue as HumanDialogue
from catalog.table import Catalog
from simulator.record import Dialogue

TITLE = "xtitlex"
"""Stands for the title of an item, so that a difference in words is not one of items."""


@dataclass(frozen=True)
class Line:
    """What one side said until the other spoke, titles replaced by `TITLE`, years in brackets left out. `named`: items
    named by a person; `shown`: items an agent or recommender brought up for the first time."""

    by_user: bool
    text: str
    named: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Talk:
    """One dialogue. `seen`, `liked`: what is known of the items shown, True or False; `person`: whose it is."""

    person: str
    lines: tuple[Line, ...]
    seen: Mapping[str, bool] = field(default_factory=dict)
    liked: Mapping[str, bool] = field(default_factory=dict)

    @property
    def user_lines(self) -> tuple[Line, ...]:
        """What the person said."""
        return tuple(line for line in self.lines if line.by_user)


def human_talk(dialogue: HumanDialogue, catalog: Catalog) -> Talk:
    """A conversation between two people; what the seeker ticked tells what was seen and liked."""
    lines: list[Line] = []
    before: dict[str, None] = {}
    for role, turns in groupby(dialogue.turns, key=lambda turn: turn.role):
        said = list(turns)
        items = tuple(dict.fromkeys(item for turn in said for item in turn.items))
        seeker = role == "seeker"
        shown = () if seeker else tuple(item for item in items if item not in before)
        before.update(dict.fromkeys(items))
        text = _masked(" ".join(turn.text for turn in said), tuple(before), catalog)
        lines.append(Line(seeker, text, items if seeker else (), shown))
    suggested = {item for line in lines for item in line.shown}
    form = {item: answer for item, answer in dialogue.seeker_form.items() if item in suggested}
    return Talk(
        dialogue.id,
        tuple(lines),
        seen={item: bool(a.seen) for item, a in form.items() if a.seen != NOT_SAID},
        liked={item: bool(a.liked) for item, a in form.items() if a.liked != NOT_SAID},
    )


def simulated_talk(dialogue: Dialogue, catalog: Catalog) -> Talk:
    """A recorded dialogue; an item taken counts as liked, one the person said to know as seen."""
    lines: list[Line] = []
    before: set[str] = set()
    slate: tuple[str, ...] = ()
    seen: dict[str, bool] = {}
    liked: dict[str, bool] = {}
    for exchange in dialogue.exchanges:
        acts = exchange.user.acts
        known = (*(act.item for act in acts if act.item is not None), *slate)
        named = tuple(dict.fromkeys(item for item in known if _says(exchange.text, item, catalog)))
        lines.append(Line(True, _masked(exchange.text, known, catalog), named))
        for act in acts:
            if act.kind in ("seen", "accept") and act.place is not None and act.place <= len(slate):
                item = slate[act.place - 1]
                seen[item] = act.kind == "seen"
                if act.kind == "accept" or act.liked is not None:
                    liked[item] = act.kind == "accept" or bool(act.liked)
        if exchange.agent is not None:
            reply = exchange.agent
            slate = reply.slate or slate
            new = tuple(item for item in reply.slate if item not in before)
            before.update(new)
            lines.append(Line(False, _masked(reply.text, reply.slate, catalog), shown=new))
    return Talk(dialogue.user, tuple(lines), seen, liked)


def _says(text: str, item: str, catalog: Catalog) -> bool:
    return item in catalog and any(title in text.casefold() for title in _titles(item, catalog))


def _masked(text: str, items: Sequence[str], catalog: Catalog) -> str:
    out = without_years(text)
    titles = sorted({t for item in items if item in catalog for t in _titles(item, catalog)}, key=len, reverse=True)
    for title in titles:
        start = out.casefold().find(title)
        while start >= 0 and len(out.casefold()) == len(out):
            out = f"{out[:start]}{TITLE}{out[start + len(title) :]}"
            start = out.casefold().find(title, start + len(TITLE))
    return out


def _titles(item: str, catalog: Catalog) -> tuple[str, ...]:
    """The title as it is shown, in small letters, and without a leading article."""
    title = without_years(catalog.label(catalog.row_of(item))).strip().casefold()
    short = title.removeprefix("the ")
    return (title, short) if len(short) > 3 else (title,)
