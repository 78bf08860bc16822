"""Turning down what is on the table: "the second can go", "none of these appeal", "swap that one for a western".

Knows how people refuse items they were shown, one or a whole list, and which words of a message do nothing else. Knows
nothing about catalogs, nor about dislikes: what is refused may be good, it only is not wanted now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.embedded.message import Message
from agent.embedded.references import Reference
from agent.embedded.titles import Mentions
from agent.state import DialogueState

_ITEM, _LIST = "▲", "■"
"""What stands for an item on the table, and for all of them, in the text that patterns see."""

_ONE = rf"{_ITEM}+(?:(?:,| and| or| nor|, and|, or| &)(?: the)? {_ITEM}+)*"
_LOT = r"(?:lot|list|bunch|batch|set|selection|slate|crop|round|ones|options|suggestions|picks|recommendations|films|movies|games|titles)"
_ALL = (
    rf"(?:(?:any|all|one|either|many|much|both) (?:of|in|on|from|among) )?(?:{_LIST}+(?: (?:{_LOT}|five|four|three|two))?|(?:this|that|the|your) (?:whole |entire |last |latest |first )?{_LOT}|'?em\b)"
    r"|(?:any|all|one) of (?:this|that|it)\b"
)
_THEM = rf"(?:{_ONE}|{_ALL})"
_NOT = (
    r"(?:(?:ca|do|does|did|is|are|was|were|wo|would|could|has|have|ai)(?:n'?t| not)|cannot|will not|never|not|n't)"
    r"(?: (?:really|quite|exactly|all|that|so|very|particularly|going|gonna|to|be|just|yet|at|much|too|get|feel|see|myself|is|what|of|one|any))*"
)
_DRAW = r"(?:appeal|tempt|grab|interest|excite|thrill|convince|suit|fit|attract|inspire|move|entice|click|land|fly|wow|speak|call|help|cut it|hit the|ring|float|tickle|do it|do(?= [.,!;]|[.,!;]|$)|work)(?:s|ed|ing)?\b(?: (?:to|for|with) (?:me|us))?"
_MINE = r"(?:(?:for|with) (?:me|us|tonight|today|now)\b|(?:my|our) (?:thing|taste|kind|type|sort|style|cup|bag|jam|vibe|scene|speed)|it\b(?= ?(?:[.,!;:]|$|for|either|this|today|tonight))|right\b|what (?:i|we)(?:'m|'re|'d|'ve| am| are| was| were| had| have| want| need| would| meant)|there\b)"
_KEEN = r"(?:sold|keen|convinced|excited|thrilled|taken|drawn|tempted|grabbed|interested|feeling|vibing|warming|warm|feelin|crazy|wild|mad|enthused|inspired|impressed|fussed|up|in the mood|hooked|seeing|digging|want(?:ing)?|fancy(?:ing)?|care|into|bothered|going)(?: (?:about|on|to|by|with|w|for|over|up|of|watching|seeing))*"
_END = r"(?= ?(?:[.,!?;:]|$)| (?:so|but|and|then|i|i'm|for me|from me|thanks|thank you|please|sorry|though|tho|today|tonight)\b)"
_NAY = r"(?:no|nah|nope|naw|no way|no thanks|no thank you|pass|hard pass|skip|next|not really|not tonight|never mind|meh|eh)"
_BE = r"(?:'s|'re| is| are| was| were| gets| got| would be| will be|'ll be|s)"
_SO = r"(?: (?:sadly|also|just|definitely|really|simply|still|all|both|unfortunately|probably|totally|too|kinda|more|like|an?))*"
_PUT = r"(?:pass on|pass up|skip(?: over| past)?|omit|decline|reject|drop|lose|ditch|remove|cross off|leave out|turn down|nix|veto|bin|scrap|dismiss|rule out|discard|forgo|do without|strike)"
_TRADE = r"(?:swap|exchange|trade|replace|switch|change)(?: out)?"

_AFTER = (
    rf"(?P<s>{_THEM}),?(?: (?:just|really|simply|sadly|also|all|both|one|ones))* {_NOT} (?:{_DRAW}|{_MINE})",
    rf"(?P<s>{_THEM})(?:{_BE}{_SO}|,)? (?:an? |one big |the )?(?:hard |firm |clear |big |definite |straight |easy )?(?:{_NAY}|no[- ]go|miss|out|off|wrong|no good|no use|a no from me){_END}",
    rf"(?P<s>{_THEM}){_BE}?{_SO} (?:wide of|off|way off|missing|short of|beside|not on) (?:the|my|our) (?:mark|target|point|mood)",
    rf"(?P<s>{_THEM}) (?:can|may|could|should|must|might as well|has to|have to|needs? to) (?:all |both |just )?(?:go|leave|wait|be (?:dropped|skipped|removed|left|swapped)(?: out)?)\b",
    rf"(?P<s>{_THEM})\? *(?:(?:um|uh|oh|hm+|sorry|er+)[, ]+)*{_NAY}{_END}",
    rf"(?P<s>{_THEM}) {_NOT}(?= ?(?:[.!;]|$))",
)
_BEFORE = (
    rf"(?<!\w)(?:no|nay|not|nope|nah)(?: thanks?(?: you)?)?(?: to| for)?(?: the)?,? (?P<s>{_THEM})(?! (?:is|are|was|were|has|have|looks?|sounds?|seems?)\b)",
    rf"\b(?:none|neither|nothing|no one|not one|not a single one|not any)(?: (?:of|in|on|from|among))? (?P<s>{_ALL})(?: (?:really|quite|just|even|do|does|is|are))* (?:{_DRAW}|{_MINE}|{_KEEN}|good|great|fits?|works?)",
    rf"\b(?:none|neither|not one|not a single one|not any) (?:of|in|on|from|among) (?P<s>{_ALL})",
    rf"(?<!don't )(?<!n't )\b{_PUT} (?P<s>{_THEM})",
    rf"\b(?:leave|put|set|take|push|throw|cross|keep) (?P<s>{_THEM}) (?:aside|out|off|away|behind|to one side|down|back)\b",
    rf"\bgive (?P<s>{_THEM}) a (?:miss|pass|rest|skip)\b",
    rf"(?<!don't )(?<!n't )\b{_TRADE} (?P<s>{_THEM})",
    rf"\b(?:instead|in place|in lieu) of (?P<s>{_THEM})",
    rf"\b{_NOT} {_KEEN} (?P<s>{_THEM})",
    rf"\b{_NOT} (?:say|claim|pretend)(?: (?:that|if))? (?P<s>{_ALL})(?: (?:do|does|would|really))* (?:{_DRAW}|{_KEEN})",
)
_QUIET = (
    rf"(?P<s>{_THEM})(?:{_BE}| looks?| seems?| feels?| sounds?| runs?)(?: (?:all|both|just|way|far|much|rather|a bit|a little|a tad|simply|probably|still))* (?:too (?!good|bad\b|many)\w+|on the \w+er side)",
    rf"(?P<s>{_THEM})(?:{_BE}| looks?| seems?| feels?)(?: (?:all|both|just))* a (?:bit|little|tad|touch) (?:much|old|long|short|new|recent|dark|slow|dated|modern|heavy|violent|grim|sad)\b",
    rf"\brather\b[^.!?;]{{2,60}}(?<!er)(?<!other) than (?P<s>{_ONE})",
    rf"^(?:[^.!?;]*[.!;] )?(?P<s>{_ONE})\? (?=(?:i|we)(?:'d| would| need| want|'m| am)\b)",
)
"""What turns down and says more besides: the words stay."""

_START = r"(?:(?<=^)|(?<=[.!?;,:\n] ))(?:(?:no|nah|nope|oh|ah|um+|uh|hmm+|er+|well|sorry|so|ok|okay|still|honestly|thanks?|thank you|but|and|i fear|i'm afraid|afraid|sadly|kind of you|lol|ugh|meh|yeah)[,.!]* )*"
_OPEN = tuple(
    _START + said
    for said in (
        rf"(?:{_BE.replace("'s|'re|", '')[3:-1]}|that'?s|this is|they'?re)? ?(?:no|zero|little|not much) (?:luck|joy|dice)\b(?: (?:with|here|there|so far|yet|among|in)\b)*",
        r"(?:the |all )?(?:wrong|bad) (?:ones|lot|list|batch|picks|choices|bunch|direction)\b",
        r"(?:that'?s |this is |it'?s |those are |these are )?not (?:really |quite |exactly |at all |what |yet )*(?:it|right|there|(?:i|we)(?:'m| am| was|'d| had| have|'re| want| need| meant)(?: (?:in mind|after|looking for|hoping for|going for|thinking(?: of)?))?)\b(?! (?:a|an|the|sure|too)\b)(?! (?:\w+ )?(?:film|movie|game|one)s?\b)",
        r"(?:i |i'm |i am )?(?:not|nothing) (?:really |quite )?(?:feeling|grabbing|tempting|speaking to|jumping out at|calling to|appealing to|exciting) (?:it|me|us)\b",
        r"nothing (?:here|there|on (?:it|the list))\b(?: for (?:me|us))?",
        r"(?:close,? but )?no (?:cigar|match|winner)s?\b",
        r"(?:please )?(?:try again|do better|keep trying|guess again)\b",
    )
)
"""A list turned down without a word that points at it."""
_FAR = r"[^.!?;▲■]"
_REST = re.compile(r"\b(?:the (?:rest|others|remaining ones|other (?:ones|two|three|four)))(?: (?:can|may|could) go| are (?:out|a no)| (?:do|are)(?:n'?t| not) (?:for me|appeal|it|interest me|tempt me))\b")

_MARKING = tuple(re.compile(p) for p in (*_BEFORE, *_AFTER))
_TELLING = tuple(re.compile(p) for p in _QUIET)
_BARE = tuple(re.compile(p) for p in _OPEN)
_ASKING = re.compile(r"(?:^|[.!?;,] )(?:and |so |but |ok(?:ay)?,? )*(?:is|are|was|were|isn't|aren't|why|what|how|who|which|does|do|did) [^.!;]*$")
