"""What a reader hands over (`Dataset`), what a reader is (`Reader`), and which one takes a path.

Knows the contract of the entry-point group `parley.readers` and how the readers in it are asked. Knows no
format: every file layout is in a reader of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from catalog.dialogues import Dialogue
from catalog.errors import CatalogError, PluginError
from catalog.plugins import import_plugin

GROUP = "parley.readers"

Row = dict[str, object]
"""One item as it stands in its table: column name -> value (lists stay lists)."""

Overrides = Mapping[str, Mapping[str, object]]
"""What is said about columns instead of guessed: column name -> {"kind", "role", "unit", "synonyms"}."""


Holdout = Literal["last fifth", "last event", "given cases"]


class Event(NamedTuple):
    """One user met one item."""

    user_id: str
    item_id: str
    time: int
    """Seconds since 1970 (UTC), or the order number where only an order is known."""
    value: float
    """Preference in [-1, 1]; above 0 means liked, 1.0 where only the meeting is known."""


class Case(NamedTuple):
    """One question of an evaluation: what does this user take next?"""

    user_id: str
    history: tuple[str, ...]
    """Item ids, oldest first."""
    target: str


@dataclass(frozen=True)
class Dataset:
    """A table of items with what is known about its columns, and events on these items."""

    name: str
    rows: list[Row]
    events: list[Event]
    schema: Overrides | None = None
    """What the reader and the person know about the columns; None where inference is enough."""
    source: Literal["real", "synthetic"] = "real"
    """Where the events come from."""
    licence: str = "unknown; yours to check"
    noun: str = "item"
    plural: str = "items"
    notes: tuple[str, ...] = ()
    """What was left out or filled in, one sentence each, for a person to read."""
    holdout: Holdout = "last fifth"
    """How rankers are evaluated on this data: each user's last fifth of events, their last event (the one before it
    validates), or the given cases below."""
    validation: tuple[Case, ...] = ()
    test: tuple[Case, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()
    """Conversations about these items that may be learnt from; those kept for measuring are not among them."""


class Reader(ABC):
    """Turns a path into a `Dataset`; one class per file layout, no state."""

    name: ClassVar[str]
    general: ClassVar[bool] = False
    """True for a reader of any table: asked only where no other reader matches."""

    @abstractmethod
    def matches(self, path: Path) -> bool:
        """Whether `path` (which exists) has this reader's layout; quick, and no error but OSError."""

    @abstractmethod
    def read(self, path: Path, overrides: Overrides | None = None) -> Dataset:
        """The data at `path`; `overrides` win over what the reader knows itself.

        Raises CatalogError with one line that names the file (and the line in it) where it cannot be read.
        """


def merge_overrides(known: Overrides, overrides: Overrides | None, rows: Sequence[Row]) -> dict[str, dict[str, object]]:
    """What is known about the columns that hold a value in some row, with `overrides` on top.

    A person's override of a column that is not there is kept: whoever applies it says that it is unknown.
    """
    used = {column for row in rows for column, value in row.items() if value not in (None, "", [])}
    merged = {column: dict(settings) for column, settings in known.items() if column in used}
    for column, settings in (overrides or {}).items():
        merged.setdefault(column, {}).update(settings)
    return merged


def load_readers(entries: Iterable[EntryPoint] | None = None) -> list[Reader]:
    """One of each reader in `entries` (default: all that are installed), the general ones last.

    Raises PluginError where one cannot be imported or is no `Reader`.
    """
    readers: list[Reader] = []
    for entry in entry_points(group=GROUP) if entries is None else entries:
        kind = import_plugin(entry, "reader")
        if not (isinstance(kind, type) and issubclass(kind, Reader)):
            raise PluginError(f"the reader {entry.name!r} ({entry.value}) is not a class derived from Reader")
        readers.append(kind())
    if not readers:
        raise PluginError("no reader is installed; install Parley itself (pip install -e .)")
    return sorted(readers, key=lambda reader: (reader.general, reader.name))


def choose_reader(path: Path, entries: Iterable[EntryPoint] | None = None) -> Reader:
    """The reader whose layout `path` has; CatalogError if the path is missing or nobody knows it."""
    if not path.exists():
        raise CatalogError(f"{str(path)!r} does not exist")
    readers = load_readers(entries)
    known = ", ".join(reader.name for reader in readers)
    for general in (False, True):
        try:
            found = [reader for reader in readers if reader.general == general and reader.matches(path)]
        except OSError as error:
            raise CatalogError(f"{str(path)!r} cannot be read: {error.strerror}") from error
        if len(found) > 1:
            names = ", ".join(reader.name for reader in found)
            raise PluginError(f"{str(path)!r} is claimed by several readers: {names}; uninstall all but one")
        if found:
            return found[0]
    raise CatalogError(
        f"no reader knows the layout of {str(path)!r}; readers: {known}; "
        "a table is .jsonl, .json, .csv, .tsv or .parquet, or a folder with one of these"
    )


def read_dataset(path: Path, overrides: Overrides | None = None) -> Dataset:
    """Choose the reader of `path` among the installed ones and read it."""
    return choose_reader(path).read(path, overrides)
