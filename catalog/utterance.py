"""How strongly a stretch of somebody's words looks like a title.

Knows capitals, quotes, years, the words before and after, and how ordinary the words are. Does not know which
titles exist. Evidence is counted in points; `catalog.linking` says how many are enough.
"""

import re
from collections.abc import Sequence

from catalog.everyday import ALWAYS_CAPITAL, GRAMMAR, TALK, is_everyday, surprise, word_set
from catalog.titles import split_words

NEVER = -99.0
_SENTENCE_END = re.compile(r"[.!?;\n…]|\s[-–—]\s|:\s*$")
_STOP = re.compile(r"[^\w\s@#]|\n")
_YEAR_AFTER = re.compile(r"[\"'”’*!?.]{0,4}\s*[(\[]\s*(?P<sure>(?:18|19|20)\d\d)\s*[)\]]")
_YEAR_LOOSE = re.compile(r"[\"'”’*]?,?\s+(?:(?:from|of)\s+)?(?P<loose>(?:19|20)\d\d)\b(?!['’]?s\b)")
_YEAR_BEFORE = re.compile(r"\b(?P<loose>(?:19|20)\d\d)(?:['’]s)?\s+(?:(?:movie|film|version of)\s+)?[\"“]?$")
_OPENING, _CLOSING = "\"“”«'‘’*_", "\"“”»'’*_"

_STRONG = word_set("seen saw watched rewatched directed called titled named starred stars")
_FOND = word_set("loved liked enjoyed hated adored disliked suggest recommend")
_NOW = word_set("love hate watch watching rewatch rewatching see")
_MILD = word_set("except besides excluding like about try prefer remember than suggested recommended finished between")
_PAIRS = {
    ("long", "is"): 2.5, ("long", "was"): 2.5, ("similar", "to"): 2.5, ("such", "as"): 2.5,
    ("heard", "of"): 2.5, ("what", "about"): 2.0, ("how", "about"): 2.0, ("movies", "like"): 2.0,
    ("films", "like"): 2.0, ("something", "like"): 2.0, ("movie", "like"): 2.0, ("more", "like"): 2.0,
    ("film", "like"): 2.0, ("stuff", "like"): 2.0, ("anything", "like"): 2.0, ("one", "like"): 1.5,
    ("games", "like"): 2.0, ("who", "made"): 2.0, ("actor", "in"): 1.5, ("fan", "of"): 1.5, ("is", "in"): 1.5,
    ("plays", "in"): 2.0, ("check", "out"): 1.5, ("much", "is"): 2.0, ("else", "like"): 2.0,
    ("me", "about"): 2.0, ("i", "like"): 0.3, ("i", "love"): 0.5, ("really", "like"): 0.5,
    ("really", "love"): 0.5, ("would", "like"): 0.3, ("favorite", "is"): 2.0, ("favourite", "is"): 2.0,
    ("movie", "is"): 2.0, ("film", "is"): 2.0, ("also", "like"): 1.5, ("favorites", "are"): 2.0,
    ("you", "like"): 1.5, ("called", "is"): 2.0, ("mind", "is"): 2.0, ("one", "is"): 1.2,
    ("more", "about"): 2.0, ("when", "was"): 1.5, ("look", "at"): 1.0,
}  # fmt: skip
_FILLERS = word_set(
    """
    the a an movie film movies films game games called also really ever even just original first and or both
    absolutely actually definitely
    """
)
_AROUND = word_set(
    """
    the movie film please called named maybe i like love loved liked and thanks how about
    """
)
_FOLLOWS = word_set(
    """
    and or but was is were are with by from because too also as if which it i its that so though although
    last yet before again both movie film movies on in then when who starring you for have has had to at
    this my we they would might made came really very one series looks sounds isnt wasnt not either of
    yesterday tonight the a an good great awesome amazing just ever did do does instead yes no lol ok
    """
)
_CLAUSE = word_set("was is are were has have had isnt wasnt arent made will would can could looks sounds seems")
_BEFORE_NOUNS = word_set("a an some any every no my his their your our these those am was be were im been being")
_BEFORE_PEOPLE = word_set("by with starring featuring actor actress director")
_KINDS = word_set("movie movies film films flick flicks one ones game games story stories series comedy comedies")
_BETWEEN = word_set("and or the also than longer shorter better newer older scarier funnier worse vs versus")
_GOES_ON = _FOLLOWS | _BETWEEN
_SUBJECTS = word_set(
    """
    it this that these those they we you he she i there what who which where when how here one no all
    """
)


class Utterance:
    """One text, its words (`words`, `keys` in comparable form) and how they are written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = split_words(text)
        self.keys = [word.key for word in self.words]
        count = len(self.words)
        ends = [0, *(word.end for word in self.words)]
        self._gaps = [text[ends[i] : self.words[i].start] for i in range(count)] + [text[ends[-1] :]]
        self._opens = [i == 0 or bool(_SENTENCE_END.search(self._gaps[i])) for i in range(count)]
        self._upper = [text[word.start].isupper() for word in self.words]
        grammar = [self._upper[i] for i in range(count) if self.keys[i] in GRAMMAR and not self._opens[i]
                   and self.keys[i] not in ("i", "im", "ive", "ill", "id")]  # fmt: skip
        letters = [char for char in text[:2000] if char.isalpha()]
        shouted = len(letters) > 6 and sum(char.isupper() for char in letters) > 0.7 * len(letters)
        headline = len(grammar) > 3 and sum(grammar) > 0.6 * len(grammar)
        self._cased = not shouted and not headline

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Characters of the words [start, stop)."""
        return self.words[start].start, self.words[stop - 1].end

    def year(self, start: int, stop: int) -> tuple[int, int, bool] | None:
        """The year written at words [start, stop): the year, where its characters end, if it is in brackets."""
        end = self.words[stop - 1].end
        if match := _YEAR_AFTER.match(self.text, end):
            return int(match["sure"]), match.end(), True
        if match := _YEAR_LOOSE.match(self.text, end):
            return int(match["loose"]), match.end(), False
        first = self.words[start].start
        if match := _YEAR_BEFORE.search(self.text[max(0, first - 24) : first]):
            return int(match["loose"]), end, False
        return None

    def quoted(self, start: int, stop: int) -> bool:
        """Whether quotes (or an @, or stars) stand around the words [start, stop)."""
        first, last = self.span(start, stop)
        before = self.text[first - 1] if first else ""
        after = self.text[last : last + 2].lstrip(",.!?")[:1]
        return before == "@" or bool(before and before in _OPENING and after and after in _CLOSING)

    def joined(self, left: int, right: int) -> bool:
        """Whether the words between `left` and `right` (word positions) only list or compare."""
        if left >= right:
            return left == right and _STOP.search(self._gaps[right]) is not None and not self._opens[right]
        return right - left <= 2 and all(key in _BETWEEN for key in self.keys[left:right])

    def points(self, start: int, stop: int, meant: Sequence[str], *, cued: bool = False) -> float:
        """The evidence that the words [start, stop) are a title, years and what the catalog knows left out.

        `meant`: the words of that title in comparable form. `NEVER` where ordinary grammar ("it", "up to") would
        be taken for one. `cued`: a title is expected.
        """
        if self.quoted(start, stop):
            return 6.0
        if self._is_year(start, stop) or self._runs_on(start, stop):
            return NEVER
        keys = self.keys[start:stop]
        content = [key for key in meant if key not in GRAMMAR]
        total = sum(surprise(key) for key in content) + 0.5 * min(2, stop - start - 1)
        total += max(0, len(content) - 1)
        capital = self._capital(start, stop)
        whole = self._whole(start, stop)
        cue = max(self._cue(start, capital), 2.2 if cued else 0.0)
        firm = stop == len(self.words) or bool(_STOP.search(self._gaps[stop]))
        if not content and not self._meant(start, stop, capital, cue, firm=firm, whole=whole and cued):
            return NEVER
        ending = self._ending(stop, firm=firm) if total < 3.5 else 0.0
        if stop - start == 1 and self._year_like(start) and cue < 2.5 and not (cued and whole):
            return NEVER
        if not content and stop - start > 1 and firm and cue >= 2.0:
            ending += 0.6
        odd = self._odd(start, stop)
        if not firm and self._opens[start] and self.keys[stop] in ("was", "is"):
            ending, odd = ending + 1.0, odd or 0.1
        if whole and (cued or not set(keys) <= GRAMMAR | TALK):
            cue, ending = max(cue, self._alone(start, stop, content, cued=cued)), max(ending, 0.0)
        if start and self.keys[start - 1] in _BEFORE_PEOPLE and not self._compared(start):
            ending -= 4.0 if total < 10.0 else 0.0
        if not capital and total < 6.0 and not cued and not odd:
            ending -= self._plain(start, stop, content, cue)
        return total + capital + cue + ending + odd - self._name_like(start, stop)

    def _year_like(self, at: int) -> bool:
        key = self.keys[at]
        return key.isdigit() and len(key) == 4 and 1900 <= int(key) < 2100

    def _compared(self, start: int) -> bool:
        return any(key.startswith("compar") for key in self.keys[max(0, start - 6) : start])

    def _alone(self, start: int, stop: int, content: Sequence[str], *, cued: bool) -> float:
        """Points for a message that is nothing but these words; one everyday word may be a theme instead."""
        if len(content) < stop - start and not cued:
            return 2.0
        if stop - start > 1 or cued or not is_everyday(content[0]):
            return 3.0
        first, last = self.span(start, stop)
        if last - first > 1 and self.text[first:last].isupper():
            return 3.0
        return 2.0 if self._upper[start] else 1.2

    def _plain(self, start: int, stop: int, content: Sequence[str], cue: float) -> float:
        """Points against lower-case words that may be no more than what they say: "a road trip movie"."""
        topic = start > 0 and self.keys[start - 1] == "about" and not cue
        against = 1.5 if topic or self._noun_phrase(start, cue) else 0.0
        if stop < len(self.keys) and self.keys[stop] in _KINDS and not self._gaps[stop].strip():
            against += 1.5
        if not cue:
            against += 0.5 * (stop - start == 1) + 1.0 * all(map(is_everyday, content))
        return against

    def _noun_phrase(self, start: int, cue: float) -> bool:
        """Whether an "a" or the like makes these words an ordinary thing: "a buddy movie"."""
        if self.keys[start] in ("a", "an"):
            return cue < 2.0
        return start > 0 and self.keys[start - 1] in _BEFORE_NOUNS

    def _is_year(self, start: int, stop: int) -> bool:
        """Whether these words are a year in brackets, which belongs to what stands before it."""
        first, last = self.span(start, stop)
        return self.text[first - 1 : first] == "(" and self.text[last : last + 1] == ")" and last - first == 4

    def _runs_on(self, start: int, stop: int) -> bool:
        """Whether a hyphen or a colon makes these words part of more ("Spider-", "Heat: The Return")."""
        if self._gaps[stop] in ("-", "–") or (start and self._gaps[start] in ("-", "–")):
            return True
        if stop >= len(self.words) or self._gaps[stop] != ": ":
            return False
        return self.keys[stop] not in _SUBJECTS and (self._upper[stop] or not self._cased or not any(self._upper))

    def _capital(self, start: int, stop: int) -> float:
        if not self._cased:
            return 0.0
        inside = [i for i in range(start, stop) if not self._opens[i] and self.keys[i] not in ALWAYS_CAPITAL]
        telling = [i for i in inside if self.keys[i] not in GRAMMAR] or inside
        if not telling or not all(self._upper[i] for i in telling):
            return 0.0
        if stop - start == 1 and self.keys[start] == "i":
            return 0.0
        if stop - start == 1 and self.keys[start] in TALK:
            return 0.5
        return 2.5 + 0.5 * min(3, len([i for i in inside if self._upper[i]]) - 1)

    def _cue(self, start: int, capital: float) -> float:
        at = start - 1
        for _ in range(4):
            if at < 0 or (self._opens[at + 1] and ":" not in self._gaps[at + 1]):
                return 0.0
            pair = _PAIRS.get((self.keys[at - 1], self.keys[at])) if at else None
            if pair is not None and (pair > 1.0 or not capital):
                return pair
            key = self.keys[at]
            if key in _STRONG:
                return 2.5
            if key == "about" and not capital:
                return 0.0
            if key in _FOND or key in _NOW or key in _MILD:
                return 2.0 if key in _FOND else 1.6 if key in _NOW else 1.2
            if key not in _FILLERS or "," in self._gaps[at + 1]:
                return 0.0
            at -= 1
        return 0.0

    def _meant(self, start: int, stop: int, capital: float, cue: float, *, firm: bool, whole: bool) -> bool:
        """Whether words that are all grammar may be a title here."""
        after = self.keys[stop] if stop < len(self.words) else ""
        digit = self.keys[start].isdigit()
        if stop - start == 1 and self.keys[start] in _SUBJECTS and after in _CLAUSE and not firm and not digit:
            return False
        if capital:
            return stop - start > 1 or digit or cue > 1.5 or not (after in _CLAUSE and not firm)
        if whole:
            return self._upper[start]
        if stop - start > 1 or digit:
            return cue >= 2.0 and firm and self.keys[start] != "the"
        return self._odd(start, stop) > 0

    def _odd(self, start: int, stop: int) -> float:
        """Points where grammar forbids the plain reading: "Her was great", "It by Muschietti"."""
        if stop - start > 1 or not self._upper[start] or not self._cased or stop >= len(self.words):
            return 0.0
        key, after = self.keys[start], self.keys[stop]
        if after == "by" and stop + 1 < len(self.words) and self._upper[stop + 1] and self._gaps[stop] == " ":
            return 4.0
        if key not in GRAMMAR or key in _SUBJECTS or key.isdigit():
            return 0.0
        return 4.0 if after in ("was", "is") and self._gaps[stop] == " " else 0.0

    def _ending(self, stop: int, *, firm: bool) -> float:
        if firm:
            return 0.5
        return 0.0 if self.keys[stop] in _GOES_ON or self._upper[stop] else -1.5

    def _whole(self, start: int, stop: int) -> bool:
        if len(self.words) - (stop - start) > 4:
            return False
        return all(key in _AROUND for key in (*self.keys[:start], *self.keys[stop:]))

    def cue(self, start: int) -> float:
        """Points for the words before `start`, capitals left out: "have you seen", "movies like"."""
        return self._cue(start, 0.0)

    def mark(self, at: int) -> str:
        """The first punctuation mark before word `at` (or at the end of the text); "" where there is none."""
        return self._gaps[at].strip()[:1]

    def after_name(self, start: int) -> bool:
        """Whether a capitalised word stands right before, as in "Chris Farley"."""
        return start > 0 and self._gaps[start] == " " and self._upper[start - 1] and self._cased

    def _name_like(self, start: int, stop: int) -> float:
        """Points against words that run on into capitals: "Frank Sinatra", "Chris Evans"."""
        if not self._cased:
            return 0.0
        runs = 0
        if stop < len(self.words) and self._gaps[stop] == " " and self._proper(stop):
            runs += 1
        near = start > 0 and self._gaps[start] == " "
        owner = near and "'" in self.text[slice(*self.span(start - 1, start))]
        if near and not owner and self._proper(start - 1) and not self._opens[start - 1] and self._upper[start]:
            runs += 1
        return runs * (4.0 if stop - start == 1 else 1.5)

    def _proper(self, at: int) -> bool:
        return self._upper[at] and self.keys[at] not in GRAMMAR and self.keys[at] not in ALWAYS_CAPITAL
