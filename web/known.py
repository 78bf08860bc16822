"""The panel "What I know": what the agent has taken from the conversation, each with a remove button.

Knows the parts of the dialogue state that a person may want to see and take back. Knows nothing about turns.
"""

from __future__ import annotations

import json

from markupsafe import Markup

from agent.state import DialogueState
from catalog.table import Catalog
from web.elements import NOTHING, button, cut, joined
from web.trace import condition

_LONGEST = 120
_EMPTY = Markup(
    '<p class="dim">Nothing yet. As you talk, what you ask for, like, have seen or saved is kept here, and you can '
    "take any of it back.</p>"
)


def known(state: DialogueState, catalog: Catalog, you: Markup = NOTHING) -> Markup:
    """The whole panel; `you` is its part about who is talking."""
    parts = joined(
        [
            _group("You asked for", _conditions(state, catalog)),
            _group("You feel like", [_row(w, {"act": "unwish", "text": w}) for w in state.wishes]),
            _group("Rather not", [_row(w, {"act": "unavoid", "text": w}) for w in state.avoids]),
            _items("More like", state.similar_to, catalog),
            _items("Liked", state.liked, catalog),
            _items("Not for you", tuple(dict.fromkeys((*state.disliked, *state.rejected))), catalog),
            _items("Seen", state.seen, catalog),
            _items("Saved for later", state.saved, catalog),
        ]
    )
    return Markup(
        '<aside id="known" aria-labelledby="known-title"><header><h2 id="known-title">What I know</h2>{}</header>'
        "{}{}</aside>"
    ).format(button("Close", {"act": "panel"}, label="Close what I know", kind="close"), parts or _EMPTY, you)


def _conditions(state: DialogueState, catalog: Catalog) -> list[Markup]:
    rows = []
    for constraint in state.constraints:
        words = condition(constraint, catalog)
        values = json.dumps([str(value) for value in constraint.values], ensure_ascii=False)
        rows.append(_row(words, {"act": "drop", "field": constraint.field, "values": values, "text": words}))
    return rows


def _items(heading: str, items: tuple[str, ...], catalog: Catalog) -> Markup:
    known_items = [item for item in reversed(items) if item in catalog]
    return _group(
        heading, [_row(catalog.label(catalog.row_of(item)), {"act": "forget", "item": item}) for item in known_items]
    )


def _row(words: str, data: dict[str, str]) -> Markup:
    words = cut(words, _LONGEST)
    remove = button("Remove", data, label=f"Remove {words}", kind="remove")
    return Markup("<li><span>{}</span>{}</li>").format(words, remove)


def _group(heading: str, rows: list[Markup]) -> Markup:
    return Markup("<section><h3>{}</h3><ul>{}</ul></section>").format(heading, joined(rows)) if rows else NOTHING
