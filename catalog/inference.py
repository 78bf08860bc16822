"""Guessing a `Schema` from a table, and applying a person's TOML overrides to it.

Knows the column names that occur in practice and what values look like. Knows nothing about files of data.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.errors import CatalogError
from catalog.schema import Field, Kind, Role, Schema

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
"""A character reference with its semicolon: "rock&reg" is none."""
# Column name (lower case, singular or plural) -> role. The first match by the whole name wins.
_ROLES: tuple[tuple[str, Role], ...] = (
    (r"id|item_?id|movie_?id|product_?id|asin|sku|isbn|app_?id", "id"),
    (r"title|name|product_?name|item_?name", "title"),
    (r"plot|overview|synopsis|description|summary|text|tagline|abstract|tmdb_overview", "text"),
    (r"popularity|renown|n_?owners|n_?reviews|votes|num_?votes|tmdb_votes|rating_?count", "popularity"),
    (r"year|release_?year|published|publication_?year", "year"),
    (r"runtime|duration|length|running_?time|minutes", "duration"),
    (r"directors?|creators?|authors?|artists?|developers?|brand|designers?|composers?", "creator"),
    (r"actors?|cast|stars?|performers?", "performer"),
    (r"genres?|categor(y|ies)", "genre"),
    (r"keywords?|tags?|genome_tags|themes?|specs?|topics?|subjects?|attributes?|coarse", "keyword"),
    (r"moods?|tones?|feel", "mood"),
    (r"languages?|lang", "language"),
    (r"countr(y|ies)|origin", "country"),
    (r"certificate|content_?rating|mpaa(_rating)?|age_?rating|rated", "certificate"),
    (r"price(_[a-z]{3})?|cost", "price"),
    (r"available|in_?stock", "available"),
    (r"sponsored|promoted", "sponsored"),
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?")
_FLAGS = {"true": True, "false": False, "yes": True, "no": False}
_KIND_OF_ROLE: dict[Role, Kind] = {"id": "category", "title": "title", "text": "text", "certificate": "category"}


def infer_schema(rows: Sequence[Mapping[str, Any]], *, noun: str = "item", plural: str | None = None) -> Schema:
    """Schema of a table given as rows; CatalogError when no column can be the id or the title."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise CatalogError("the table has no columns")
    taken: set[Role] = set()
    fields = [_guess(name, [row.get(name) for row in rows], taken) for name in names]
    return Schema(fields=tuple(f for f in fields if f), noun=noun, plural=plural or f"{noun}s")


def _guess(name: str, values: list[Any], taken: set[Role]) -> Field | None:
    present = [v for v in values if v not in (None, "", [], ())]
    role = next((r for pattern, r in _ROLES if re.fullmatch(pattern, name.lower())), None)
    if role in ("id", "title", "year", "duration", "certificate") and role in taken:
        role = None
    kind = _kind(present)
    if not present and role not in ("id", "title"):
        return None
    if role in _KIND_OF_ROLE:
        kind = _KIND_OF_ROLE[role]
    elif (
        (role in ("year", "duration", "price", "popularity") and kind not in ("number", "date"))
        or (role in ("genre", "keyword", "mood", "creator", "performer") and kind in ("number", "flag", "date"))
        or (role in ("available", "sponsored") and kind != "flag")
    ):
        role = None
    elif role in ("genre", "keyword", "mood", "creator", "performer", "language", "country") and kind == "text":
        kind = "category"
    if role is not None:
        taken.add(role)
    return Field(name=name, kind=kind, role=role, unit=_unit(name, role))


def _unit(name: str, role: Role | None) -> str | None:
    if role == "duration":
        return "minutes"
    if role == "year":
        return "year"
    if role == "price":
        code = name.rsplit("_", 1)[-1].upper()
        return code if len(code) == 3 and code.isalpha() else "USD"
    return None


def _kind(present: list[Any]) -> Kind:
    if not present:
        return "text"
    if all(isinstance(v, bool) or str(v).lower() in _FLAGS for v in present):
        return "flag"
    if all(isinstance(v, (list, tuple)) or _is_list(v) for v in present):
        return "categories"
    if all(_is_number(v) for v in present):
        return "number"
    texts = [str(v) for v in present]
    if all(_DATE.fullmatch(t) for t in texts):
        return "date"
    if sum("|" in t for t in texts) > 0.3 * len(texts):
        return "categories"
    mean_length = sum(map(len, texts)) / len(texts)
    return "category" if mean_length <= 40 else "text"


def _is_number(value: Any) -> bool:
    if isinstance(value, (int, float)):
        return not isinstance(value, bool)
    return bool(re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", str(value).strip()))


def _is_list(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("[") and value.endswith("]")


def parse_value(field: Field, value: Any) -> Any:
    """A cell as the kind of its field says: list of str, float or int, bool, str; None where unknown.

    Text cells of categories are split at "|" or read as a JSON list. CatalogError for what cannot be read.
    """
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return None
    if field.kind == "categories":
        return _parse_list(value) or None
    if field.kind == "number":
        if not _is_number(value):
            raise CatalogError(f"field {field.name!r}: {value!r} is not a number")
        number = float(value)
        return int(number) if number.is_integer() else number
    if field.kind == "flag":
        return value if isinstance(value, bool) else _FLAGS.get(str(value).strip().lower())
    if isinstance(value, (list, tuple)):
        value = " ".join(str(v) for v in value)
    return (str(value).strip() if field.role == "id" else _plain(value)) or None


def _plain(value: object) -> str:
    """Text as people read it: crawled tables write "&amp;" for "&"."""
    return _REFERENCE.sub(lambda m: unescape(m.group()), str(value)).strip()


def _parse_list(value: Any) -> list[str]:
    if _is_list(value):
        try:
            value = json.loads(value)
        except ValueError:
            value = value[1:-1].replace("'", "").split(",")
    parts = value if isinstance(value, (list, tuple)) else str(value).split("|")
    return list(dict.fromkeys(text for part in parts if (text := _plain(part))))


def load_overrides(path: Path) -> dict[str, Any]:
    """The overrides in a TOML file: `noun`, `plural` and a table `[fields.NAME]` per column."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(f"cannot read the schema file {str(path)!r}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"schema file {str(path)!r} is not valid TOML: {error}") from error


def apply_overrides(schema: Schema, overrides: Mapping[str, Any]) -> Schema:
    """The schema with overrides: per field `kind`, `role`, `unit`, `synonyms` or `drop = true`.

    CatalogError names an unknown key or column.
    """
    unknown = set(overrides) - {"noun", "plural", "fields"}
    if unknown:
        raise CatalogError(f"unknown key {sorted(unknown)[0]!r} in the schema; known: noun, plural, fields")
    changes: Mapping[str, Mapping[str, Any]] = overrides.get("fields", {})
    for name in changes:
        schema.field(name)
    claimed = {change["role"] for change in changes.values() if change.get("role") in ("id", "title")}
    fields = []
    for field in schema.fields:
        change = dict(changes.get(field.name, {}))
        if change.pop("drop", False):
            continue
        if field.role in claimed and change.get("role") != field.role:
            change = {"role": None, "kind": "category"} | change
        if change.get("role") in ("id", "title") and "kind" not in change:
            change["kind"] = _KIND_OF_ROLE[change["role"]]
        try:
            fields.append(Field(**(field.model_dump() | change)))
        except ValidationError as error:
            first = error.errors()[0]
            raise CatalogError(f"schema of field {field.name!r}: {first['loc'][0]}: {first['msg']}") from None
    noun = str(overrides.get("noun", schema.noun))
    plural = str(overrides.get("plural", schema.plural if noun == schema.noun else f"{noun}s"))
    return Schema(fields=tuple(fields), noun=noun, plural=plural)


def check_schema(schema: Schema) -> None:
    """CatalogError unless exactly one id and one title column are there."""
    names = ", ".join(field.name for field in schema.fields)
    roles: tuple[Role, ...] = ("id", "title")
    for role in roles:
        found = schema.by_role(role)
        if len(found) != 1:
            problem = "no column" if not found else "more than one column"
            raise CatalogError(
                f"{problem} can be the {role}; the columns are: {names}. Name it in a schema file:"
                f' [fields.COLUMN] role = "{role}" (parley build --schema FILE)'
            )
