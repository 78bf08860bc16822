"""Slips of the keyboard in words that matter: "commedies", "horrer", "teh", "do you hvae sme".

Knows common shorthand and the words that mean something to the grammar. Names and titles have their own,
stricter ways of being recognised and are left alone.
"""

from __future__ import annotations

import re

from agent.embedded.lexicon import COMPARATIVES, DESCRIPTORS, GENRE_WORDS, SYNONYMS
from agent.embedded.vocabulary import Vocabulary
from catalog.everyday import is_everyday, word_set
from catalog.values import key, nationality_words

_SHORTHAND = {
    "teh": "the", "hte": "the", "smth": "something", "smthing": "something", "sth": "something", "somethin": "something",
    "somthing": "something", "anythin": "anything", "b4": "before", "pls": "please", "plz": "please", "wanna": "want to",
    "gimme": "give me", "lemme": "let me", "w/o": "without", "w/": "with", "moive": "movie", "moives": "movies", "flim": "film",
    "flims": "films", "movei": "movie", "cuz": "because", "tho": "though", "abt": "about", "wont": "won't", "dont": "don't",
    "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "cant": "can't", "ive": "i've", "hrs": "hours", "mins": "minutes",
    "min": "minutes", "favorit": "favorite", "reccomend": "recommend", "recomend": "recommend", "reccommend": "recommend",
    "recommand": "recommend", "sumthing": "something", "nuthin": "nothing", "nothin": "nothing", "luv": "love", "lovd": "loved",
    "whats": "what's", "hes": "he's", "shes": "she's", "thats": "that's", "theres": "there's", "whos": "who's", "im": "i'm",
    "lookin": "looking", "watchin": "watching", "havent": "haven't", "wasnt": "wasn't", "arent": "aren't", "werent": "weren't",
    "wouldnt": "wouldn't", "couldnt": "couldn't", "hasnt": "hasn't", "hadnt": "hadn't", "havnt": "haven't", "shouldnt": "shouldn't",
    "wheres": "where's", "hows": "how's", "lets": "let's", "youre": "you're", "theyre": "they're", "weve": "we've",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_][\w'/]*/?", re.UNICODE)
_FILLER = re.compile(r"(?<=than|nder|over|fore|fter|bout|ound)(?: like| around| about| roughly) (?=\d)")
"""Words that only soften a number: "older than like 2005"."""
_I_WOULD = re.compile(r"\b(?P<i>[iI])(?P<would>d|ll)(?= (?:like|love|rather|prefer|go|say|want|take|watch|try|pass|see|skip)\b)")
"""Apostrophes left out where the word is another without: "id like", "ill take"."""
_WORLD_WAR = re.compile(r"\b(?:world war|ww) ?(1|2|one|two|i|ii)\b", re.IGNORECASE)
_ASKING = sorted(word_set(
    """
    about after also and another anything before bother concern could enjoy enjoyed film films find from game games good great have idea important instead like liked
    looking love loved matter might more movie movies necessary need never place newer older other over please prefer preference recommend
    right same seen shorter longer should show some something suggest thank thanks than that these this those under want
    watch watched watching what where which wish with without would
    """
))
"""What people ask with; a word unknown otherwise that is one slip from one of these is that one."""
_NAMES_FOLLOW = re.compile(r"\b(?:with|about|by|the|of|starring|called|named|like|loved?|liked)\s+$", re.IGNORECASE)
"""After these a rare word is a name."""
_LEAST = 3
"""Letters of a slip that is mended where people ask for something; `_SHORTEST` elsewhere."""
_CLOSE = 82
_SHORTEST = 5


class Spelling:
    """Corrects slips for one catalog."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        catalog = vocabulary.catalog
        said = {*GENRE_WORDS, *DESCRIPTORS, *SYNONYMS, *COMPARATIVES, *vocabulary.values, *nationality_words()}
        self._targets = sorted(word for word in said if word.isalpha() and len(word) >= _SHORTEST)
        self._known = {part for title in catalog.titles for part in key(title).split()}
        self._known |= {part for name in vocabulary.people for part in name.split()} | set(self._targets)
        self._known |= {part for phrase in vocabulary.keywords for part in phrase.split()}

    def correct(self, text: str) -> str:
        """The text with shorthand written out and slips in meaningful words mended."""
        text = _WORLD_WAR.sub(lambda m: "world war i" + "i" * (m.group(1).lower() in ("2", "two", "ii")), text)
        text = _I_WOULD.sub(r"\g<i>'\g<would>", text)
        return _FILLER.sub(" ", _WORD.sub(self._word, text))

    def _word(self, m: re.Match[str]) -> str:
        word, low = m.group(), m.group().lower()
        if low in _SHORTHAND:
            return _SHORTHAND[low]
        if len(low) < _LEAST or not low.isalpha() or low in self._known or is_everyday(low):
            return word
        if is_everyday(low.removesuffix("s")) or low.removesuffix("s") in self._known:
            return word
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA

        near = () if _named(m.string, m.start()) else [each[0] for each in process.extract(low, _ASKING, scorer=OSA.distance, score_cutoff=1, limit=4)]
        swapped = [each for each in near if sorted(each) == sorted(low)]  # two letters the wrong way round: "waht"
        slips = swapped or near
        if len(slips) == 1 and slips[0][0] == low[0]:
            return slips[0]
        if len(low) < _SHORTEST:
            return word
        best = process.extractOne(low, self._targets, scorer=fuzz.ratio, score_cutoff=_CLOSE)
        return best[0] if best and best[0][0] == low[0] else word


def _named(text: str, start: int) -> bool:
    """Whether a word stands where a rare name does: "a film with thanos", "the Somme"."""
    inside = text[start].isupper() and not re.search(r"(?:^|[.!?;\n]\s*)$", text[:start])
    return inside or _NAMES_FOLLOW.search(text[max(0, start - 20) : start]) is not None
