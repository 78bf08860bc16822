"""What outlasts a conversation, by the person's words: lasting dislikes, tastes, periods, and taking them back.

Knows how people say that something always holds for them, only now, or for a while. Knows nothing about facts, states
or where anything is kept.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from catalog.constraint import Constraint
from catalog.schema import Role, Schema

_TASTES: tuple[Role, ...] = ("genre", "creator", "performer", "keyword", "mood", "about")
_PLACES: tuple[Role, ...] = ("origin", "language", "country")
_HATE = r"(?:hate|dislike|loathe|despise|detest)"
_NOT = r"(?:\bnever|\bno|(?<!did )(?<!would )\bnot|\b(?:do|ai|is|are|have)n't|\bdont)"
_LASTING = re.compile(
    rf"(?<!n't )(?<!not )(?<!never )(?<!used to )\b{_HATE}\b|\balways (?:been )?(?:hat|dislik|loath|despis|detest)ed\b|"
    rf"{_NOT}(?: been| really| exactly| much of| much| usually| that| too| so| ever| an?| big| huge| great)* "
    r"(?:fan|into|keen on|fond of|crazy about|liked?|enjoy(?:ed)?|cared? for|watch|my (?:thing|taste|cup of tea))\b|"
    r"\b(?:can't|cannot|can not|could never|never could) (?:stand|bear|abide)\b|\ballergic to\b|"
    r"\b(?:i|we) (?:always )?avoid\b"
)
_ALWAYS = re.compile(
    r"\b(?:always|ever(?: again)?|from now on|in general|as a rule|for good|at any time|"
    r"never (?:show|give|suggest|recommend|offer))\b"
)
_FOR_NOW = re.compile(
    r"\b(?:tonight|today|(?<!from )now|at the moment|currently|lately|for once|"
    r"this (?:time|once|evening|morning|afternoon|week\w*)|in the mood|feel(?:ing)? like)\b"
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|wife|husband|partner|girlfriend|boyfriend|kids?|son|daughter|child(?:ren)?|friends?|family|"
    r"mum|mom|dad|mother|father|parents|sister|brother)\b"
)
_EXCLUDING = re.compile(r"\b(?:no|not|nothing|none|without|except|avoid|skip|too|less|never)\b|n't\b")
_SPLIT = r"(?:,|\band\b|\bso\b)\s*(?:and |so )?"
_CLAUSES = re.compile(
    rf"[.!?;:\n]+|\bbut\b|\bthough\b|{_SPLIT}(?=(?:no|not|nothing|none|without|i|i'm|i've|"
    r"i'd|we|my|he|she|they|it|something|just|only|please|give|show|find|maybe|too|tonight|today|more|less|let|can|could|with|from|"
    rf"under|over|for|except|(?:\w+ly )?(?:love|adore|like|enjoy|prefer)|{_HATE})\b)"
)
_SELF = (
    r"(?:\b(?:i|we)(?:'ve| have)?(?: really| also| do| just| generally| usually| absolutely| quite| truly| both| all)*|"
    r"^(?:really |absolutely |also )*)"
)
_LOVES = re.compile(
    rf"{_SELF}\s*(?:always )?(?:love|loved|adore|adored|worship)\b(?! to\b)|"
    r"\bobsessed with\b|\bcrazy about\b|\bcan't get enough\b|"
    r"(?<!not a )\b(?:big|huge|massive|great|biggest|real) fan\b|"
    r"\b(?:my|our) (?:all[- ]time )?fav(?:ou?rites?|es?|s)?\b"
)
_LIKES = re.compile(
    rf"{_SELF}\s*(?:always )?(?:like|liked|enjoy|enjoyed)\b(?! to\b)|"
    r"(?<!not )\b(?:a |an |a bit of a )?(?:fan|sucker) (?:of|for)\b|"
    r"\b(?:keen on|fond of|partial to)\b|\b(?:i'm|i am|we're) (?:really |very |so |totally )?into\b"
)
_DENIED = re.compile(r"\b(?:not|never|no longer|used to|would|wouldn't|i'd|we'd|if)\b|n't\b")
STRONG, MILD = 1.0, 0.6
_FORGET_ME = re.compile(
    r"\b(?:forget|delete|erase|clear|wipe) (?:(?:absolutely )?everything|me\b|all (?:of it|about me|(?:that )?you|my )|"
    r"(?:what|whatever|all(?: that)?|everything(?: that)?) you(?:'ve| have)? (?:know|remember|learn(?:ed|t)|got)|"
    r"my (?:data|profile|memory|preferences|tastes))",
    re.IGNORECASE,
)
_FORGET = re.compile(r"\b(?:forget|delete|erase|unlearn|don'?t remember)\b", re.IGNORECASE)
_ONCE = r"(?P<who>i|we) used to (?P<old>{old}) (?P<what>[^.!?;]+?)"
_THEN = (
    r"[\s,.;–-]+(?:but |and )*(?:(?:now(?:adays)?|these days|today)[\s,]+)?(?:i |we )?"
    r"(?:(?:now|really|actually|absolutely|kind of|quite)\s+)*(?P<new>{new}) (?:it|them|those|that|her|him)"
    r"(?: now(?:adays)?| these days)?\b"
)
_GOOD = r"love|like|enjoy|adore"
_TURNED = tuple(
    re.compile(_ONCE.format(old=old) + _THEN.format(new=new), re.IGNORECASE)
    for old, new in ((rf"{_HATE}|avoid|not like", _GOOD), (_GOOD, rf"{_HATE}|avoid|can't stand|don't like"))
)
_MONTHS = [name.casefold() for name in calendar.month_name]
_UNTIL = re.compile(rf"\buntil (?:the )?(?:end of )?(?P<month>{'|'.join(_MONTHS[1:])})\b")
_NEXT = re.compile(
    r"\b(?:for|in|over) the next (?P<n>\d{1,3}|few|couple of|two|three|four|six)? ?(?P<unit>days?|weeks?|months?)\b"
)
_NUMBERS = {"few": 3, "couple of": 2, "two": 2, "three": 3, "four": 4, "six": 6}
_DAYS = {"day": 1, "week": 7, "month": 30}


def lasting(text: str, constraint: Constraint, schema: Schema) -> Constraint | None:
    """The part of an exclusion that the person said as a lasting taste of their own; None if there is none.

    "I hate horror" lasts; "no horror tonight" and "she hates horror" do not. Where it is not clear, nothing lasts.
    """
    if not (constraint.hard and constraint.negative) or schema.field(constraint.field).role not in _TASTES:
        return None
    kept = _saying(constraint, clauses_of(text), _lasts, _excludes)
    return constraint.model_copy(update={"op": "none_of", "value": kept}) if kept else None


def loved(text: str, constraint: Constraint, schema: Schema) -> tuple[Constraint, float] | None:
    """What the person said they like of what a positive constraint asks for, as a soft one, and how strongly (0..1);
    None where they only asked for it. "I love westerns" is a taste, "I'd love a western" is none."""
    role = schema.field(constraint.field).role
    if constraint.op not in ("any_of", "all_of") or role not in (*_TASTES, *_PLACES):
        return None
    clauses = clauses_of(text)
    kept = _saying(constraint, clauses, _is_liked, lambda clause: True)
    if not kept:
        return None
    strong = any(_LOVES.search(clause) for clause in clauses if _is_liked(clause))
    soft = constraint.model_copy(update={"op": "any_of", "value": kept, "hard": False})
    return soft, STRONG if strong else MILD


def restated(text: str) -> str:
    """"I used to hate horror, now I love it" as what holds now: "I love horror"; every other text as it is."""
    for turned in _TURNED:
        text = turned.sub(lambda m: f"{m['who']} {m['new']} {m['what']}", text)
    return text


def expiry_of(text: str, today: dt.date) -> dt.date | None:
    """The last day of a period that the text names ("this month", "for the next two weeks", "until May")."""
    low = text.casefold()
    if m := _UNTIL.search(low):
        month = _MONTHS.index(m["month"])
        year = today.year + (month < today.month)
        last = dt.date(year, month, calendar.monthrange(year, month)[1] if "end of" in m.group() else 1)
        return last if "end of" in m.group() else last - dt.timedelta(days=1)
    if m := _NEXT.search(low):
        n = int(m["n"]) if (m["n"] or "").isdigit() else _NUMBERS.get(m["n"] or "", 1)
        return today + dt.timedelta(days=n * _DAYS[m["unit"].removesuffix("s")])
    if re.search(r"\bthis month\b", low):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return dt.date(today.year, 12, 31) if re.search(r"\bthis year\b", low) else None


def forgets_everything(text: str) -> bool:
    """True where the person wants everything about them forgotten."""
    return _FORGET_ME.search(text) is not None


def forgets(text: str) -> bool:
    """True where what is taken back is to be forgotten, not merely to be over."""
    return _FORGET.search(text) is not None


def for_now(text: str) -> bool:
    """True where the text speaks of this evening only."""
    return _FOR_NOW.search(_plain(text)) is not None


def clauses_of(text: str) -> list[str]:
    """The clauses of a text in lower case."""
    return [clause.strip() for clause in _CLAUSES.split(_plain(restated(text))) if clause.strip()]


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text.casefold().replace("’", "'"))


def _saying(
    constraint: Constraint, clauses: list[str], says: Callable[[str], bool], counts: Callable[[str], bool]
) -> tuple[str, ...]:
    """The values of which the clauses that name them all say it. A value that is not named as such ("sci-fi" for
    Science Fiction) goes with the named ones, or with every clause that counts."""
    values = [str(value) for value in constraint.values]
    verdicts = {value: [says(clause) for clause in clauses if _names(clause, value)] for value in values}
    named = [verdict for found in verdicts.values() for verdict in found]
    counted = [says(clause) for clause in clauses if counts(clause)]
    rest = all(named) if named else bool(counted) and all(counted)
    return tuple(value for value, found in verdicts.items() if (all(found) if found else rest))


def _names(clause: str, value: str) -> bool:
    words = re.findall(r"\w+", value.casefold())
    wanted = {_stem(words[-1]), _stem("".join(words))} if words else set()
    return bool(wanted & {_stem(word) for word in re.findall(r"\w+", clause)})


def _lasts(clause: str) -> bool:
    said = _LASTING.search(clause) or (_ALWAYS.search(clause) and _EXCLUDING.search(clause))
    return bool(said) and not (_FOR_NOW.search(clause) or _OTHERS.search(clause))


def _excludes(clause: str) -> bool:
    return bool(_EXCLUDING.search(clause) or _LASTING.search(clause))


def _is_liked(clause: str) -> bool:
    said = _LOVES.search(clause) or _LIKES.search(clause)
    plain = clause.replace("can't get enough", "")
    return bool(said) and not (_DENIED.search(plain) or _FOR_NOW.search(clause) or _OTHERS.search(clause))


def _stem(word: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if len(word) > 3 and word.endswith(ending) and not word.endswith("ss"):
            return word.removesuffix(ending) + instead
    return word
