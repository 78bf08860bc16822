"""How people say numbers of a catalog: `amount`, `limit_words`, `decade_words`.

Knows minutes, hours, money, years and decades, and the words that bound each exactly: "under" is only said of what must
be less. Does not know which field a number is of, nor whether it is wished for.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.constraint import Op, Scalar, plain
from simulator.voices.rules.marks import kept

_HOURS = {
    60: ("an hour", "one hour", "60 minutes", "1 hour"),
    90: ("an hour and a half", "90 minutes", "90 min", "90 mins", "1.5 hours"),
    120: ("two hours", "2 hours", "120 minutes", "2 hrs"),
    150: ("two and a half hours", "2.5 hours", "150 minutes"),
    180: ("three hours", "3 hours", "180 minutes"),
}
_MONEY = {
    "USD": ("${n}", "{n} dollars", "{n} bucks"),
    "EUR": ("{n} euros", "€{n}"),
    "GBP": ("£{n}", "{n} pounds"),
}
_BOUNDS: dict[str, dict[Op, tuple[str, ...]]] = {
    "time": {
        "le": ("no longer than {x}", "{x} at most", "{x} tops", "{x} max", "not longer than {x}", "{x} or less"),
        "lt": ("under {x}", "less than {x}", "shorter than {x}"),
        "ge": ("at least {x} long", "{x} or longer", "no shorter than {x}"),
        "gt": ("over {x}", "longer than {x}", "more than {x} long"),
        "eq": ("exactly {x} long", "{x} long exactly"),
        "ne": ("not exactly {x} long",),
    },
    "money": {
        "le": ("{x} at most", "{x} tops", "{x} max", "no more than {x}", "{x} or less"),
        "lt": ("under {x}", "less than {x}"),
        "ge": ("{x} or more", "at least {x}"),
        "gt": ("over {x}", "more than {x}"),
        "eq": ("exactly {x}",),
        "ne": ("not exactly {x}",),
    },
    "number": {
        "le": ("{x} at most", "no higher than {x}", "{x} or lower"),
        "lt": ("below {x}", "lower than {x}"),
        "ge": ("at least {x}", "{x} or higher", "{x} or up"),
        "gt": ("above {x}", "higher than {x}"),
        "eq": ("exactly {x}",),
        "ne": ("not exactly {x}",),
    },
    "year": {
        "ge": ("from {x} or later", "from {x} on", "from {x} onwards", "no older than {x}"),
        "gt": ("from after {x}", "made after {x}"),
        "lt": ("from before {x}", "made before {x}", "older than {x}"),
        "le": ("from {x} or earlier", "no newer than {x}"),
        "eq": ("from {x}", "made in {x}"),
        "ne": ("not from {x}",),
    },
}
_RANGES = {
    "time": ("between {x} and {y} long", "anywhere from {x} to {y} long"),
    "money": ("between {x} and {y}", "from {x} to {y}"),
    "number": ("between {x} and {y}", "from {x} to {y}"),
    "year": ("from between {x} and {y}", "made between {x} and {y}", "from {x} to {y}"),
}


def amount(value: Scalar, unit: str | None) -> tuple[str, ...]:
    """Ways to say a number with its unit."""
    number = plain(value)
    if unit in _MONEY:
        return tuple(kept(words.format(n=number)) for words in _MONEY[unit])
    if unit in ("minutes", "hours") and isinstance(value, int | float):
        minutes = value * (60 if unit == "hours" else 1)
        if minutes in _HOURS:
            return tuple(kept(words) for words in _HOURS[int(minutes)])
        short = ("{n} minutes", "{n} min", "{n} mins") if unit == "minutes" else ("{n} hours", "{n}h")
        return tuple(kept(words.format(n=number)) for words in short)
    return (kept(f"{number} {unit}" if unit and unit != "year" else number),)


def kind_of(role: str | None, unit: str | None) -> str:
    """Which bounds go with a field: "year", "time", "money" or "number"."""
    if role == "year" or unit == "year":
        return "year"
    if role == "duration" or unit in ("minutes", "hours", "seconds"):
        return "time"
    return "money" if role == "price" or unit in _MONEY else "number"


def limit_words(kind: str, op: Op, values: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Ways to bound by `values`, each given in all ways to say it; two for a range."""
    if op == "between":
        low, high = values
        return tuple(words.format(x=x, y=y) for words in _RANGES[kind] for x, y in zip(low, high, strict=False))
    words_of = _BOUNDS[kind].get(op, _BOUNDS[kind]["eq"])
    return tuple(words.format(x=x) for x in values[0] for words in words_of)


def decade_words(first: int) -> tuple[str, ...]:
    """Ways to name a decade by its first year; the short ones where no other century is meant."""
    names = {40: "forties", 50: "fifties", 60: "sixties", 70: "seventies", 80: "eighties", 90: "nineties"}
    long = (f"{first}s",)
    short = first - 1900
    if short in names:
        return tuple(kept(words) for words in (f"{short}s", f"{short}'s", *long, names[short]))
    return tuple(kept(words) for words in long)


def year_of(value: Scalar) -> int | None:
    """The year a limit stands for: a number, or the first or the last day of a year; None for another day."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value)
    text = str(value)
    return int(text[:4]) if len(text) >= 4 and text[:4].isdigit() and text[4:] in ("", "-01-01", "-12-31") else None


def is_decade(low: int, high: int) -> bool:
    """Whether two years are the first and the last of a decade."""
    return low % 10 == 0 and high == low + 9
