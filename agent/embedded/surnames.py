"""One word as somebody's name: where grammar says so, and where it is slang, a theme or a part of a longer name.

Knows the words around names. Knows nothing about who is in a catalog.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from rapidfuzz import fuzz

from agent.embedded.message import Message, Token
from catalog.everyday import is_everyday, surprise
from catalog.values import key

NAME_CUE = re.compile(
    r"(?:\bwith|\bby|\bstarring|\bstars|\bfeaturing|\bfrom|\bdirected by|\bdirector|\bfan of|\bmade by|\bactor|\bactress|"
    r"\blove|\blike|\bhate|\bof|\bby director|\banything|\ba|\ban|\bany|\bsome|\band|\bor|\bno|\bdeveloped by|\bmore|[,.])\s+(?:the )?$"
)
STRONG_CUE = re.compile(r"(?:\bwith|\bwithout|\bby|\bstarring|\bfeaturing|\bdirected by|\bdirector|\bactor|\bactress|\bfan of)\s+$")
MADE_BY = re.compile(r"\b(?:by|starring|directed by|developed by|made by|from the makers of)\s+$")
NAME_AFTER = re.compile(r"^(?:'s)?\s+(?:movies?|films?|flicks?|pictures?|ones?|games?|classics?|thrillers?|comed\w+|stuff)\b")
_ALONE = re.compile(r"^(?:'s)?(?:(?: [\w-]+){1,3}[.!]*$|(?:, ?[\w-]+)+[.!]*$|[\s,]+(?:or|and|&|please|pls|then|maybe|again|films?|movies?|stuff)\b.*|[\s.!]*)$")
"""What may follow a name that is all that a sentence asks for."""
_CALL = re.compile(r"^(?:yo+|he+y+a?|hi+|su+p|a+h+|o+h+|hm+|no+|na+h+|ye+a*h*|ya+|lo+l|hello+|a+yo+)$")
"""What is called out, however long it is drawn."""
_BESIDE = re.compile(r"^[ -](?P<word>[^\W\d_][\w'’-]*)", re.UNICODE)
_AHEAD = re.compile(r"(?P<word>[^\W\d_][\w'’-]*\.?)[ -]$", re.UNICODE)
_NEAR = 70
"""How alike, of 100, a first name must be to the one meant."""
UNUSUAL = 1.3
"""From how surprising a word on it may be a name."""


def is_surname(
    message: Message, token: Token, bearers: Sequence[str], *, themes: Container[str], names: Container[str]
) -> bool:
    """Whether grammar makes a word the surname of `bearers` (their names as displayed, best known first); `themes` and
    `names`: the themes of the catalog and the first and last names in it, as keys."""
    before, after = message.before(token.start), message.after(token.end)
    strong = STRONG_CUE.search(before) is not None
    alone = not before.strip() and not _CALL.match(token.low) and _alone(message, token)
    if not (NAME_CUE.search(before) or NAME_AFTER.search(after) or alone) or _of_longer_name(message, token, bearers):
        return False
    behind = _BESIDE.match(message.text[token.end :])
    if behind is not None and _goes_on(token, behind.group("word"), themes, names):
        return False
    if not strong and is_everyday(token.low) and token.text.isascii() and not bearers[0].split()[-1].isascii():
        return False  # "desert" is no slip of "Désert"
    named_after = NAME_AFTER.search(after) is not None
    everyday = is_everyday(token.low)
    unusual = surprise(token.low) >= 2.4 or not everyday
    rare = (unusual and not (everyday and key(token.low) in themes)) or (named_after and strong)
    capital = token.text[0].isupper() and token.start > 0
    return rare or (capital and (strong or named_after))


def _alone(message: Message, token: Token) -> bool:
    """Whether a sentence that begins with the word asks for nothing but that name."""
    asked = message.low[token.end : token.end + 1] == "?" and message.low[token.end + 1 :].strip() != ""
    return not asked and _ALONE.match(message.after(token.end)) is not None


def _of_longer_name(message: Message, token: Token, bearers: Sequence[str]) -> bool:
    """Whether a first name that is none of theirs stands before it ("Jimmy Hanks")."""
    ahead = _AHEAD.search(message.text[: token.start])
    word = ahead.group("word") if ahead is not None else ""
    begins = not word or not message.text[: token.start - len(word) - 1].strip(" \"'")
    if begins or not word[0].isupper() or not token.text[0].isupper() or is_everyday(word.lower().rstrip(".")):
        return False
    firsts = (bearer.split()[0].casefold() for bearer in bearers)
    return not any(first[0] == word[0].lower() and (len(word) < 3 or fuzz.ratio(first, word.lower()) >= _NEAR) for first in firsts)


def _goes_on(token: Token, word: str, themes: Container[str], names: Container[str]) -> bool:
    """Whether the word behind makes it a longer name ("Charles Bronson") or a theme ("kung fu")."""
    plain = key(word.lower().removesuffix("'s"))
    if f"{key(token.low)} {plain}" in themes:
        return True
    if surprise(plain) < UNUSUAL or plain in themes:
        return False
    return (word[0].isupper() and token.text[0].isupper()) or (plain in names and word[0].islower() == token.text[0].islower())
