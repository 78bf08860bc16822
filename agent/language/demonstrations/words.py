"""How people say what they ask for: a facet, a kind of item, a slip of the fingers.

Knows fragments per role of a field and how they stand around the noun. Knows nothing about whole messages
(`agent.language.demonstrations.phrases`) or about which items there are.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence

from agent.language.demonstrations.facet import Facet
from catalog.constraint import Scalar, plain
from catalog.schema import Field, Role, Schema

_FRAGMENTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("genre", "any"): ("{v} {n}",),
    ("genre", "two"): ("{a} or {b} {n}", "{n}, {a} or {b}", "{a}/{b} {n}"),
    ("genre", "all"): ("{a} {b} {n}", "{n} that are both {a} and {b}", "{a} {n} with some {b} in the mix"),
    ("genre", "none"): (
        "{n} that aren't {v}", "{n}, no {v}", "{n} but please no {v}", "{n}, anything but {v}", "non-{v} {n}",
        "{n}, i can't stand {v}", "{n}, just not {v}", "{n} minus the {v}", "{n} (no {v}!!)",
    ),
    ("mood", "any"): ("{v} {n}", "{n} that feel {v}", "{n} that are {v}", "{v} kind of {n}"),
    ("mood", "none"): ("{n}, nothing {v}", "{n} that aren't too {v}", "{n} but not {v}", "{n}, skip the {v} ones"),
    ("keyword", "any"): ("{n} with {v}", "{n} that have {v} in them", "{n} involving {v}", "{v} {n}"),
    ("keyword", "none"): ("{n} without {v}", "{n}, no {v}", "{n} with no {v} in them"),
    ("about", "any"): ("{n} about {v}", "{n} to do with {v}", "{n} where {v} comes up", "{v} themed {n}"),
    ("about", "none"): ("{n} but nothing about {v}", "{n}, no {v} stuff", "{n} without any {v} in the story"),
    ("origin", "any"): ("{v} {n}", "{v} {n}", "{n}, {v} ones", "{v}-made {n}"),
    ("origin", "none"): ("{n} that aren't {v}", "{n}, nothing {v}", "non-{v} {n}", "{n}, no {v} ones"),
    ("country", "any"): ("{n} from {v}", "{n} made in {v}", "{n} out of {v}"),
    ("country", "none"): ("{n} not from {v}", "{n}, not made in {v}"),
    ("language", "any"): ("{n} in {v}", "{v}-language {n}", "{n} in {v} (im learning it)", "{n} where they speak {v}"),
    ("language", "none"): ("{n} not in {v}", "{n} in any language except {v}"),
    ("creator", "any"): ("{n} by {v}", "{n} from {v}", "{n} made by {v}", "{v} {n}"),
    ("creator", "none"): ("{n} not by {v}", "{n}, nothing by {v}", "{n} but no {v}"),
    ("performer", "any"): ("{n} with {v}", "{n} starring {v}", "{n} that have {v} in them", "{v} {n}"),
    ("performer", "all"): ("{n} with {a} and {b}", "{n} with both {a} and {b} in them"),
    ("performer", "none"): ("{n} without {v}", "{n}, not with {v}", "{n} but {v} mustn't be in it"),
    ("certificate", "most"): ("{n} rated {v} or lower", "{n}, {v} at most", "{n} not above {v}"),
    ("certificate", "any"): ("{n} rated {v}", "{v} rated {n}"),
    ("certificate", "none"): ("{n} that aren't rated {v}", "{n}, nothing rated {v}"),
    ("year", "decade"): ("{v} {n}", "{n} from the {v}", "{n} made in the {v}", "{v} era {n}"),
    ("year", "within"): ("{n} from {a} to {b}", "{n} between {a} and {b}", "{n} {a}-{b}"),
    ("year", "is"): ("{n} from {v}", "{n} that came out in {v}"),
    ("year", "most"): ("{n} from {v} or earlier", "{n} no newer than {v}", "{n} up to {v}"),
    ("year", "least"): ("{n} from {v} on", "{n} from {v} or later", "{n} no older than {v}"),
    ("year", "below"): ("{n} from before {v}", "{n} older than {v}", "pre-{v} {n}"),
    ("year", "above"): ("{n} after {v}", "{n} newer than {v}", "post {v} {n}"),
    ("duration", "most"): ("{n}, {v} tops", "{n} of {v} max", "{n} no longer than {v}", "{n} that take {v} at most"),
    ("duration", "below"): ("{n} under {v}", "{n} shorter than {v}", "{n} in less than {v}"),
    ("duration", "least"): ("{n} of at least {v}", "{n} of {v} or more"),
    ("duration", "above"): ("{n} over {v}", "{n} longer than {v}"),
    ("price", "most"): ("{n}, {v} max", "{n} for {v} or less", "{n} up to {v}"),
    ("price", "below"): ("{n} under {v}", "{n} cheaper than {v}", "{n} for less than {v}"),
    ("price", "above"): ("{n} over {v}", "{n} that cost more than {v}"),
    ("price", "is"): ("{n} for exactly {v}", "{n} that cost {v}"),
    ("", "any"): ("{n} with {f} {v}", "{n} where the {f} is {v}"),
    ("", "none"): ("{n} where the {f} isn't {v}",),
    ("", "least"): ("{n} with {f} {v} or better", "{n}, {f} at least {v}"),
    ("", "most"): ("{n} with {f} {v} or lower", "{n}, {f} at most {v}"),
    ("", "is"): ("{n} where {f} is {v}", "{n} ({f}: {v})"),
}  # fmt: skip
_SOFT = ("{n}, preferably {o}", "{n}, ideally {o}", "{n} ({o} would be nice but not a must)", "{n}, {o} if possible")
_NEAREST: tuple[str, ...] = (
    "genre", "keyword", "mood", "origin", "year", "creator", "performer", "country", "language",
)  # fmt: skip
"""Roles by how close to the noun they are said."""
_MONEY = {"USD": ("${v}", "{v} bucks", "{v} dollars"), "EUR": ("{v} euros", "{v} euro"), "GBP": ("{v} quid", "£{v}")}
_SPANS = {60: ("an hour",), 90: ("an hour and a half",), 120: ("two hours", "2h"), 150: ("two and a half hours",)}
_WHAT: dict[Role, tuple[str, ...]] = {
    "genre": ("genre", "kind"), "mood": ("mood", "vibe"), "origin": ("country", "place it's from"),
    "country": ("country",), "language": ("language",), "creator": ("{label}", "who made it"),
    "performer": ("{label}", "who's in it"), "year": ("year", "age", "date"), "duration": ("length", "running time"),
    "certificate": ("rating", "age rating"), "price": ("price", "budget"), "keyword": ("{label}",), "about": ("topic",),
}  # fmt: skip
_VERBS = {
    "film": ("watch", "seen", "saw"), "movie": ("watch", "seen", "saw"), "show": ("watch", "seen", "saw"),
    "series": ("watch", "seen", "saw"), "book": ("read", "read", "read"), "novel": ("read", "read", "read"),
    "comic": ("read", "read", "read"), "game": ("play", "played", "played"), "song": ("hear", "heard", "heard"),
    "album": ("hear", "heard", "heard"), "product": ("buy", "bought", "bought"),
}  # fmt: skip
_SHORT = {"please": "pls", "you": "u", "something": "smth", "because": "cuz", "people": "ppl", "about": "abt"}
_WORD = re.compile(r"[a-z]{5,}")


class Speech:
    """Says facets in one catalog's words, with chance from `rng`."""

    def __init__(self, schema: Schema, rng: random.Random) -> None:
        self._schema = schema
        self.rng = rng
        self.verb, self.seen, self.saw = _VERBS.get(schema.noun, ("try", "tried", "tried"))

    def things(self, facets: Sequence[Facet], noun: str | None = None) -> str:
        """What is asked for, several of it: "french comedies from the 80s, no horror"."""
        said = self._schema.plural if noun is None else noun
        for facet in sorted(facets, key=_place):
            said = self._around(facet, said)
        return said

    def what(self, facet: Facet) -> str:
        """What the facet is about, as somebody says who no longer cares: "the length"."""
        field = self._schema.field(facet.field)
        name = self.rng.choice(_WHAT.get(facet.role, ("{label}",)) if facet.role else ("{label}",))
        return name.format(label=singular(field.label))

    def values(self, facet: Facet) -> list[str]:
        """The facet's values as they are said."""
        return [self._value(facet, value) for value in facet.values]

    def _around(self, facet: Facet, noun: str) -> str:
        if not facet.hard:
            firm = Facet(facet.field, facet.role, facet.relation, facet.values)
            return self.rng.choice(_SOFT).format(n=noun, o=self._around(firm, "ones"))
        relation: str = facet.relation
        values = self.values(facet)
        if facet.role == "year" and relation == "within" and _is_decade(facet.values):
            relation, values = "decade", [_decade(facet.values[0], self.rng)]
        elif relation == "any" and len(values) == 2:
            relation = "two"
        role = facet.role if (facet.role or "", relation) in _FRAGMENTS else ""
        template = self.rng.choice(_FRAGMENTS[role or "", relation])
        label = singular(self._schema.field(facet.field).label)
        return template.format(n=noun, v=values[0], a=values[0], b=values[-1], f=label)

    def _value(self, facet: Facet, value: Scalar) -> str:
        field = self._schema.field(facet.field)
        if facet.role == "duration":
            return self._span(value, field)
        if facet.role == "price":
            form = self.rng.choice(_MONEY.get(field.unit or "", (f"{{v}} {field.unit or ''}".strip(),)))
            return form.format(v=plain(value))
        text = plain(value)
        if facet.role in ("genre", "mood", "keyword", "about") and (text.istitle() or text.islower()):
            return text.lower()
        return text

    def _span(self, value: Scalar, field: Field) -> str:
        unit = field.unit or "minutes"
        forms = [f"{plain(value)} {unit}"]
        if unit == "minutes":
            forms = [f"{plain(value)} {self.rng.choice(('minutes', 'min', 'mins'))}", *_SPANS.get(int(value), ())]
        return self.rng.choice(forms)

    def typed(self, text: str, *, keep: Iterable[str] = ()) -> str:
        """The text as somebody types it: often without capitals, sometimes with a slip. `keep` has no slips."""
        text = " ".join(text.split())
        chance = self.rng.random()
        if chance < 0.45:
            text = text.lower()
        if chance < 0.12:
            text = " ".join(_SHORT.get(word, word) for word in text.split(" "))
        elif chance < 0.26:
            text = self._slipped(text, {word for name in keep for word in name.lower().split()})
        if self.rng.random() < 0.2:
            text = text.rstrip(".?")
        return text

    def _slipped(self, text: str, kept: set[str]) -> str:
        words = text.split(" ")
        places = [n for n, word in enumerate(words) if _WORD.fullmatch(word) and word not in kept]
        if places:
            n = self.rng.choice(places)
            at = self.rng.randrange(1, len(words[n]) - 2)
            word = words[n]
            swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            words[n] = self.rng.choice((swapped, word[:at] + word[at + 1 :]))
        return " ".join(words)


def singular(label: str) -> str:
    """A field's name for one value of it."""
    if label.endswith("ies"):
        return f"{label[:-3]}y"
    return label[:-1] if label.endswith("s") and not label.endswith("ss") else label


def _place(facet: Facet) -> tuple[bool, bool, int]:
    nearest = _NEAREST.index(facet.role) if facet.role in _NEAREST else len(_NEAREST)
    return facet.relation == "none", not facet.hard, nearest


def _is_decade(years: tuple[Scalar, ...]) -> bool:
    return int(years[0]) % 10 == 0 and int(years[1]) == int(years[0]) + 9


def _decade(first: Scalar, rng: random.Random) -> str:
    year = int(first)
    return rng.choice((f"{year}s", f"{year % 100:02d}s", f"{year}s"))
