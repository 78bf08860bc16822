"""One user message, cleaned and cut into tokens and clauses: `Message`.

Knows characters, tokens, which stretch of text has been used up, and where a negation reaches. Knows
nothing about catalogs.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from agent.embedded.lexicon import NOT_MORE

ABBREVIATED = "".join(rf"(?<!\b{word})" for word in ("jr", "sr", "dr", "mr", "mrs", "ms", "st", "vs", *"abcefghjklnopqvwxyz"))
"""Before a full stop that ends no sentence: "Robert Downey Jr.", "Samuel L. Jackson"."""
MAX_LENGTH = 2_000
"""Characters that are read; of a longer message the beginning and the end."""
_TAIL = 500

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[#$€£]|[^\w\s]", re.UNICODE)
_WORD = re.compile(r"\w", re.UNICODE)

_BRACKETED = re.compile(r"\(\s*(?:18|19|20)\d\d\s*\)")
_STRONG = re.compile(
    r"[.!?;:\n]+(?=\s|$)|\s[-–—]+\s|\b(?:but|though|although|however|except that|yet|whereas)\b|"
    r"(?:,|\band|\bso|\bthen)\s+(?:(?:i|we|it|he|she|they)(?:'\w+)?|something|give|show|just|only|please|maybe|let|some|"
    r"more|preferably|ideally|with|from|under|over|in|for)\b|"
    r"\band\s+(?:\w+ly\s+)?(?:love|adore|like|enjoy|prefer)\b|"
    r"\b(?:let'?s|how about|what about|give me|show me|find me|can we|could you)\b|"
    r"(?:,|\bso|\bthen)\s+anything\b|\b(?:i|we) (?:want|need|loved?|liked?|enjoyed|prefer|would|am|feel|fancy)\b|\b(?:i'd|we'd|i'm)\b",
)
_NEW_PHRASE = re.compile(
    r"\b(?:from|under|over|before|after|between|that|which|who|please|for|set in|made in|in the|starring|directed by|"
    r"longer|shorter)\b"
)
_GENERIC = frozenset(
    ["film", "films", "movie", "movies", "game", "games", "anything", "something", "stuff", "one", "ones", "any", "more", "want", "like", "need", "show", "me", "give", "to", "see", "watch", "a", "an", "the", "of", "mood", "in", "feel", "been", "be", "really", "care", "feeling", "interested", "into", "just", "all"]
)
"""A negation goes on over these: "no films from the 80s" negates the 80s, "no Hugh Grant from the 80s" does not."""
_NEGATION = re.compile(
    r"\b(?:no way (?:i'?m|am i|i am|we'?re) (?:doing|watching|seeing|having|sitting through|up for|in for|into)|(?:can'?t|cannot|couldn'?t) (?:do|bear|handle|take|deal with|get into)|"
    r"never (?:really |much )?(?:(?:had|have|felt) (?:a |any |much )?\w+ for|been (?:a fan of|fond of|keen on|into|one for)|cared? for|got(?:ten)? into|warmed to|took to|taken to)|"
    r"(?:do|does|would|wo|will)(?:n'?t| not) (?:wish|care|ask|long|go|opt) for|"
    r"(?:no|zero|not much|little|lost my) (?:appetite|interest|desire|patience|taste|stomach|use|love|wish|time) (?:for|in|of)|no|not|without|nothing|none|never|neither|nor|non|except(?: for)?|excluding|exclude|avoid(?:ing)?|"
    r"anything but|other than|besides|apart from|hates?|hated|hating|loathe|despise|can'?t stand|cannot stand|"
    r"dislikes?|disliked|skip|minus|sick of|tired of|fed up with|enough of|enough with|instead of|rather than|"
    r"allergic to|remove(?: the| all)?|take out|don'?t|do not|doesn'?t|does not|didn'?t|did not|isn'?t|aren'?t|wasn'?t|weren'?t|"
    r"scared of|afraid of|terrified of|frightened (?:of|by)|less|leave out|stay away from|steer clear of|hold the|bored of|bored with|"
    r"spare (?:me|us)|miss me with|omit(?:ting)?|keep out|leave off|rule out|ruling out|(?:hard )?pass on|ban(?:ning)?|nix|veto|"
    r"had (?:enough|my fill) of|done with|keep away from|stay clear of|could do without|can do without)(?![\w'])"
)
_NO_NEGATION = re.compile(
    r"\b(?:not only|not just|not too much (?:trouble|bother|hassle|work|to ask)|not a (?:bother|hassle)|no idea|no preference|no problem|no worries|not sure|don'?t mind|do not mind|why not|"
    r"(?:no|zero) (?:luck|clue|rush|hurry|pressure|doubt|worry|problem|matter|fuss|big deal|pref(?:erence)?s?|consequence|opinion|particular|offen[cs]e|biggie|harm|joy|dice|kidding|joke)\b|"
    r"(?:not|isn'?t|nothing) (?:such )?a (?:big deal|problem|rush|issue|must|deal ?breaker)|"
    r"not bad|not yet|don'?t know|do not know|don'?t care(?! for)|do not care(?! for)|no matter|don'?t remember|if not|or not|"
    r"no thanks|no thank you|(?:did|would|wo|does)(?:n'?t| not) (?:really |at all )?mind|not (?:at all |really )?mind|haven'?t|no way(?! (?:i'?m|am i|i am|we'?re) )|not necessarily|"
    r"(?:no|not|nothing|none)(?: \w+)? (?:(?:more|less|longer|shorter|later|earlier|older|newer|higher|fewer) than|over|"
    r"above|under|below|before|after)|less than)\b|"
    r"^no(?=[,.!;]|$)|^no (?=(?:but|i|we|that|it|this|they|thats)\b)|\bno\.? ?#?(?=\d)"
)


_TURN = r"\b(?:but|though|although|however)\b|\band (?=(?:i|we|he|she|they|my)\b)"
_SENTENCE_OR_TURN = re.compile(rf"[.!?;\n]|{_TURN}")
_CLAUSE_MARK = re.compile(rf"[.!?;\n]+|{_TURN}|,")
"""Where something else is said: of a sentence, and of a clause of it."""
_REFUSED = re.compile(
    r"(?:^|[.!?;,\n] ?)(?:(?:um+|oh|hmm+|well|and|ugh|lol)[, ]+)*(?P<what>(?!any\b|do\b|have\b|got\b|more\b|maybe\b|what\b|how\b|can\b|is\b|are\b)[\w'-]+(?: [\w'-]+){0,2}) ?[?,:] ?"
    r"(?:no way|nah|nope|no thanks?(?: you)?|hard pass|hell no|please no|not for me|not tonight|never)(?= ?(?:[.,!;]|$))|"
    r"(?:^|[.!?;,\n] ?)(?P<after>(?!i\b|we\b)[\w'-]+(?: [\w'-]+){0,2}),? (?:(?:is|are) something )?(?:i|we)(?:'d| can| could| would)? (?:gladly |happily |rather |well |easily )?(?:(?:do|live|manage) without|skip|avoid)\b|"
    r"(?:^|[.!?;,\n] ?)(?:(?:and|but|also|so|lol|oh|well)[, ]+)*(?P<no>(?!(?:it|that|this|these|those|they|he|she|the|number|there|which|what|▲)\b)[\w'-]+(?: [\w'-]+){0,2})(?: is| are|'s) (?:just |really |definitely |always )?(?:an? )?(?:(?:hard|firm|big|definite|clear|straight|absolute|total) )?(?:no|nope|no[- ]go|pass|turn[- ]?off|deal ?breaker)\b(?! (?:but|longer|more|less))(?: (?:from|for|with|to) (?:me|us))?|"
    r"\b(?:keep|leave|cut|rule) (?P<else>(?!out\b|away\b)(?:[\w'-]+ ){1,3})(?:out|away(?: from (?:me|us))?)\b"
)
"""What is turned down by what comes after it: "romances? no way", "war films I can live without"."""
_RATHER = re.compile(
    rf"\b(?:rather|sooner|more of an?)\b[^.!?;,]{{2,60}}?{NOT_MORE} than (?P<not>[^.!?;,]{{2,40}})"
)
"""What is liked less than something: "rather a comedy than a drama"."""
_STOP = re.compile(r" ?[.!?;]+(?=\s|$)")
"""A sentence that ends in a "no" says it of what came before."""


@dataclass(frozen=True)
class Token:
    """A word or mark with its place in the text; `low` is its lower-case form."""

    text: str
    low: str
    start: int
    end: int


class Message:
    """A cleaned message; `low` has the same length as `text`, so spans hold for both."""

    def __init__(self, raw: str) -> None:
        self.text = clean(raw)
        self.low = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text).replace("’", "'")
        self.tokens = [
            Token(m.group(), self.low[m.start() : m.end()], m.start(), m.end()) for m in _TOKEN.finditer(self.text)
        ]
        self._used = bytearray(len(self.text))
        self._marks: list[tuple[int, int]] | None = None
        self._negated = self._reach_of_negations()

    @property
    def words(self) -> list[Token]:
        """The tokens that are words or numbers."""
        return [t for t in self.tokens if _WORD.search(t.text)]

    def unread(self) -> Message:
        """The same message with nothing used up."""
        fresh = copy(self)
        fresh._used = bytearray(len(self.text))
        return fresh

    def without(self, names: Iterable[tuple[int, int]]) -> Message:
        """The same message, to be read only, with a mark for each letter of the names that stand there."""
        plain, low = copy(self), list(self.low)
        for start, end in names:
            low[start:end] = "~" * (end - start)
        plain.low, plain._marks = "".join(low), None
        return plain

    def use(self, start: int, end: int) -> None:
        """Mark a stretch of text as understood."""
        self._used[start:end] = b"\x01" * (end - start)

    def erase(self, start: int, end: int) -> None:
        """Take a stretch out: nobody reads it any more, and the places of the rest stay."""
        blank = " " * (end - start)
        self.text, self.low = (text[:start] + blank + text[end:] for text in (self.text, self.low))
        self.tokens = [token for token in self.tokens if token.end <= start or token.start >= end]
        self._marks = None
        self.spare(start, end)

    def free(self, start: int, end: int) -> bool:
        """True if none of the stretch has been used."""
        return not any(self._used[start:end])

    def use_years(self) -> None:
        """A year in brackets is part of a title, linked or not."""
        for m in _BRACKETED.finditer(self.low):
            self.use(m.start(), m.end())

    def rest(self) -> list[Token]:
        """Words not used up yet."""
        return [t for t in self.words if self.free(t.start, t.end)]

    def negated(self, start: int) -> bool:
        """True if a negation reaches the position."""
        return any(begin <= start < end for begin, end in self._negated)

    def before(self, start: int, characters: int = 40) -> str:
        """The lower-case text just before a position, within its sentence and after any "but"."""
        window = self.low[max(0, start - characters) : start]
        return _SENTENCE_OR_TURN.split(window)[-1]

    def after(self, end: int, characters: int = 40) -> str:
        """The lower-case text just after a position, within its clause."""
        return re.split(r"[.!?;\n]", self.low[end : end + characters])[0]

    def spare(self, start: int, end: int) -> None:
        """A negation that stands in the stretch of text reaches nothing."""
        self._negated = [(cue, stop) for cue, stop in self._negated if not start <= cue < end]

    def clause(self, start: int, name: int | None = None) -> str:
        """The lower-case clause around a position; without the name that goes on from there to `name`."""
        begin, end = self._clause(start)
        return self.low[begin:end] if name is None else f"{self.low[begin:start]} ~ {self.low[name : max(name, self._clause(name)[1])]}"

    def _clause(self, start: int) -> tuple[int, int]:
        if self._marks is None:
            self._marks = [mark.span() for mark in _CLAUSE_MARK.finditer(self.low)]
        after = bisect_left(self._marks, (start, start))
        end = self._marks[after][0] if after < len(self._marks) else len(self.low)
        begin = max((stop for _, stop in self._marks[max(0, after - 2) : after] if stop <= start), default=0)
        return begin, end

    def _reach_of_negations(self) -> list[tuple[int, int]]:
        spared = [m.span() for m in _NO_NEGATION.finditer(self.low)]
        reach = []
        for cue in _NEGATION.finditer(self.low):
            if any(a <= cue.start() < b for a, b in spared):
                continue
            reach.append((cue.start(), self._reach(cue.end())))
        reach += [less.span("not") for less in _RATHER.finditer(self.low)]
        for refused in _REFUSED.finditer(self.low):
            start, end = refused.span(refused.lastgroup or 0)
            reach.append((start, end))
            self.use(end, refused.end())
        return reach

    def _reach(self, start: int) -> int:
        """Where a negation that begins before `start` ends: at a strong mark, or a comma that opens no list."""
        if _STOP.match(self.low, start):
            return start
        strong = _STRONG.search(self.low, start + 1)
        if strong is not None and self.low[start : strong.start()].strip() == "":
            strong = _STRONG.search(self.low, strong.end())
        end = strong.start() if strong else len(self.low)
        for turn in _NEW_PHRASE.finditer(self.low, start, end):
            if set(self.low[start : turn.start()].replace(",", " ").split()) - _GENERIC:
                end = turn.start()
                break
        comma = self.low.find(",", start)
        while 0 <= comma < end:
            item = re.match(r"\s*(?:or |nor |and )?[\w'-]+(?: [\w'-]+)?\s*(?=,|\bor\b|\bnor\b|\band\b)", self.low[comma + 1 : end])
            last = re.match(r"\s*(?:or|nor)\b", self.low[comma + 1 : end])
            if not (item or last):
                return comma
            comma = self.low.find(",", comma + 1)
        return end


def clean(raw: str) -> str:
    """The message without control characters and markup, white space folded but for line ends, and cut to what is read."""
    text = unicodedata.normalize("NFC", raw).replace("\r\n", "\n")
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", " ", text)  # a terminal's colours
    text = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", " ", text)
    text = re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", text)).strip()
    if len(text) > MAX_LENGTH:
        text = text[: MAX_LENGTH - _TAIL] + " " + text[-_TAIL:]
    return text
