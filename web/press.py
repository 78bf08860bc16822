"""A press on one of the page's buttons: `Press`, read from what the browser sent.

Knows every button, what it does to the dialogue and what it says on the person's behalf. What the browser sends
is not trusted: an unknown button or item is a CatalogError or ConfigError. Knows nothing about HTML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent.changes import Change, Drop, Feel, Refer, Reset, Wish
from agent.state import DialogueState
from agent.understanding import Understanding
from catalog.errors import ConfigError
from catalog.table import Catalog
from web.elements import cut

Effect = Literal["say", "turn", "place", "restart"]


@dataclass(frozen=True)
class Press:
    """What a button does: `say` sends `words` as a message, `turn` gives a new turn, `place` changes what is known
    without one, `restart` empties the page. `words` is what the person is shown to have said, or the confirmation."""

    effect: Effect
    words: str
    understanding: Understanding | None = None


def read_press(data: Mapping[str, Any], catalog: Catalog, state: DialogueState) -> Press:
    """The press that the browser reports; CatalogError or ConfigError if there is no such button or item."""
    act = str(data.get("act", ""))
    if act == "say":
        return Press("say", str(data.get("text", "")))
    if act == "restart":
        return Press("restart", "Start over", Understanding(intent="reset", changes=(Reset(),)))
    if act in ("drop", "unwish", "unavoid"):
        return _unsay(act, data, state)
    item = str(data.get("item", ""))
    label = catalog.label(catalog.row_of(item))
    if act in ("like", "save", "forget"):
        return _mark(act, item, label, state)
    if act in ("reject", "seen"):
        return _replace(act, item, label)
    if act == "similar":
        return Press("turn", f"More like {label}", Understanding(intent="recommend", changes=(Refer(items=(item,)),)))
    raise ConfigError(f"this page has no button {act!r}; reload it")


def _mark(act: str, item: str, label: str, state: DialogueState) -> Press:
    """Like and Save are switches; they and the removal in the panel leave the slate as it is."""
    already = item in (state.liked if act == "like" else state.saved)
    if act == "forget" or already:
        return Press("place", f"Removed: {label}", _quietly(Feel(items=(item,), feeling="forgotten")))
    if act == "like":
        return Press("place", f"Liked: {label}", _quietly(Feel(items=(item,), feeling="liked")))
    return Press("place", f"Saved for later: {label}", _quietly(Feel(items=(item,), feeling="saved")))


def _replace(act: str, item: str, label: str) -> Press:
    if act == "seen":
        feel, words = Feel(items=(item,), feeling="seen"), f"I have seen {label}"
    else:
        feel, words = Feel(items=(item,), feeling="rejected"), f"Not for me: {label}"
    return Press("turn", words, Understanding(intent="recommend", changes=(feel,)))


def _unsay(act: str, data: Mapping[str, Any], state: DialogueState) -> Press:
    text = str(data.get("text", ""))
    if act == "drop":
        drop = Drop(field=str(data.get("field", "")), values=_values(data.get("values")))
        return Press("place", f"Removed: {cut(text, 120)}", _quietly(drop))
    avoid = act == "unavoid"
    left = [w for w in (state.avoids if avoid else state.wishes) if w != text]
    changes: list[Change] = [Wish(text="", avoid=avoid, replace=True)]
    changes += [Wish(text=w, avoid=avoid) for w in left]
    return Press("place", f"Removed: {cut(text, 120)}", _quietly(*changes))


def _values(raw: object) -> tuple[str, ...]:
    """The values that a chip carries as a JSON list."""
    try:
        values = json.loads(str(raw or "[]"))
    except json.JSONDecodeError as error:
        raise ConfigError(f"this page sent values that are no list: {str(raw)[:80]!r}; reload it") from error
    return tuple(str(v) for v in values) if isinstance(values, list) else ()


def _quietly(*changes: Change) -> Understanding:
    """Changes that ask for no new slate."""
    return Understanding(intent="known", changes=changes)
