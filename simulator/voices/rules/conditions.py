"""The words for any condition of any catalog: `condition_of`.

Knows roles and operators, and which file words which. Does not know sentences.
"""

from __future__ import annotations

from collections.abc import Callable

from catalog.constraint import Constraint, plain
from catalog.schema import Field, Role, Schema
from simulator.voices.rules.condition import Condition, listed
from simulator.voices.rules.kinds import kind_condition
from simulator.voices.rules.limits import certificate_condition, limit_condition
from simulator.voices.rules.marks import kept, named
from simulator.voices.rules.themes import mood_condition, theme_condition
from simulator.voices.rules.things import Thing, made_by
from simulator.voices.rules.values import place_names, value_text

Worded = Callable[[Constraint, Field, Thing], Condition]


def condition_of(constraint: Constraint, schema: Schema, thing: Thing) -> Condition:
    """All words for a condition; CatalogError for a field that the catalog has not."""
    field = schema.field(constraint.field)
    if field.kind == "flag":
        return _flag(constraint, field, thing)
    if field.role == "certificate":
        return certificate_condition(constraint, thing)
    if field.kind in ("number", "date"):
        return limit_condition(constraint, field)
    return _BY_ROLE.get(field.role, _other)(constraint, field, thing)


def _origin(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    words = listed([kept(value_text(value)) for value in constraint.values], constraint)
    if constraint.negative:
        what = (f"{words} {thing.nouns[0][1]}", f"anything {words}")
        return Condition(constraint, what=what, topic=(f"no {words}",))
    return Condition(constraint, before=(words,), adjectives=(words,), says=(words,), topic=(words,))


def _country(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    names = [place_names(value_text(value)) for value in constraint.values]
    ways = [listed(way, constraint) for way in zip(*names, strict=False)]
    if constraint.negative:
        what = tuple(f"{thing.nouns[0][1]} from {way}" for way in ways) + tuple(f"anything from {way}" for way in ways)
        return Condition(constraint, what=what, topic=(f"nothing from {ways[0]}",))
    after = tuple(words.format(way) for way in ways for words in ("from {}", "made in {}"))
    return Condition(constraint, after=after, says=after, topic=tuple(f"made in {way}" for way in ways))


def _language(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    if [str(value).casefold() for value in constraint.values] == ["silent"]:
        return mood_condition(constraint, field, thing)
    words = listed([kept(value_text(value)) for value in constraint.values], constraint)
    if constraint.negative:
        what = (f"anything in {words}", f"{thing.nouns[0][1]} in {words}")
        return Condition(constraint, what=what, topic=(f"nothing in {words}",))
    before = (f"{words}-language",) if len(constraint.values) == 1 else ()
    after, says = (f"in {words}",), (f"in {words}",)
    return Condition(constraint, before=before, after=after, says=says, topic=(f"in {words}",))


def _maker(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    return _people(constraint, tuple(dict.fromkeys((made_by(field), "by"))), thing)


def _performer(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    told = ("starring", "with") if thing.see == "watch" else ("with",)
    return _people(constraint, told, thing)


def _people(constraint: Constraint, joints: tuple[str, ...], thing: Thing) -> Condition:
    names = listed([named(value_text(value)) for value in constraint.values], constraint)
    if constraint.negative:
        what = tuple(f"{start} {joint} {names}" for joint in joints for start in ("anything", thing.nouns[0][1]))
        return Condition(constraint, what=what, topic=(f"no {names}",))
    says = tuple(f"{joint} {names}" for joint in joints)
    return Condition(constraint, after=says, says=says, topic=(names,))


def _flag(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    yes = str(constraint.values[0]).strip().casefold() in ("true", "1", "yes")
    words = kept(field.label.casefold())
    if yes == constraint.negative:
        what = (f"{words} {thing.nouns[0][1]}", words)
        return Condition(constraint, what=what, topic=(f"no {words}",))
    return Condition(constraint, before=(words,), says=(words,), topic=(words,))


def _other(constraint: Constraint, field: Field, thing: Thing) -> Condition:
    """A column without a role: made by somebody, or "where the … is …"."""
    joint = made_by(field)
    if joint != "by":
        return _people(constraint, (joint,), thing)
    label = kept(field.label.casefold())
    words = listed([kept(plain(value)) for value in constraint.values], constraint)
    if constraint.negative:
        return Condition(constraint, what=(f"{words} as the {label}",), topic=(f"no {words}",))
    says = (f"with {words} as the {label}", f"one where the {label} is {words}")
    return Condition(constraint, after=(says[0],), says=says, topic=(words,))


_BY_ROLE: dict[Role | None, Worded] = {
    "genre": kind_condition,
    "mood": mood_condition,
    "keyword": theme_condition,
    "about": theme_condition,
    "text": theme_condition,
    "origin": _origin,
    "country": _country,
    "language": _language,
    "creator": _maker,
    "performer": _performer,
}
