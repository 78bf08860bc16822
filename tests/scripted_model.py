"""What the scripted model answers: `ScriptedModel`, a good model that is never slow and never wrong.

Knows how Parley's prompts are laid out (`Label: JSON` lines) and which tools they offer. Stateless: everything is in
the request. Knows nothing about protocols.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model_answer import Answer, Body

from agent.language.draft import Draft

Scripted = Draft | str | Sequence[Draft | str]
"""A plan, raw arguments in its place, or what is answered the first time, after one finding, after two, …"""
_LINE = re.compile(r"^(?P<label>[A-Z][a-z]+): (?P<json>.*)$", re.MULTILINE)
_WISH = 400


@dataclass(frozen=True)
class ScriptedModel:
    """`plans` by message; a message it does not know becomes a wish. `words` stands in for what it would say."""

    plans: Mapping[str, Scripted] = field(default_factory=dict)
    words: str = ""

    def __call__(self, body: Body) -> Answer:
        offered = {tool["function"]["name"]: tool["function"] for tool in body.get("tools") or ()}
        if "make_plan" in offered:
            return Answer(calls=(("make_plan", self.plan(body)),))
        if "give_verdict" in offered:
            return Answer(calls=(("give_verdict", json.dumps(self.verdict(body), ensure_ascii=False)),))
        if "finish" in offered:
            return self._step(body, offered)
        if offered:
            name = _forced(body) or next(iter(offered))
            return Answer(calls=((name, json.dumps(example_of(offered[name].get("parameters") or {}))),))
        form = body.get("response_format") or {}
        if form.get("type") == "json_schema":
            return Answer(json.dumps(example_of(form["json_schema"]["schema"])))
        if "Message" in lines_of(body):  # a plan asked for in words, where the server knows no tools
            return Answer(self.plan(body))
        return Answer(self.lead(body))

    def plan(self, body: Body) -> str:
        """The arguments of `make_plan`."""
        message = message_of(body)
        scripted = self.plans.get(message, default_draft(message))
        if not isinstance(scripted, Draft | str):
            scripted = scripted[min(_findings(body), len(scripted) - 1)]
        if isinstance(scripted, str):
            return scripted
        plan = scripted.model_dump(mode="json", exclude_defaults=True)
        return json.dumps(_with_likeness(plan, lines_of(body).get("State")), ensure_ascii=False)

    def verdict(self, body: Body) -> dict[str, Any]:
        """The arguments of `give_verdict`."""
        return {"good": True, "reason": "it answers the wish"}

    def lead(self, body: Body) -> str:
        """The words before the list."""
        return self.words or wording(lines_of(body).get("Reply"))

    def _step(self, body: Body, offered: Mapping[str, Any]) -> Answer:
        """The next of the tool calls that a plan amounts to; the results so far say which were made."""
        calls = calls_of(json.loads(self.plan(body)), offered)
        made, again = 0, -1
        for message in body["messages"]:
            if message["role"] == "tool" and made < len(calls):
                refused = text_of(message).startswith("Problem") and calls[made][0] in ("note", "finish")
                insists = refused and again < made  # a title nobody knows is noted all the same, the second time
                made, again = (made, made) if insists else (made + 1, again)
        if made >= len(calls):
            return Answer("That is all.")
        name, arguments = calls[made]
        return Answer(calls=((name, json.dumps(arguments, ensure_ascii=False)),))


def default_draft(message: str) -> Draft:
    """What a message means about which nothing is known: a wish in the person's own words."""
    steps = ({"tool": "search_items", "args": {"wish": message[:_WISH]}}, {"tool": "rank_items", "args": {}})
    return Draft.model_validate({"intent": "recommend", "wish": message[:_WISH], "steps": steps})


def _with_likeness(plan: dict[str, Any], state: Any) -> dict[str, Any]:
    """The plan with the likeness that still holds from earlier messages, which a good model goes on with."""
    like = state.get("like") if isinstance(state, dict) else None
    over = plan.get("like") or plan.get("new_topic") or plan.get("start_over")
    if not like or over or plan["intent"] not in ("recommend", "more") or not plan.get("steps"):
        return plan  # without steps the program does the usual, which goes on with it too
    first, *rest = plan["steps"]
    return {**plan, "steps": [first, {"tool": "similar_items", "args": {"items": like}}, *rest]}


def calls_of(draft: Mapping[str, Any], offered: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The tool calls that a plan amounts to: `note` with what changes, its steps, `finish`. Each of the two takes
    those parts of the plan that its own parameters name."""

    def part(name: str) -> dict[str, Any]:
        known = (offered.get(name, {}).get("parameters") or {}).get("properties", {})
        return {key: value for key, value in draft.items() if key in known}

    noted = part("note")
    steps = [(step["tool"], step.get("args", {})) for step in draft.get("steps", ())]
    return [*([("note", noted)] if noted else []), *steps, ("finish", part("finish"))]


def lines_of(body: Body) -> dict[str, Any]:
    """What the person's side of a request holds, by label: the lines `Label: JSON` of its human messages."""
    found: dict[str, Any] = {}
    for message in body["messages"]:
        if message["role"] == "user":
            for line in _LINE.finditer(text_of(message)):
                try:
                    found[line["label"]] = json.loads(line["json"])
                except ValueError:
                    continue  # words that look like a label
    return found


def message_of(body: Body) -> str:
    """What the person said."""
    said = lines_of(body).get("Message")
    return said if isinstance(said, str) else ""


def _findings(body: Body) -> int:
    """How often the model has been told what is wrong with its plan."""
    said = (text_of(message) for message in body["messages"] if message["role"] == "user")
    return sum(line["label"] == "Finding" for text in said for line in _LINE.finditer(text))


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message, whole or in parts."""
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def wording(reply: Any) -> str:
    """A lead that names the first item of the reply and why it is there."""
    items = next((v for v in reply.values() if isinstance(v, list) and v), []) if isinstance(reply, dict) else []
    if not items or not isinstance(items[0], dict) or "title" not in items[0]:
        return "Let me know if something else would suit you better."
    reasons = items[0].get("reasons") or []
    because = f": {reasons[0]}" if reasons and isinstance(reasons[0], str) else ""
    return f"I would start with [1]{because}. The others are close to what you asked for."


def example_of(schema: Mapping[str, Any]) -> Any:
    """The least that a JSON schema allows."""
    if "enum" in schema or "const" in schema:
        return schema["enum"][0] if "enum" in schema else schema["const"]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0])
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        required = schema.get("required", ())
        return {name: example_of(part) for name, part in schema.get("properties", {}).items() if name in required}
    simple: dict[str, Any] = {"string": "ok", "boolean": True, "null": None}
    if kind == "array":
        return [example_of(schema.get("items", {}))] * schema.get("minItems", 0)
    return simple.get(kind, schema.get("minimum", 1))


def _forced(body: Body) -> str | None:
    choice = body.get("tool_choice")
    return str(choice["function"]["name"]) if isinstance(choice, Mapping) and "function" in choice else None
