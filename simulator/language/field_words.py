"""Words that name a field of a catalog in a message: `words_of`, `needed_words`, `refused_words`.

Knows fields by label, synonyms and role. Does not know values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalog.constraint import Constraint
from catalog.schema import Field, Role
from simulator.language.act_cues import Pattern, any_of

_ROLES: Mapping[Role | None, str] = {
    "year": "years?|when|came out|come out|released?|made|old|date|from",
    "genre": "genres?|kinds?|types?|sorts?|categor(?:y|ies)",
    "creator": "direct(?:ed|or|ors|s|ing)?|by|made by|filmmaker|developer|author|authors|created|creator|written",
    "performer": "with|starring|stars?|actors?|actress|cast|acting|played|features?|featuring|in it|who is in",
    "duration": "long|longer|shorter|runtime|lengths?|duration|minutes|hours|run|runs|last|lasts",
    "language": "languages?|in|spoken|speaks?|speaking",
    "country": "countr(?:y|ies)|from|made|produced|comes?|where",
    "origin": "from|country|where|language|origin",
    "certificate": "rated|ratings?|certificate|age|suitable",
    "keyword": "about|themes?|topics?|subjects?|deals?|involv\\w*|featur\\w*|with",
    "mood": "moods?|tones?|feel|feeling|vibes?|atmosphere",
    "price": "costs?|price|prices?|priced|expensive|pay|spend|much|budget|cheaper",
    "text": "about|plot|story|happens?|synopsis",
}
_NEEDED: Mapping[Role | None, str] = {
    "creator": "direct(?:ed|or|ors|s|ing)?|by|filmmaker|made by|developer|developed|author|written",
    "performer": "with|starring|stars?|actors?|actress|cast|acting|featur(?:es|ing|e)|in it",
    "language": "languages?|in @[a-z]+|spoken|speaks?|speaking",
}
_REFUSED: Mapping[Role | None, str] = {
    "creator": "with|starring|stars?|actors?|actress|cast|acting|like @",
    "performer": "direct(?:ed|or|ors|ing)|by|filmmaker|written|like @",
    "country": "languages?|spoken|speaking",
    "origin": "languages?|spoken|speaking",
}

_UP: frozenset[str] = frozenset(("ge", "gt"))
_DOWN: frozenset[str] = frozenset(("le", "lt"))
_TOO: Mapping[Role | None, Mapping[str, frozenset[str]]] = {
    "duration": {"long": _DOWN, "short": _UP},
    "year": {"old": _UP, "dated": _UP, "new": _DOWN, "recent": _DOWN, "modern": _DOWN},
    "price": {"expensive": _DOWN, "pricey": _DOWN, "much": _DOWN},
}
TOO = re.compile(r"\btoo (?P<word>long|short|old|dated|new|recent|modern|expensive|pricey)\b")
"""What is said of an item that goes against a bound."""


def goes_against(word: str, constraint: Constraint, field: Field) -> bool:
    """Whether "too `word`" is said of what goes against a condition."""
    ops = _TOO.get(field.role, {}).get(word, frozenset())
    return constraint.op in ops or (bool(ops) and constraint.op == "between")


def words_of(field: Field) -> Pattern:
    """What names a field in a message."""
    names = [field.label, *field.synonyms, *([field.unit] if field.unit else [])]
    parts = [re.escape(name.lower()) + ("" if name.endswith("s") else "s?") for name in names]
    return any_of(*parts, *([_ROLES[field.role]] if field.role in _ROLES else []))


def needed_words(field: Field) -> Pattern | None:
    """What has to stand beside a value of the field, because the value alone may be one of another field."""
    if field.role in _NEEDED:
        return any_of(_NEEDED[field.role])
    return words_of(field) if field.role is None and field.kind in ("category", "categories", "number") else None


def refused_words(field: Field) -> Pattern | None:
    """What must not stand beside a value of the field, because it then is one of another field."""
    return any_of(_REFUSED[field.role]) if field.role in _REFUSED else None
