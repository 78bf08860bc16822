"""The words of one catalog: which values, people and countries a stretch of text names.

Knows every value of the catalog's category fields and the people in it. Knows nothing about grammar:
negation, hardness and the rest of the message are the parser's business.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from agent.embedded.lexicon import AROUND_ITEMS, DESCRIPTORS, GENRE_WORDS, PEOPLE, SYNONYMS
from agent.embedded.message import Message, Token
from agent.embedded.surnames import MADE_BY, NAME_AFTER, NAME_CUE, STRONG_CUE, UNUSUAL, is_surname
from catalog.columns import CategoryColumn
from catalog.everyday import is_everyday, surprise
from catalog.schema import Role
from catalog.table import Catalog
from catalog.values import country_of_word, key, nationalities_of, nationality

_LONGEST = 5
_NEARLY = 92
"""How alike, of 100, ordinary words must be to a name to be a slip of it: "Jim Carey"."""
_SLANG = frozenset({"dope", "lit", "fire", "sick", "banging", "banger", "goated", "fresh"})
"""Praise, before somebody's name."""
_SIBLINGS = frozenset({"brothers", "bros", "sisters"})
"""After a surname: the two best known of that name."""
_JOINT = re.compile(r"[\s./&-]*")
_COMMA = re.compile(r"[\s./&,-]*")
_CLOSED: tuple[Role, ...] = ("genre", "mood", "language", "certificate")
_LANGUAGE = re.compile(r" (?:language|speaking|spoken)$")
_GENITIVE = re.compile(r"'s?$")
_OWN_KINDS = frozenset(["children", "family"])
"""Kinds near enough to stand for one another where a catalog lacks one, yet told apart where it has both."""
_MADE = 2
"""How much more a film made counts than one acted in, where a name stands before "films"."""
_FIRST = 4
"""How many times as many people must have a name as their first name for it to be one."""
_CLEAR = 3.0
"""How many times better known the first bearer of a surname must be to be meant alone."""


@dataclass(frozen=True)
class Found:
    """A stretch of text and what it names: `values` of `field`; any of them counts."""

    start: int
    end: int
    field: str
    role: Role | None
    values: tuple[str, ...]
    joint: bool = False
    """True if all of the values must hold ("romantic comedy")."""
    sure: bool = True
    """False for one word that is more often a first name: it must leave nothing out."""
    cued: bool = False
    """True for somebody whose part the words before tell ("directed by")."""


def _is_name(group: Sequence[Token], before: str) -> bool:
    """Whether grammar makes one word ("with Cher", "by mcg") or words of talk ("by Good Games") a whole name."""
    strong = STRONG_CUE.search(before) is not None
    if len(group) > 1:
        return strong or not all(token.low in AROUND_ITEMS for token in group)
    if group[0].text[0].isupper():
        return NAME_CUE.search(before) is not None
    return (strong and not is_everyday(group[0].low)) or MADE_BY.search(before) is not None


class Vocabulary:
    """Every value of a catalog's category fields by its words."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.values: dict[str, tuple[str, Role | None, str]] = {}
        self.people: dict[str, dict[str, str]] = {}
        """Name key -> {field: name as displayed}."""
        self._surnames: dict[str, list[str]] = defaultdict(list)
        self._first_names: Counter[str] = Counter()
        self._names: set[str] = set()
        self._known: dict[str, float] = defaultdict(float)
        self.keywords: set[str] = set()
        themes: tuple[Role, ...] = ("keyword", "mood", "genre")
        for role in themes:
            for field in catalog.schema.by_role(role):
                self.keywords |= {code for code in catalog.category(field.name).codes if len(code) > 2}
        self._read_values()
        self._read_people()

    def is_kind(self, phrase: str) -> bool:
        """Whether words (as a key) name a kind, or one word a theme, before they name a title."""
        if " " in phrase:
            return phrase in GENRE_WORDS or (phrase in self.values and self.values[phrase][1] == "genre")
        return phrase in GENRE_WORDS or phrase in self.values or phrase in self.keywords

    def _read_values(self) -> None:
        fields = [f for f in self.catalog.schema.fields if f.kind in ("category", "categories") and not f.derived]
        order: dict[Role | None, int] = {"genre": 0, "mood": 1, "certificate": 2, "language": 3}
        skipped: tuple[Role, ...] = ("id", "title", "keyword", "country", *PEOPLE)
        for field in sorted(fields, key=lambda f: order.get(f.role, 9)):
            if field.role in skipped:
                continue
            column = self.catalog.category(field.name)
            if field.role is None and len(column.vocabulary) > 200:
                continue
            for code, index in column.codes.items():
                self.values.setdefault(code, (field.name, field.role, column.vocabulary[index]))

    def _read_people(self) -> None:
        weight = np.log1p(self.catalog.popularity) + 0.1
        for role in PEOPLE:
            for field in self.catalog.schema.by_role(role):
                column = self.catalog.category(field.name)
                for code, index in column.codes.items():
                    if len(code) < 3:
                        continue
                    self.people.setdefault(code, {})[field.name] = column.vocabulary[index]
                    self._known[code] += float(weight[column.rows[index]].sum()) + len(column.rows[index]) ** 1.5
        for code in self.people:
            parts = code.split()
            self._names.update(parts)
            if 2 <= len(parts) <= 4 and len(parts[-1]) > 2:
                self._surnames[parts[-1]].append(code)
                self._first_names[parts[0]] += 1
        for names in self._surnames.values():
            names.sort(key=lambda code: -self._known[code])

    def resolve(self, role: Role, word: str) -> tuple[str, str] | None:
        """(field, value as displayed) of a value of fields with this role, or None."""
        for field in self.catalog.schema.by_role(role):
            column = self.catalog.column(field.name)
            if isinstance(column, CategoryColumn) and (index := column.codes.get(key(word))) is not None:
                return field.name, column.vocabulary[index]
        return None

    def genre(self, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
        """(field, values) of those genre words that the catalog has, or None."""
        found = [hit for word in words if (hit := self.resolve("genre", word))]
        return (found[0][0], tuple(value for _, value in found)) if found else None

    def find(self, message: Message) -> list[Found]:
        """Everything the unused text of a message names, longest first, left to right; used up as found."""
        found: list[Found] = []
        for length in range(_LONGEST, 0, -1):
            words = message.words
            for i in range(len(words) - length + 1):
                group = words[i : i + length]
                if message.free(group[0].start, group[-1].end) and self._adjacent(message, group):
                    hit = self._name(message, group)
                    if hit:
                        message.use(hit.start, hit.end)
                        found.append(hit)
        return sorted(found, key=lambda f: f.start)

    def names(self, text: str) -> bool:
        """True where a text names a kind, a person or a place, or is nothing but a mood."""
        alone = key(text)
        return alone in DESCRIPTORS or alone in SYNONYMS or bool(self.find(Message(text)))

    def _adjacent(self, message: Message, group: list[Token]) -> bool:
        """True if nothing but spaces, hyphens and dots stands between the words; commas, where a name has them."""
        between = {message.text[a.end : b.start] for a, b in pairwise(group)}
        if all(_JOINT.fullmatch(gap) for gap in between):
            return True
        named = all(_COMMA.fullmatch(gap) for gap in between)
        return named and key(message.text[group[0].start : group[-1].end]) in self.people

    def _name(self, message: Message, group: list[Token]) -> Found | None:
        start, end = group[0].start, group[-1].end
        phrase = key(_GENITIVE.sub("", message.low[start:end]))
        return (
            self._genre_word(phrase, start, end)
            or self._value(message, phrase, start, end)
            or self._origin(message, phrase, start, end)
            or self._person(message, phrase, group)
        )

    def _genre_word(self, phrase: str, start: int, end: int) -> Found | None:
        meant = GENRE_WORDS.get(phrase)
        if not meant:
            return None
        joint = len(meant) == 1 and "+" in meant[0]
        if meant[0] in _OWN_KINDS and self.resolve("genre", meant[0]):
            meant = meant[:1]
        hit = self.genre(tuple(meant[0].split("+")) if joint else meant)
        return Found(start, end, hit[0], "genre", hit[1], joint) if hit else None

    def _value(self, message: Message, phrase: str, start: int, end: int) -> Found | None:
        language = _LANGUAGE.sub("", phrase)
        for form in _forms(language):
            if form not in self.values:
                continue
            field, role, value = self.values[form]
            if role == "mood" and (phrase in DESCRIPTORS or phrase in SYNONYMS):
                return None
            if role == "certificate" and not re.search(r"[A-Z]|\d", message.text[start:end]) and len(form) < 2:
                return None
            spoken = phrase == "english" or language != phrase or re.search(r"\bin $|\bspoken $|\bspeak\w* $", message.before(start))
            if role == "language" and nationality(phrase) and not spoken:
                return None
            if language != phrase and role != "language":
                return None
            if role not in _CLOSED and len(form) < 4 and message.text[start:end] != value:
                return None
            return Found(start, end, field, role, (value,))
        return None

    def _origin(self, message: Message, phrase: str, start: int, end: int) -> Found | None:
        if not self.catalog.schema.by_role("origin"):
            return None
        adjective = nationality(phrase)
        if adjective and len(phrase) > 3:
            return Found(start, end, "origin", "origin", (adjective,))
        if region := nationalities_of(phrase):
            return Found(start, end, "origin", "origin", region)
        country = country_of_word(phrase)
        if country is None or not self.catalog.schema.by_role("country"):
            return None
        field = self.catalog.schema.by_role("country")[0].name
        cue = re.search(r"\b(?:from|in|out of|made in|of|not|no)\s+(?:the )?$", message.before(start))
        if len(phrase) <= 3 and message.text[start:end].islower():
            return None
        return Found(start, end, field, "country", (country,)) if cue or len(phrase) > 3 else None

    def _person(self, message: Message, phrase: str, group: list[Token]) -> Found | None:
        start, end = group[0].start, group[-1].end
        before, after = message.before(start), message.after(end)
        if phrase in self.people and _is_name(group, before):
            return self._as_found([phrase], before, after, start, end)
        family = self._surnames.get(group[0].low, []) if len(group) == 2 and group[1].low in _SIBLINGS else []
        if len(family) > 1 and (STRONG_CUE.search(before.removesuffix("the ")) or not is_everyday(group[0].low)):
            return self._as_found(family[:2], before.removesuffix("the "), after, start, end)
        if len(group) == 1 and self._surname_meant(message, group[0], phrase):
            names = self._surnames[phrase]
            second = self._known[names[1]] if len(names) > 1 else 0.0
            meant = names[:1] if self._known[names[0]] >= _CLEAR * second else names[:6]
            found = self._as_found(meant, before, after, start, end)
            return replace(found, sure=self._first_names[phrase] <= _FIRST * len(names))
        return self._misspelt(phrase, group, before, after)

    def _surname_meant(self, message: Message, token: Token, phrase: str) -> bool:
        if phrase in _SLANG and not STRONG_CUE.search(message.before(token.start)):
            return False
        kind = phrase in self.values or (phrase in self.keywords and surprise(phrase) < UNUSUAL)
        if kind and not STRONG_CUE.search(message.before(token.start)):
            return False  # "a Fantasy game" is none by Everlasting Fantasy
        bearers = [next(iter(self.people[code].values())) for code in self._surnames.get(phrase, ())]
        return bool(bearers) and is_surname(message, token, bearers, themes=self.keywords, names=self._names)

    def _misspelt(self, phrase: str, group: list[Token], before: str, after: str) -> Found | None:
        """A full name with a slip, only where grammar says that a name stands here."""
        if len(group) == 1:
            return self._misspelt_surname(group[0], before, after)
        strong = STRONG_CUE.search(before) is not None
        everyday = all(is_everyday(t.low) for t in group)
        if len(group) not in (2, 3) or len(phrase) < 8 or not (strong or (NAME_AFTER.search(after) and not everyday)):
            return None
        if any(len(part) > 1 and key(" ".join(t.low for t in part)) in self.people for part in (group[:-1], group[1:])):
            return None  # the name and a word more
        from rapidfuzz import fuzz, process

        best = process.extractOne(phrase, self.people.keys(), scorer=fuzz.ratio, score_cutoff=_NEARLY if everyday else 83)
        if best is None or best[0][0] != phrase[0]:
            return None
        return self._as_found([best[0]], before, after, group[0].start, group[-1].end)

    def _misspelt_surname(self, token: Token, before: str, after: str) -> Found | None:
        """A rare word that is nearly a well-known surname, where grammar says that a name stands here."""
        cued = STRONG_CUE.search(before) or NAME_AFTER.search(after) or re.search(r"\b(?:no|not|hate|love)\s+$", before)
        if not cued or len(token.low) < 7 or is_everyday(token.low) or is_everyday(token.low.removesuffix("s")):
            return None
        from rapidfuzz import fuzz, process

        best = process.extractOne(token.low, self._surnames.keys(), scorer=fuzz.ratio, score_cutoff=85)
        if best is None or best[0][0] != token.low[0]:
            return None
        return self._as_found(self._surnames[best[0]][:1], before, after, token.start, token.end)

    def _as_found(self, codes: list[str], before: str, after: str, start: int, end: int) -> Found:
        """The people in the field that the words around call for, else the one where they are best known."""
        wanted: Role | None = None
        if re.search(r"\b(?:with|starring|stars|featuring|actor|actress)\s+(?:\w+ (?:and|or) )?$", before):
            wanted = "performer"
        elif re.search(r"\b(?:by|directed by|director|developed by|made by)\s+$", before):
            wanted = "creator"
        mostly: Role | None = "creator" if NAME_AFTER.search(after) else None  # "Hitchcock films", unless they act more
        schema = self.catalog.schema
        roles = {f.name: f.role for role in PEOPLE for f in schema.by_role(role)}
        counts: Counter[str] = Counter()
        for code in codes[:1]:
            for field in self.people[code]:
                column = self.catalog.category(field)
                bonus = 1_000 if roles[field] == wanted else 0
                credits = len(column.rows[column.codes[code]])
                counts[field] += (_MADE if roles[field] == mostly else 1) * credits + bonus
        field = counts.most_common(1)[0][0]
        values = tuple(self.people[code][field] for code in codes if field in self.people[code])
        return Found(start, end, field, roles[field], values, cued=roles[field] == wanted)


def _forms(phrase: str) -> list[str]:
    """The phrase and its likely singular forms."""
    forms = [phrase]
    if phrase.endswith("ies"):
        forms.append(phrase[:-3] + "y")
    if phrase.endswith("es"):
        forms.append(phrase[:-2])
    if phrase.endswith("s") and not phrase.endswith("ss"):
        forms.append(phrase[:-1])
    return forms
