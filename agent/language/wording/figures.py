"""Figures in a sentence, and whether facts hold them: `unfounded_figure`.

Knows years, decades, lengths, ratings and counts as people write them. Knows nothing about where facts come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.language.wording.names import figure

_HOUR = r"(?:h|hrs?|hours?|Stunden?|heures?|horas?)\b"
_MINUTE = r"(?:m|mins?|minutes?|Minuten?|minutos?)\b"
_CLOCK = re.compile(
    rf"(?<![\w.])(?P<h>\d{{1,2}})(?:[ -]?{_HOUR}(?:,? ?(?:and|und|et|y)? ?(?P<m>\d{{1,2}})(?: ?-?{_MINUTE})?)?|"
    r"h(?P<n>\d{2})\b)",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"\b(?P<w>one|two|three|four|five|an|eine|zwei|drei|vier|anderthalb|zweieinhalb|une|deux|trois|quatre|una|dos|"
    r"tres|cuatro)"
    rf"(?P<half> and a half)?[ -]{_HOUR}(?P<more> and a half| y media| et demie)?",
    re.IGNORECASE,
)
_HOURS = {
    "one": 1, "an": 1, "eine": 1, "une": 1, "una": 1, "two": 2, "zwei": 2, "deux": 2, "dos": 2, "three": 3, "drei": 3,
    "trois": 3, "tres": 3, "four": 4, "vier": 4, "quatre": 4, "cuatro": 4, "five": 5, "anderthalb": 1.5,
    "zweieinhalb": 2.5,
}  # fmt: skip
_DECADE = re.compile(
    r"(?<!\w)['’]?(?P<d>(?:1[89]|20)\d0|[2-9]0)(?:['’]?s\b|[- ]?er(?:n|s|-Jahren?)?\b)|"
    r"\b(?:années|annees|años|anos|anni|los|jaren)\s+['’]?(?P<e>(?:1[89]|20)\d0|[2-9]0)\b(?! ?min)",
    re.IGNORECASE,
)
_TENS = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90, "zwanziger": 20, "dreissiger": 30, "dreißiger": 30, "vierziger": 40, "fünfziger": 50,
    "sechziger": 60, "siebziger": 70, "achtziger": 80, "neunziger": 90, "vingt": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
_TEN_WORDS = re.compile(
    r"(?P<own>\b(?:his|her|their|your|my)\s+(?:\w+\s+)?)?\b(?P<t>(?:twen|thir|for|fif|six|seven|eigh|nine)ties|"
    r"(?:zwan|drei(?:ss|ß)|vier|fünf|sech|sieb|acht|neun)zi?ger|(?<=années )\w+|(?<=años )\w+)n?\b",
    re.IGNORECASE,
)
_CENTURY = re.compile(
    r"\b(?P<c>\d{1,2})(?:st|nd|rd|th|e|er|ème|\.)[ -](?:century|centuries|siècle|Jahrhunderts?)\b", re.IGNORECASE
)
_SCORE = re.compile(
    r"(?<![\w.,])(?P<s>\d+(?:[.,]\d+)?)(?: ?/ ?(?:5|10|100)\b|(?: (?:points?|stars?))? (?:out of|von|sur|de|sobre) "
    r"(?:5|10|100)\b| ?%| ?percent\b| ?Prozent\b|[ -](?:stars?|Sternen?|étoiles?|estrellas?)\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(rf"(?<![\w.,/])\d+(?:[.,:]\d+)*(?=[ -]?{_MINUTE}|(?![\w])|(?=['’]s))", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|almost|nearly|approximately|some|circa|ca\.?|etwa|rund|ungefähr|fast|knapp|gut|environ|presque|unos|"
    r"casi|alrededor de|cerca de|just (?:over|under)|a (?:little|bit) (?:over|under))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:under|below|less than|shorter than|within|unter|weniger als|kürzer als|höchstens|moins de|menos de|max\.?|"
    r"before|vor|avant|antes de)\s+$",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:over|above|more than|longer than|past|über|mehr als|länger als|plus de|más de|after|nach|après|después de|"
    r"since|seit|depuis|desde)\s+$",
    re.IGNORECASE,
)
_LONGEST = 5
"""Hours that an item may last."""
_YEARS = (1880.0, 2040.0)


class Figures:
    """The numbers that may be said in a sentence."""

    def __init__(
        self,
        facts: frozenset[float],
        *,
        counts: frozenset[float] = frozenset(),
        around: frozenset[float] = frozenset(),
        heard: Callable[[str], bool] = lambda word: False,
    ) -> None:
        """`facts`: numbers of what the sentence is about; `counts`: how many there are of things, which is no rating;
        `around`: numbers of the rest of the reply, which a decade may mean; `heard`: whether a word was said in the
        dialogue."""
        self._facts = facts
        self._all = facts | counts
        self._around = self._all | around
        self._heard = heard

    def unfounded(self, sentence: str) -> str:
        """The first figure of a sentence that nothing said backs, as written; empty where all are backed."""
        taken: list[tuple[int, int]] = []
        for start, end, holds in self._special(sentence):
            if any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            if not holds:
                return sentence[start:end].strip()
        for found in _OTHER.finditer(sentence):
            if any(found.start() < b and a < found.end() for a, b in taken):
                continue
            if not self._plain(figure(found.group()), sentence[max(0, found.start() - 20) : found.start()]):
                return found.group()
        return ""

    def _special(self, sentence: str) -> Iterator[tuple[int, int, bool]]:
        """Figures that mean something by their form: where they stand and whether they hold."""
        for found in _SCORE.finditer(sentence):
            yield found.start(), found.end(), figure(found["s"]) in self._facts
        for found in _CLOCK.finditer(sentence):
            minutes = found["m"] or found["n"]
            length = 60 * int(found["h"]) + int(minutes or 0)
            told = int(found["h"]) > _LONGEST and float(found["h"]) in self._facts  # "48 hours" of a story
            yield found.start(), found.end(), told or self._near(length, 1 if minutes else 20)
        for found in _SPELT.finditer(sentence):
            half = 0.5 if found["half"] or found["more"] else 0.0
            hours = _HOURS[found["w"].lower()] + half
            vague = hours == 1  # "an hour" is often no more than a manner of speaking
            yield found.start(), found.end(), vague or self._near(60 * hours, 20)
        for found in _CENTURY.finditer(sentence):
            last = 100.0 * int(found["c"])
            yield found.start(), found.end(), self._within(last - 100, last)
        for found in _DECADE.finditer(sentence):
            yield found.start(), found.end(), self._decade(int(found["d"] or found["e"]))
        for found in _TEN_WORDS.finditer(sentence):
            word = found["t"].lower()
            tens = _TENS.get(word)
            own = found["own"] or tens is None or self._heard(word)
            yield found.start(), found.end(), bool(own) or self._decade(tens or 0)

    def _decade(self, first: int) -> bool:
        if first >= 100:
            return self._within(first, first + 9)
        return self._within(1900 + first, 1909 + first) or (first <= 30 and self._within(2000 + first, 2009 + first))

    def _within(self, low: float, high: float) -> bool:
        return any(low <= number <= high for number in self._around)

    def _near(self, minutes: float, slack: float) -> bool:
        return any(abs(number - minutes) <= slack for number in self._all if number > 30)

    def _plain(self, number: float, before: str) -> bool:
        if number in self._all:
            return True
        year = _YEARS[0] <= number <= _YEARS[1]
        if _ABOUT.search(before):
            return any(abs(n - number) <= (2 if year else max(3, 0.06 * number)) for n in self._all)
        if _BELOW.search(before):
            return any((number - 10 if year else 0.7 * number) <= n < number for n in self._all)
        if _ABOVE.search(before):
            return any(number < n <= (number + 10 if year else 1.4 * number) for n in self._all)
        return False
