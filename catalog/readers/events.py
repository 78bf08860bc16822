"""Interaction files: any table with a user, an item and perhaps a value and a time becomes events.

Knows column names, rating scales and time formats. Knows nothing about the items but their ids.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from catalog.errors import CatalogError
from catalog.readers.columns import (
    HOURS_NAMES,
    ID_NAMES,
    TIME_NAMES,
    TITLE_NAMES,
    USER_NAMES,
    VALUE_NAMES,
    VERDICT_NAMES,
    id_text,
    is_blank,
    named,
    plain_name,
)
from catalog.readers.dataset import Event
from catalog.readers.textfiles import Rows, quoted, read_table

_YES_NO = dict.fromkeys(("1", "1.0", "true", "yes"), 1.0) | dict.fromkeys(("0", "0.0", "-1", "false", "no"), -1.0)
_T = TypeVar("_T")
_ENOUGH_HOURS = 10.0
_LEAST_LIKING = 0.1
_MILLISECONDS = 100_000_000_000  # a number this large is no count of seconds before the year 5138


class Events(NamedTuple):
    """Events of one file and what a person should know about how it was read."""

    events: list[Event]
    notes: tuple[str, ...]


class EventColumns(NamedTuple):
    """The columns of an interaction file; None where it has no such column."""

    user: str
    item: str
    value: str | None
    time: str | None


def event_columns(columns: Sequence[str]) -> EventColumns | None:
    """The roles of these columns, or None if they are not those of an interaction file."""
    user = named(columns, USER_NAMES)
    if user is None or named(columns, TITLE_NAMES) is not None:
        return None
    others = [column for column in columns if column != user]
    endings = [column for column in others if plain_name(column).endswith("id")]
    item = named(others, ID_NAMES[1:]) or (endings[0] if len(endings) == 1 else None)
    if item is None:
        return None
    value = named(others, (*VERDICT_NAMES, *VALUE_NAMES, *HOURS_NAMES))
    return EventColumns(user, item, value, named(others, TIME_NAMES))


def half_star(rating: float) -> float:
    """A rating of 0.5 to 5 stars as a preference in [-1, 1]: (rating - 2.75) / 2.25."""
    return max(-1.0, min(1.0, (rating - 2.75) / 2.25))


def rating_scale(low: float, high: float) -> tuple[float, float]:
    """The (lowest, highest) rating of the usual scale that holds ratings from `low` to `high`."""
    if low < 0:
        reach = max(1.0, -low, high)
        return -reach, reach
    if high <= 1:
        return 0.0, 1.0
    top = next((top for top in (5.0, 10.0, 100.0) if high <= top), high)
    bottom = next(bottom for bottom in (1.0, 0.5, 0.0) if low >= bottom) if top <= 10 else 0.0
    return bottom, top


def liking_of_hours(hours: float) -> float:
    """Hours spent as a preference: log(1 + h) / log(1 + 10), between 0.1 and 1; never a dislike."""
    return max(_LEAST_LIKING, min(1.0, math.log1p(hours) / math.log1p(_ENOUGH_HOURS)))


def seconds(value: object) -> int:
    """Seconds since 1970 of an epoch number (seconds or milliseconds) or an ISO date, else ValueError."""
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    if not math.isfinite(number):
        raise ValueError(f"{text} is no time")
    return int(number / 1000 if abs(number) >= _MILLISECONDS else number)


def read_events(path: Path, item_ids: Collection[str]) -> Events:
    """Events of an interaction file on the given items.

    Users and items are found by column name; a verdict (recommend, liked), a rating or hours become a
    preference (no hours recorded: 0.1), and without such a column each event counts 1.0. Without a time the
    order in the file is it. Events on unknown items are skipped and counted in the notes. Raises CatalogError
    with file and line.
    """
    table = read_table(path)
    found = event_columns(table.columns)
    if found is None:
        raise CatalogError(
            f"{quoted(path)} is no interaction file: it needs a user column and an item column, for example "
            f"user_id and item_id (columns: {', '.join(table.columns)})"
        )
    known = set(item_ids)
    values, notes = _values(table, found.value)
    times = _times(table, found.time)
    events = []
    for index, row in enumerate(table.rows):
        if is_blank(row.get(found.user)) or is_blank(row.get(found.item)):
            raise CatalogError(f"{quoted(path)} {table.place(index)} has no user or no item")
        item_id = id_text(row[found.item])
        if item_id in known:
            events.append(Event(id_text(row[found.user]), item_id, times[index], values[index]))
    skipped = len(table.rows) - len(events)
    if skipped:
        notes.append(f"{skipped} of {len(table.rows)} events in {path.name} were skipped: their items are unknown")
    return Events(events, tuple(notes))


def _values(table: Rows, column: str | None) -> tuple[list[float], list[str]]:
    if column is None:
        return [1.0] * len(table.rows), []
    if plain_name(column) in VERDICT_NAMES:
        return [_verdict(table, index, column) for index in range(len(table.rows))], []
    if plain_name(column) in HOURS_NAMES:
        hours = _numbers(table, column, 0.0)
        return [liking_of_hours(max(0.0, h)) for h in hours], []
    ratings = _numbers(table, column, math.nan)
    given = [rating for rating in ratings if not math.isnan(rating)]
    bottom, top = rating_scale(min(given, default=0.0), max(given, default=1.0))
    middle, half = (top + bottom) / 2, (top - bottom) / 2
    values = [1.0 if math.isnan(r) else (r - middle) / half for r in ratings]
    return values, [f"{column} in {table.path.name} is read on a scale from {bottom:g} to {top:g}"]


def _verdict(table: Rows, index: int, column: str) -> float:
    text = str(table.rows[index].get(column)).strip().lower()
    if text not in _YES_NO:
        raise CatalogError(f"{quoted(table.path)} {table.place(index)}: {column} is {text!r}, not a yes or a no")
    return _YES_NO[text]


def _numbers(table: Rows, column: str, blank: float) -> list[float]:
    def number(value: object) -> float:
        return blank if is_blank(value) else float(str(value))

    numbers = _column(table, column, number, "a number")
    for index, value in enumerate(numbers):
        if math.isinf(value):
            raise CatalogError(f"{quoted(table.path)} {table.place(index)}: {column} is infinite")
    return numbers


def _times(table: Rows, column: str | None) -> list[int]:
    if column is None:
        return list(range(len(table.rows)))
    return _column(table, column, seconds, "a time (seconds since 1970 or YYYY-MM-DD)")


def _column(table: Rows, column: str, convert: Callable[[object], _T], wanted: str) -> list[_T]:
    """Every value of a column, converted; CatalogError names the first row where that fails."""
    converted = []
    for index, row in enumerate(table.rows):
        try:
            converted.append(convert(row.get(column)))
        except (ValueError, OverflowError) as error:
            raise CatalogError(
                f"{quoted(table.path)} {table.place(index)}: {column} is {row.get(column)!r}, not {wanted}"
            ) from error
    return converted
