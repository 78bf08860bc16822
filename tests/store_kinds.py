"""The databases a store is tested on, and the turns and facts that tests put into it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import postgres_server

from agent.preference import PreferenceFact
from agent.state import DialogueState
from agent.state_json import state_to_json
from agent.store.records import TurnRecord
from catalog.constraint import Constraint

KINDS = ("sqlite", "postgresql")
DAY = dt.date(2026, 1, 15)
BEGUN = dt.datetime(2026, 1, 15, 20, 0, tzinfo=dt.UTC)


def new_store(kind: str, folder: Path) -> str:
    """The URL of an empty database."""
    if kind == "postgresql":
        return postgres_server.new_database()
    kept = folder / "kept"
    kept.mkdir()
    return f"sqlite:///{kept}/store.sqlite"


def on_disk(url: str) -> bytes:
    """Every byte of a store in a file, its log and whatever else lies beside it; or of a server's files and its dump."""
    if not url.startswith("sqlite"):
        server = postgres_server.server()
        return server.dump(url) + server.files_of(url)
    folder = Path(url.removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


def fact(item: str | None = None, **about: Any) -> PreferenceFact:
    """A fact about ann; without an item it is about horror."""
    values: dict[str, Any] = {"user": "ann", "catalog": "films", "strength": 1, "turn": 1, "date": DAY}
    if item is None:
        horror = Constraint(field="genres", op="none_of", value=("Horror",), turn=1)
        values |= {"kind": "constraint", "constraint": horror, "polarity": -1}
    else:
        values |= {"kind": "liked", "item_id": item, "polarity": 1}
    return PreferenceFact.model_validate(values | about)


def turn(words: str = "something good", state: DialogueState | None = None, **about: Any) -> TurnRecord:
    """A turn of ann's first conversation."""
    values: dict[str, Any] = {"user": "ann", "catalog": "films", "conversation": "one", "date": BEGUN, "words": words}
    values |= {"reply": {"type": "chat", "text": "well"}, "state": state_to_json(state or DialogueState(turn=1))}
    return TurnRecord.model_validate(values | about)


def felt(item: str, feeling: str = "liked") -> dict[str, Any]:
    """A change of heart about an item, as turns keep it."""
    return {"kind": "feel", "items": [item], "feeling": feeling}
