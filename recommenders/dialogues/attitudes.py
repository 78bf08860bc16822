"""What a conversation shows about somebody's stand to one item: features of the words around its mentions.

Knows words near a title, the other side's answer, groups of words that praise, blame, decline or postpone, and where in
the talk the item came up. Knows no form and no weight: see `recommenders.dialogues.attitude_model`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from catalog.dialogues import Dialogue, Turn, plain
from catalog.titles import short_title

Features = dict[str, float]

_NOT = r"(?:did|do|was|is)(?:n'?t| not)"
_GROUPS: Mapping[str, re.Pattern[str]] = {
    "blame": re.compile(
        rf"hat(?:e|ed)\b|{_NOT} (?:\w+ )?(?:like|enjoy|care|love|get)|never liked|dislike|n'?t stand|rather not|"
        r"pass on|"
        r"not (?:(?:really|actually|so|too|that|much of|an?|huge|big) )*"
        r"(?:fan|into|good|great|keen|interested|impressed|my)\b|"
        r"wasn'?t (?:an?|that|too|as|very|really|all|into|impressed|good|great|for)\b|"
        r"overrated|bor(?:ing|ed)|lame|horri?ble|terrible|awful|worst|suck|stupid|dumb|disappoint|\bmeh\b|\bbad\b|silly|"
        r"weird|ruined|waste|creepy|fell asleep|cheesy|\btoo (?:long|much|slow|scary|violent|gory|old)"
    ),
    "not blame": re.compile(r"(?:not|wasn'?t|too) bad|bad ?ass"),
    "praise": re.compile(
        r"\b(?:lov(?:e|ed|es|ing)|great|awesome|amazing|excellent|favou?rites?|fantastic|hilarious|funny|classic|"
        r"enjoy(?:ed)?|liked|good|perfect|cool|best|wonderful|agree|nice|fun)\b"
    ),
    "i like": re.compile(r"\b(?:i|we) (?:\w+ ){0,2}(?:lov|lik|enjoy|ador)"),
    "interest": re.compile(
        r"(?:check|look|watch|add|try|see|give|rent|find|write) (?:it|that|them|those|both|into|this)|sounds|"
        r"looks (?:good|great|interest|fun|like)|interest(?:ed|ing)|\bi'?ll\b|i will|want(?:ed)? to|would like to|"
        r"have to|my list|heard (?:good|great)|excited|can'?t wait|i (?:might|may)\b|"
        r"good (?:one|idea|suggestion|choice)"
    ),
    "unseen": re.compile(
        r"(?:haven'?t|have not|never|not|did(?:n'?t| not)|hasn'?t) (?:\w+ )?(?:seen|saw|see|watch|heard)|"
        r"^no\b|nope|not yet|\beither\b"
    ),
    "heard": re.compile(r"\bheard\b"),
    "seen": re.compile(
        r"\b(?:i'?ve|have|i|already|we) (?:\w+ )?(?:seen|saw|watched)|^(?:yes|yeah|yep|yea)\b|\bi (?:did|have)\b|"
        r"(?:saw|seen) (?:it|that|both|them)"
    ),
    "farewell": re.compile(r"thank|\bbye\b|good ?night|have a (?:good|great|nice)|welcome"),
    "asks": re.compile(
        r"what(?:'?s| is) (?:it|that) about|who(?:'?s| is)|starr|is (?:it|that)|what (?:is|kind|year)|\?"
    ),
    "wants": re.compile(
        r"looking for|i (?:want|need)|something|anything|recommend|suggest|prefer|how about|do you|other|newer|older|"
        r"more (?:recent|like)|instead"
    ),
    "but": re.compile(r"\bbut\b"),
    "ok": re.compile(r"^(?:ok|okay|sure|hmm|oh)\b"),
}
_BAG = 0.5  # a single word tells less than a group of them
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[!?.,]")
_CUT = re.compile(r"[.!?;\n]+|\bbut\b")
_BEFORE, _AFTER, _REPLY = 7, 9, 14
_MENTIONS = 5


def attitude_features(dialogue: Dialogue, item: str, title: str) -> Features:
    """The features of one item in one dialogue; `title`: its title for display. Empty where it is in no turn."""
    turns = dialogue.turns
    places = [at for at, turn in enumerate(turns) if item in turn.items]
    if not places:
        return {}
    first = places[0]
    sides = {turns[at].role for at in places}
    before = sum(len(turn.items) for turn in turns[:first])
    features: Features = {
        "1": 1.0,
        "mentions": min(len(places), 4) / 2,
        f"first {turns[first].role}": 1.0,
        f"sides {len(sides)}": 1.0,
        "seeker": float("seeker" in sides),
        "place": first / len(turns),
        "late": float(places[-1] >= len(turns) - 3),
        "earlier items": min(before, 8) / 8,
    }
    for at in places[:_MENTIONS]:
        _mention(features, turns, at, item, short_title(title).lower())
    _crosses(features)
    return features


def _mention(features: Features, turns: tuple[Turn, ...], at: int, item: str, title: str) -> None:
    """Add what one turn that names the item, and the answer to it, say."""
    turn = turns[at]
    side, text = turn.role[0], plain(turn.text).replace("’", "'")
    left, right = _around(text, title)
    _bag(features, f"{side} before", _words(left)[-_BEFORE:])
    _bag(features, f"{side} after", _words(right)[:_AFTER])
    _group(features, f"{side} before", _CUT.split(left)[-1][-70:])
    _group(features, f"{side} after", _CUT.split(right.lstrip(" .!?"))[0][:80])
    _group(features, f"{side} turn", text)
    features[f"{side} items"] = min(len(turn.items), 4) / 4
    answer = next((other for other in turns[at + 1 : at + 4] if other.role != turn.role), None)
    if answer is None:
        features[f"{side} unanswered"] = 1.0
        return
    said = plain(answer.text).replace("’", "'")
    _bag(features, f"{side} answer", _words(said)[:_REPLY])
    if side == "r":
        _group(features, "answer first", _CUT.split(said)[0])
        _group(features, "answer", said[:150])
        features["answer length"] = min(len(said), 200) / 200
    features[f"{side} answer same"] = float(item in answer.items)
    features[f"{side} answer other"] = float(bool(answer.items) and item not in answer.items)


def _crosses(features: Features) -> None:
    near = ("answer first", "s before", "s after")
    blamed = any(f"{place}: blame" in features for place in (*near, "answer"))
    praised = any(f"{place}: praise" in features for place in near)
    spoken = ("praise", "interest", "seen", "blame", "unseen")
    features |= {
        "blamed": float(blamed),
        "praised": float(praised),
        "only blamed": float(blamed and not praised),
        "unseen, no interest": float("answer first: unseen" in features and "answer: interest" not in features),
        "nothing said": float("seeker" in features and not any(f"answer: {group}" in features for group in spoken)),
    }


def _around(text: str, title: str) -> tuple[str, str]:
    """The text before and after a title; all of it is before where the title is written otherwise."""
    for name in (title, title.removeprefix("the ")):
        start = text.find(name)
        if name and start >= 0:
            return text[:start], text[start + len(name) :]
    return text, ""


def _words(text: str) -> list[str]:
    return [word.replace("'", "") for word in _WORD.findall(text)]


def _bag(features: Features, place: str, words: list[str]) -> None:
    features |= {f"{place}={word}": _BAG for word in words}
    features |= {f"{place}={one} {other}": _BAG for one, other in pairwise(words)}


def _group(features: Features, place: str, text: str) -> None:
    features |= {f"{place}: {name}": 1.0 for name, pattern in _GROUPS.items() if pattern.search(text)}
