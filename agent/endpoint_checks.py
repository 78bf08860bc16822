"""What a configured language model can do: `check_endpoint`, for `parley doctor`.

Knows what Parley asks of a model and what it does without it. Knows nothing about dialogues: it asks for trifles, and
ends within a minute whatever the server does.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from agent.allowance import Allowance
from agent.doctor import Check
from agent.settings import Settings
from agent.usage import Role
from catalog.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from agent.language.endpoint.caller import Caller

_LONGEST = 55.0
"""Seconds for all checks together."""
_EACH = 25.0
"""Seconds for one of them."""
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"number": {"type": "integer"}},
    "required": ["number"],
    "additionalProperties": False,
}
_TOOL: dict[str, Any] = {
    "type": "function",
    "function": {"name": "note_number", "description": "Takes note of a number.", "parameters": _SCHEMA},
}
_FORMAT = {"type": "json_schema", "json_schema": {"name": "note_number", "strict": True, "schema": _SCHEMA}}


def check_endpoint(settings: Settings) -> list[Check]:
    """The checks of the models that `settings` name, in the order in which a person would mend things.

    Calls the models, which may cost a few hundred tokens.
    """
    from agent.language.endpoint.caller import Caller
    from agent.language.endpoint.endpoint import Endpoint

    try:
        caller = Caller(Endpoint.of(settings))
    except ConfigError as error:
        return [Check("language model", "fault", str(error))]
    return asyncio.run(_Examination(caller, settings).checks())


class _Examination:
    """Asks the models one thing after the other, within one time for all of them."""

    def __init__(self, caller: Caller, settings: Settings) -> None:
        self._caller = caller
        self._settings = settings
        self._whole = Allowance(_LONGEST)
        self._counted: dict[str, bool] = {}
        """Which kinds of answers came with figures of their tokens."""

    async def checks(self) -> list[Check]:
        """Everything; where a model does not answer at all, nothing else is asked."""
        roles: list[Role] = ["planning", "wording", *(["critic"] if self._settings.llm_critic else ())]
        models = {self._caller.endpoint.model_of(role): role for role in reversed(roles)}
        answers = [await self._answers(role) for role in reversed(models.values())]
        if any(check.verdict != "ok" for check in answers):
            return answers
        return [
            *answers,
            await self._streams(),
            await self._calls_tools(),
            await self._keeps_to_schemas(),
            self._counts(),
        ]

    async def _answers(self, role: Role) -> Check:
        """Whether the model can be reached and answers at all."""
        name, allowance = ("language model" if role == "planning" else f"{role} model"), self._allowance()
        try:
            await self._caller.ask(role, _words("Say hello."), allowance)
        except ModelError as fault:
            if self._settings.llm_fallback == "embedded":
                return Check(name, "hint", f"{fault}; the embedded brain steps in")
            return Check(name, "fault", f"{fault}; PARLEY_LLM_FALLBACK=embedded lets the embedded brain step in")
        self._count("whole", allowance)
        took = f"{allowance.calls[-1].ms:.0f} ms"
        return Check(name, "ok", f"{self._caller.endpoint.name_of(role)} answers in {took}")

    async def _streams(self) -> Check:
        """Whether words arrive as they are written."""
        without, allowance, chunks = "; replies are worded without it", self._allowance(), 0
        try:
            async for _ in self._caller.stream("wording", _words("Count from one to ten in words."), allowance):
                chunks += 1
        except ModelError as fault:
            return Check("streaming", "hint", f"{fault}{without}")
        self._count("streamed", allowance)
        if chunks < 2:
            return Check("streaming", "hint", "the answer comes in one piece, and so do the words of a reply")
        return Check("streaming", "ok", f"words arrive as they are written ({chunks} pieces)")

    async def _calls_tools(self) -> Check:
        """Whether a call of a tool can be demanded, which is how plans are asked for."""
        try:
            answer = await self._caller.ask("planning", _words("Note the number 7."), self._allowance(), tool=_TOOL)
        except ModelError as fault:
            return Check("tool calls", "hint", f"{fault}; messages that need a plan fail or fall back")
        called = [arguments for name, arguments in answer.calls if name == "note_number"]
        if called and _fits(called[0]):
            return Check("tool calls", "ok", "a demanded call comes, with the right arguments")
        if called:
            return Check(
                "tool calls", "hint", "a demanded call comes with wrong arguments; plans are mended or asked again"
            )
        if _fits(answer.text):
            return Check("tool calls", "hint", "none; plans are asked for as JSON in the text, which works")
        return Check(
            "tool calls",
            "hint",
            "neither a call nor JSON came; choose another model for planning (PARLEY_LLM_PLANNING)",
        )

    async def _keeps_to_schemas(self) -> Check:
        """Whether an answer can be held to a JSON schema; good to know, but nothing depends on it."""
        model, messages = self._caller.model("planning"), _words("Note the number 7 as JSON.")
        without = "Parley does not need it: plans are tool calls or JSON in the text"
        try:
            message = await self._caller.on_loop(
                self._caller.attempt(
                    "planning",
                    self._allowance(),
                    lambda: model.ainvoke(messages, response_format=_FORMAT),
                    messages=messages,
                )
            )
        except ModelError:
            return Check("structured output", "hint", f"none; {without}")
        if _fits(str(message.text)):
            return Check("structured output", "ok", f"answers keep to a JSON schema; {without}")
        return Check("structured output", "hint", f"answers do not keep to a JSON schema; {without}")

    def _counts(self) -> Check:
        """Whether answers come with the tokens they took."""
        missing = [kind for kind in ("whole", "streamed") if not self._counted.get(kind)]
        if missing:
            what = " and ".join(missing)
            return Check(
                "usage figures", "hint", f"none for {what} answers; tokens are estimated from the length of the text"
            )
        return Check("usage figures", "ok", "every answer says how many tokens it took")

    def _count(self, kind: str, allowance: Allowance) -> None:
        self._counted[kind] = self._counted.get(kind, True) and not allowance.calls[-1].estimated

    def _allowance(self) -> Allowance:
        return Allowance(min(_EACH, self._settings.llm_timeout, self._whole.seconds_left))


def _words(text: str) -> list[BaseMessage]:
    from langchain_core.messages import HumanMessage, SystemMessage

    return [SystemMessage("You do exactly what is asked, in as few words as possible."), HumanMessage(text)]


def _fits(text: str) -> bool:
    """Whether a text is JSON with the number that was asked for, perhaps in a block of code."""
    begin, end = text.find("{"), text.rfind("}")
    try:
        data = json.loads(text[begin : end + 1])
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and isinstance(data.get("number"), int)
