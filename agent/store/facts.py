"""Facts in the tables of a store: reading, keeping, changing and deleting them.

Knows rows and `PreferenceFact`. Knows nothing about turns, or about what a fact means.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from agent.preference import PreferenceFact
from agent.store.tables import FactRow
from catalog.constraint import Constraint
from catalog.errors import ConfigError

_COLUMNS = frozenset(FactRow.__table__.columns.keys())


def read(session: Session, user: str, catalog: str | None = None) -> list[PreferenceFact]:
    """The facts about a user in the order learned; ConfigError for one that cannot be read."""
    wanted = select(FactRow).where(FactRow.user == user).order_by(FactRow.number)
    if catalog is not None:
        wanted = wanted.where(FactRow.catalog == catalog)
    return [_fact(row) for row in session.scalars(wanted)]


def readable(session: Session, user: str) -> list[PreferenceFact]:
    """Those of the facts about a user that can be read."""
    found = []
    for row in session.scalars(select(FactRow).where(FactRow.user == user)):
        try:
            found.append(_fact(row))
        except ConfigError:
            continue  # what cannot be read can still be forgotten, and this is on the way there
    return found


def keep(session: Session, user: str, facts: Iterable[PreferenceFact]) -> None:
    """Keep facts about a user; one with a known id takes the place of the old one."""
    kept = {fact.id: fact for fact in facts}
    if kept:
        session.execute(delete(FactRow).where(FactRow.user == user, FactRow.id.in_(kept)))
        session.execute(insert(FactRow), [_values(fact) for fact in kept.values()])


def change(session: Session, user: str, fact_id: str, fact: PreferenceFact) -> None:
    """Put a fact in the place of one that is about the same."""
    same = (FactRow.user == user, FactRow.id == fact_id)
    session.execute(update(FactRow).where(*same).values(**_values(fact)))


def remove(session: Session, user: str, fact_ids: Collection[str] | None) -> int:
    """Delete facts about a user (None: all of them); how many there were.

    Other facts learned from the same words stay, the words do not: they tell what is to be forgotten.
    """
    which = [FactRow.user == user]
    if fact_ids is not None:
        which.append(FactRow.id.in_(fact_ids))
    gone = list(session.scalars(select(FactRow.evidence).where(*which)))
    if gone:
        session.execute(delete(FactRow).where(*which))
        hush(session, user, set(gone) - {""})
    return len(gone)


def hush(session: Session, user: str, words: Collection[str]) -> None:
    """Blank the evidence of those facts about the user that were learned from these words."""
    session.execute(update(FactRow).where(FactRow.user == user, FactRow.evidence.in_(words)).values(evidence=""))


def _fact(row: FactRow) -> PreferenceFact:
    try:
        values = {name: getattr(row, name) for name in PreferenceFact.model_fields if name in _COLUMNS}
        constraint = Constraint.model_validate_json(row.constraint) if row.constraint else None
        return PreferenceFact.model_validate({**values, **json.loads(row.extra), "constraint": constraint})
    except (ValidationError, ValueError, TypeError) as error:
        raise ConfigError(
            f"the store holds a fact {row.id!r} about {row.user!r} that cannot be read; "
            "forget it (`parley memory forget`)"
        ) from error


def _values(fact: PreferenceFact) -> dict[str, Any]:
    constraint = fact.constraint.model_dump_json() if fact.constraint else None
    plain = fact.model_dump(exclude={"constraint"})
    extra = fact.model_dump(mode="json", exclude=set(_COLUMNS))
    values = {name: value for name, value in plain.items() if name in _COLUMNS}
    return {**values, "constraint": constraint, "id": fact.id, "extra": json.dumps(extra)}
