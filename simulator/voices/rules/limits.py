"""The words for conditions on numbers, dates and certificates: `limit_condition`, `certificate_condition`.

Knows which way a limit goes and what is wrong with what goes past it. How an amount is said is in `amounts`.
"""

from __future__ import annotations

from catalog.constraint import Constraint, Op, Scalar
from catalog.schema import Field, Role
from simulator.voices.rules.amounts import amount, decade_words, is_decade, kind_of, limit_words, year_of
from simulator.voices.rules.condition import Condition
from simulator.voices.rules.marks import kept
from simulator.voices.rules.things import Thing
from simulator.voices.rules.values import value_text

_TOO: dict[tuple[Role | None, bool], tuple[str, ...]] = {
    ("duration", True): ("too long", "a bit long"),
    ("duration", False): ("too short", "a bit short"),
    ("price", True): ("too expensive", "too pricey", "costs too much"),
    ("price", False): ("too cheap",),
    ("year", True): ("too recent",),
    ("year", False): ("too old", "a bit old"),
}
_CERTIFICATES: dict[Op, tuple[str, ...]] = {
    "le": ("rated {x} or lower", "{x} at most", "{x} or milder", "no higher than {x}"),
    "lt": ("rated lower than {x}", "milder than {x}"),
    "ge": ("rated {x} or higher", "at least {x}"),
    "gt": ("rated higher than {x}",),
}


def limit_condition(constraint: Constraint, field: Field) -> Condition:
    """Words for a limit, a range, a decade or one value exactly."""
    kind = kind_of(field.role, field.unit)
    years = [year_of(value) for value in constraint.values] if kind == "year" else []
    if constraint.op == "between" and len(years) == 2 and None not in years and is_decade(*years):  # type: ignore[arg-type]
        return _decade(constraint, decade_words(years[0]))  # type: ignore[arg-type]
    if kind == "year":
        said: list[Scalar] = [year if year is not None else v for year, v in zip(years, constraint.values, strict=True)]
        ways: list[tuple[str, ...]] = [(kept(value_text(value)),) for value in said]
    else:
        ways = [amount(value, field.unit) for value in constraint.values]
    words = _several(constraint, kind, ways)
    if kind == "number":
        label = kept(field.label.casefold())
        words = tuple(f"{label} {each}" for each in words)
        return Condition(constraint, after=tuple(f"with {each}" for each in words), says=words, topic=(label,))
    limit = _topics(constraint, ways)
    after = tuple(f"for {each}" for each in words) if kind == "money" else words
    return Condition(constraint, after=after, says=words, topic=limit, complaints=_complaints(constraint, field))


def certificate_condition(constraint: Constraint, thing: Thing) -> Condition:
    """Words for a certificate or a limit to it."""
    names = " or ".join(kept(value_text(value)) for value in constraint.values)
    if constraint.negative:
        what = (f"anything rated {names}", f"{thing.nouns[0][1]} rated {names}")
        return Condition(constraint, what=what, topic=(f"no {names}",))
    ways = _CERTIFICATES.get(constraint.op, ("rated {x}",))
    says = tuple(words.format(x=names) for words in ways)
    return Condition(constraint, after=says, says=says, topic=(f"{names} rating",))


def _topics(constraint: Constraint, ways: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Names for a limit, as in "forget the … thing"."""
    if constraint.op == "between":
        return (f"{ways[0][0]} to {ways[1][0]}",)
    start = {"le": "max ", "lt": "under ", "ge": "at least ", "gt": "over "}.get(constraint.op, "")
    return tuple(f"{start}{way}" for way in ways[0])


def _several(constraint: Constraint, kind: str, ways: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The bound in words; values that are listed are joined."""
    if constraint.op == "between":
        return limit_words(kind, "between", ways)
    joined = tuple(" or ".join(way) for way in zip(*ways, strict=False))
    return limit_words(kind, "ne" if constraint.negative else constraint.op, [joined])


def _decade(constraint: Constraint, names: tuple[str, ...]) -> Condition:
    before = tuple(name for name in names if any(letter.isdigit() for letter in name))
    after = tuple(f"{words} the {name}" for name in names for words in ("from", "from", "made in"))
    return Condition(constraint, before=before, after=after, says=after, topic=before)


def _complaints(constraint: Constraint, field: Field) -> tuple[str, ...]:
    """What is wrong with an item past the limit; nothing where it may be past either end, or is not known."""
    if constraint.op not in ("le", "lt", "ge", "gt"):
        return ()
    return _TOO.get((field.role, constraint.op in ("le", "lt")), ())
