"""What a message does, guessed from its words: `tags_of`.

Knows some everyday phrases. It is a measuring rod and no understanding: people's and simulated messages go through it
alike, so that what it gets wrong it gets wrong on both sides. It shares nothing with the agent's parser nor with the
voices. On 300 labelled messages of people the main tag agrees with the label in about seven of ten.
"""

from __future__ import annotations

import re

from simulator.likeness.talk import Line

_PHRASES = {
    "reject": r"\bnot (?:really |quite |too )?(?:for me|my (?:thing|style|type|taste|cup)|interested|into|what|a fan)"
    r"|\b(?:no thanks|pass on|rather not|nah|nope)\b"
    r"|\b(?:don'?t|do not|didn'?t|did not) (?:really )?(?:like|want|care|enjoy)\b"
    r"|\b(?:hate|hated|boring|something else|other than|too (?:old|long|scary|slow|dark|violent))\b",
    "accept": r"\b(?:i'?ll|i will|i'?d|gonna|going to|have to|i'?m going to|i am going to|will) (?:\w+ )?"
    r"(?:watch|check|try|take|give|see|look|add|go (?:with|for))\b|\b(?:sounds|looks|seems) (?:\w+ )?"
    r"(?:good|great|interesting|perfect|fun|nice|like)|\b(?:perfect|great (?:suggestion|choice|idea|pick)|sold|deal)\b",
    "request": r"\b(?:looking for|i want|i need|recommend|suggest|suggestions?|in the mood|find me|i'?d like|would like"
    r"|any (?:good|ideas?|other|more)|show me|feel like|after something|got any)\b",
    "inquire": r"\?|^(?:who|what|when|where|is|are|does|do you|how|which|can you)\b",
    "unseen": r"\b(?:haven'?t|havent|have not|never|not yet|didn'?t) (?:\w+ )?(?:seen|see|saw|watched|watch|heard)\b",
    "seen": r"\b(?:have|i'?ve|already|just|have already) (?:\w+ )?(?:seen|watched|saw)\b"
    r"|\b(?:i|i already) (?:saw|watched)\b|\bseen (?:it|that|those|them|this|both|all|xtitlex)\b",
    "opinion": r"\b(?:was|is|were|are|that'?s|it'?s|what|such) (?:\w+ ){0,3}(?:good|great|ok|okay|funny|hilarious"
    r"|classic|amazing|awesome|excellent|cute|sad|scary|creepy|fun|film|movie|one)\b"
    r"|\b(?:loved|liked|enjoyed|like|love) (?:it|that|them|those|xtitlex)\b",
    "prefer": r"\b(?:i|we) (?:really |do |usually |also |just |mostly )*(?:like|love|enjoy|prefer|loved|liked)\b"
    r"|\b(?:i enjoyed|favou?rites?|big fan|i'?m into|am into|a fan of|anything with|something (?:with|by|from|like))\b",
    "more": r"\b(?:anything else|what else|something else|any other|others?\b.*\?"
    r"|more (?:like|ideas|options|suggestions)|another one|next)\b",
    "dont_know": r"\b(?:i don'?t know|dunno|no idea|not sure|don'?t mind|doesn'?t matter|no preference|idk|whatever"
    r"|either (?:way|is fine)|up to you|anything (?:goes|is fine|works))\b",
    "bye": r"\b(?:bye|good ?bye|good night|have a (?:good|great|nice)|see (?:you|ya)|take care|later)\b",
    "thanks": r"\b(?:thanks?|thank you|thx|ty|cheers|appreciate)\b",
    "greet": r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|howdy|yo)\b",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PHRASES.items()}
TAGS = (*_PHRASES, "names", "other")
TELLING = frozenset({"request", "prefer", "names"})
"""Tags by which something comes out of what a person wants."""


def tags_of(line: Line) -> frozenset[str]:
    """Everything a message does, of `TAGS`; "other" where nothing is found."""
    found = {name for name, pattern in _PATTERNS.items() if pattern.search(line.text)}
    if line.named:
        found.add("names")
    return frozenset(found or {"other"})


def main_tag(tags: frozenset[str]) -> str:
    """The one tag that stands for a message in a sequence: the first of `TAGS` that it has."""
    return next(tag for tag in TAGS if tag in tags)
