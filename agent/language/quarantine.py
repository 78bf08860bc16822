"""Texts that speak to a model instead of about an item: `speaks_to_model`, `held_back`, and their kin.

Knows the forms such texts take: orders in several languages, the marks by which protocols tell roles apart, links,
code, and what cannot be seen. It is a first line and no more: what passes it meets quoting, the gate and the sentence
filter. A text held back in error costs a model some facts, and nobody else anything. Knows nothing about prompts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

HELD_BACK = "(left out)"
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""What turns the direction of text around, and letters that are not shown."""
_LINE_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MIXED = re.compile(r"\b\w*(?:[a-zà-ÿ][\u0370-\u052f]|[\u0370-\u052f][a-zà-ÿ])\w*\b.*?" * 2)
"""Words in letters of two alphabets; one alone may be a name."""
_CODED = re.compile(r"(?<![A-Za-z0-9+/])(?=[A-Za-z+/]*\d)(?=[a-z0-9+/]*[A-Z])[A-Za-z0-9+/]{32,}={0,2}")
"""A long run of letters and figures, as base64 has them."""
_GAP = r"[^.!?\n。!]{0,50}?"
_HTML = r"</?[a-z][^<>\n]{0,300}>|<script|<img|<!--|```|\]\(|\bhttps?:|\bwww\.\w"
_TURNS = (
    r"<\||\|>|<<\s?/?sys|\[/?(?:inst|sys(?:tem)?|user|assistant|tool)\]|"
    r"\{\s*\\?\"(?:role|content|messages|system|tool|tool_calls|name|function|arguments|intent)\\?\"\s*:|"
    r"^\s*#{1,6}\s*(?:system|user|assistant|instruction|response|message|tool)|\n\s*(?:human|ai)\s?:|"
    r"^\W{0,4}(?:system|assistant|user|developer|tool|function|message|reply|state|finding)\s?:|"
    r"\b(?:system|assistant|user|tool|message|reply|state|finding)\s?:\s*[\"{\[]|"
    r"\b(?:make_plan|give_verdict)\b|\b\w+_items?\s?\(|\b(?:finish|note)\(\s?[{\"')]|\btool_(?:call|result|use)s?\b"
)
"""Marks by which protocols, templates and prompts tell turns and calls apart."""
_JSON = r"[{\[,]\s*\\?\"\w+\\?\"\s*:|\\?\"\s*[}\]]{2,}|\\?\"\s*[}\]]\s*$"
"""What begins a piece of JSON or ends one."""
_ENGLISH = (
    rf"\b(?:ignore|disregard|forget|override|bypass|skip|drop|remove|clear|lift|reset)\b{_GAP}"
    rf"\b(?:all|any|every|your|these|those|previous|prior|above|the user)\b{_GAP}"
    r"\b(?:instruction|prompt|rule|guideline|constraint|condition|filter|restriction|preference|policie|check|safeguard)s?\b",
    r"\b(?:system|developer|hidden|initial) (?:prompt|message|instructions?)\b|\beverything above\b|\byou are now\b",
    r"\byour (?:\w+ ){0,2}(?:instructions?|prompt|rules|guidelines|memory|recommendations?)\b",
    r"\b(?:reply|respond|answer) (?:only )?with\b|\b(?:large )?language models?\b(?= reading| must| should|,)",
    r"\b(?:note|dear|attention|hey|hello|hint)\b[^.!?\n]{0,12}\b(?:ai|llm|assistant|chatbot|recommender)\b",
    r"\b(?:always|only|must|never|please|now) (?:recommend|suggest|rank)\b",
    r"\b(?:recommend|suggest|rank|promote) (?:me|this|it|itself|only|nothing)\b",
    rf"\b(?:pick|choose|put|place|show|name) (?:me|this)\b{_GAP}\b(?:first|top|always|only)\b",
    r"\b(?:tell|inform|convince|remind|ask) (?:the |your |every |all )?(?:user|customer)s?\b",
    r"\bas (?:the|your) (?:developer|admin\w*|operator)\b",
    rf"\bmark (?:all|every\w*|this|it|me|the)\b{_GAP}\b(?:liked|disliked|seen|rejected|saved)\b",
)
_OTHERS = (
    r"\b(?:ignorier|vergiss|vergesst|missacht|umgeh|lösch)\w*\b.{0,50}?(?:anweisung|regel|vorgabe|bedingung|instruktion|filter)",
    r"\bempf(?:iehl|ehle|ehlt)\w* (?:immer|nur|stets|mich)\b",
    r"\b(?:ignor|olvid|descart|omit|oubli|dimentic|esque[cç])\w*\b.{0,50}?"
    r"(?:instru[cçz]|istruz|consigne|reglas|règles|regole|regras|condi[cçz]|filtr)",
    r"\b(?:recomi|recome|recoma|racco)\w+ (?:siempre|solo|sólo|toujours|sempre|seulement|uniquement|apenas)\b",
    r"(?:игнорир|забуд|отмен|сбрось)\w*.{0,50}?(?:инструкц|правил|услови|указани|фильтр)",
    r"(?:忽略|无视|忘记|無視|忽視|忘れ).{0,20}?(?:指令|指示|规则|規則|提示|条件|命令|ルール)|(?:指示|命令|ルール|条件).{0,6}(?:無視|忘れ)|系统提示",
    r"(?:只|总是|永远|必ず).{0,4}(?:推荐|推薦|おすすめ)",
)
_SPEAKS = re.compile("|".join((_HTML, _TURNS, _JSON, *_ENGLISH, *_OTHERS)), re.MULTILINE)
_FORGED = re.compile(_TURNS, re.MULTILINE)
_MARKUP = re.compile(_HTML)
_READ = 4_000
"""Characters of a text that are looked at; no prompt shows as many."""


@lru_cache(maxsize=8192)
def speaks_to_model(text: str) -> bool:
    """Whether a text reads as if it were meant for a model: an order, a forged turn or call, a link, hidden letters."""
    text = text[:_READ]
    if _UNSEEN.search(text) or _CODED.search(text):
        return True
    seen = _seen(text)
    return bool(_MIXED.search(seen) or _SPEAKS.search(seen))


def forges_turns(text: str) -> bool:
    """Whether a text is made to look like another's turn, or like a call of a tool."""
    return bool(_FORGED.search(_seen(text[:_READ])))


def holds_markup(text: str) -> bool:
    """Whether a text holds a link or markup, which nothing said to a person needs."""
    return bool(_UNSEEN.search(text) or _MARKUP.search(_seen(text)))


def _seen(text: str) -> str:
    """A text as it looks, in small letters and with one kind of line end."""
    plain = unicodedata.normalize("NFKC", _LINE_ENDS.sub("\n", text))
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").casefold()


def held_back(value: Any) -> Any:
    """Plain data without such texts: entries of lists and members by such a name go, other texts become a mark."""
    if isinstance(value, str):
        return HELD_BACK if speaks_to_model(value) else value
    if isinstance(value, Mapping):
        return {name: held_back(part) for name, part in value.items() if not speaks_to_model(str(name))}
    if isinstance(value, list | tuple):
        return [held_back(part) for part in value if not (isinstance(part, str) and speaks_to_model(part))]
    return value
