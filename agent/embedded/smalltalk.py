"""Messages, or parts of them, that are about the conversation and not about items.

Knows greetings, thanks, resets, "surprise me", "show me more", attempts to give the agent new rules, and
when a message is not English. Knows nothing about catalogs.
"""

from __future__ import annotations

import re

from agent.embedded.message import Message
from catalog.everyday import GRAMMAR, RANK, word_set

GREETING = re.compile(r"^(?:hi+|hiya|hello+|hey+|howdy|yo|good (?:morning|evening|afternoon|day)|greetings|sup|what'?s up)(?: there| parley| again| all| bot)?\b[\s!.,:)]*")
THANKS = re.compile(r"\b(?:thanks?(?: you)?(?: so much| a lot)?|thx|ty|cheers|much appreciated|that'?s all|that is all|i'?m (?:done|good|all set)|bye|goodbye|good ?night|see (?:you|ya)|that'?ll do|that will do|no more questions|great,? thanks)\b")
RESET = re.compile(r"\b(?:start (?:over|again|fresh|from scratch)|reset|begin again|clear (?:everything|all|the chat)|new (?:search|conversation|chat)|forget (?:everything|all (?:of )?(?:that|this))(?: i (?:said|told you))?|from the beginning|(?:scratch|scrap) (?:all (?:of )?(?:that|it|this)|everything))\b")
SURPRISE = re.compile(r"\b(?:surprise me|anything(?: is fine| goes| works| will do| really| at all)?[.!]*$|whatever(?: you (?:like|want|think))?[.!]*$|you (?:choose|pick|decide)|dealer'?s choice|something (?:random|unexpected|different)|random (?:one|film|movie|game|pick)|up to you|i'?m feeling lucky|shock me|pick (?:one|something) for me)\b|^anything[.!]?$")
UNDECIDED = re.compile(r"^(?:(?:umm?|hmm+|er+|well|honestly|no|eh)[,. ]+)*(?:i (?:really )?(?:don'?t|do not) (?:really )?(?:know|care|mind)(?! (?:\w+ ){1,4}but\b)(?! (?:subtitles|if|about|for|the|a|some)\b)|(?:i'?m )?not (?:really |so |quite |entirely |too )?sure|no (?:idea|preference|clue)|(?:it )?(?:doesn'?t|does not) matter|dunno|idk|don'?t care|don'?t know|(?:any(?:thing)?|either(?: one)?|whichever)(?: (?:is fine|is ok|is good|goes|works|will do))?[.! ]*$|no preference|all of them|hard to say|can'?t decide|you tell me|skip[.! ]*$|pass[.! ]*$)(?:\b[^.!?;]{0,30}[.!?; ]*$|(?<=\W)$)")
MORE = re.compile(r"\b(?:(?:show|give|get|find|suggest|recommend)(?: me)? (?:some |a few )?(?:more|others?|another|different ones?)|more (?:please|options|suggestions|recommendations|like (?:this|that|these|those)|of (?:these|those|them|the same))|^more\b|what else|any more|any others?|anything else|something else|(?:any )?others?\?|next(?: ones?| page| please)?[.!]?$|another(?: one| few)?|keep (?:going|(?:them|these|'em) coming)|different ones|(?:any )?other (?:options|ideas|suggestions|picks|choices)|some more|others please|few more)\b")
_NO = r"no(?= *(?:[,.!?;:\n-]|$)| (?:not|too|i|i'm|im|that|those|these|this|thanks|thank|way|none|something|more|give|show|please|sorry|never|nothing|it|it's|its|they|we|but|and|already|seen)\b)"  # "no horror" refuses horror, not the list
NONE_OF_THESE = re.compile(rf"^(?:{_NO}|nope|nah|naw|not? (?:really|these|those|any of (?:these|those|them)|that one|this one)|none(?: of (?:these|those|them))?|don'?t like (?:any of )?(?:these|those|them)|i (?:don'?t|do not) (?:like|want) (?:any of )?(?:these|those|them)|not for me|not (?:really )?(?:my|our) (?:thing|taste|style|cup of tea)|not interested|nothing there|hate (?:these|those|them)|boring)\b")
SAVED = re.compile(r"\bwhat (?:did|have) i saved?\b|\b(?:show|see|list|view|what'?s (?:on|in)|what is (?:on|in)) (?:me )?(?:my |the )?(?:saved|watch ?list|list|shortlist|bookmarks?|for later)\b|\bmy (?:saved|watch ?list|shortlist|bookmarks)\b.*\?|\bsaved (?:films|movies|items|games|ones|list)\b|\bwhat(?:'s| is| are) (?:my )?saved\b")
KNOWN = re.compile(r"\bwhat (?:do|did|have) you (?:know|learn(?:ed|t)?|remember(?:ed)?|got|have) (?:about|on|of) (?:me|my)\b|\bwhat(?:'s| is) my (?:profile|taste)\b|\bwhat do you think i like\b|\bshow (?:me )?my (?:profile|preferences|tastes?)\b|\bmy preferences\?|\bwhat have i told you\b|\bwhat do you remember\b")
HELP = re.compile(r"\b(?:what can you do|how (?:do|does) (?:you|this) work|help me\s*$|^help\b(?=(?: (?:me|us))?(?:[ ,]+(?:please|pls|out))*\W*$)|who are you|what are you|are you (?:a |an )?(?:bot|ai|human|robot|llm|real|chatgpt|gpt))\b")
WHY = re.compile(r"\b(?:why (?:this|that|these|those|it|the|did you|do you|would|is|are|number|\w+)|how come|what makes you|(?:what|how) (?:did|do|are) you (?:base|basing|choose|choosing|pick|picking|come up with|decide)\b[^.!?]*|based on what|explain (?:this|that|your|why)|reason for)\b|^why\b")
COMPARE = re.compile(r"\b(?:compare|comparison|difference between|differences? (?:of|between)|vs\.?|versus|which (?:is|one is|would be) (?:better|best|funnier|longer|shorter|newer|older)\b.*\bor\b|better,? .+ or .+)\b")
TAKEN = re.compile(r"\b(?:i'?ll (?:watch|take|go with|pick|try|get)|let'?s (?:watch|go with|take)|(?:sold|perfect|great choice)[.!]*$|i'?m going with|(?:that|this|it)(?:'s| is|'ll be| will be) (?:perfect|great|ideal|the one|lovely|brilliant)[,!. ]*(?:thanks?|thank you|thx|cheers))\b")
INJECTION = re.compile(r"\b(?:ignore|disregard|forget|bypass|override) (?:all |any |your |the |my |previous |prior |these |those |above )*(?:instructions?|rules?|prompts?|guidelines|programming|constraints you|directions)\b|\bsystem prompt\b|\byou are now\b|\bact as\b|\bjailbreak\b|\bdeveloper mode\b|\bpretend (?:to be|you)\b|\breveal your\b|\byour (?:instructions|prompt|rules)\b|</?(?:system|tool)\b")
_ASKING = re.compile(
    r"\b(?:recommend|suggest|find|show|give|looking for|want|need|watch|something|anything|ideas?|options?|"
    r"more|another|others?|movies?|films?|games?|pick|what'?s (?:good|new))\b"
)
_FOREIGN = word_set(
    """
    algo auf avec bitte busco cerco che cherche chose com con das della der des di die divertente divertida drôle du
    een ein eine einen el elle engraçado est etwas eu favor film filme für gli graag gracias grazie het ich iets ik
    il je las les leuks lo los lustig met mi mit molto muy möchte nicht niet nous não obrigado para pas peliculas
    película per por pour procuro qualcosa que quelque quero quiero suche suis tu uma una und une van veux você
    voglio von voor voudrais vous wil wir zoek
    """
)
_SHARED = word_set(
    """
    a an con des die do film for i in is las los me mi no of on per que
    """
)


def is_foreign(message: Message) -> bool:
    """True for a message whose words are mostly not English."""
    words = [t.low for t in message.words if not t.low.isdigit()]
    if not words:
        return False
    letters = [c for c in message.low if c.isalpha()]
    if sum(ord(c) > 0x24F for c in letters) > 0.5 * len(letters):
        return True
    foreign = sum(w in _FOREIGN and w not in _SHARED for w in words)
    english = sum((w in GRAMMAR or RANK.get(w, 9_999) < 600) and w not in _FOREIGN for w in words)
    return len(words) >= 3 and foreign >= 2 and foreign > english


def is_wordless(message: Message) -> bool:
    """True for an empty message, an emoji, punctuation or a lone symbol."""
    return not any(c.isalnum() for c in message.text)


def asks_for_items(low: str) -> bool:
    """True where a message has a word with which people ask for items."""
    return _ASKING.search(low) is not None
