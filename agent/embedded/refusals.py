"""Turning down what is on the table: "the second can go", "none of these appeal", "swap that one for a western".

Knows how people refuse items they were shown, one or a whole list, and which words of a message do nothing else. Knows
nothing about catalogs, nor about dislikes: what is refused may be good, it only is not wanted now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.changes import Feel
from agent.embedded.message import Message
from agent.embedded.references import Reference
from agent.embedded.titles import Mentions
from agent.state import DialogueState

_ITEM, _LIST = "▲", "■"
"""What stands for an item on the table, and for all of them, in the text that patterns see."""

_ONE = rf"{_ITEM}+(?:(?:,|,? and|,? or| nor| &)(?: the)? {_ITEM}+)*"
_LOT = r"(?:lot|list|bunch|batch|set|selection|slate|crop|round|ones|options|suggestions|picks|films|movies|games)"
_ALL = (
    rf"(?:(?:any|all|one|either|many|much) (?:of|in|on|from|among) )?"
    rf"(?:{_LIST}+(?: (?:{_LOT}|five|four|three|two))?\b|(?:this|that|the|your) (?:whole |entire |last |latest )?{_LOT}\b|'?em\b)"
)
_THEM = rf"(?:{_ONE}|{_ALL})"
_NOT = (
    r"(?:\b(?:ca|do|does|is|are|wo|would|ai)(?:n'?t| not)|\b(?:cannot|will not|never|not)|n't)"
    r"(?: (?:really|quite|exactly|all|that|so|very|particularly|going to|gonna|be|just|too|get|feel|one|any))*"
)
_DRAW = (
    r"(?:appeal(?:ing)?|tempt|grab|interest|excite|convince|suit|fit(?: the bill)?|attract|entice|click|speak|call|cut it|float|tickle|"
    r"work|do it|do(?=[ .,!;:]*$| ?[.,!;:])|hitting|hit)\b(?: (?:to|for|with) (?:me|us)\b| (?:me|us)\b)?"
)
_MINE = r"(?:(?:for|with) (?:me|us|tonight|today|now)\b|it\b(?= ?(?:[.,!;:]|$|for|either|this|today|tonight))|right\b|what (?:i|we)\b|there yet\b)"
_KEEN = (
    r"(?:sold|keen|convinced|excited|thrilled|taken|drawn|tempted|grabbed|interested|feeling|feelin|vibing|warming|warm|enthused|"
    r"fussed|hooked|digging|want|fancy|after|in the mood)(?: (?:about|on|to|by|with|w|for|over))*"
)
_NAY = r"(?:no|nah|nope|naw|no way|no thanks|no thank you|pass|skip|not really|not tonight|meh|eh)"
_END = r"(?= ?(?:[.,!?;:]|$)| (?:so|but|and|then|i|i'm|for me|for us|from me|thanks|thank you|please|sorry|though|tho|today|tonight)\b)"
_IS = r"(?:'s|'re| is| are| gets| would be| will be|'ll be)"
_SO = r"(?: (?:sadly|also|just|definitely|really|simply|still|all|both|unfortunately|probably|totally|kinda|more like))*"
_LOOKS = rf"(?:{_IS}| looks?| seems?| feels?| sounds?| runs?){_SO}(?: (?:way|far|much|rather))?"
_PUT = r"(?:pass on|pass up|skip(?: over| past)?|omit|decline|reject|drop|lose|ditch|remove|cross off|leave out|turn down|nix|veto|bin|scrap|dismiss|rule out|discard|forgo)"
_TRADE = r"(?:swap|exchange|trade|replace|switch|change)(?: out)?"
_DO = r"(?<!n't )(?<!not )(?<!never )\b"

_SPENT = tuple(
    re.compile(said)
    for said in (
        rf"(?<!why )(?<!or )(?<!if )\b(?:no|not|nah|nope)(?: thanks?(?: you)?)?(?: to| for)? (?P<s>{_THEM})(?!{_IS}| was| were| has| have| looks?| sounds?)",
        rf"\b(?:none|neither|nothing|not one|not a single one)(?: (?:of|in|on|from|among))? (?P<s>{_ALL})(?: (?:really|quite|just|even|do|does|is|are))*(?: (?:{_DRAW}|{_MINE}|{_KEEN}))?",
        rf"{_DO}{_PUT} (?P<s>{_THEM})",
        rf"{_DO}(?:leave|put|set|take|cross|keep) (?P<s>{_THEM}) (?:aside|out|off|away|to one side)\b",
        rf"{_DO}give (?P<s>{_THEM}) a (?:miss|pass|rest|skip)\b",
        rf"{_DO}{_TRADE} (?P<s>{_THEM})",
        rf"\b(?:instead|in place|in lieu) of (?P<s>{_THEM})",
        rf"{_NOT} {_KEEN} (?P<s>{_THEM})",
        rf"{_NOT} (?:say|claim|pretend)(?: (?:that|if))? (?P<s>{_ALL})(?: (?:do|does|would|really))* (?:{_DRAW}|{_KEEN})",
        rf"(?P<s>{_THEM}),?{_SO}(?: ones?)? ?{_NOT} (?:{_DRAW}|{_MINE})",
        rf"(?P<s>{_THEM})(?:{_IS}{_SO}|,)?(?: an?)?(?: (?:hard|firm|clear|big|definite|straight|easy))? (?:{_NAY}|no[- ]go|out|off|wrong|no good|no use){_END}",
        rf"(?P<s>{_THEM})(?:{_IS}{_SO}) (?:(?:wide of|way off|short of|beside|not on) (?:the|my|our) \w+|off (?:the|my|our) (?:mark|target))",
        rf"(?P<s>{_THEM}) (?:can|may|could|should|must|might as well|has to|have to|needs? to){_SO} (?:go|leave|be (?:dropped|skipped|removed|left|swapped)(?: out)?)\b",
        rf"(?P<s>{_THEM})\? *(?:(?:um|uh|oh|hm+|sorry)[, ]+)*{_NAY}{_END}",
        rf"(?P<s>{_THEM}) {_NOT}(?= ?(?:[.!;]|$))",
    )
)
"""What does nothing but turn down: the words are used up."""
_TOLD = tuple(
    re.compile(said)
    for said in (
        rf"(?P<s>{_THEM}|\bthey){_LOOKS} (?:too (?!good\b|bad\b|many\b)\w+|on the \w+er side)",
        rf"(?P<s>{_THEM}|\bthey){_LOOKS} a (?:bit|little|tad|touch) (?:much|old|long|short|new|recent|dark|slow|dated|modern|heavy|violent|grim|sad)\b",
        rf"\b(?:rather|prefer|take|pick|choose)\b[^.!?;]{{2,60}}(?<!er)(?<!other) (?:than|over) (?P<s>{_ONE})",
        rf"(?:^|[.!;] )(?P<s>{_ONE})\? (?=(?:i|we)(?:'?d| would| need| want|'?m| am)\b)",
    )
)
"""What turns down and says more besides: the words stay."""
_START = (
    r"(?:^|(?<=[.!?;,:\n] ))(?:(?:no|nah|nope|oh|ah|um+|uh|hmm+|er+|well|sorry|so|ok|okay|still|honestly|thanks?|thank you|but|"
    r"i fear|i'm afraid|afraid|sadly|lol|ugh|that'?s|this is|it'?s|these are|those are|they'?re)[,.!]* )*"
)
_BARE = tuple(
    re.compile(_START + said)
    for said in (
        rf"(?:no|zero|not much) (?:luck|joy|dice)\b(?: with| here| there| so far| yet)*(?: {_ALL})?",
        r"(?:the |all )*(?:wrong|bad) (?:ones|lot|list|batch|picks|choices|bunch)\b",
        r"not (?:really |quite |exactly |at all )*(?:it|right|there|what (?:i|we)(?:'m|'re|'d| am| are| was| were| had| have| want| wanted| need| meant)(?: (?:in mind|after|looking for|hoping for|going for|thinking(?: of)?))?)\b(?! \w)",
        r"not (?:quite|exactly)(?= ?[.,!;]| ?$)",
        r"(?:i |i'm |i am )?not(?:hing)? (?:really |quite |exactly )?(?:feeling|grabbing|tempting|appealing to|exciting) (?:it|me|us)\b",
        r"nothing (?:here|there|on (?:it|the list))\b(?: for (?:me|us)| (?:grabs|tempts|interests|excites) me)?(?! \w)",
        r"close,? but no\b(?: cigar)?",
    )
)
"""A list turned down without a word that points at it."""
_REST = re.compile(rf"\bthe (?:rest|others|remaining ones|other (?:ones|two|three|four))(?: (?:can|may|could) go\b|{_IS} (?:out|a no)\b| {_NOT} (?:{_DRAW}|{_MINE}))")
_ASKED = re.compile(r"(?:^|[.!?;,] )(?:and |so |but |ok(?:ay)?,? )*(?:is|are|was|were|isn't|aren't|why|when|what|how|who|which|does|do|did|if)\b[^.!?;]*$")
_UNTOUCHED = ("seen", "saved", "interested")
"""What is said of an item besides and weighs more."""
_SEEN = re.compile(r"\b(?:seen|saw|watched)\b")


def read_refusals(message: Message, mentions: Mentions, references: Sequence[Reference], state: DialogueState) -> bool:
    """Mark the items that a message turns down as passed over, and use the words that do it up. True if it turns down
    anything."""
    if not state.slate:
        return False
    masked = _masked(message, mentions, references, state)
    refused: list[str] = []
    for pattern in (*_SPENT, *_TOLD):
        for m in pattern.finditer(masked):
            if not _ASKED.search(masked[: m.start("s")]) or pattern in _SPENT[:9]:
                refused += _meant(m, message, mentions, references, state)
                if pattern not in _TOLD:
                    _spend(message, m)
    for pattern in _BARE:
        for m in pattern.finditer(masked):
            refused += _unjudged(mentions, state)
            _spend(message, m)
    if (rest := _REST.search(masked)) is not None:
        refused += [i for i in state.slate if i not in mentions.items]
        _spend(message, rest)
    mentions.refused = tuple(dict.fromkeys(refused))
    for item in mentions.refused:
        if item in mentions.items:
            mentions.feelings[item] = "passed"
    return bool(refused)


def refusal(mentions: Mentions) -> list[Feel]:
    """The change for what is turned down and not named."""
    rest = tuple(item for item in mentions.refused if item not in mentions.items)
    return [Feel(items=rest, feeling="rejected")] if rest else []


def _masked(message: Message, mentions: Mentions, references: Sequence[Reference], state: DialogueState) -> str:
    low = list(message.low)
    table = {*state.slate, *state.shown}
    for start, end, ids in mentions.spans:
        if not table.isdisjoint(ids):
            low[start:end] = _ITEM * (end - start)
    for reference in references:
        sign = _LIST if reference.whole else _ITEM
        low[reference.start : reference.end] = sign * (reference.end - reference.start)
    return "".join(low)


def _meant(
    m: re.Match[str], message: Message, mentions: Mentions, references: Sequence[Reference], state: DialogueState
) -> list[str]:
    """The items that a match turns down, without those of which more is said."""
    start, end = m.span("s")
    if _ITEM not in m.group("s"):
        return _unjudged(mentions, state)
    table = {*state.slate, *state.shown}
    spans = [(r.start, r.end, r.items) for r in references] + mentions.spans
    items = [item for a, b, ids in spans if start <= a and b <= end for item in ids if item in table]
    kept = _UNTOUCHED + (("disliked",) if _SEEN.search(message.clause(start)) else ())
    return [item for item in items if mentions.feelings.get(item) not in kept]


def _unjudged(mentions: Mentions, state: DialogueState) -> list[str]:
    """The slate without items of which something else is said by name."""
    if mentions.whole:
        return list(state.slate)
    said = (*_UNTOUCHED, "liked", "like_this")
    return [item for item in state.slate if mentions.feelings.get(item) not in said]


def _spend(message: Message, m: re.Match[str]) -> None:
    """The words are used up, and their "no" reaches no further, unless it goes on ("not these or any horror")."""
    message.use(*m.span())
    if not re.match(r",? (?:or|nor)\b", message.low[m.end() :]):
        message.spare(*m.span())
