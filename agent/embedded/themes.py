"""Which of the words that are left of a message say what an item should be about, and which are only talk.

Knows the grammar around themes, words that are talk unless grammar makes them a theme, and sentences in which people
tell of themselves. Knows nothing about catalogs.
"""

from __future__ import annotations

import re

from agent.embedded.lexicon import AROUND_ITEMS
from agent.embedded.message import Message, Token
from catalog.everyday import surprise, word_set

_RARE = 1.8
"""From how surprising a word on it is worth keeping without grammar that makes it a theme."""
_TALK = word_set(
    """
    accept advance afraid allow alright alternative alternatives amount appeal appealing appeals appetite appreciate
    appreciated assistance assistant attention begin believe bonus bother brain brains bring bringing brings brought
    call careful case chat chatting clue come comes coming commend complain concern concerned consider considering
    content crave craving criteria curious dear def definite demand depends deserve digging easy effort essential
    esteem exchange full expect eye fair fear fears fill finish fit fits flexible follow fond forward further fuss fussed
    fussy glad goes greatly guessed guidance handy hard helpful helps high higher hit hits honest honour hope hoped hopes hoping humour ides
    imagine immensely inclination inclined intend issue kindly leaning left lend limit line lined loss lower lowest luck main major
    manage mark matters meet mention mentioned minds miss mix mixes mixing moment narrow narrows nopes notion offer
    offering offers open opinion options order origin others particular pass passing patience patient picky place
    pleasant played playing pleased pleasure point points position possible possibly pref preference preferences prefers presume
    process proper propose rank rated rating ratings recall refine regard relevant remark request require requires respond rest result
    results rule run search seek seeking select selection serve serves share simple situation slap slaps slight sold
    sounds specific spirit spot stick strike strikes strong stuck sucker suits suppose switch taken talk task taste
    tempt tempts terms thoroughly thinking toward towards track trade treasure trying turn turns typing unsure urge useful
    variety vein vote votes wanting weight willing wise wishes wishing yardstick
    """
)
"""Words that carry a request or an answer, besides those that say nothing anywhere; what an item is about only where grammar says so ("a film about hope")."""
_MARKED = re.compile(
    r"\b(?:about|involving|featuring|exploring|themes? (?:of|like)|set (?:in|on|at|during)|(?:theme|topic|subject) of)\s+(?:a |an |the )?$"
)
_ARTICLE = re.compile(r"\b(?:an?|some|any|no|good|great|more)\s+$")
_MARK_AFTER = re.compile(r"^(?:[ -]theme[ds]?|[ -](?:movies?|films?|flicks?|stor(?:y|ies)|games?))\b")
_BEFORE = re.compile(
    r"\b(?:about|with|involving|featuring|set (?:in|on|at|during)|where|like|of|in|on|for|based on|has|have|maybe|some|want|need|loves?|adores?|likes|enjoys?|prefers?|fancy|"
    r"crav(?:e|ing)|into|thinking|(?:find|show|give|get|recommend|suggest)(?: me| us)?)\s+(?:a |an |the |some |lots? of |lot of |any |more )?$"
)
_ALSO = re.compile(r"(?:\b(?:and|or)|,)\s+(?:a |an |the |some |any |more )?$")
_AFTER = re.compile(r"^[\s-]*(?:(?!(?:of|in|for|from|to|about|than)\b)\w+ )?(?:films?|movies?|flicks?|stuff|games?|dramas?|comed\w+|thrillers?|horrors?|stor(?:y|ies)|ones?|adventures?|romances?)\b")
_CLOSED = re.compile(r"^\s*(?:$|[,/&]|(?:and|or|but|please|pls|too|as well|instead|tonight|maybe)\b)")
_VERBAL = re.compile(r"^\s+(?:an?|the|me|us|it|them|these|those|my|your|on|to|up|down|towards?)\b")
"""What stands behind a verb, hardly ever behind a theme."""
_FAN = re.compile(r"^\s+(?:fan|lover|admirer|follower)s?\b")
"""What makes a word before it say how much, not what of ("a huge fan of heist films")."""
_OWNED = re.compile(r"\b(?:my|our|your)\s+$")
_POINTS = re.compile(r"\b(?:these|those|them|they|it|this|that|i'll|i'd|i've|you|your|my|me|one|ones)\b")
_SHORT = 5
"""Words of a message that is nothing but what is wanted."""
_SENTENCE = re.compile(r"[^.!?;\n]+")
_OCCASION = re.compile(
    r"\b(?:(?<!looking )(?<!searching )(?<!asking )for|(?<!set )(?<!based )(?<!set up )on) (?:a|an|the|this|my|our|some) (?:[\w-]+ ){0,2}(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|night|evening|afternoon|morning|weekend|day|date|flight|holiday|party|sleepover)\b(?=\s*(?:$|[.,!?;]|(?:with|and|or|but|so|please|tonight|i|we)\b))"
)
_SELF = re.compile(r"\b(?:i|i'm|i've|i'll|my|we|we're|our|your|you)\b|\b\w+ing this\b")
_ASKS = re.compile(
    r"\b(?:want|need|like|love|enjoy|prefer|fancy|crav|feel|mood|look|search|watch|see|show|give|find|recommend|suggest|pick|something|anything|some|about|"
    r"with|favou?rite|into|obsess|interest|fan|think|film|movie|game|theme|genre|kind|please|should|must|could|can|would|may|might|maybe|no\b|not|n't|"
    r"never|without|hat(?:e|ing)\b|bonus|what|how|which|got|after|if|old|years?|kids?|night|date)"
)


def use_chat(message: Message) -> None:
    """Use up the occasion ("for a rainy Sunday"), and sentences beside others in which people tell of themselves and ask
    for nothing ("my tea is getting cold")."""
    for m in _OCCASION.finditer(message.low):
        if message.free(*m.span()):
            message.use(*m.span())
    sentences = [m for m in _SENTENCE.finditer(message.low) if m.group().strip()]
    if len(sentences) < 2:
        return
    for m in sentences:
        if _SELF.search(m.group()) and not _ASKS.search(m.group()) and message.free(*m.span()):
            message.use(*m.span())


def is_theme(message: Message, phrase: list[Token]) -> bool:
    """True where grammar says that the words are what an item should be about, not talk around it."""
    before, after = message.before(phrase[0].start), message.after(phrase[-1].end)
    if _MARKED.search(before):
        return True
    if _VERBAL.search(after) or _FAN.search(after):
        return False
    if len(message.words) <= _SHORT and not _POINTS.search(message.low):
        return True
    return bool(_BEFORE.search(before) or _AFTER.search(after) or (_ALSO.search(before) and _CLOSED.search(after)))


def worth_keeping(message: Message, phrase: list[Token]) -> bool:
    """Whether words that grammar makes no theme are too rare to be talk."""
    verbal = _VERBAL.search(message.after(phrase[-1].end)) is not None
    owned = _OWNED.search(message.before(phrase[0].start)) is not None
    return not (verbal or owned) and any(surprise(token.low) >= _RARE for token in phrase)


def phrases(message: Message) -> list[list[Token]]:
    """Runs of unused words that say something, cut at words that do not and at punctuation."""
    runs: list[list[Token]] = []
    last: Token | None = None
    for token in message.rest():
        joined = last is not None and re.fullmatch(r"[\s-]+", message.text[last.end : token.start]) is not None
        if not _says(message, token):
            last = None
            continue
        if joined and runs and len(runs[-1]) < 4:
            runs[-1].append(token)
        else:
            runs.append([token])
        last = token
    return runs


def _says(message: Message, token: Token) -> bool:
    word = token.low.removesuffix("'s")
    if word in AROUND_ITEMS or len(token.low) < 2 or token.low.isdigit():
        return False
    return word not in _TALK or _marked(message, token)


def _marked(message: Message, token: Token) -> bool:
    """Whether grammar makes even a word of talk a theme."""
    before = message.before(token.start)
    if _MARKED.search(before):
        return True
    return bool(_MARK_AFTER.search(message.after(token.end)) and (not before.strip() or _ARTICLE.search(before)))
