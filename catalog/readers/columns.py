"""Which column is the id, the title, the user, the value: guessed by name, checked by content.

Knows common column names and how to say what is missing. Knows nothing about files or rating scales.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalog.errors import CatalogError
from catalog.readers.dataset import Overrides
from catalog.readers.textfiles import Rows, quoted

ID_NAMES = ("id", "itemid", "item", "productid", "asin", "sku", "isbn", "slug", "uuid", "key")
TITLE_NAMES = ("title", "name", "itemname", "itemtitle", "productname", "producttitle", "headline", "label")
USER_NAMES = ("userid", "user", "uid", "customerid", "customer", "reviewerid", "reviewer", "memberid")
VALUE_NAMES = ("rating", "stars", "score", "value", "preference")
VERDICT_NAMES = ("recommend", "recommended", "liked", "like", "voted", "votedup", "isrecommended")
HOURS_NAMES = ("hours", "hoursplayed", "playtime", "playtimehours", "hoursonrecord")
TIME_NAMES = ("timestamp", "time", "date", "datetime", "unixreviewtime", "createdat", "reviewdate")

_HOW = 'say which one it is in a schema file ([fields.NAME] with role = "{role}") and pass it with --schema'


def plain_name(column: str) -> str:
    """A column name without case and punctuation ("User ID" -> "userid")."""
    return re.sub(r"[^a-z0-9]", "", column.lower())


def named(columns: Iterable[str], names: Sequence[str]) -> str | None:
    """The column whose plain name comes first in `names`, or None."""
    by_name = {plain_name(column): column for column in reversed(list(columns))}
    return next((by_name[name] for name in names if name in by_name), None)


def with_role(overrides: Overrides | None, role: str) -> str | None:
    """The column that the overrides give this role, or None."""
    return next((column for column, said in (overrides or {}).items() if said.get("role") == role), None)


def is_blank(value: object) -> bool:
    """True for a value that says nothing: null or blank text."""
    return value is None or (isinstance(value, str) and not value.strip())


def id_text(value: object) -> str:
    """An id as text: no blanks around it, and 7.0 (an integer that passed through a float column) is "7"."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def find_title(table: Rows, overrides: Overrides | None) -> str:
    """The title column; CatalogError where none is named and none can be guessed."""
    columns = table.columns
    said = with_role(overrides, "title")
    if said is not None:
        return _existing(said, table, "title")
    endings = [column for column in columns if plain_name(column).endswith(("title", "name"))]
    found = named(columns, TITLE_NAMES) or (endings[0] if len(endings) == 1 else None)
    if found is None:
        raise CatalogError(_missing(table, "title"))
    return found


def find_id(table: Rows, overrides: Overrides | None) -> str:
    """The id column: named, called like one, or the only column that ends in "id" and never repeats."""
    columns = table.columns
    said = with_role(overrides, "id")
    if said is not None:
        return _existing(said, table, "id")
    stem = plain_name(table.path.stem).removesuffix("s")
    found = named(columns, (*ID_NAMES[:2], f"{stem}id", *ID_NAMES[2:]))
    if found is None:
        likely = [column for column in columns if plain_name(column).endswith("id") and _unique(table, column)]
        found = likely[0] if len(likely) == 1 else None
    if found is None:
        raise CatalogError(_missing(table, "id"))
    return found


def check_ids(table: Rows, column: str) -> list[str]:
    """The id of every row as text; CatalogError names the first row without one and the first repeated id."""
    seen: dict[str, int] = {}
    for index, row in enumerate(table.rows):
        value = row.get(column)
        if is_blank(value) or isinstance(value, list | dict | bool):
            raise CatalogError(f"{quoted(table.path)} {table.place(index)} has no usable id in column {column!r}")
        item_id = id_text(value)
        if item_id in seen:
            first, second = table.place(seen[item_id]), table.place(index)
            raise CatalogError(
                f"{quoted(table.path)} has the id {item_id!r} twice (column {column!r}): {first} and {second}"
            )
        seen[item_id] = index
    return list(seen)


def _unique(table: Rows, column: str) -> bool:
    values = [row.get(column) for row in table.rows]
    return not any(is_blank(v) or isinstance(v, list | dict) for v in values) and len(
        {id_text(v) for v in values}
    ) == len(values)


def _existing(column: str, table: Rows, role: str) -> str:
    if column not in table.columns:
        raise CatalogError(
            f"{quoted(table.path)} has no column {column!r}, which the schema names as the {role}; "
            f"columns: {', '.join(table.columns)}"
        )
    return column


def _missing(table: Rows, role: str) -> str:
    columns = ", ".join(table.columns)
    return f"{quoted(table.path)} has no {role} column (columns: {columns}); {_HOW.format(role=role)}"
