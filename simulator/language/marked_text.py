"""A message with everything that can be told marked: `MarkedText`.

Knows titles that were named or shown, values to be said, places on the list, numbers and which way they bound. Does not
know whether they are what was to be said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from catalog.constraint import Constraint
from simulator.language.amounts import Amount, Bound, bounds_of, find_amounts
from simulator.language.plain_words import PLAIN_WORDS
from simulator.language.spoken_text import Clause, clauses_of, denied, folded, mark
from simulator.language.value_forms import form_of, title_form, title_of
from simulator.view import View

ORDERED = ("lt", "le", "gt", "ge")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_THING = r"(?: (?:one|film|movie|game|book|item|option|pick|suggestion|title|choice|recommendation))?"
_PLACE = re.compile(
    rf"(?:\b(?:number|no\.|option|choice|pick|film|movie) ?#?|#) ?(?P<figure>\d{{1,2}})\b(?!\s*(?:min|hour|%))"
    rf"|\b(?P<short>\d{{1,2}})(?:st|nd|rd|th)\b{_THING}"
    rf"|\b(?:number|option) (?P<spelt>one|two|three|four|five)\b"
    rf"|(?<!at )\b(?P<word>first(?! of all| off| up|,? i\b| time)|{'|'.join(_ORDINALS[1:])})\b{_THING}"
    rf"|\bthe (?P<last>last|bottom){_THING}(?= |[.,;!?]|$)"
)
_SPELT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Found:
    """One thing in a message; what it is not is None or empty."""

    values: tuple[tuple[int, int], ...] = ()
    """Which conditions it may be of, each as (place of the condition, place of the value in it)."""
    amount: Amount | None = None
    place: int | None = None
    """On the list, from 1; 0 for a title that stands on it more than once."""
    item: str | None = None
    """Id of an item of the person's past."""


@dataclass
class MarkedText:
    """`found` by the places that its marks stand for."""

    clauses: list[Clause] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    bounds: dict[int, Bound] = field(default_factory=dict)

    def clauses_with(self, found: Iterable[int]) -> list[int]:
        """Numbers of the clauses that any of these stands in."""
        wanted = set(found)
        return [number for number, clause in enumerate(self.clauses) if wanted & set(clause.marks)]


def read(text: str, conditions: Sequence[Constraint], view: View) -> MarkedText:
    """The message, marked."""
    out = MarkedText()

    def note(found: Found) -> str:
        out.found.append(found)
        return f" {mark(len(out.found) - 1)} "

    text = folded(_quoted(text, view))
    text = _mark_titles(text, view, note)
    text = _mark_values(text, conditions, view, note)
    text = _PLACE.sub(lambda m: note(Found(place=_place(m, len(view.slate)))), text)
    text = denied(text)
    text = find_amounts(text, lambda amount: note(Found(amount=amount)))
    text = re.sub(r"\s+", " ", text)
    ordered = frozenset(n for n, found in enumerate(out.found) if found.amount or _is_ordered(found, conditions))
    text, out.bounds = bounds_of(text, ordered)
    out.clauses = clauses_of(text)
    return out


def _is_ordered(found: Found, conditions: Sequence[Constraint]) -> bool:
    return bool(found.values) and all(conditions[which].op in ORDERED for which, _ in found.values)


def _quoted(text: str, view: View) -> str:
    """The text with titles of several words in quotes where they are written as such, capitals and all."""
    for label in sorted({*view.slate, *view.named.values()}, key=lambda label: (-len(label), label)):
        title = re.sub(r" \(\d{4}\)$", "", label)
        if " " in title and any(letter.isupper() for letter in title[1:]):
            text = re.sub(rf'(?<![\w"“]){re.escape(title)}(?![\w"”]| \()', lambda match: f'"{match[0]}"', text)
    return text


def _mark_titles(text: str, view: View, note: Callable[[Found], str]) -> str:
    """First titles with their years, then those that stand alone; one made of plain words only where it is quoted."""
    owners = [(label, Found(place=place)) for place, label in enumerate(view.slate, start=1)]
    owners += [(label, Found(item=item)) for item, label in sorted(view.named.items())]
    alone: dict[str, list[Found]] = {}
    for label, found in sorted(owners, key=lambda pair: (-len(pair[0]), pair[0])):
        title, year = title_of(label)
        alone.setdefault(title, []).append(found)
        if year:
            text = _sub(title_form(title, year), text, note, found)
    for title, meant in sorted(alone.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        plain = all(word in PLAIN_WORDS or word.isdigit() for word in re.findall(r"\w+", title))
        form = title_form(title)
        found = meant[0] if len(meant) == 1 else Found(place=0)
        text = _sub(f'"{form}"' if plain else f'"?{form}"?', text, note, found)
    return text


def _mark_values(text: str, conditions: Sequence[Constraint], view: View, note: Callable[[Found], str]) -> str:
    forms: dict[str, list[tuple[int, int]]] = {}
    for which, condition in enumerate(conditions):
        field_ = view.schema.field(condition.field)
        if field_.kind in ("number", "date"):
            continue
        values = (field_.label,) if field_.kind == "flag" else condition.values
        for place, value in enumerate(values):
            forms.setdefault(form_of(value, field_.role in ("creator", "performer")), []).append((which, place))
    for form, owners in sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        text = _sub(form, text, note, Found(values=tuple(owners)))
    return text


def _sub(pattern: str, text: str, note: Callable[[Found], str], found: Found) -> str:
    return re.sub(pattern, lambda match: note(found), text)


def _place(match: re.Match[str], last: int) -> int:
    if match["last"]:
        return last
    if match["word"]:
        return _ORDINALS.index(match["word"]) + 1
    if match["spelt"]:
        return _SPELT[match["spelt"]]
    return int(match["figure"] or match["short"])
