"""What the parts of a message do: ask, tell how a film was, take a suggestion, say goodbye.

Knows how people who talk, not type queries, phrase each of these, and where one part of a message ends without a full
stop. Titles count as new or as ones the other side named. Knows nothing about catalogs or what a part asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agent.changes import Change, Feel, Focus, FocusPerson, Refer, Settle
from agent.embedded.lexicon import COMPARATIVES, NUMBER_COMPARATIVES
from agent.embedded.message import ABBREVIATED, Message
from agent.embedded.questions import Asked
from agent.embedded.titles import Mentions
from agent.state import DialogueState
from agent.understanding import Act, Intent

ACTS: tuple[Act, ...] = ("request", "question", "feedback", "accept", "close", "greet")
"""In order of weight: what a message does is the first of these that a part of it does."""

_OLD, _NEW = "▲", "△"
"""What stands for a title that was on the table before, and for any other, in the text that patterns see."""

_SO = r"(?:(?:yes|yeah|yea|yep|yup|ya|yaa+|no|nope|nah|oh|ooh+|ah+|ok|okay|hmm+|well|wow|cool|lol|haha|so|and|but|then|great|nice|alright|actually)\b[\s,.!-]*)*"
_VERY = r"(?:(?:a|an|so|very|really|pretty|quite|just|also|too|always|all|such|the|my|one|of|absolutely|definitely|truly|that|kind|was|is|supposed|to|be|not|wasn't)\s+)*"
_JUDGED = (
    r"(?:good|great|ok(?:ay)?|alright|amazing|awesome|excellent|fantastic|brilliant|wonderful|classics?|funny|hilarious|fun|cute|sad|scary|creepy|weird|"
    r"best|fav(?:ou?rite)?s?|boring|terrible|awful|bad|perfect|beautiful|spectacular|nostalgic|fabulous|enjoyable|incredible|decent|interesting|cool|nice|love(?:ly|d)|homage|masterpiece|overrated|stupid|dumb|depressing|better|hard|entertaining|touching|epic|solid|right|true)\b"
)
_IT = rf"(?:its?|that|this|these|those|they|he|she|both|{_OLD}+|(?:that|this|the) (?:\w+ )?(?:one|film|movie|series))"
_WANTED = r"(?:an?|any|some|something|anything|more|other|another|movies?|films?|stuff|new|old|good)\b"

_BE = r"(?:is|was|are|were|isn't|wasn't|wouldn't|aren't|weren't|does|doesn't|did|didn't|has|would|will)(?: not)?"

_REQUEST = re.compile(
    r"\b(?:(?<!would )recommend(?! (?:it|that|this|them)\b)|suggest(?! (?:it|that)\b))\b|\b(?<!you )(?:looking|lookin|searching|hunt) for\b|\b(?:find|show|give|get) me\b|"
    r"\btell me (?:an?|some|any)\b(?! (?:little|bit|thing)\b)|\bin the mood\b|\b(?:what|anything|something) else\b|\b(?:something|anything) (?:like|similar|with|about|new|good|fun|light|more)\b|"
    r"\b(?:any|some|other|more|few)(?: (?:more|other|good|great))? (?:ideas?|suggestions?|recommendations?|recs|others?|options)\b(?<!these are some good suggestions)|"
    r"\bany (?:good|great|other|more|new)\b(?!\s*(?:\?|$))|\bany(?: \w+){1,3} (?:movies?|films?|flicks?|comed\w+|thrillers?)\b|\bknow of\b|\b(?:do|might|could|would|can) you (?:happen to )?(?:have|know|got) (?:of )?(?:any(?:thing)?|some(?:thing)?|an?)\b|\b(?:i|we)(?:'m| am|'re| are)? after (?:an?|any|some|something|anything)\b|\b(?:can|could|may|might) (?:it|i|we) (?:(?:perhaps|maybe|please|also|just) )?(?:be|have|try|get|do) (?:an?|some|something|anything)\b|\b(?:swap|exchange|trade) [^.!?]{1,40}\bfor (?:an?|some|something|anything)\b|\bare there\b|\b(?:what|which) (?:[\w'-]+ ){0,3}(?:movies|films|games) (?:do|have|can|could|would) you\b|"
    rf"\bwhat (?:should|can|could) (?:i|we) (?:watch|see)\b|\bwhat to watch\b|\b(?:might|could|can|would|will) you (?:please )?(?:help|assist|advise)\b|\bhelp me (?:choose|pick|find|decide)\b|\bwhat(?:'s| is| are) (?:some|an?|any|good|great|the best|your best)\b|\b(?:want|need|like|love|prefer|try) to (?:see|watch|find) {_WANTED}|"
    rf"\b(?:i|we)(?:'d| would) (?:like|love|prefer) {_WANTED}|\b(?:want|need) {_WANTED}|\bsimilar to\b|\bmore (?:like|of (?:this|that|these|those|the))\b|^more\b|\balong the lines\b|"
    r"\b(?:movies?|films?|ones?) (?:like|such as)\b|\bi don't watch\b(?! (?:it|that|the)\b)|\bi'm (?:more )?(?:into|interested in)\b|^(?:like|maybe) △|\b(?:what|how) about (?!you\b|it\b|that\b|this\b|the (?:first|second|third|last|other)\b|(?:the )?[▲△])\w"
)
_TASTE = re.compile(
    r"\b(?:(?:i|we|he|she|they|who)(?:'m|'d|'re)?(?: (?:really|very much|also|usually|mostly|do|don't|doesn't|would|absolutely|especially|always|am|are|not|tend to|never|rarely))* "
    r"(?:like|likes|love|loves|enjoy|enjoys|prefer|prefers|hate|hates|want|wants|need|needs)|into|fans? of|(?:not|no) much|how about|instead|prefer|favou?rite (?:kind|type|genre)|(?<!\()(?:19|20)\d\d(?:'?s)?|\d0'?s|(?:fif|six|seven|eigh|nine)ties|(?:an?|some|something) (?:[\w'-]+ ){1,8}(?:sounds?|seems?|would be)|(?:has|have|needs?|got|ought|must|should|gotta)(?: to)? be|minutes|hours?|now|one (?:with|where|about|that)|maybe|please)\b"
)
_QUESTION = re.compile(
    rf"^{_SO}{_BE} (?:it|that|this|he|she|they|those|these|anyone|anybody|everyone|people|we|there (?!any|a\b|an\b|another|some|something))\b|^{_SO}{_BE} (?!there\b|i\b|you\b)[\w'▲△].*\?|"
    rf"^{_SO}(?:have|do|did|are) you\b(?! (?:happen to )?(?!like|love|enjoy|think|see|watch|mean|call|hear)[\w']+ (?:any|some|something|anything|an?\b|of)| recommend| suggest| doing| today)|\b(?:have|did) you (?:seen|see|watch(?:ed)?|heard|like|it|ever)\b|"
    rf"\bis it an?\b|^{_SO}who(?:'s)?\b|\bwho (?:stars?|starred|directed|else is)\b|^{_SO}(?:what|when|where|why|how|which)(?:'s| is| was| does| did| are| were| long| old| many| of (?:them|these|those)| one| type of| kind of| genre| year)\b(?! (?:up|on|going|some|any|good|great)\b)|"
    r"\b(?:what's|what is|what are|where is|when did|when was|how is|how was) (?:it|that|this|the|▲|△|\w+\?)|\b(?:haven't|isn't|wasn't|aren't|doesn't|didn't|don't) (?:they|it|he|she|that)\?|\bright ?\?|"
    r"\b(?:what|how) about (?:the |that |this )?[▲△]|\btell me (?:\w+ ){0,3}about\b|\bin the theat(?:er|re)s?\b|\bany good\s*\?"
)
_OF_IT = re.compile(rf"^{_SO}(?:do you think )?(?:is|was|does|did|would) (?:it|that|this|he|she|{_OLD}+)\b|^{_SO}do you think (?:it|that|this)\b")
_SMALL = re.compile(r"\bhow (?:are|r) (?:you|u)\b|\bhow'?s it going\b|\bhow (?:do|have) you (?:do|been)\b|\bhru\b|\bwhat(?:'s| is) up\b|\bhow (?:is|was|has) your\b|\bare you (?:well|good|ok|there)\b|\band (?:you|u|yourself)\b$|^yourself$|^(?:(?:i|we)(?:'m| am| are)|doing)(?: (?:very|doing|pretty|so|also|too))* (?:good|great|fine|well|ok(?:ay)?|wonderful)(?:,? (?:and |thanks?(?: you)?|thank you).*)?$")
_CHECKS = re.compile(r"^(?:does|did) (?:that|this|it) (?:make (?:any )?sense|help)\b|^is (?:that|this) (?:ok(?:ay)?|all right|alright|possible|clear|too much(?: to ask)?|enough)\b")
"""Asks whether what was said is understood, not about an item."""
_FEEDBACK = re.compile(
    rf"\b(?:have|has|had|haven't|hasn't|hadn't|'ve|never|not|already|did|didn't|ever)(?: (?:not|actually|already|never|only|just|both|even|yet|i|ever|really|been|also))*(?: (?:seen|saw|see|watched|watch|heard|read))\b(?! (?!any of){_WANTED})|"
    r"^(?:seen|saw|watched|heard)\b|\b(?:seen|saw|watched|enjoyed|forgot|remember)(?: (?:all|both|most|some|none|either|any))?(?: of| about)? (?:it|that|this|them|those|these|how|all about|▲)|\b(?:i|we|they)(?: also| just| actually| really)* (?:saw|watched|heard|hear|remember|forgot)\b|"
    rf"(?<!if )\b{_IT}(?:'s|'re)?(?: (?:one|was|is|are|were|looks|looked|seems|sounds like|ended up|be))* {_VERY}{_JUDGED}|"
    rf"\b(?:like|likes|liked|love|loves|loved|enjoy|enjoyed|hate|hated|dislike|disliked|adore|care for|fond of|fan of)(?: (?:both|all|of|most))* (?:it|that|this(?! kind)|them|those|these|him|her|▲|both\b(?! )|all\b(?! (?!of them|of those|of these))|the (?:first|second|original|whole|last|other|ending|music|story|cast))\b(?! (?:kinds?|types?|sorts?|movies|films) )|"
    rf"(?:fan of|fond of|liked|loved|enjoyed|love|like|seen|saw|watched) (?:the )?{_OLD}|(?:loved?|liked?) (?:him|her|them) in\b|{_OLD}(?: \(\d+\))? (?:was|is|were|are|looks?|sounds?)\b(?! on my)|^{_SO}(?:it|that|they|he|she|those|these|this)(?: (?:really|sure|totally))? (?:was|is|were|are|did|does|has|had)(?: too| indeed| great)?$|"
    rf"(?:^|\b(?:i|we|totally|completely|definitely) )agreed?\b|^{_SO}(?:i|we) (?:have|haven't|did|didn't|do|don't think so)(?: not)?(?: yet| too| and .*)?$|^{_SO}not yet\b|\bheld my\b|\b(?:they|it) (?:are|is) for sure\b|\bsounds? familiar\b|"
    rf"\bfabulous job\b|\bi did like\b|\bone (?:i|we) (?:have|haven't|had)\b|\bnot (?:very|so|as|that) \w+ (?:as|for me)\b"
)
_TAKE = r"(?:check|(?:re-?)?watch|this (?:weekend|week)|tonight|do those|do that|see|look|try|give|add|rent|get|go with|put|find|download|stream|buy|pick|start|love|enjoy|binge)"
_ACCEPT = re.compile(
    rf"\b(?:(?:i|we)(?:'ll| will|'d| might| should| shall| may| could| must| (?:would|'d) (?:like|love) to|(?: am|'m)? (?:going|gonna)(?: to)?| have to| want to| need to| can't wait to|'m excited to)|will have to|ill|gonna|going to|might|have to|must|gotta)"
    rf"(?: (?:have|to|definitely|also|certainly|probably|surely|maybe|totally|go|just|be|try|want|need|and|then))* {_TAKE}(?:ing|ling)?\b(?! {_WANTED})|"
    r"(?<!not )\b(?:sounds?|looks?|seems?) (?:really |very |pretty |so |like )?(?:a )?(?:good|great|nice|fun|interesting|cool|perfect|amazing|promising|awesome|fantastic|intriguing|lovely|like a (?:plan|winner))\b|"
    r"\b(?:on|to) my (?:\w+ )?list\b|\b(?:good|great|nice|excellent|perfect) (?:idea|choice|pick|suggestion|recommendation)s?\b|"
    rf"^{_SO}(?:that(?:'s| is| will be| would be| one| one is)|it(?:'s| is)|those are)? ?(?:fine|perfect|works|will work|will do|good|great)(?: (?:with|by|for) me| too| then| thanks?)*$|\bworth (?:a|checking|watching)\b|\bcan't wait\b|\bi should try\b"
)
_CLOSE = re.compile(
    r"\bthank(?:s| you| u)\b|\bthx\b|\bty\b|\bcheers\b|\bappreciate\b(?! (?:an?|some|something|another)\b)|\b(?:good ?-?)?bye(?: ?bye| now)*\b|\bbyebye\b|\bfarewell\b|\bsee (?:you|ya)\b|\btake care\b|\b(?:good ?night|nite)\b|"
    r"\b(?:have|had|hope you (?:have|had)) (?:an?|your)? ?(?:(?:\w+ ){0,3}(?:day|night|evening|weekend|time|week|afternoon)|(?:good|great|nice|lovely|fun) one)\b|\b(?:all|are) (?:set|done)\b|\bnice (?:chatting|talking|to (?:chat|talk|meet))\b|"
    r"\byou(?:'re| are| were| have been)? (?:\w+ ){0,2}(?:great|lovely|welcome|awesome|helpful)(?: too)?$|\b(?:same|you) (?:to you|too)\b|^enjoy\b|^hope(?:fully)? (?:you|i)\b|\bhave fun\b|\bplenty of\b|\bthat(?:'s| is|'ll be) (?:all|it|enough)\b|\byou(?:'ve| have) been\b|\bgood (?:chat|talk|job)\b"
)
_FACT = re.compile(rf"[{_OLD}{_NEW}](?: *\(\d+\))? *(?P<fact>(?:with|starring|is|was|are|were)\b.*)$")
_GREET = re.compile(r"^(?:hi+\d?|hiya|hello+|hey+|howdy|yo|greetings|good (?:morning|evening|afternoon|day)|sup)\b")
_BREAKS = re.compile(
    rf"(?:{ABBREVIATED}\.|[!?:;\n])[.!?:;\n]*(?=\s|$)|,(?=\s*(?:but|so|i|and|it|do|can|what|perhaps|maybe|please|could|would|might|may|any|got|looking|honestly|tbh|ngl|definitely|which(?! (?:is|are|was|were|would)\b)|does)\b)|,(?=\s*(?:{_OLD}+|{_NEW}+) (?:is|was|are|were)\b)|"
    r"\s+(?=(?:thanks?|thank you|thx|ty\b|cheers\b|good ?-?bye|bye|(?<!you )have an? (?:good|great|nice|lovely|fun|wonderful)|hope(?:fully)? (?:you|i)|"
    r"(?<!if )(?<!that )(?<!as )(?<!movie )(?<!film )(?<!one )(?<!movies )(?<!films )i(?:'ll|'ve|'m|'d)? (?:have|haven't|also|really|like|love|loved|liked|enjoyed|am|want|need|would|will|had|saw|usually|think|just)|i'(?:ll|ve|m)|but|though|"
    r"(?:can|could) you|do you|did you|have you|are there|what about|how about|what(?:'s| is| else)|it (?:was|is)|(?<!thing )(?<!movie )(?<!film )(?<!one )(?<!game )(?<!movies )(?<!films )(?<!ones )that (?:was|is)|those (?:were|are)|looking for|any (?:other|more|ideas?|suggestions?))\b)"
)


@dataclass(frozen=True)
class Part:
    """A stretch of a message, what it does (None where its words do not tell), and whether it ends in a question mark."""

    start: int
    end: int
    act: Act | None
    fact: int | None = None
    """Where, in a part that asks for nothing but names a title, begins what is said of it ("with", "is")."""


def read_acts(message: Message, named: Iterable[tuple[int, int, bool]]) -> list[Part]:
    """The parts of a message in order; `named` are the titles in it: start, end, whether the other side named it before.

    A greeting in front of more is a part of its own.
    """
    low = list(message.low)
    for start, end, old in named:
        low[start:end] = (_OLD if old else _NEW) * (end - start)
    masked = "".join(low)
    return [_part(masked, start, end) for start, end in _cut(masked)]


def _part(masked: str, start: int, end: int) -> Part:
    part = masked[start:end]
    fact = None if _REQUEST.search(part) else _FACT.search(part)
    return Part(start, end, _act(part), start + fact.start("fact") if fact else None)


def _cut(low: str) -> list[tuple[int, int]]:
    """The parts' places; a question mark stays with its part."""
    spans, start = [], 0
    greeting = _GREET.match(low)
    marks: Sequence[tuple[int, int]] = [m.span() for m in _BREAKS.finditer(low)]
    if greeting:
        marks = [(greeting.end(), greeting.end()), *marks]
    for begin, end in sorted(marks):
        stop = end if "?" in low[begin:end] else begin
        if low[start:stop].strip():
            spans.append((start, stop))
        start = max(start, end)
    return [*spans, (start, len(low))] if low[start:].strip() else spans


def _act(part: str) -> Act | None:
    said = part.strip(" ,.!:;)(")
    if _SMALL.search(said):
        return "greet"
    if _CHECKS.search(said):
        return "feedback"
    if _REQUEST.search(said) and not _CLOSE.match(said) and not _OF_IT.match(said):
        return "request"
    if _QUESTION.search(said):
        return "question"
    if _FEEDBACK.search(said):
        return "feedback"
    if _NEW in said and not _ACCEPT.search(said) and not _CLOSE.match(said):
        return "request"
    if _ACCEPT.search(said):
        return "accept"
    if _CLOSE.search(said):
        return "close"
    return "greet" if _GREET.match(said) else None


_ABOUT_ITEMS = (Feel, Focus, FocusPerson, Refer, Settle)
_KEPT = re.compile(r"\b(?:too|less|more) (?!and\b|of\b|than\b|thanks?\b|have\b|but\b|i\b|bad\b|much\b)\w|\b(?:no|without|nothing) \w|\bnot what (?:i|we)\b|\b(?:never|don'?t|do not) watch (?!it\b|that\b|this\b|them\b)\w|" + rf"\b(?:{'|'.join((*COMPARATIVES, *NUMBER_COMPARATIVES))})\b")
"""What may ask for something inside a part that tells of something."""
_POINTED = re.compile(r"\b(?:it|that|this|those|these|them|the)\b")
"""What tells that something shown is taken, not a kind ("I'd go with comedy")."""
_INTENTS: dict[Act, Intent] = {"feedback": "noted", "accept": "done", "close": "thanks", "greet": "greet"}
_ACTS: dict[Intent, Act] = {
    "lookup": "question", "superlative": "question", "compare": "question", "why": "question", "done": "accept",
    "saved": "accept", "thanks": "close", "greet": "greet", "noted": "feedback", "more": "request", "reset": "request",
}  # fmt: skip


def spend(message: Message, parts: Sequence[Part], names: Callable[[str], bool], *, facts: bool = True) -> None:
    """Use up what is no wish: parts that tell, accept or take leave, and beside them, where nothing is asked for,
    those that speak of no taste and name nothing (`names`); after a title, what it is said to be, where these are
    `facts` ("Heat is not what I want, which is a western" states none)."""
    acts = {part.act for part in parts}
    talk = "request" not in acts and bool(acts & {"feedback", "accept", "question", "close"})
    for part in parts:
        low, text = message.low[part.start : part.end], message.text[part.start : part.end]
        taste = tells_taste(low) or (part.act == "accept" and not _POINTED.search(low))
        told = part.act in ("feedback", "accept", "close", "greet") and not (taste and names(text))
        told = told or (talk and part.act is None and not taste and not names(text))
        if told and not _KEPT.search(low):
            message.use(part.start, part.end)
        elif facts and part.fact is not None and not _KEPT.search(message.low[part.fact : part.end]):
            message.use(part.fact, part.end)


def tells_taste(low: str) -> bool:
    """Whether a part in lower case speaks of what somebody likes or wants, not of how something was."""
    return _TASTE.search(low) is not None


def wondered(parts: Sequence[Part], mentions: Mentions, state: DialogueState) -> Asked | None:
    """A question that no field answers, about what is named or talked about; None beside a request."""
    acts = {part.act for part in parts}
    subjects = tuple(mentions.items[-1:]) or ((state.focus,) if state.focus else ())
    if "question" not in acts or "request" in acts or not subjects or mentions.unclear:
        return None
    return Asked("lookup", subjects, (), note="I cannot say; this is what I know.")


def asks_only_for_items(parts: Iterable[Part]) -> bool:
    """True where a part asks for items and none asks about one."""
    acts = {part.act for part in parts}
    return "request" in acts and "question" not in acts


def talk_only(parts: Iterable[Part]) -> Intent | None:
    """The intent of a message that asks for nothing, by its weightiest part; None where no part tells."""
    acts = {part.act for part in parts}
    found = next((act for act in ACTS if act in acts), None)
    return _INTENTS.get(found) if found else None


def act_of_intent(intent: Intent) -> Act | None:
    """The act that an intent stands for by itself, or None."""
    return _ACTS.get(intent)


def acts_of(parts: Iterable[Part], intent: Intent, changes: Sequence[Change]) -> tuple[Act, ...]:
    """What a message does, by its parts, its intent and what it changes."""
    acts = [part.act for part in parts if part.act]
    if (by_intent := act_of_intent(intent)) is not None:
        acts.append(by_intent)
    if any(not isinstance(change, _ABOUT_ITEMS) for change in changes):
        acts.append("request")
    elif not acts and any(isinstance(change, Feel) for change in changes):
        acts.append("feedback")
    return tuple(dict.fromkeys(acts))
