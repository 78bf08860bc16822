"""The catalog: every item by row number, its columns, and constraints as masks over rows.

Knows all items and what the schema says about their columns. Knows nothing about people, rankings or files
(reading and writing is in `catalog.workspace` and `catalog.readers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.columns import (
    CategoryColumn,
    CertificateColumn,
    Column,
    DateColumn,
    FlagColumn,
    Mask,
    NumberColumn,
    TextColumn,
)
from catalog.constraint import Constraint, Scalar
from catalog.errors import CatalogError
from catalog.inference import check_schema, parse_value
from catalog.item import Item
from catalog.schema import Field, Role, Schema
from catalog.titles import display_title
from catalog.values import country_name, language_name, origins_of

_ENCODED_KEYWORDS = 12


class Catalog:
    """All items, columnar and immutable; row numbers run from 0 to n - 1.

    `ids`, `titles` (as displayed), `years` (float64[n], nan unknown) and `popularity` (float64[n], any
    scale, higher is better known) are aligned with the rows.
    """

    def __init__(
        self, schema: Schema, records: Sequence[Mapping[str, Any]], popularity: NDArray[np.float64] | None = None
    ) -> None:
        check_schema(schema)
        self.schema = _with_derived(schema)
        self.records = tuple(records)
        self.ids = tuple(str(r[schema.id_field.name]) for r in records)
        self.titles = tuple(str(r[schema.title_field.name]) for r in records)
        self._rows = {item_id: row for row, item_id in enumerate(self.ids)}
        if len(self._rows) != len(self.ids):
            twice = next(i for n, i in enumerate(self.ids) if self._rows[i] != n)
            raise CatalogError(f"item id {twice!r} occurs more than once; ids must be unique")
        self._columns: dict[str, Column] = {}
        self.years = self._years()
        self.popularity = self._popularity() if popularity is None else popularity.astype(np.float64)

    @classmethod
    def from_rows(
        cls, rows: Sequence[Mapping[str, Any]], schema: Schema, popularity: NDArray[np.float64] | None = None
    ) -> Catalog:
        """A catalog from rows as read from a table: values parsed and normalised, titles as displayed."""
        check_schema(schema)
        return cls(schema, [_normalise(row, schema) for row in rows], popularity)

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, item_id: str) -> int:
        """The row of an item; CatalogError if the catalog has no such id."""
        row = self._rows.get(item_id)
        if row is None:
            raise CatalogError(f"no item {item_id!r} in this catalog of {len(self)} {self.schema.plural}")
        return row

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._rows

    def item(self, row: int) -> Item:
        """The item in a row."""
        hidden = {self.schema.id_field.name, self.schema.title_field.name}
        year = self.years[row]
        return Item(
            id=self.ids[row],
            title=self.titles[row],
            year=None if np.isnan(year) else int(year),
            attributes={k: v for k, v in self.records[row].items() if k not in hidden},
        )

    def label(self, row: int) -> str:
        """The title with its year."""
        year = self.years[row]
        return self.titles[row] if np.isnan(year) else f"{self.titles[row]} ({int(year)})"

    def value(self, row: int, field: str) -> Any:
        """The value of one field in one row; None where unknown."""
        return self.records[row].get(field)

    def column(self, field: str) -> Column:
        """The column of a field, built on first use; CatalogError for an unknown field."""
        if field not in self._columns:
            self._columns[field] = self._build(self.schema.field(field))
        return self._columns[field]

    def category(self, field: str) -> CategoryColumn:
        """The column of a field that holds categories; CatalogError for other kinds."""
        column = self.column(field)
        if not isinstance(column, CategoryColumn):
            raise CatalogError(f"field {field!r} has no list of values: its kind is {self.schema.field(field).kind}")
        return column

    def mask(self, constraints: Iterable[Constraint]) -> Mask:
        """Rows (bool[n]) that satisfy all constraints, hard or soft."""
        out = np.ones(len(self), dtype=bool)
        for constraint in constraints:
            out &= self._mask(constraint)
        return out

    def _mask(self, constraint: Constraint) -> Mask:
        column = self.column(constraint.field)
        if constraint.op not in column.ops:
            kind = self.schema.field(constraint.field).kind
            raise CatalogError(
                f"operator {constraint.op!r} does not fit field {constraint.field!r} ({kind}); it takes: "
                + ", ".join(column.ops)
            )
        if not constraint.values:
            raise CatalogError(f"constraint on {constraint.field!r} has no value")
        return column.mask(constraint.op, constraint.values)

    def unknown(self, constraint: Constraint) -> Mask:
        """Rows (bool[n]) whose value for the constraint's field is unknown."""
        return ~self.column(constraint.field).known

    def check(self, constraint: Constraint) -> None:
        """CatalogError if the field, operator or value type of a constraint cannot be used."""
        self._mask(constraint)

    def text(self, row: int) -> str:
        """What the text encoder reads of an item: title, kind, themes, plot, people."""
        record, parts = self.records[row], [self.label(row)]
        kinds: tuple[Role, ...] = ("genre", "mood", "keyword")
        for role in kinds:
            for field in self.schema.by_role(role):
                parts.append(", ".join(_texts(record.get(field.name))[:_ENCODED_KEYWORDS]))
        parts += [" ".join(_texts(record.get(field.name))) for field in self.schema.by_role("text")[:2]]
        parts += [", ".join(_texts(record.get(field.name))[:3]) for field in self.schema.by_role("creator")]
        return ". ".join(part for part in parts if part)

    @cached_property
    def words(self) -> list[dict[str, str]]:
        """Per row what word search indexes: `title`, `people`, `keywords`, `text`."""
        groups: dict[str, tuple[Role, ...]] = {
            "title": ("title",),
            "people": ("creator", "performer"),
            "keywords": ("genre", "keyword", "mood"),
            "text": ("text",),
        }
        names = {g: [f.name for role in roles for f in self.schema.by_role(role)] for g, roles in groups.items()}
        return [
            {group: "; ".join(t for n in columns for t in _texts(record.get(n))) for group, columns in names.items()}
            for record in self.records
        ]

    def _build(self, field: Field) -> Column:
        if field.role == "about":
            return TextColumn(
                [
                    " ; ".join(words.values()) if self._described(record) else ""
                    for words, record in zip(self.words, self.records, strict=True)
                ]
            )
        if field.role == "origin":
            return CategoryColumn([self._origins(record) for record in self.records])
        values = [record.get(field.name) for record in self.records]
        if field.role == "certificate":
            return CertificateColumn([_texts(v) for v in values])
        if field.kind in ("category", "categories"):
            return CategoryColumn([_texts(v) for v in values])
        if field.kind == "number":
            return NumberColumn(values)
        if field.kind == "date":
            return DateColumn(values)
        if field.kind == "flag":
            return FlagColumn(values)
        return TextColumn([" ".join(_texts(v)) for v in values])

    def _described(self, record: Mapping[str, Any]) -> bool:
        roles: tuple[Role, ...] = ("keyword", "mood", "text")
        return any(field.name in record for role in roles for field in self.schema.by_role(role))

    def _origins(self, record: Mapping[str, Any]) -> list[str]:
        languages = [t for f in self.schema.by_role("language") for t in _texts(record.get(f.name))]
        countries = [t for f in self.schema.by_role("country") for t in _texts(record.get(f.name))]
        return origins_of(languages, countries) or (["other"] if languages or countries else [])

    def _years(self) -> NDArray[np.float64]:
        for field in self.schema.by_role("year"):
            column = self.column(field.name)
            if isinstance(column, NumberColumn):
                return column.values
            if isinstance(column, DateColumn):
                years = column.values.astype("datetime64[Y]").astype(np.float64) + 1970
                years[~column.known] = np.nan
                return years
        return np.full(len(self), np.nan)

    def _popularity(self) -> NDArray[np.float64]:
        for field in self.schema.by_role("popularity"):
            column = self.column(field.name)
            if isinstance(column, NumberColumn):
                return np.nan_to_num(column.values, nan=0.0)
        return np.zeros(len(self))


def _with_derived(schema: Schema) -> Schema:
    """The schema plus `origin` (nationality: language or country) and `about` (every word of an item)."""
    fields = tuple(f for f in schema.fields if not f.derived)
    if schema.by_role("language") or schema.by_role("country"):
        fields += (Field(name="origin", kind="categories", role="origin", derived=True),)
    fields += (Field(name="about", kind="text", role="about", derived=True),)
    return schema.model_copy(update={"fields": fields})


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [str(value)]


def _normalise(row: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for field in schema.fields:
        value = parse_value(field, row.get(field.name))
        if field.role == "title":
            value = display_title(value) if value else None
        elif field.role in ("language", "country") and value is not None:
            name = language_name if field.role == "language" else country_name
            value = [name(v) for v in value] if isinstance(value, list) else name(value)
        if value is not None:
            record[field.name] = value
        elif field.role in ("id", "title"):
            raise CatalogError(f"a row has no {field.role} (column {field.name!r}): {str(dict(row))[:120]}")
    return record


def scalar(value: Any) -> Scalar:
    """A record's value as a constraint takes it; CatalogError for lists."""
    if isinstance(value, (str, int, float, bool)):
        return value
    raise CatalogError(f"{value!r} is not a single value")
