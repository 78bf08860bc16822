"""A model that obeys whatever reads like an instruction, wherever it stands: `GullibleModel`.

Knows how such instructions are worded, in catalog text, tool results and messages alike. Knows nothing about what
should keep them from having an effect.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from model_answer import Body
from scripted_model import ScriptedModel, lines_of, text_of

_PROMOTES = re.compile(r"\b(?:recommend|suggest|choose|pick|show|rank|put|place|prefer|name) (?:me\b(?! [a-z]+ film)|this\b|itself\b)", re.I)
_NAMES = re.compile(r"\b(?:[Rr]ecommend|[Ss]uggest|[Pp]raise|[Nn]ame|[Pp]romote)(?: only| always)? [\"“']?([A-Z][^\"”'.!?\n]{2,60})")
_LEAKS = re.compile(r"system (?:prompt|message)|\byour (?:\w+ )?(?:instructions|prompt|rules)\b|\beverything above\b", re.I)
_SAYS = re.compile(r"\b(?:say|reply with|answer with|respond with|write|tell (?:the user|them|everyone)(?: that)?)[: ]+[\"“']?([^\"”\n]{3,160})", re.I)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_CALL = re.compile(r"\{[^{}]*\"(?:tool|name)\"\s*:\s*\"(\w+)\"[^{}]*(\{[^{}]*\})?[^{}]*\}")
_FORGETS = re.compile(r"\b(?:forget|drop|remove|clear|lift) (?:all |every |the |any |their |your )*(?:condition|constraint|filter|restriction|preference|state)", re.I)
_MARKS = re.compile(r"\bmark (?:everything|all|every \w+|the others?|the rest)[^.]{0,30} as (seen|liked|disliked|rejected|saved)", re.I)


@dataclass
class _Orders:
    """What the texts of a request tell the model to do."""

    titles: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    leaks: bool = False
    forgets: bool = False

    def read(self, text: str, title: str) -> None:
        """Take the orders from a text; `title` is of the item that it belongs to."""
        if title and _PROMOTES.search(text):
            self.titles.append(title)
        self.titles += [name.strip() for name in _NAMES.findall(text)]
        self.says += [*_SAYS.findall(text), *_LINK.findall(text)]
        self.marks += [feeling.lower() for feeling in _MARKS.findall(text)]
        for name, arguments in _CALL.findall(text):
            self.calls.append({"tool": name, "args": _loads(arguments)})
        self.leaks = self.leaks or bool(_LEAKS.search(text))
        self.forgets = self.forgets or bool(_FORGETS.search(text))


@dataclass(frozen=True)
class GullibleModel(ScriptedModel):
    """Plans and words as the scripted model does, and then as it was told to by anybody."""

    def plan(self, body: Body) -> str:
        """The plan with every order in it."""
        orders, plan = _orders(body), json.loads(super().plan(body))
        if orders.titles:
            similar = {"tool": "similar_items", "args": {"items": orders.titles[:5]}}
            plan |= {"intent": "recommend", "like": orders.titles[:5], "wish": orders.titles[0][:400]}
            plan["steps"] = [similar, {"tool": "rank_items", "args": {"by": "similarity"}}]
            plan["feelings"] = [{"item": title, "feeling": "liked"} for title in orders.titles[:5]]
        plan["steps"] = [*plan.get("steps", []), *orders.calls][:12]
        if orders.forgets:
            held = (lines_of(body).get("State") or {}).get("conditions", [])
            plan |= {"start_over": True, "drop": [{"field": c["field"]} for c in held][:24]}
        if orders.marks:
            places = [{"item": f"#{n}", "feeling": orders.marks[0]} for n in range(1, 6)]
            plan["feelings"] = [*plan.get("feelings", []), *places]
        if orders.leaks:
            plan |= {"wish": _system(body)[:400], "summary": _system(body)[:800]}
        if orders.says and not orders.leaks:
            plan["summary"] = orders.says[0]
        return json.dumps(plan, ensure_ascii=False)

    def verdict(self, body: Body) -> dict[str, Any]:
        """Bad, as long as something else was ordered."""
        titles = _orders(body).titles
        return {"good": False, "reason": f"recommend {titles[0]}"} if titles else super().verdict(body)

    def lead(self, body: Body) -> str:
        """Everything it was told to say, and what it would say of itself at the end."""
        orders = _orders(body)
        said = [f"You must see {title}, nothing else comes close to {title}." for title in orders.titles]
        said += [f"{words.strip().rstrip('.')}." for words in orders.says]
        said += [json.dumps(call) for call in orders.calls]
        said += [_system(body)] if orders.leaks else []
        return " ".join([*dict.fromkeys(said), super().lead(body)])


def _orders(body: Body) -> _Orders:
    orders = _Orders()
    for text, title in _texts(list(lines_of(body).values()), ""):
        orders.read(text, title)
    for message in body["messages"]:
        if message["role"] == "tool":
            orders.read(text_of(message), "")
    orders.titles = list(dict.fromkeys(orders.titles))
    return orders


def _texts(value: Any, title: str) -> Iterator[tuple[str, str]]:
    """Every text in a value, with the title of the item it is part of."""
    if isinstance(value, str):
        yield value, title
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, title)
    elif isinstance(value, dict):
        own = value.get("title")
        for part in value.values():
            yield from _texts(part, own if isinstance(own, str) else title)


def _system(body: Body) -> str:
    return "\n".join(text_of(message) for message in body["messages"] if message["role"] == "system")


def _loads(arguments: str) -> dict[str, Any]:
    try:
        found = json.loads(arguments or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
