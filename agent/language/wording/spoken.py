"""The sentence filter: of a model's words, only sentences that hold are said: `Spoken`.

Knows what makes a sentence unfit: items, people and figures that the reply does not hold, links and markup, the
model's own instructions, and repetition. Knows nothing about endpoints.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.language.wording.figures import Figures
from agent.language.wording.given import Given
from agent.language.wording.name_runs import unknown_name
from agent.language.wording.sentences import Sentences
from agent.language.wording.tongues import Tongue, is_small, tongue_of
from agent.reply import Fault
from catalog.everyday import ALWAYS_CAPITAL, is_everyday
from catalog.mentions import Mention
from catalog.titles import short_title, split_words, title_key
from catalog.values import country_of_word, nationality

MOST = 600
"""Characters of a lead; a model that goes on beyond them is cut short."""
_REPEATS = 2
"""Sentences said again after which a model is taken to go in circles."""
_QUOTED = 60
_COPIED = 7
"""So many words in a row of the model's instructions are not there by chance."""
_REFERENCE = re.compile(r"\[\s*#?(\d{1,3})\s*\]")
_MARKUP = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|org|net|io|tv|info|de|fr|es|co|uk|app|ai|me|ly|xyz)\b|[\w.]+@[\w-]+\.\w|</?[a-zA-Z!]|&[#\w]+;|"
    r"\]\s?\(|[{}\[\]|\\`~]|\b[a-z]+_[a-z_]+\b|\b(?:tt|nm|Q)\d{4,}\b|\b(?:id|ID|isbn|ISBN|asin|ASIN)\b\s*[:#=]?\s*\w*\d",
)
_SLUG = re.compile(r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])")
_DATED_SLUG = re.compile(r"^(?!(?:mid|pre|post|early|late|circa)-)[a-z0-9-]+-(?:18|19|20)\d\d$")
_EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})(?=\S)(?P<bold>[^*]{1,120}?)(?<=\S)\1(?![\w*])|"
    r"(?<!\w)_(?=\S)(?P<under>[^_]{1,120}?)(?<=\S)_(?!\w)"
)
_QUOTES = re.compile(
    r"\"([^\"]{1,120})\"|“([^“”]{1,120})”|„([^„“”]{1,120})[“”]|«\s?([^«»]{1,120}?)\s?»|»([^«»]{1,120})«|‘([^‘’]{1,120})’(?!\w)|"
    r"(?<!\w)'(?=\S)([^']{1,120})(?<=\S)'(?!\w)"
)
_PERSON = r"[^\W\d_a-z][\w.'’-]+(?: (?:(?:de|van|von|del|la) )?[^\W\d_a-z][\w.'’-]*){1,3}"
_CREDIT = re.compile(
    rf"\b(?:by|with|starring|stars|featuring|von|mit|avec|par|con|por|de)\s+(?P<by>{_PERSON})|(?P<who>{_PERSON})(?:['’]s)?\s+(?:also\s+)?"
    r"(?:stars|plays|appears|directs|directed|made|wrote|leads|shines|spielt|dirige|réalise|joue|protagoniza|interpreta|führt)\b"
)
_RUNS_ON = re.compile(r"[-–'’]|:? [^\W_a-zà-ÿ]")
_DATED = re.compile(r"(?P<name>[^()\n]{1,120})\((?P<year>(?:18|19|20)\d\d)\)")


class Spoken:
    """Hears a model's text in chunks and gives back what may be said; `faults` tell what was left out and why."""

    def __init__(self, given: Given, *, instructions: str = "", said: Sequence[str] = ()) -> None:
        """`instructions`: what the model was told and must not recite; `said`: sentences said before its words."""
        self.faults: list[Fault] = []
        self.ended = False
        """True where nothing more will be said, whatever the model still sends."""
        self._given = given
        self._sentences = Sentences()
        self._heard = {title_key(sentence) for sentence in said}
        self._repeats = 0
        self._length = 0
        self._tongue: Tongue = "en"
        words = title_key(instructions).split(" ")
        self._secret = {tuple(words[i : i + _COPIED]) for i in range(len(words) - _COPIED + 1)}

    def hear(self, chunk: str) -> list[str]:
        """The sentences that a chunk completes and that hold, titles put in for [1], [2]."""
        return self._kept(self._sentences.add(chunk))

    def finish(self) -> list[str]:
        """The last sentence, where the text has ended; not to be called where it broke off."""
        return self._kept(self._sentences.rest())

    def _kept(self, sentences: Sequence[str]) -> list[str]:
        kept: list[str] = []
        for sentence in sentences:
            if not self.ended and (text := self._judged(sentence)):
                kept.append(text)
        self.ended = self.ended or self._sentences.waiting > MOST
        return kept

    def _judged(self, sentence: str) -> str:
        """The sentence as it may be said, or nothing."""
        key = title_key(sentence)
        if not key:
            return ""
        if key in self._heard:
            self._repeats += 1
            self.faults.append(Fault("repeated_words", "the model repeated itself; the repetition was left out"))
            self.ended = self._repeats >= _REPEATS
            return ""
        self._heard.add(key)
        if problem := self._problem(sentence, key):
            self.faults.append(Fault("unverified_words", f"left out a sentence of the model: {problem}"))
            return ""
        text = self._with_titles(_plain(sentence))
        self._length += len(text) + 1
        self.ended = self._length > MOST
        return "" if self.ended else text

    def _problem(self, sentence: str, key: str) -> str:
        """Why a sentence may not be said; empty where it may."""
        words = tuple(key.split(" "))
        if any(words[i : i + _COPIED] in self._secret for i in range(len(words) - _COPIED + 1)):
            return "it recites its instructions"
        places = [int(n) for n in _REFERENCE.findall(sentence)]
        if any(not 1 <= n <= len(self._given.rows) for n in places):
            return "it points at an item that is not there"
        bare = _REFERENCE.sub("it", self._joined(sentence))
        if _MARKUP.search(bare) or any(self._is_id(m.group()) for m in _SLUG.finditer(bare)):
            return "it holds a link, an id or markup"
        self._tongue = tongue_of(words, self._tongue)
        plain = _plain(bare)
        mentions = self._given.names.linker.mentions(plain, prefer=self._given.allowed)
        named = {self._given.rows[n - 1] for n in places}
        named |= {row for mention in mentions for row in mention.rows[:1] if row in self._given.allowed}
        named = named or (set(self._given.rows) if len(self._given.rows) == 1 else set())
        name = self._dated(sentence) or self._quoted(bare) or self._foreign(plain, mentions)
        name = name or self._misplaced(plain, named)
        if name:
            return f"it names “{_short(name)}”, which the reply does not hold"
        number = self._unfounded(bare, named)
        return f"it says “{_short(number)}”, which the reply does not hold" if number else ""

    def _is_id(self, word: str) -> bool:
        return word in self._given.names.catalog or bool(_DATED_SLUG.search(word))

    def _dated(self, sentence: str) -> str:
        """A title with a year in brackets that is no title and year of the reply."""
        catalog = self._given.names.catalog
        for found in _DATED.finditer(sentence):
            before, year = found["name"].rstrip(" \"”“»’*_"), float(found["year"])
            if reference := re.search(r"\[\s*#?(\d{1,3})\s*\]$", before):
                rows = [self._given.rows[int(reference[1]) - 1]]
            else:
                key = f" {title_key(before)}"
                rows = [row for row in self._given.allowed if key.endswith(self._ends(row))]
            if rows and not any(catalog.years[row] == year for row in rows):
                return f"{catalog.titles[rows[0]]} ({found['year']})"
            if not rows and before[-1:].isalnum() and before.rsplit(" ", 1)[-1][:1].isupper():
                return f"{before.rsplit(', ', 1)[-1]} ({found['year']})"
        return ""

    def _ends(self, row: int) -> tuple[str, ...]:
        """How a text ends that ends with the title of a row."""
        title = self._given.names.catalog.titles[row]
        return f" {title_key(title)}", f" {title_key(short_title(title))}"

    def _quoted(self, text: str) -> str:
        """Something in quotes or emphasised that looks like a title and is none of the reply's."""
        marked = [(m.start(), m.group("bold") or m.group("under")) for m in _EMPHASIS.finditer(text)]
        marked += [(m.start(), next(part for part in m.groups() if part is not None)) for m in _QUOTES.finditer(text)]
        for start, content in marked:
            name = re.sub(r"\s*\(\d{4}\)$", "", content).strip(" .,!?;:*_")
            key = title_key(name)
            words = name.split()
            saying = start == 0 and len(words) > 2 and is_small(title_key(words[0]))  # a capital because it opens
            capitals = any(word[:1].isupper() for word in words[1 if saying else 0 :])
            if key and capitals and not self._given.speaks_of(key) and not self._allowed(name):
                return name
        return ""

    def _allowed(self, name: str) -> bool:
        mention = self._given.names.linker.find(name, prefer=self._given.allowed)
        return mention is not None and mention.exact and mention.rows[0] in self._given.allowed

    def _foreign(self, text: str, mentions: Sequence[Mention]) -> str:
        """A title of the catalog or a name that has no place in the reply."""
        given = self._given
        for mention in (*mentions, *self._opening(text)):
            if not any(row in given.allowed for row in mention.rows) and self._is_title(mention, text):
                key = title_key(mention.text)
                if not any(key in source.units or (" " in key and source.says(key)) for source in given.sources):
                    return mention.text
        return unknown_name(text, self._tongue, given.names, given.sources, given.titles)

    def _opening(self, text: str) -> Sequence[Mention]:
        """A title of one word that a sentence begins with, which its capital does not give away."""
        word = next(iter(split_words(text)), None)
        if word is None or word.end - word.start < 4 or is_small(word.key) or _RUNS_ON.match(text, word.end):
            return ()
        if self._tongue == "en" and is_everyday(word.key):
            return ()
        mention = self._given.names.linker.find(text[word.start : word.end], prefer=self._given.allowed)
        return (mention,) if mention is not None and mention.exact else ()

    def _misplaced(self, text: str, named: set[int]) -> str:
        """Somebody who is said to have made the one item of a sentence, or to be in it, and is not."""
        if len(named) != 1:
            return ""
        own = (self._given.talk, self._given.source(next(iter(named))))
        for found in _CREDIT.finditer(text):
            name = found["by"] or found["who"]
            key = title_key(name)
            if self._given.names.is_person(key) and not any(source.says(key) for source in own):
                return name
        return ""

    def _is_title(self, mention: Mention, text: str) -> bool:
        """Whether a mention is written as a title, and not as words that happen to be one."""
        key = title_key(mention.text)
        words = split_words(mention.text)
        capitals = [mention.text[word.start].isupper() for word in words]
        opens = not re.search(r"\w[\s,\"'“„«(-]*$", text[: mention.start])
        telling = sum(capitals) - (opens and capitals[0])
        known = self._given.names.well_known(mention.rows[0])
        if len(words) > 1:
            return telling > 0 or (known and len(words) >= 4 and capitals[0])
        if not capitals[0] or key in ALWAYS_CAPITAL or nationality(key) or country_of_word(key):
            return False
        return known if self._tongue != "en" else mention.exact

    def _unfounded(self, text: str, named: set[int]) -> str:
        given = self._given
        every = frozenset(n for source in given.sources for n in source.numbers)
        facts = given.talk.numbers.union(*(given.source(row).numbers for row in named)) if named else every
        return Figures(facts, counts=given.counts, around=every, heard=given.talk.says).unfounded(text)

    def _joined(self, sentence: str) -> str:
        """The sentence with a title that stands beside its own reference taken out."""
        for n in {int(found) for found in _REFERENCE.findall(sentence)}:
            title = re.escape(self._title(n))
            mark, quotes = rf"\[\s*#?{n}\s*\]", "[\"“”„«»‘’'*_]{0,3}"
            name = rf"{quotes}{title}{quotes}"
            both = rf"{name}\s*[(:,]?\s*{mark}\)?|{mark}\s*[:,(]?\s*{name}\)?"
            sentence = re.sub(both, f"[{n}]", sentence, flags=re.IGNORECASE)
        return sentence

    def _with_titles(self, sentence: str) -> str:
        return _REFERENCE.sub(lambda found: self._title(int(found[1])), self._joined(sentence))

    def _title(self, place: int) -> str:
        return short_title(self._given.names.catalog.titles[self._given.rows[place - 1]])


def _plain(text: str) -> str:
    """The text without marks of emphasis."""
    return _EMPHASIS.sub(lambda found: found["bold"] or found["under"], text)


def _short(name: str) -> str:
    return name if len(name) <= _QUOTED else name[: _QUOTED - 1].rstrip() + "…"
