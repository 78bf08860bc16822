"""What is known about a person in words: `profile_text`.

Knows how facts read, with the day on which they were told. Knows nothing about dialogues or where facts are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from agent.facts import listed
from agent.preference import ItemKind, PreferenceFact
from agent.profile import Profile, told_when
from catalog.constraint import plain
from catalog.table import Catalog

_LOVED = 0.8
"""From this strength on a taste is love."""
_MOST = 12
"""Items named of each kind, the latest ones."""
_ITEMS: tuple[tuple[ItemKind, str], ...] = (
    ("liked", "you liked"), ("disliked", "you did not like"), ("seen", "you have seen"),
    ("rejected", "not for you"), ("saved", "saved for later"),
)  # fmt: skip


def profile_text(facts: Iterable[PreferenceFact], catalog: Catalog, today: dt.date) -> str:
    """What is known about a person today, a line for each thing; items the catalog lacks are left out."""
    profile = Profile(tuple(facts), today)
    lines = fact_lines(profile)
    for kind, label in _ITEMS:
        ids = [fact.item_id for fact in profile.holding(kind) if fact.item_id and fact.item_id in catalog]
        names = [catalog.label(catalog.row_of(item)) for item in ids[-_MOST:]]
        if names:
            more = f" and {len(ids) - _MOST} more" if len(ids) > _MOST else ""
            lines.append(f"{label}: {', '.join(names) + more if more else listed(names)}")
    return "\n".join(f"- {line}" for line in lines) or "Nothing yet."


def fact_lines(profile: Profile) -> list[str]:
    """A line for each condition and taste that holds, and for those that something said later took the place of."""
    held = (*profile.holding("constraint"), *profile.strongest("taste"))
    days = [told_when(fact.date, profile.today) for fact in held]
    lines = [f"you told me {day} {fact_words(f)}{_until(f)}" for f, day in zip(held, days, strict=True)]
    over = [f for f in profile.facts if f.ended is not None and f.constraint is not None]
    past = [f"no longer, since {_day(f.ended)}: {fact_words(f)}" for f in over if f.ended is not None]
    return list(dict.fromkeys((*lines, *past)))


def fact_words(fact: PreferenceFact) -> str:
    """A condition or taste as it follows "you told me": "to leave out gore", "that you love Hayao Miyazaki"."""
    if fact.constraint is None:
        return ""
    values = [plain(value) for value in fact.constraint.values]
    named = fact.called or listed(values[:2], "or")
    if fact.kind == "taste":
        return f"that you {'love' if fact.strength >= _LOVED else 'like'} {named}"
    return f"to leave out {named}" if fact.polarity < 0 else f"to keep to {fact.constraint.describe()}"


def _until(fact: PreferenceFact) -> str:
    return f", until {_day(fact.expiry)}" if fact.expiry is not None else ""


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
