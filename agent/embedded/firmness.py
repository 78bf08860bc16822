"""How firmly things are asked for, and whether together: `is_soft`, `all_meant`.

Knows how people say that they would only prefer something ("ideally a comedy", "French would be a plus"), and what
sounds like that and is a request ("a comedy would be nice"). Does not know what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agent.embedded.message import Message
from agent.embedded.vocabulary import Found

_ALL = re.compile(r"\b(?:both|mix(?:es|ing|ture)?|blend(?:s|ing)?|combin\w+|in one|at once|at the same time)\b")
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
"""What makes a wish of a condition after it is said."""
_SOFTENING = re.compile(rf"(?:^|[.!?;,]\s)(?:{_IF}|ideally|preferably|as a bonus|better still|even better),?\s[^,.!?;]*$")
"""What makes a wish of a condition before it is said."""


def is_soft(hit: Found, found: Sequence[Found], message: Message, *, negative: bool) -> bool:
    """Whether something that a message names, among all that was `found`, is only preferred."""
    clause = message.clause(hit.start)
    if _SOFTENED.match(message.low[hit.end :]) or _SOFTENING.search(message.low[: hit.start]):
        return True
    if _prefers(clause):
        return True
    if _POLITE.search(clause) is None:
        return False
    if _ON_THE_SIDE.search(clause):
        return True
    return not negative and any(message.clause(other.start) != clause and not message.negated(other.start) for other in found)


@lru_cache(maxsize=64)
def _prefers(clause: str) -> bool:
    return _SOFT.search(_ASKED.sub(" ", clause)) is not None


@lru_cache(maxsize=64)
def all_meant(clause: str) -> bool:
    """Whether a clause says that of several kinds all are meant: "both", "a mix of"."""
    return _ALL.search(clause) is not None
