"""The card of one recommended item and the list of a slate's cards.

Knows which facts of an item a person wants at a glance, chosen by the roles of the catalog's fields, and the
card's buttons. Knows nothing about films or any other one catalog.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.reply import Shown
from agent.state import DialogueState
from catalog.constraint import plain
from catalog.item import Item
from catalog.schema import Field, Role
from catalog.table import Catalog
from web.elements import NOTHING, button, cut, folded, joined

_FACTS: tuple[tuple[Role, int], ...] = (
    ("genre", 3),
    ("creator", 2),
    ("duration", 1),
    ("certificate", 1),
    ("language", 2),
    ("country", 2),
    ("price", 1),
)
_UNITS = {"minutes": "min", "hours": "h"}
_LONGEST_TEXT = 420
_PERFORMERS = 5


def slate(shown: Sequence[Shown], catalog: Catalog, state: DialogueState, key: str) -> Markup:
    """All cards of a slate, numbered as a person may refer to them; `key` tells this slate from others."""
    if not shown:
        return NOTHING
    cards = joined(card(s, catalog, state, f"{key}-{n}", n) for n, s in enumerate(shown, start=1))
    return Markup('<ol class="slate">{}</ol>').format(cards)


def card(shown: Shown, catalog: Catalog, state: DialogueState, key: str, position: int) -> Markup:
    """One item: title, year, facts, reasons, more about it, buttons."""
    item = catalog.item(catalog.row_of(shown.item_id))
    year = Markup(' <span class="year">{}</span>').format(item.year) if item.year is not None else NOTHING
    gone = " gone" if shown.item_id in (*state.rejected, *state.disliked, *state.seen) else ""
    return Markup(
        '<li class="card{}" data-item="{}"><span class="position" aria-hidden="true">{}</span>'
        '<div class="matter"><h3>{}{}</h3>{}{}{}</div>{}</li>'
    ).format(
        gone,
        item.id,
        position,
        item.title,
        year,
        _facts(item, catalog),
        _reasons(shown),
        _about(item, catalog, key),
        _buttons(item, state),
    )


def _facts(item: Item, catalog: Catalog) -> Markup:
    facts = []
    for role, most in _FACTS:
        for field in catalog.schema.by_role(role)[:1]:
            if words := fact(item, field, most):
                facts.append(Markup('<span class="fact" title="{}">{}</span>').format(field.label, words))
    return Markup('<p class="facts">{}</p>').format(joined(facts, " ")) if facts else NOTHING


def fact(item: Item, field: Field, most: int) -> str:
    """The value of one field in words, at most `most` of several; empty where unknown."""
    value = item.attributes.get(field.name)
    if isinstance(value, bool | int | float):
        words = plain(value)
        unit = _UNITS.get(field.unit or "", field.unit or "")
        return f"{words}\N{NO-BREAK SPACE}{unit}" if unit and field.role != "year" else words
    return ", ".join(item.values(field.name)[:most])


def _reasons(shown: Shown) -> Markup:
    rows = joined(Markup("<li>{}</li>").format(reason) for reason in shown.reasons)
    return Markup('<ul class="reasons">{}</ul>').format(rows) if rows else NOTHING


def _about(item: Item, catalog: Catalog, key: str) -> Markup:
    parts = []
    for field in catalog.schema.by_role("text")[:1]:
        if text := " ".join(item.values(field.name)):
            parts.append(Markup("<p>{}</p>").format(cut(text, _LONGEST_TEXT)))
    for field in catalog.schema.by_role("performer")[:1]:
        if names := ", ".join(item.values(field.name)[:_PERFORMERS]):
            parts.append(Markup('<p><span class="dim">With</span> {}</p>').format(names))
    if not parts:
        return NOTHING
    summary = Markup('About<span class="sr-only"> {}</span>').format(item.label)
    return folded(f"about-{key}", summary, joined(parts), "about")


def _buttons(item: Item, state: DialogueState) -> Markup:
    liked, saved = item.id in state.liked, item.id in state.saved
    row = [
        button("Liked" if liked else "Like", _data("like", item), label=f"Like {item.label}", pressed=liked),
        button("Saved" if saved else "Save", _data("save", item), label=f"Save {item.label}", pressed=saved),
        button("Seen it", _data("seen", item), label=f"I have seen {item.label}"),
        button("Not for me", _data("reject", item), label=f"{item.label} is not for me"),
        button("More like this", _data("similar", item), label=f"More like {item.label}"),
    ]
    return Markup('<div class="actions" role="group" aria-label="{}">{}</div>').format(item.label, joined(row))


def _data(act: str, item: Item) -> dict[str, str]:
    return {"act": act, "item": item.id}
