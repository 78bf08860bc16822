"""Turning down what is on the table: "the second can go", "none of these appeal", "swap that one for a western".

Knows how people refuse items they were shown, one or a whole list, and which words of a message do nothing else. Knows
nothing about catalogs, nor about dislikes: what is refused may be good, it only is not wanted now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.changes import Feel
from agent.embedded.lexicon import NOT_MORE
from agent.embedded.message import Message
from agent.embedded.references import Reference
from agent.embedded.titles import Mentions
from agent.state import DialogueState

_ITEM, _LIST = "▲", "■"
"""What stands for an item on the table, and for all of them, in the text that patterns see."""

_ONE = rf"{_ITEM}+(?:(?:, (?:the )?{_ITEM}+)*(?:,? and|,? or| nor| &)(?: the)? {_ITEM}+)?"
_LOT = r"(?:lot|list|bunch|batch|set|selection|slate|crop|round|ones|options|suggestions|picks|films|movies|games)"
_HERE = rf"(?:this|that|the|your) (?:whole |entire |last |latest )?(?:{_LOT}|above)\b(?! (?:by|with|from|about|starring|of|set|where|that|in)\b)"
_THESE = rf"{_LIST}+(?: (?:{_LOT}|five|four|three|two)\b)?"
_WHOLE = rf"(?:{_THESE}|{_HERE}|'?em\b)"
_ALL = rf"(?:(?:any|all|one|either|many|much) (?:of|in|on|from|among) {_WHOLE}|{_THESE}|(?<!on )(?<!from )(?<!of )(?<!in ){_HERE}|'?em\b)"
_THEM = rf"(?:{_ONE}|{_ALL})"
_NOT = (
    r"(?:\b(?:ca|do|does|is|are|wo|would|ai)(?:n'?t| not)|\b(?:cannot|will not|never|not))"
    r"(?: (?:really|quite|exactly|all|that|so|very|particularly|going to|gonna|be|just|too|get|feel|one|any))*"
)
_DRAW = (
    r"(?:appeal(?:ing)?|tempt|grab|interest|excite|convince|suit|fit(?: the bill)?|attract|entice|click|speak|call|cut it|float|tickle|"
    r"(?:look|sound|seem|feel)s? (?:(?:that|very|so|too|all that|like) )?(?:good|great|interesting|fun|right|appealing|my \w+|promising)|work|do it|do(?=[ .,!;:]*$| ?[.,!;:])|hitting|hit)s?\b(?: (?:to|for|with) (?:me|us)\b| (?:me|us)\b)?"
)
_MINE = r"(?:(?:for|with) (?:me|us|tonight|today|now)\b|it\b(?= ?(?:[.,!;:]|$|for|either|this|today|tonight))|right\b|(?:really |quite )?(?:my|our) (?:own )?(?:thing|taste|type|kind|sort|style|cup|bag|jam|vibe|scene)\b(?: of (?:tea|thing|films?|movies?|games?|stuff))?|what (?:i|we)\b(?:'?m|'re|'d)?(?: (?:had|was|am|were|are|want(?:ed)?|need(?:ed)?|meant|seek|sought|require|asked for|came for))*(?: (?:in mind|after|looking for|hop(?:ed|ing) for|going for))?|there yet\b)"
_KEEN = (
    r"(?:sold|keen|convinced|excited|thrilled|taken|drawn|tempted|grabbed|interested|feeling|feelin|vibing|warming|warm|enthused|"
    r"fussed|hooked|digging|want(?:ing)?|fancy|after|in the mood|care for|(?<!get )into)(?: (?:about|on|to|by|with|w|for|over|in|watch(?:ing)?|see(?:ing)?|try|take|pick|have))*"
)
_NO_WISH = r"(?:no|zero|not much|little) (?:wish|desire|interest|need|appetite|use|time|patience|love|urge|inclination)(?: (?:for|in|to|of|see|watch|seeing|watching))*"
_NAY = r"(?:no|nah|nope|naw|no way|no thanks|no thank you|pass|skip|not really|not tonight|meh|eh)"
_END = r"(?= ?(?:[.,!?;:]|$)| (?:so|but|and|then|i|i'm|for me|for us|from me|thanks|thank you|please|sorry|though|tho|today|tonight)\b)"
_IS = r"(?:'s|'re| is| are| gets| would be| will be|'ll be)"
_SO = r"(?: (?:sadly|also|just|definitely|really|simply|still|all|both|unfortunately|probably|totally|kinda|more like))*"
_LOOKS = rf"(?:{_IS}| looks?| seems?| feels?| sounds?| runs?){_SO}(?: (?:way|far|much|rather))?"
_PUT = r"(?:pass on|pass up|skip(?: over| past)?|omit|decline|reject|drop|lose|ditch|remove|cross off|(?:leave|take|kick|throw|cut) out|turn down|nix|veto|bin|scrap|dismiss|rule out|discard|forgo)"
_TRADE = r"(?:swap|exchange|trade|replace|switch|change)(?: out)?"
_DO = r"(?<!n't )(?<!not )(?<!never )\b"

_BEFORE = tuple(
    re.compile(said)
    for said in (
        rf"(?<!why )(?<!or )(?<!if )\b(?:no|not|nah|nope)(?: thanks?(?: you)?)?(?: to| for)? (?P<s>{_THEM})(?!{_IS}| was| were| has| have| looks?| sounds?)",
        rf"\b(?:none|neither|nothing|not one|not a single one)(?: (?:of|in|on|from|among))? (?P<s>{_WHOLE})(?: (?:really|quite|just|even|do|does|is|are))*(?: (?:{_DRAW}|{_MINE}|{_KEEN}))?",
        rf"{_DO}{_PUT} (?P<s>{_THEM})",
        rf"{_DO}(?:leave|put|set|take|cross|keep) (?P<s>{_THEM}) (?:aside|out|off|away|to one side)\b",
        rf"{_DO}give (?P<s>{_THEM}) a (?:miss|pass|rest|skip)\b",
        rf"{_DO}{_TRADE} (?P<s>{_THEM})",
        rf"\b(?:instead|in place|in lieu) of (?P<s>{_THEM})",
        rf"(?:{_NOT} (?:(?:say|claim) (?:that |if )?(?:i|we)(?:'m| am)? )?{_KEEN}|{_NO_WISH}) (?P<s>{_THEM})",
        rf"\b(?:rather|prefer|sooner|better|try) (?:to )?not (?:to )?(?:have|take|see|watch|go (?:for|with)|bother with|pick)? ?(?P<s>{_THEM})",
        rf"(?:{_NOT} (?:think|believe|reckon|suppose)|\bdoubt)(?: (?:that|if|whether))? (?P<s>{_THEM}) (?:will|would|can|could|is|are|does|do)(?: going to)? (?:{_DRAW}|{_MINE})",
        rf"\b(?:wo|would)(?:n'?t| not) (?:really |actually )?(?:like|enjoy|watch|choose|pick|want) (?P<s>{_THEM})",
        rf"{_NOT} (?:think|believe|reckon|suppose)(?: that)? (?:i|we)(?:'?d| would|'ll| will|'m| am)?(?: \w+ly)? (?:like|enjoy|watch|want|fancy|go for|be into|pick|care for) (?P<s>{_THEM})",
        rf"{_NOT} (?:say|claim|pretend)(?: (?:that|if))? (?P<s>{_ALL})(?: (?:do|does|would|really))* (?:{_DRAW}|{_KEEN})",
    )
)
"""Words that turn down the items after them, in questions too ("could you swap these …?"); they are used up."""
_AFTER = tuple(
    re.compile(said)
    for said in (
        rf"(?P<s>{_THEM}|\bthey),?{_SO}(?: ones?)? ?{_NOT} (?:{_DRAW}|{_MINE})",
        rf"(?P<s>{_THEM})(?:{_IS}{_SO}|,)?(?: an?)?(?: (?:hard|firm|clear|big|definite|straight|easy))? (?:{_NAY}|no[- ]go|out|off|wrong|no good|no use){_END}",
        rf"(?P<s>{_THEM})(?:{_IS}{_SO}) (?:(?:wide of|way off|short of|beside|not on) (?:the|my|our) \w+|off (?:the|my|our) (?:mark|target))",
        rf"(?P<s>{_THEM}){_SO} miss(?:es)? (?:the|my|our) (?:mark|target)\b",
        rf"(?P<s>{_THEM}) (?:can|may|could|should|must|might as well|has to|have to|needs? to){_SO} (?:go|leave|be (?:dropped|skipped|removed|left|swapped)(?: out)?)\b",
        rf"(?P<s>{_THEM})\? *(?:(?:um|uh|oh|hm+|sorry)[, ]+)*{_NAY}{_END}",
        rf"(?P<s>{_THEM}) {_NOT}(?= ?(?:[.!;]|$))",
    )
)
"""Words that turn down the items before them; they are used up."""
_TOLD = tuple(
    re.compile(said)
    for said in (
        rf"(?P<s>{_THEM}|\bthey){_LOOKS} (?:too (?!good\b|bad\b|many\b)\w+|on the \w+er side)",
        rf"(?P<s>{_THEM}|\bthey){_LOOKS} a (?:bit|little|tad|touch) (?:much|old|long|short|new|recent|dark|slow|dated|modern|heavy|violent|grim|sad)\b",
        rf"\b(?:rather|prefer|take|pick|choose)\b[^.!?;]{{2,60}}{NOT_MORE} (?:than|over) (?P<s>{_THEM})",
        rf"(?P<s>{_THEM}|\bthey){_LOOKS} (?:not bad|ok|okay|fine|alright|all right|decent),? but (?=(?:i|we)(?:'?d| would| want| need|'?m| am)\b)",
        rf"\bfind (?P<s>{_THEM}) (?:a (?:bit|little|touch|tad) |rather |far |way |much )?(?:too (?!good\b)\w+|old|long|slow|dated)\b",
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
        r"(?:close,? but )?not (?:quite|exactly)(?= ?[.,!;]| ?$)",
        r"(?:i |i'm |i am )?not(?:hing)? (?:really |quite |exactly )?(?:feeling|grabbing|tempting|appealing to|exciting) (?:it|me|us)\b",
        r"nothing (?:here|there|on (?:it|the list))\b(?: for (?:me|us)| (?:grabs|tempts|interests|excites) me)?(?! \w)",
        r"(?<![^ ])(?:hard |big )?(?:pass|skip)(?= ?[.!]*$)",
        r"all (?:of (?:them|these|those) )?(?:are )?(?:nopes?|no'?e?s|passes|skips|misses)\b",
        r"not (?:really |quite )?(?:my|our) (?:own )?(?:thing|taste|type|kind|sort|style|cup|bag|jam|vibe|scene)\b(?: of \w+)?",
        r"close,? but no\b(?: cigar)?",
    )
)
"""A list turned down without a word that points at it."""
_ONLY = re.compile(r"(?:(?:um+|hmm+|er+|uh+|oh|nah|no)[,. ]+)*(?:hard |big )?(?:pass|skip)[.! ]*")
_REST = re.compile(rf"\bthe (?:rest|others|remaining ones|other (?:ones|two|three|four))(?: (?:can|may|could) go\b|{_IS} (?:out|a no)\b| {_NOT} (?:{_DRAW}|{_MINE}))")
_ASKED = re.compile(r"(?:^|[.!?;,] )(?:and |so |but |ok(?:ay)?,? )*(?:is|are|was|were|isn't|aren't|why|when|what|how|who|which|does|do|did|if)\b[^.!?;]*$")
_UNTOUCHED = ("seen", "saved")
"""What is said of an item besides and weighs more."""
_IT = re.compile(r"\b(?:it(?! (?:to|too|so|being|as)\b)|(?:this|that) (?:one|film|movie|game|title))\b")
_SEEN = re.compile(r"\b(?:seen|saw|watched)\b")


def read_refusals(message: Message, mentions: Mentions, references: Sequence[Reference], state: DialogueState) -> bool:
    """Mark the items that a message turns down as passed over, and use the words that do it up. True if it turns down
    anything."""
    if not state.slate:
        return False
    references = [*references, *_its(message, mentions, references)]
    masked = _masked(message, mentions, references, state)
    refused: list[str] = []
    for pattern in (*_BEFORE, *_AFTER, *_TOLD):
        for m in pattern.finditer(masked):
            if pattern in _BEFORE or not _ASKED.search(masked[: m.start("s")]):
                refused += _meant(m, message, mentions, references, state)
                if pattern not in _TOLD:
                    _spend(message, m)
    for pattern in _BARE:
        for m in pattern.finditer(masked):
            refused += _just_named(m.start(), message, mentions, references) or _unjudged(mentions, state)
            _spend(message, m)
    if (rest := _REST.search(masked)) is not None:
        refused += [i for i in state.slate if i not in mentions.items]
        _spend(message, rest)
    mentions.refused = tuple(dict.fromkeys(refused))
    for item in mentions.refused:
        if item in mentions.items:
            mentions.feelings[item] = "passed"
    return bool(refused)


def only_refuses(low: str, state: DialogueState) -> bool:
    """True for a "pass" that is no answer to a question: it turns the list down."""
    return bool(state.slate) and state.pending is None and _ONLY.fullmatch(low) is not None


def refusal(mentions: Mentions) -> list[Feel]:
    """The change for what is turned down and not named."""
    rest = tuple(item for item in mentions.refused if item not in mentions.items)
    return [Feel(items=rest, feeling="rejected")] if rest else []


def _named(mentions: Mentions, references: Sequence[Reference]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where single items stand, in order."""
    return sorted([*((r.start, r.end, r.items) for r in references if not r.whole), *mentions.spans])


def _its(message: Message, mentions: Mentions, references: Sequence[Reference]) -> list[Reference]:
    """Each "that one" or "it", for the item named last before it."""
    named = _named(mentions, references)
    found = []
    for m in _IT.finditer(message.low):
        last = next((items for _, end, items in reversed(named) if end <= m.start()), ())
        if last and not any(start <= m.start() < end for start, end, _ in named):
            found.append(Reference(m.start(), m.end(), tuple(last), pronoun=True))
    return found


def _just_named(start: int, message: Message, mentions: Mentions, references: Sequence[Reference]) -> list[str]:
    """The item in the clause or sentence before, where nothing was said of it yet: "Alien? Not my thing"."""
    said = message.low[:start].rstrip(" ,?.!")
    begin = max((m.end() for m in re.finditer(r"[.!?;]\s", said)), default=0)
    near = [items for a, _, items in _named(mentions, references) if begin <= a < start]
    return [i for i in (near[-1] if near else ()) if mentions.feelings.get(i) in (None, "unseen", "asked")]


def _masked(message: Message, mentions: Mentions, references: Sequence[Reference], state: DialogueState) -> str:
    low = list(message.low)
    table = {*state.slate, *state.shown}
    for start, end, ids in mentions.spans:
        if not table.isdisjoint(ids):
            low[start:end] = _ITEM * (end - start)
    for reference in references:
        if message.low[reference.start : reference.end] == "both" and _ITEM in low[: reference.start]:
            continue  # "the first and the last can both go"
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
    spans = [(r.start, r.end, r.items) for r in references] + mentions.spans
    meant = [ids for a, b, ids in spans if start <= a and b <= end]
    items = [item for ids in meant for item in ([i for i in ids if i in state.slate] or [i for i in ids if i in state.shown])]
    again = any(r.pronoun and start <= r.start and r.end <= end for r in references)
    kept = _UNTOUCHED + (("liked",) if again else ()) + (("disliked",) if _SEEN.search(message.clause(start)) else ())
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
