"""The language model behind simulated people: `UserModel`.

Knows how it is asked (by the agent's own client), that an answer once given is kept, when it is asked again and which
faults end a dialogue. Does not know what is asked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agent.allowance import Allowance
from agent.settings import Settings
from agent.usage import Role, Usage
from catalog.errors import ConfigError, InfrastructureFault
from simulator.draws import Draws
from simulator.language.answer_store import AnswerStore, ModelAnswer, digest_of
from simulator.language.ceiling import Ceiling

if TYPE_CHECKING:
    from agent.language.endpoint.caller import Answer
    from agent.language.endpoint.faults import ModelFault

_PASSING = frozenset(("rate_limited", "unavailable", "unreachable", "broken_stream", "timeout"))
"""Faults that a later try may not meet; each try makes retries of its own."""
_OF_THE_ANSWER = frozenset(("empty", "refused", "cut_off", "malformed"))
"""Faults of what the model said: they are kept like answers, and a person finds words without it."""
_PAUSES = (1.0, 4.0)
"""Seconds before the second and the third try; up to half as long again, so that processes do not come back at once."""


class UserModel:
    """Asks the model of the settings (`Settings.of_user`); one per process, safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        store: AnswerStore | None = None,
        ceiling: Ceiling | None = None,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        """ConfigError where no model is named, where it cannot work, or a ceiling of cost lacks prices."""
        from agent.language.endpoint.caller import Caller
        from agent.language.endpoint.endpoint import Endpoint

        own = settings.of_user
        if own.llm == "embedded":
            raise ConfigError(
                "such simulated people need a language model: set PARLEY_USER_LLM or PARLEY_LLM to provider:model"
            )
        self._endpoint = Endpoint.of(own)
        self.store = store or AnswerStore()
        self._ceiling = ceiling or Ceiling()
        if self._ceiling.cost is not None and own.prices is None:
            raise ConfigError("a most in US dollars needs prices: set PARLEY_USER_LLM_PRICES, for example to 0.15,0.60")
        self._seconds = own.llm_timeout
        self._pauses = tuple(pauses)
        self._caller = Caller(self._endpoint)

    def ask(
        self, role: Role, messages: Sequence[tuple[str, str]], sample: str, tool: Mapping[str, Any] | None = None
    ) -> ModelAnswer:
        """The answer to `messages`, as (system or user, text), kept under the whole request and `sample`: the name of
        the draw, so that another trial may get another answer.

        An answer that is none has a `fault`. Raises InfrastructureFault where the model cannot be reached after all
        tries, BudgetSpent where the run may spend no more.
        """
        request = {
            "model": self._endpoint.model_of(role),
            "role": role,
            "messages": [list(message) for message in messages],
            "tool": tool,
            "sample": sample,
        }
        digest = digest_of(request)
        kept = self.store.get(digest)
        if kept is not None:
            return kept
        with self.store.asking(digest) as found:
            return found or self._asked(digest, role, messages, tool)

    def _asked(
        self, digest: str, role: Role, messages: Sequence[tuple[str, str]], tool: Mapping[str, Any] | None
    ) -> ModelAnswer:
        from agent.language.endpoint.faults import ModelFault

        jitter = Draws(digest)
        for attempt, pause in enumerate((*self._pauses, None)):
            self._ceiling.check(self.store)
            allowance = Allowance(self._seconds)
            try:
                said = asyncio.run(self._sent(role, messages, allowance, tool))
                answer: ModelAnswer | None = _answer(said, allowance.usage)
            except ModelFault as fault:
                answer = self._survived(fault, allowance.usage, last=pause is None)
            if answer is not None:
                self.store.put(digest, answer)
                return answer
            assert pause is not None
            time.sleep(pause * (1 + jitter.unit(attempt, "pause") / 2))
        raise AssertionError("the last try answers or raises")

    async def _sent(
        self, role: Role, messages: Sequence[tuple[str, str]], allowance: Allowance, tool: Mapping[str, Any] | None
    ) -> Answer:
        from langchain_core.messages import HumanMessage, SystemMessage

        said = [SystemMessage(text) if who == "system" else HumanMessage(text) for who, text in messages]
        return await self._caller.ask(role, said, allowance, tool=dict(tool) if tool else None)

    def _survived(self, fault: ModelFault, usage: Usage, last: bool) -> ModelAnswer | None:
        """The answer that a fault amounts to; None where another try may help."""
        if fault.kind in _OF_THE_ANSWER:
            return _answer(None, usage, fault.kind)
        if usage.tokens:
            self.store.paid(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, cost=usage.cost)
        if last or fault.kind not in _PASSING:
            raise InfrastructureFault(f"simulated people: {fault}") from fault
        return None


def _answer(said: Answer | None, usage: Usage, fault: str = "") -> ModelAnswer:
    text, calls = (said.text, said.calls) if said else ("", ())
    cost = None if usage.cost is None else round(usage.cost, 9)
    return ModelAnswer(text, calls, usage.input_tokens, usage.output_tokens, cost, fault)
