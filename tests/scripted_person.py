"""What a language model says for simulated people: `ScriptedPerson`, good at both jobs, and ways to be bad at them.

Knows how the prompts are laid out (`Label: JSON` lines) and the tool `say`. Stateless: everything is in the request.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model_answer import Answer, Body
from scripted_model import lines_of

Acts = list[dict[str, Any]]
_ENDS = {"accept", "leave"}


@dataclass(frozen=True)
class ScriptedPerson:
    """`say` changes the words of every message, `do` the acts that are proposed."""

    say: Callable[[str], str] = str
    do: Callable[[Acts, Mapping[str, Any]], Acts] = lambda acts, lines: acts

    def __call__(self, body: Body) -> Answer:
        lines = lines_of(body)
        if not body.get("tools") and "Acts" in lines:
            return Answer(self.say(worded(lines["Acts"])))
        acts = self.do(chosen(lines), lines)
        content = {"acts": [_whole(act) for act in acts], "text": self.say(worded([_told(act, lines) for act in acts]))}
        return Answer(calls=(("say", json.dumps(content, ensure_ascii=False)),))


def worded(acts: Sequence[Mapping[str, Any]]) -> str:
    """Plain words for acts as they stand in a prompt."""
    return " ".join(_sentence(act) for act in acts)


def chosen(lines: Mapping[str, Any]) -> Acts:
    """What somebody sensible does: takes what is wanted, turns down the rest with the reason, answers, says more."""
    if lines["Leaves"]:
        return [{"do": "leave", "why": lines["Leaves"]}]
    wanted = [item for item in lines["List"] if item.get("take")]
    if wanted:
        return [{"do": "accept", "place": wanted[0]["place"]}]
    fresh = [each for each in lines["May"] if not each["said"]]
    acts: Acts = [{"do": "request"}] if lines["Turn"] == 1 else []
    if lines["Asked"]:
        about = [each for each in lines["May"] if each["field"] == lines["Asked"]]
        return acts + [_require(each) for each in about] or [{"do": "dont_know"}]
    if lines["List"]:
        first = lines["List"][0]
        if first.get("known"):
            return [{"do": "seen", "place": first["place"], "liked": first["liked"]}]
        reason = first["against"][:1]
        return [{"do": "reject", "place": first["place"], **({"condition": reason[0]} if reason else {})}]
    return acts + [_require(each) for each in fresh[:2]] or [{"do": "more"}]


def _require(condition: Mapping[str, Any]) -> dict[str, Any]:
    return {"do": "require", "condition": dict(condition)}


def _whole(act: Mapping[str, Any]) -> dict[str, Any]:
    """An act with every key that the schema asks for."""
    out = {key: act.get(key) for key in ("do", "condition", "place", "title", "field", "liked", "why")}
    if out["condition"]:
        out["condition"] = {key: out["condition"][key] for key in ("field", "op", "values")}
    return out


def _told(act: Mapping[str, Any], lines: Mapping[str, Any]) -> dict[str, Any]:
    return {**act, "why": str(act.get("why") or "").replace("_", " ")}


def _sentence(act: Mapping[str, Any]) -> str:
    thing = f"number {act['place']}" if act.get("place") else str(act.get("title") or "")
    condition = _condition(act["condition"]) if act.get("condition") else ""
    liked = {True: " and liked it", False: " and did not like it", None: ""}[act.get("liked")]
    turned_down = f"Number {act['place']} is not for me" if act.get("place") else "None of these are for me"
    return {
        "greet": "Hi!",
        "request": "Can you recommend something?",
        "require": condition,
        "drop": f"Forget {condition}",
        "like": f"I like {thing}.",
        "dislike": f"I did not like {thing}.",
        "accept": f"I will take {thing}.",
        "reject": f"{turned_down}. {condition}".strip(),
        "seen": f"I have seen {thing}{liked}.",
        "unseen": f"I have not seen {thing}.",
        "inquire": f"What is the {act.get('field')} of {thing}?",
        "dont_know": "I do not know.",
        "dont_mind": "I do not mind.",
        "more": "What else do you have?",
        "ask_back": "What do you mean?",
        "thanks": "Thanks!",
        "chat": "It was a long day.",
        "leave": {"nothing fits": "Nothing fits. Bye!", "satisfied": "That is all. Bye!"}.get(
            str(act.get("why")), "I give up. Bye!"
        ),
    }[act["do"]]


def _condition(condition: Mapping[str, Any]) -> str:
    values = [str(value) for value in condition["values"]]
    how = condition.get("how", "is")
    unit = f" {condition['unit']}" if condition.get("unit") else ""
    said = " or ".join(values) if how != "all of" else " and ".join(values)
    before = {"director": "directed by ", "language": "in ", "cast": "starring ", "actor": "starring "}
    cue = next((word for name, word in before.items() if name in condition["field"]), "")
    year = not unit and values[0].isdigit()
    bounds = {"at most": "no later than" if year else "at most", "at least": "no earlier than" if year else "at least"}
    wish = {
        "none of": f"something that is not {cue}{said}",
        "is not": f"something that is not {cue}{said}",
        "from the first to the second": f"something between {' and '.join(values)}{unit}",
    }.get(
        how,
        f"something {bounds.get(how, '' if how in ('is', 'any of', 'all of', 'mentions') else how)} {cue}{said}{unit}",
    )
    return f"{'I want' if condition.get('must', True) else 'Ideally'} {' '.join(wish.split())}."
