"""What the columns of a catalog mean: `Field` and `Schema`.

Knows kinds, roles and units, how they are guessed from a table (`infer_schema` in `catalog.inference`)
and how a person overrides them by TOML. Knows nothing about the values of any one item.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from catalog.errors import CatalogError

Kind = Literal["category", "categories", "number", "date", "text", "title", "flag"]

Role = Literal[
    "id",
    "title",
    "text",
    "popularity",
    "year",
    "duration",
    "creator",
    "performer",
    "genre",
    "keyword",
    "mood",
    "language",
    "country",
    "certificate",
    "price",
    "available",
    "sponsored",
    "origin",
    "about",
]


class Field(BaseModel):
    """One column: its name in the table, what kind of values it holds and what they mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Kind
    role: Role | None = None
    """What the values mean to a person, where it is known; decides which words of a message bind to it."""
    unit: str | None = None
    """Unit of a number: "minutes", "hours", "USD", "year", …"""
    synonyms: tuple[str, ...] = ()
    """Other names people use for the column."""
    derived: bool = False
    """True for a column computed from others (`origin`, `about`); it is never written to the table."""

    @property
    def label(self) -> str:
        """The name as shown to a person, without its unit."""
        name = self.name.removesuffix(f"_{(self.unit or '').lower()}") if self.unit else self.name
        return name.replace("_", " ")


class Schema(BaseModel):
    """All fields of a catalog and the noun for one of its items."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: tuple[Field, ...]
    noun: str = "item"
    plural: str = "items"

    def field(self, name: str) -> Field:
        """The field called `name`; CatalogError names the known ones if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        known = ", ".join(field.name for field in self.fields)
        raise CatalogError(f"no field {name!r} in this catalog; its fields are: {known}")

    def by_role(self, role: Role) -> tuple[Field, ...]:
        """Every field with this role, in table order; empty where the catalog has none."""
        return tuple(field for field in self.fields if field.role == role)

    @property
    def id_field(self) -> Field:
        """The column that holds the item ids."""
        return self.by_role("id")[0]

    @property
    def title_field(self) -> Field:
        """The column that holds the titles."""
        return self.by_role("title")[0]

    @property
    def attributes(self) -> tuple[Field, ...]:
        """The fields shown and asked about: everything but id, title and derived columns."""
        return tuple(f for f in self.fields if f.role not in ("id", "title") and not f.derived)
