"""What shows in a message that something is done: one regular expression per act, and the words of fields.

Knows cues only; they are looked for in clauses whose values, numbers and titles are marks. Does not know which acts were
decided on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalog.schema import Field
from simulator.acts import ActKind

Pattern = re.Pattern[str]


def _any(*parts: str) -> Pattern:
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


LIKED = _any(
    "like", "liked", "likes", "love", "loved", "enjoy", "enjoyed", "great", "good", "fun", "favou?rites?", "fan", "adore",
    "adored", "fantastic", "brilliant", "excellent", "amazing", "wonderful", "perfect", "happy", "awesome", "nice",
)  # fmt: skip
DISLIKED = _any(
    "hate", "hated", "dislike", "disliked", "boring", "bored", "bad", "awful", "terrible", "meh", "disappoint\\w*",
    "overrated", "waste", "dull", "weak",
)  # fmt: skip
NOT_FOR_ME = _any("for me", "my thing", "my cup of tea", "into it", "work", "impressed", "keen", "care for")
ACCEPTED = _any(
    r"(?:i will|i am going to|let us|going to) (?:take|have|watch|go|try|pick|choose|get|play|read|buy|give)",
    r"i (?:take|choose|pick)",
    r"@[a-z]+ it is",
    "sold",
    "deal",
    "that is the one",
    r"(?:sounds|looks|seems|is|would be) (?:just |really |absolutely )?(?:great|good|perfect|excellent|right|wonderful)",
    "perfect",
    "i would like to (?:take|watch|have|go)",
    "going with",
    "works for me",
)
TAKES = _any(
    r"(?:i will|i am going to) (?:take|have|watch|go with|go for|try|pick|choose|get|play|buy|give)",
    r"let us (?:take|have|watch|go with|go for|try|pick|choose|get|play|do)",
    "i (?:take|choose|pick)",
    "sold",
    "deal",
    "that is the one",
)
"""What is never said by somebody who takes nothing."""
HEDGED = _any("might", "maybe", "perhaps", "could", "think about", "consider", "considering", "if", "unless", "wait")
SEEN = _any(
    "seen", "saw", "watched", "rewatch", "already (?:know|read|played|own|have)", "have (?:read|played)", "know that one"
)
YES = re.compile(r"^ (?:oh |well |and )*(?:yes|yeah|yep|yup|sure|exactly|correct|absolutely|definitely)(?: please)? $")
ASKS = re.compile(
    r"^ (?:and |so |ok |okay |also |but |just )*(?:who|when|where|how (?:long|old|much|many)|did|does|is (?:@|it|that|this)"
    r"|are (?:they|these|those))\b"
)
WANTS_MORE = _any("show me", "what else", "anything else", "any others?", "other ones", "keep going", "go on", "next")
CUES: Mapping[ActKind, Pattern] = {
    "greet": _any("hi", "hello", "hey", "hiya", "greetings", "howdy", "yo", "good (?:morning|evening|afternoon|day)"),
    "request": _any(
        "looking for", "look for", "want", "recommend\\w*", "suggest\\w*", "something", "anything", "any", "find", "need",
        "after", "mood for", "show", "help", "search\\w*", "would like", "would love", "like to", "got", "ideas?", "give",
    ),
    "more": _any("more", "else", "other", "others", "another", "different", "next", "again", "few"),
    "dont_know": _any(
        "not know", "no idea", "not (?:really |quite |too |entirely )?sure", "unsure", "not (?:really )?(?:say|tell)",
        "hard to (?:say|tell)", "no clue", "not (?:really |even )?(?:thought|decided|think|considered)", "never thought",
        "no opinion",
    ),
    "dont_mind": _any(
        "not (?:really |particularly )?(?:mind|care|matter|fussed|bothered|fussy|picky|important)", "no (?:strong |real |"
        "particular |specific )*(?:preferences?|opinion|opinions)", "(?:any|anything|whatever|either|all|everything)"
        "(?: [a-z@]+)? (?:is |are |would be |works?|goes)(?:fine|good|ok|okay|great|for me)?", "open to", "up to you",
        "either way", "(?:you|you can) (?:choose|decide|pick)", "flexible", "makes no difference", "not make a difference",
        "whatever",
    ),
    "ask_back": _any("mean", "what", "which", "how", "explain", "clarify", "understand", "sorry", "example"),
    "thanks": _any("thanks?", "thank you", "cheers", "appreciate", "appreciated"),
    "leave": _any(
        "bye", "goodbye", "give up", "giving up", "leave it", "leave", "leaving", "stop here", "i am (?:done|out|off|going)",
        "call it", "see you", "another time", "look elsewhere", "had enough", "going nowhere", "nevermind", "that is all",
        "that is it", "have to go", "be off", "good night", "i will stop", "try again",
    ),
    "drop": _any(
        "forget", "drop", "scratch", "ignore", "nevermind", "nolonger", "any ?more", "after all", "not (?:have|need) to",
        "no need", "changed my mind", "take back", "remove", "lift", "not matter", "not necessary", "not need",
    ),
}  # fmt: skip
LEAVING = _any(
    "bye", "goodbye", "give up", "giving up", "stop here", "i am (?:done|out|off|leaving)", "look elsewhere",
    "have to go", "good night", "call it (?:a day|quits)",
)  # fmt: skip
"""What is never said by somebody who stays."""
SOFT = _any(
    "ideally", "preferably", "prefer", "preferred", "preference", "if possible", "would be nice", "maybe", "perhaps",
    "a plus", "bonus", "hopefully", "kind of", "kinda", "sort of", "leaning", "might", "if you can", "if there is",
    "possibly", "not that important", "nice to have", "not essential", "if not",
)  # fmt: skip
SOFT_TOO = _any("would be (?:great|good|lovely|cool|nice|a plus)")
TRAPS = _any(
    "why not", "nothing but", "none but", "no one but", "not (?:only|just|merely|even|exclusively)",
    "not (?:get|have|had|be) enough", "not (?:say|go) (?:no|wrong)", "no end of", "not unless", "not without",
    "not mind", "not opposed", "not against", "no objection", "which is (?:what|exactly what) i (?:want|like|love)",
    "which i (?:want|like|love|need)", "yes and no", "just kidding", "not really (?:a )?no",
)  # fmt: skip
"""Words that read like one thing and may mean another."""
_ROLES: Mapping[str, str] = {
    "year": "years?|when|came out|come out|released?|made|old|date|from",
    "genre": "genres?|kinds?|types?|sorts?|categor(?:y|ies)",
    "creator": "direct(?:ed|or|ors|s|ing)?|by|made by|filmmaker|developer|author|authors|created|creator|written",
    "performer": "with|starring|stars?|actors?|actress|cast|acting|played|features?|featuring|in it|who is in",
    "duration": "long|longer|shorter|runtime|lengths?|duration|minutes|hours|run|runs|last|lasts",
    "language": "languages?|in|spoken|speaks?|speaking",
    "country": "countr(?:y|ies)|from|made|produced|comes?|where",
    "origin": "from|country|where|language|origin",
    "certificate": "rated|ratings?|certificate|age|suitable",
    "keyword": "about|themes?|topics?|subjects?|deals?|involv\\w*|featur\\w*|with",
    "mood": "moods?|tones?|feel|feeling|vibes?|atmosphere",
    "price": "costs?|price|prices?|priced|expensive|pay|spend|much|budget|cheaper",
    "text": "about|plot|story|happens?|synopsis",
}
_NEEDED: Mapping[str, str] = {
    "creator": "direct(?:ed|or|ors|s|ing)?|by|filmmaker|made by|developer|developed|author|written",
    "performer": "with|starring|stars?|actors?|actress|cast|acting|featur(?:es|ing|e)|in it",
    "language": "languages?|in @[a-z]+|spoken|speaks?|speaking",
}
_REFUSED: Mapping[str, str] = {
    "creator": "with|starring|stars?|actors?|actress|cast|acting|like @",
    "performer": "direct(?:ed|or|ors|ing)|by|filmmaker|written|like @",
    "country": "languages?|spoken|speaking",
    "origin": "languages?|spoken|speaking",
}


def words_of(field: Field) -> Pattern:
    """What names a field in a message."""
    names = [field.label, *field.synonyms, *([field.unit] if field.unit else [])]
    parts = [re.escape(name.lower()) + ("" if name.endswith("s") else "s?") for name in names]
    return _any(*parts, *([_ROLES[field.role]] if field.role in _ROLES else []))


def needed_words(field: Field) -> Pattern | None:
    """What has to stand beside a value of the field, because the value alone may be one of another field."""
    if field.role in _NEEDED:
        return _any(_NEEDED[field.role])
    return words_of(field) if field.role is None and field.kind in ("category", "categories", "number") else None


def refused_words(field: Field) -> Pattern | None:
    """What must not stand beside a value of the field, because it then is one of another field."""
    return _any(_REFUSED[field.role]) if field.role in _REFUSED else None
