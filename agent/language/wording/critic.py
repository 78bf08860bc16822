"""A model's judgement of a slate: `judge`.

Knows what the critic is told and how its verdict is read. Knows nothing about what follows from a verdict.
"""

from __future__ import annotations

import json
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.allowance import Allowance
from agent.brain import Findings, Verdict
from agent.language.endpoint.caller import Answer, Caller
from agent.language.endpoint.faults import ModelFault
from agent.language.templates import render
from agent.language.wording.cards import cut
from agent.language.wording.reply_facts import reply_facts
from agent.reply import Fault
from catalog.table import Catalog

_HEARD = ("kind", "said", "earlier", "wants", "wish", "avoid", "like", "items", "asked_after", "fitting")
_REASON = 300


class _Given(BaseModel):
    """The arguments of `give_verdict`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    good: bool = Field(description="whether the list answers the wish")
    reason: str = Field(default="", description="if not: what is wrong and what to do instead, in one sentence")


def verdict_tool() -> dict[str, Any]:
    """The tool `give_verdict` as endpoints take it."""
    schema = {
        "type": "object",
        "properties": {
            name: {"type": kind, "description": _Given.model_fields[name].description}
            for name, kind in (("good", "boolean"), ("reason", "string"))
        },
        "required": ["good", "reason"],
        "additionalProperties": False,
    }
    return {
        "type": "function",
        "function": {"name": "give_verdict", "description": "Give the verdict.", "parameters": schema},
    }


async def judge(findings: Findings, catalog: Catalog, caller: Caller, allowance: Allowance) -> Verdict | None:
    """Whether the findings answer the wish; None, and a fault of the turn, where no verdict could be had."""
    reply = {name: value for name, value in reply_facts(findings, catalog).items() if name in _HEARD}
    messages = [
        SystemMessage(render("critic_system", plural=catalog.schema.plural)),
        HumanMessage(render("critic_turn", reply=reply)),
    ]
    try:
        answer = await caller.ask("critic", messages, allowance, tool=verdict_tool())
    except ModelFault as fault:
        allowance.faults.append(Fault(f"model_{fault.kind}", str(fault)))
        return None
    verdict = _read(answer)
    if verdict is None:
        allowance.faults.append(Fault("no_verdict", "the critic's answer was no verdict; went on without one"))
    return verdict


def _read(answer: Answer) -> Verdict | None:
    """The verdict in the first call that holds one, or in the text of a model that knows no tools."""
    texts = [arguments for name, arguments in answer.calls if name == "give_verdict"]
    start, end = answer.text.find("{"), answer.text.rfind("}")
    if 0 <= start < end:
        texts.append(answer.text[start : end + 1])
    for text in texts:
        try:
            given = _Given.model_validate(json.loads(text))
        except (json.JSONDecodeError, RecursionError, ValidationError):
            continue
        return Verdict(given.good, cut(given.reason, _REASON))
    return None
