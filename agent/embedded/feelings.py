"""How a person stands to something they mention: liked, disliked, seen, or wanted as a model.

Knows the words of praise, blame and acquaintance around a stretch of text. Knows nothing about catalogs.
"""

from __future__ import annotations

import re
from typing import Literal

Feeling = Literal["liked", "disliked", "seen", "like_this", "asked", "saved", "unlike", "unseen", "interested", "except", "passed"]

_SAVE = re.compile(r"\b(?:save|bookmark|keep|add|remember|put|store|shortlist|note)\b")
_UNSEEN = re.compile(r"\b(?:haven'?t|have not|never|not) (?:yet )?(?:seen|watched|saw|heard of|played|read)\b|\bdidn'?t see\b|\b(?:don'?t|do not) (?:think|believe) (?:i|we)(?:'?ve| have) (?:ever )?(?:seen|watched|heard of)\b|\bwant to (?:see|watch)\b|\b(?:meaning|yet) to (?:see|watch|play|read)\b")
_SEEN = re.compile(r"\b(?:seen|watched|saw|watch(?:ed)? (?:it|that|them) already|already (?:know|own|have|played)|played|know (?:it|that|them)(?: already)?|rewatched)\b")
_SEEN_IT = re.compile(r"\b(?:(?<!not )(?<!n't )(?<!never )(?:seen|watched|saw)|(?:was|were)(?:n'?t| not))\b(?!.*\?)")
"""What makes an opinion of words that else turn something down: it was seen."""
_DISLIKED = re.compile(
    r"\b(?:hat(?:e|ed|es|ing)|dislik(?:e|ed)|loath(?:e|ed)|despise[ds]?|(?:did ?n'?t|didnt|do ?n'?t|dont|don't|not|never|wasn'?t|isn'?t) "
    r"(?:\w+ ){0,2}(?:like|love|enjoy|into|care for|fan|good|great|impressed|for me(?! to)|(?:to )?my (?:thing|taste|cup of tea|style))(?:ed|d)?|not (?:really )?(?:a |a big |a huge )?fan|"
    r"boring|bored|awful|terrible|horrible|worst|suck(?:s|ed)?|rubbish|trash|garbage|overrated|disappoint\w*|bad|"
    r"(?:was|were) (?:\w+ )?too (?:much|long|slow|violent|weird|sad|scary|gory|intense|confusing|dumb|stupid|silly|cheesy|boring|childish|cringe|predictable)(?= (?:for|even)| ?[.,!]|$)|(?:is|are) (?:\w+ )?too (?:dumb|stupid|silly|cheesy|boring|childish|cringe|predictable)(?= (?:for|even)| ?[.,!]|$)|can'?t stand|cannot stand|could(?:n'?t| not) (?:stand|finish|get through|get into|get on with|bear)|fell asleep|lame|stupid|dull|ugh|yuck|crap|"
    r"tired of|sick of)\b"
)
_WON = re.compile(
    r"\b(?:fond of|taken with|think (?:highly|the world|a lot) of|can(?:'?t|not) (?:get|have) enough of|(?:worked|works|hits|hit) (?:for (?:me|us)|different)|hits? the spot|"
    r"treasured?|cherish(?:ed)?|admire[ds]?|dear to (?:me|us)|in (?:very )?high (?:regard|esteem)|sucker for|(?:fine|great|good|solid|excellent|lovely) (?:choice|pick|film|movie|one)|delight(?:ed|ful)|charmed|enjoyable|splendid|lovely|marvell?ous|terrific|phenomenal|goated|slaps|slapped|obsessed|"
    r"(?:an?|pure|absolute|such a|total) (?:real |absolute |pure |total |true )?(?:joy|delight|treat|gem|banger|treasure)|10 ?/ ?10|ten out of ten|top[- ]notch|"
    r"(?:up|down) (?:my|our) (?:street|alley)|(?:was|is|were) (?:so |such |really |pretty |great |good )*(?:fun|fire|charming|stunning))\b"
)
"""More ways to say that something was liked; none of their words is a wish."""
_LOST = re.compile(
    r"\b(?:(?:gave|given) up on|walked out (?:of|on)|let ?-?down|flop(?:ped|s)?(?: for (?:me|us))?|bor(?:es|ed) (?:me|us)|lost me|fell flat|waste of (?:time|money)|unwatchable|snooze-?fest|[0-4] ?/ ?10|once was enough|"
    r"left (?:me|us) (?:cold|bored|unmoved|flat|confused|indifferent|disappointed|wanting)|(?:did|does|do) (?:absolutely |very )?(?:nothing|little) for (?:me|us))\b"
)
"""More ways to say that something was disliked; none of their words is a wish."""
IDIOMS = (_WON, _LOST)
_PRESENT = re.compile(r"\b(?:do(?:n'?t| not) (?:\w+ ){0,2}(?:like|love|fancy|care for)|not (?:\w+ )?into|(?:not a|no) (?:\w+ )?fan)\b")
_PASSED = re.compile(
    r"\b(?:leave (?:that|it|this)(?: one)? out|nope|hard pass|pass on|not (?:feeling|interested)|(?:not|\w+n'?t) (?:really )?for me|(?:do|does)(?:n'?t| not) (?:really )?do (?:it|much|anything) for (?:me|us)|not tonight|meh)\b"
)
"""Turned down, which says nothing of how it is."""
_LIKED = re.compile(
    r"\b(?:lov(?:e|ed|es|ing)|lik(?:ed|es)|(?:i|we|really|also|and|he|she|they|do|does|absolutely|always|both|wife|husband|kids?|son|daughter|friends?) like|"
    r"enjoy(?:ed|s)?|ador(?:e|ed)|favou?rites?|fav|faves?|great|amazing|awesome|fantastic|brilliant|excellent|wonderful|masterpiece|"
    r"fan of|big fan|(?<!any )good|best|perfect|cool|superb|blew me away|incredible|obsessed|into|nice|classic|beautiful|so funny|hilarious|a blast|recommend\w* it)\b|<3|❤|👍|😍"
)
_LIKE_THIS = re.compile(
    r"(?:\b(?:something|anything|movies?|films?|games?|stuff|one|ones|things?|more|similar|much|lot|just|feel|feels|vibe|vibes|style|flavou?r|other|artists?|items?|products?|books?|"
    r"comed\w+|thrillers?|dramas?|horrors?|another|\w+ies|\w+ers?) like|similar to|such as|in the (?:style|vein|spirit|mood) of|along the lines of|same (?:\w+ )?as|reminds? me of|"
    r"kind of like|sort of like|akin to|comparable to|think|à la|a la|resembl\w+|close to|as (?:good|funny|scary|dark|fun|clever|weird|beautiful) as|(?<!better )(?<!more )than|inspired by|"
    r"how about|what about|^like|, like|- like|more of|after|based on my love of)\s+(?:the |a |an |of |in |maybe |e\.?g\.? )*[\"'“]?$"
)
_UNLIKE = re.compile(r"\b(?:nothing like|not like|unlike|not (?:anything |something )?(?:similar to|like)|no more like|different (?:from|than|to))\s+(?:the )?[\"'“]?$")
_NO_AFTER = re.compile(r"~ ?(?:no|nope|nah|not)[.!,]?$|~ ?(?:no|nope|nah)\b[.,!]")
_EXCEPT = re.compile(r"\b(?:except(?: for)?|besides|apart from|other than|excluding|but not|anything but|not|no)\s+(?:the )?[\"'“]?$")
_GOOD_LOOK = re.compile(r"\b(?:looks?|sounds?|seems?) (?:really |very |pretty |so |absolutely )?(?:good|great|nice|fun|interesting|cool|perfect|amazing|promising|awesome|fantastic|intriguing|lovely|right)\b|\b(?:i'?ll (?:take|watch|go with|pick)|let'?s (?:watch|go with|take)|interested in|(?<!n't )(?<!not )(?<!never )like the (?:look|sound) of)\b")


_TOPIC = re.compile(
    r"(?:^|(?<=[.!?\n] ))(?!(?:(?:hi+|hey+|hello+|yo|so|and|ok|okay|well|um+)[,! ]+)*(?:[^.!?\n]*\b(?:any|some)|have|has|is|are|was|were|did|do|does|can|could|any|what|who|how|why|when|where|which|would|will|got|you)\b)[^.!?\n]{2,60}"
    r"(?P<mark>\?) (?=(?:yeah|yes|yep|oh|ha|ok|well|sure|i|i've|ive|we|we've|already|that|it|[, ])*(?:seen|saw|watched|know|did|loved|liked|hated|enjoyed|adored|was|been)\b)",
    re.IGNORECASE,
)


def as_told(text: str) -> str:
    """The text with a comma for the question mark of a title that is brought up to say how it was ("Up? Seen it, great")."""
    for m in _TOPIC.finditer(text):
        text = f"{text[: m.start('mark')]},{text[m.end('mark') :]}"
    return text


def is_feeling(word: str) -> bool:
    """Whether a lower-case word says by itself how something was."""
    return any(pattern.fullmatch(word) for pattern in (_LIKED, _DISLIKED, _PASSED, *IDIOMS))


def not_now(clause: str) -> bool:
    """Whether a clause says that what is shown is not wanted, not how it was when seen."""
    return _PRESENT.search(clause) is not None and not _SEEN.search(clause)


def like_this(before: str) -> bool:
    """True if the words just before a mention make it a model for what is wanted."""
    return bool(_LIKE_THIS.search(before))


def unlike(before: str) -> bool:
    """True if the words just before a mention say that what is wanted is unlike it."""
    return bool(_UNLIKE.search(before))


def feeling(clause: str, before: str, after: str) -> Feeling | None:
    """The feeling that a clause expresses about a mention in it; None when it expresses none.

    `before` and `after` are the words next to the mention; they decide over the rest of the clause.
    """
    if unlike(before):
        return "unlike"
    if _EXCEPT.search(before):
        return "except"
    for near in (f"{before} ~ {after}", clause):
        if re.search(r"\b(?:save|bookmark)\b", near):
            return "saved"
        if _GOOD_LOOK.search(near):
            return "interested"
        if _NO_AFTER.search(near) or _PASSED.search(near):
            return "disliked" if _SEEN_IT.search(near) else "passed"
        if _DISLIKED.search(near) or _LOST.search(near):
            return "disliked"
        if (_LIKED.search(near) or _WON.search(near)) and not like_this(before):
            return "liked"
        if _UNSEEN.search(near):
            return "unseen"
        if _SAVE.search(near) and re.search(r"\b(?:save|bookmark|for later|list|shortlist|watchlist|remember|store)\b", near):
            return "saved"
        if _SEEN.search(near):
            return "seen"
    return "like_this" if like_this(before) else None
