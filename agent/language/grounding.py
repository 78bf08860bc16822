"""What a condition in a model's words is in the catalog: `Grounding`.

Knows how values are matched with those the catalog has: as they are, by another spelling, by a small slip. A value that
is none of these is never guessed. Knows nothing about items or dialogues.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.embedded.lexicon import GENRE_WORDS
from agent.language.draft import Condition
from catalog.columns import CategoryColumn, NumberColumn
from catalog.constraint import Constraint, Op, Scalar, plain
from catalog.errors import CatalogError
from catalog.schema import Field
from catalog.table import Catalog
from catalog.values import country_name, key, language_name, nationality

_SLIP = 90.0
"""Least likeness (0 to 100) of a misspelt value to the one that is meant."""
_NEAR = 60.0
_LARGEST = 1e15
"""The largest number that anything in a catalog is measured in."""
_DECADE = re.compile(r"^(?:the )?(?:(?P<century>1[89]|20)?(?P<decade>\d)0'?s)$")


@dataclass(frozen=True)
class Grounded:
    """What a condition became. `problem` tells the planner what it had wrong, `lost` are the values that the catalog
    does not have; `constraints` are the best that can be done without asking again."""

    constraints: tuple[Constraint, ...]
    problem: str = ""
    lost: tuple[str, ...] = ()


class Grounding:
    """Grounds conditions in one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def condition(self, said: Condition, turn: int) -> Grounded:
        """The constraint of a condition; what could not be matched is in `problem` and `lost`."""
        names = [f.name for f in self.catalog.schema.fields if f.role not in ("id", "title")]
        if said.field not in names:
            return Grounded((), f"there is no field {said.field!r}; the fields are: {', '.join(names)}")
        field = self.catalog.schema.field(said.field)
        values = said.value if isinstance(said.value, tuple) else (said.value,)
        values = tuple(value for value in values if plain(value).strip())
        if not values:
            return Grounded((), f"{field.name}: a condition needs a value")
        column = self.catalog.column(field.name)
        if isinstance(column, CategoryColumn) and said.op in ("eq", "ne", "any_of", "all_of", "none_of"):
            return self._category(said, field, column, values, turn)
        if isinstance(column, NumberColumn):
            return self._number(said, field, values, turn)
        value = values if len(values) != 1 or said.op in ("any_of", "all_of", "none_of", "between") else values[0]
        return self._checked(Constraint(field=field.name, op=said.op, value=value, hard=said.hard, turn=turn))

    def _category(
        self, said: Condition, field: Field, column: CategoryColumn, values: tuple[Scalar, ...], turn: int
    ) -> Grounded:
        found: list[str] = []
        lost: list[str] = []
        for value in values:
            meant = self.values_of(field, column, plain(value))
            found += meant
            lost += [] if meant else [plain(value)]
        ops: dict[Op, Op] = {"eq": "any_of", "ne": "none_of"}
        op = ops.get(said.op, said.op)
        kept: tuple[Constraint, ...] = ()
        if found:
            names = tuple(dict.fromkeys(found))
            kept = (Constraint(field=field.name, op=op, value=names, hard=said.hard, turn=turn),)
        if not lost:
            return Grounded(kept)
        if op == "none_of":  # an exclusion is never lost: what is no value is excluded by its words
            return Grounded((*kept, *self._about(op, lost, turn)), lost=tuple(lost))
        if kept and op == "any_of":
            return Grounded(kept, lost=tuple(lost))
        near = process.extract(lost[0], column.vocabulary, scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=4)
        nearest = f"; nearest are: {', '.join(name for name, _, _ in near)}" if near else ""
        about = self._about(op, lost, turn)
        return Grounded((*kept, *about), f"{field.name} has no value {lost[0]!r}{nearest}", tuple(lost))

    def _about(self, op: Op, words: list[str], turn: int) -> tuple[Constraint, ...]:
        """The words wherever they stand in an item: all that can be asked of a value that no field has."""
        exclude = op == "none_of"
        return tuple(
            Constraint(field=f.name, op="none_of" if exclude else "any_of", value=tuple(words), hard=exclude, turn=turn)
            for f in self.catalog.schema.by_role("about")
        )

    def values_of(self, field: Field, column: CategoryColumn, said: str) -> list[str]:
        """The values of the vocabulary that are meant by `said`; none where nothing is close enough."""
        forms = [said]
        if field.role == "language":
            forms.append(language_name(said))
        elif field.role == "country":
            forms.append(country_name(said))
        elif field.role == "origin":
            forms.append(nationality(said) or said)
        for form in forms:
            if (index := column.codes.get(key(form))) is not None:
                return [column.vocabulary[index]]
        if field.role == "genre":
            named = [column.codes[key(name)] for name in GENRE_WORDS.get(key(said), ()) if key(name) in column.codes]
            if named:
                return [column.vocabulary[index] for index in named]
        if len(said) > 3:
            best = process.extractOne(key(said), column.codes.keys(), scorer=fuzz.ratio, score_cutoff=_SLIP)
            if best is not None:
                return [column.vocabulary[column.codes[best[0]]]]
        return []

    def _number(self, said: Condition, field: Field, values: tuple[Scalar, ...], turn: int) -> Grounded:
        op = said.op
        if len(values) == 1 and field.role == "year" and (m := _DECADE.match(str(values[0]).strip().lower())):
            century = m.group("century") or ("20" if int(m.group("decade")) < 3 else "19")
            first = int(f"{century}{m.group('decade')}0")
            if op in ("eq", "any_of", "contains"):
                op, values = "between", (first, first + 9)
            elif op in ("ne", "none_of"):
                op, values = "none_of", tuple(range(first, first + 10))
            else:
                values = (first + 9 if op in ("gt", "le") else first,)
        try:
            numbers = [float(value) for value in values]
        except ValueError:
            numbers = [math.nan]
        if not all(abs(number) <= _LARGEST for number in numbers):  # nan and infinity too
            return Grounded((), f"{field.name} takes numbers, not {', '.join(plain(v) for v in values)!r}")
        if op == "between" and len(numbers) != 2:
            return Grounded((), f"{field.name}: 'between' takes two numbers")
        whole: tuple[Scalar, ...] = tuple(int(n) if n.is_integer() else n for n in numbers)
        if op == "between":
            whole = tuple(sorted(whole, key=float))
        single = len(whole) == 1 and op not in ("any_of", "all_of", "none_of")
        constraint = Constraint(
            field=field.name, op=op, value=whole[0] if single else whole, hard=said.hard, turn=turn
        )
        return self._checked(constraint)

    def _checked(self, constraint: Constraint) -> Grounded:
        try:
            self.catalog.check(constraint)
        except CatalogError as error:
            return Grounded((), str(error))
        return Grounded((constraint,))


