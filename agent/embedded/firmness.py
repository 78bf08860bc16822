"""How firmly something is asked for: `is_soft`.

Knows how people say that they would only prefer something ("ideally a comedy", "French would be a plus"), and what
sounds like that and is a request ("a comedy would be nice"). Does not know what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.embedded.message import Message
from agent.embedded.vocabulary import Found

_IF = r"if (?:at all )?(?:possible|you can|there is one)"
_SOFT = re.compile(
    rf"\b(?:(?<!my )pref(?:er(?:ably|red)?)?(?= |$)|(?:for|by) preference|ideally|{_IF}|(?:would|'?d|might) be (?:an? )?(?:\w+ )?(?:plus|bonus)|"
    r"(?<!could we )(?<!could you )(?<!can we )(?<!can you )(?<!could i )(?<!can i )(?<!might i )(?<!may i )(?:maybe|perhaps)(?=\s+\w)(?!\s+(?:you|we|i|it|show|find|try|something else)\b)|"
    r"bonus|extra (?:points|credit|marks)|even better|better still|not (?:a must|essential|crucial|vital|a dealbreaker)|optional(?:ly)?|usually|normally|generally|mostly|(?<!some )(?<!any )(?<!what )(?<!the )(?<!this )(?<!that )kind ?of|a bit of|leaning)\b"
)
_POLITE = re.compile(r"\b(?:would|'?d|might) be (?:so |really |very |just )?(?:nice|great|good|cool|lovely|fun|neat|sweet|welcome)\b")
"""What asks as much as it wishes: "a comedy would be nice" is a request where nothing else is asked for."""
_ASKED = re.compile(
    r"\b(?:would|should|i'd|we'd) (?:really |much |rather )?prefer (?=(?:an?|some|something|anything|one|no|not|nothing|films?|movies?|games?)\b)|"
    r"\bprefer (?=(?:to (?:avoid|skip|stay|steer|leave)|no|not|nothing)\b)"
)
"""A preference that is a request: "I should prefer a thriller", "I prefer to avoid comedies"."""
_ON_THE_SIDE = re.compile(r"\b(?:if|(?:it|that|this|which) (?:would|might)|(?:it|that)'?d)\b")
_SOFTENED = re.compile(rf"[^.,!?;]{{0,30}},? (?:{_IF}|not (?:a must|essential)|even better|better still|(?:all )?the better|ideally|preferably|but (?:it's |that's )?(?:not (?:a must|essential)|optional)|but only if (?:convenient|possible|you can))(?=\s*(?:[.,!?;]|$))")
_SOFTENING = re.compile(r"(?:^|[.!?;,]\s)(?:if (?:at all )?possible|if you can|ideally|preferably|as a bonus|better still|even better|if there is one),?\s[^,.!?;]*$")
"""What makes a wish of a condition after it is said."""


def is_soft(hit: Found, found: Sequence[Found], message: Message, *, negative: bool) -> bool:
    """Whether something that a message names, among all that was `found`, is only preferred."""
    clause = message.clause(hit.start)
    if _SOFTENED.match(message.low[hit.end :]) or _SOFTENING.search(message.low[: hit.start]):
        return True
    if _SOFT.search(_ASKED.sub(" ", clause)):
        return True
    besides = not negative and any(message.clause(other.start) != clause and not message.negated(other.start) for other in found)
    return _POLITE.search(clause) is not None and (besides or _ON_THE_SIDE.search(clause) is not None)
