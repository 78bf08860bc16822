"""What shows in a message that something is done: regular expressions, one per act and some for what must not be there.

Knows cues only; they are looked for in clauses whose values, numbers and titles are marks. Does not know which acts
were decided on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from simulator.acts import ActKind

Pattern = re.Pattern[str]


def any_of(*parts: str) -> Pattern:
    """One of these, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


LIKED = any_of(
    "like",
    "liked",
    "likes",
    "love",
    "loved",
    "enjoy",
    "enjoyed",
    "great",
    "good",
    "fun",
    "favou?rites?",
    "fan",
    "adore",
    "adored",
    "fantastic",
    "brilliant",
    "excellent",
    "amazing",
    "wonderful",
    "perfect",
    "happy",
    "awesome",
    "nice",
)
DISLIKED = any_of(
    "hate",
    "hated",
    "dislike",
    "disliked",
    "boring",
    "bored",
    "bad",
    "awful",
    "terrible",
    "meh",
    "disappoint\\w*",
    "overrated",
    "waste",
    "dull",
    "weak",
)
NOT_FOR_ME = any_of(
    "for me", "to my taste", "my thing", "my cup of tea", "into it", "work", "impressed", "keen", "care for"
)
ACCEPTED = any_of(
    r"(?:i will|i am going to|let us|going to) (?:take|have|watch|go|try|pick|choose|get|play|read|buy|give)",
    r"i (?:take|choose|pick)",
    r"@[a-z]+ it is",
    "sold",
    "deal",
    "that is the one",
    r"(?:sounds|looks|seems|is|would be) (?:just |really |absolutely )?(?:great|good|perfect|excellent|right)",
    "perfect",
    "i would like to (?:take|watch|have|go)",
    "going with",
    "works for me",
)
TAKES = any_of(
    r"(?:i will|i am going to) (?:take|have|watch|go with|go for|try|pick|choose|get|play|buy|give)",
    r"let us (?:take|have|watch|go with|go for|try|pick|choose|get|play|do)",
    "i (?:take|choose|pick)",
    "sold",
    "deal",
    "that is the one",
)
"""What is never said by somebody who takes nothing."""
HEDGED = any_of("might", "maybe", "perhaps", "could", "think about", "consider", "considering", "if", "unless", "wait")
SEEN = any_of(
    "seen",
    "saw",
    "watched",
    "rewatch",
    "already (?:know|read|played|own|have)",
    "have (?:read|played)",
    "know that one",
    "(?:i|already) know @",
    "i know the",
    "@[a-z]+ i (?:already )?know",
    "known to me",
    "been through",
)
UNSEEN = re.compile(r"\b(?:not|never)\b(?: [a-z]+){0,3} (?:seen|see|saw|watched|played|heard of)\b")
"""What says that something is not known."""
YES = re.compile(r"^ (?:oh |well |and )*(?:yes|yeah|yep|yup|sure|exactly|correct|absolutely|definitely)(?: please)? $")
ASKS = re.compile(
    r"^ (?:and |so |ok |okay |also |but |just )*(?:who|when|where|how (?:long|old|much|many)|did|does"
    r"|is (?:@|it|that|this)|are (?:they|these|those))\b"
)
WANTS_MORE = any_of(
    "what else",
    "(?:any|some)thing else",
    "any others?",
    "other ones",
    "keep going",
    "go on",
    "next",
    "show me (?:more|others?)",
)
CUES: Mapping[ActKind, Pattern] = {
    "greet": any_of("hi", "hello", "hey", "hiya", "greetings", "howdy", "yo", "good (?:morning|evening|afternoon|day)"),
    "request": any_of(
        "looking for",
        "look for",
        "want",
        "recommend\\w*",
        "suggest\\w*",
        "something",
        "anything",
        "any",
        "find",
        "need",
        "after",
        "mood for",
        "show",
        "help",
        "search\\w*",
        "would like",
        "would love",
        "like to",
        "got",
        "ideas?",
        "give",
    ),
    "more": any_of("more", "else", "other", "others", "another", "different", "next", "again", "few"),
    "dont_know": any_of(
        "not know",
        "no idea",
        "not (?:really |quite |too |entirely )?sure",
        "unsure",
        "hard to (?:say|tell)",
        "no clue",
        "not (?:really |even )?(?:thought|decided|think|considered)",
        "never thought",
        "no opinion",
    ),
    "dont_mind": any_of(
        "not (?:really |particularly )?(?:mind|care|matter|fussed|bothered|fussy|picky|important)",
        "no (?:strong |real |particular |specific )*(?:preferences?|opinion|opinions)",
        "(?:any|anything|whatever|either|all|everything)"
        "(?: [a-z@]+)? (?:is |are |would be |works?|goes)(?:fine|good|ok|okay|great|for me)?",
        "open to",
        "up to you",
        "either way",
        "(?:you|you can) (?:choose|decide|pick)",
        "flexible",
        "makes no difference",
        "all the same",
        "leave (?:that|it) to you",
        "not make a difference",
        "whatever",
    ),
    "ask_back": any_of(
        "mean", "which", "explain", "clarify", "understand", "example", "what (?:kind|sort|type|is that)"
    ),
    "thanks": any_of("thanks?", "thank you", "cheers", "appreciate", "appreciated"),
    "leave": any_of(
        "bye",
        "goodbye",
        "give up",
        "giving up",
        "leave it",
        "leaving",
        "stop here",
        "i am (?:done|out|off|going)",
        "call it",
        "see you",
        "another time",
        "look elsewhere",
        "had enough",
        "going nowhere",
        "nevermind",
        "that is all",
        "that is it",
        "have to go",
        "be off",
        "good night",
        "i will stop",
        "try again",
    ),
    "drop": any_of(
        "forget",
        "drop",
        "scratch",
        "ignore",
        "nevermind",
        "nolonger",
        r"not [a-z@ ]*any ?more",
        "not (?:have|need) to",
        "no need",
        "changed my mind",
        "take back",
        "remove",
        "lift",
        "not matter",
        "not necessary",
        "not need",
    ),
}
LEAVING = any_of(
    "bye",
    "goodbye",
    "give up",
    "giving up",
    "stop here",
    "i am (?:done|out|off|leaving)",
    "look elsewhere",
    "have to go",
    "good night",
    "call it (?:a day|quits)",
)
"""What is never said by somebody who stays."""
SOFT = any_of(
    "ideally",
    "preferably",
    "prefer",
    "preferred",
    "preference",
    "if possible",
    "would be nice",
    "maybe",
    "perhaps",
    "a plus",
    "bonus",
    "hopefully",
    "kind of",
    "kinda",
    "sort of",
    "leaning",
    "might",
    "if you can",
    "if there is",
    "possibly",
    "not that important",
    "nice to have",
    "not essential",
    "if not",
)
SOFT_TOO = any_of("would be (?:great|good|lovely|cool|nice|a plus)")
TRAPS = any_of(
    "why not",
    "the better",
    r"not (?:[a-z]+ )?(?:hate|hated|dislike|disliked)",
    "nothing but",
    "none but",
    "no one but",
    "not (?:only|just|merely|even|exclusively)",
    "not (?:get|have|had|be) enough",
    "not (?:say|go) (?:no|wrong)",
    "no end of",
    "not unless",
    "not without",
    "not mind",
    "not opposed",
    "not against",
    "no objection",
    "which is (?:what|exactly what) i (?:want|like|love)",
    "which i (?:want|like|love|need)",
    "yes and no",
    "just kidding",
    "not really (?:a )?no",
)
"""Words that read like one thing and may mean another."""
MUST = any_of("must", "has to be", "have to be", "needs? to be", "essential", "definitely", "only")
"""What is never said of a wish that need not come true."""
FOR_ME = re.compile(r"\b(?:is|are|looks?|seems?) (?:just |really |perfect |right )?for me\b")
