"""The words of a verified reply, put by a model and checked before they are said: `Wording`.

Knows when a model is worth asking, what it is told, and what is said whatever it answers. Knows nothing about how a
sentence is checked or a call is sent.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agent.allowance import Allowance
from agent.brain import Findings
from agent.embedded.wording import count_text, falls_short, may_say, must_say
from agent.language.endpoint.faults import ModelFault
from agent.language.templates import render
from agent.language.wording.given import Given
from agent.language.wording.names import Names
from agent.language.wording.reply_facts import reply_facts
from agent.language.wording.spoken import Spoken
from agent.reply import Fault
from recommenders.workspace import Workspace

if TYPE_CHECKING:
    from agent.language.endpoint.caller import Caller

_EXACT = ("saved", "known", "reset", "done", "thanks")
"""Intents whose built-in words are a list or a formula that no model can better."""
_CHUNK = re.compile(r"\s*\S+")


class Wording:
    """Words the findings of every turn of one workspace; safe to share between threads."""

    def __init__(self, workspace: Workspace, caller: Caller) -> None:
        self._catalog = workspace.catalog
        self._names = Names(workspace.catalog, workspace.linker)
        self._names.warm()
        self._caller = caller
        self._instructions = render("wording_system", plural=workspace.catalog.schema.plural)

    async def stream(self, findings: Findings, allowance: Allowance) -> AsyncIterator[str]:
        """The words before the slate, in chunks that together are the text exactly. Raises nothing: what goes wrong
        with the model is in `allowance.faults`, and built-in words take the place of its own."""
        said = False
        for sentence in must_say(findings, self._catalog):
            for chunk in _chunks(sentence, after=said):
                said = True
                yield chunk
        worded = False
        if self._worth_asking(findings, allowance):
            async for sentence in self._sentences(findings, allowance):
                worded = True
                for chunk in _chunks(sentence, after=said):
                    said = True
                    yield chunk
        rest = may_say(findings, self._catalog)
        if worded:
            rest = count_text(findings, self._catalog) if falls_short(findings, self._catalog) else ""
        for chunk in _chunks(rest, after=said):
            yield chunk

    def messages(self, findings: Findings) -> tuple[list[BaseMessage], dict[str, Any]]:
        """The messages to the model, and the facts that they hold."""
        facts = reply_facts(findings, self._catalog)
        return [SystemMessage(self._instructions), HumanMessage(render("wording_turn", reply=facts))], facts

    def _worth_asking(self, findings: Findings, allowance: Allowance) -> bool:
        """False where the built-in words say it all: lists, formulas, and what was understood without a model."""
        if findings.rows:
            return True
        return bool(findings.message) and not allowance.easy and findings.understanding.intent not in _EXACT

    async def _sentences(self, findings: Findings, allowance: Allowance) -> AsyncIterator[str]:
        """The model's sentences that hold, as they come."""
        messages, facts = self.messages(findings)
        given = Given(findings, facts, self._names)
        spoken = Spoken(given, instructions=self._instructions, said=must_say(findings, self._catalog))
        stream = self._caller.stream("wording", messages, allowance)
        try:
            async for chunk in stream:
                for sentence in spoken.hear(chunk):
                    yield sentence
                if spoken.ended:
                    break
            else:
                for sentence in spoken.finish():
                    yield sentence
        except ModelFault as fault:
            allowance.faults.append(Fault(f"model_{fault.kind}", str(fault)))
        finally:
            allowance.faults += spoken.faults
            if (close := getattr(stream, "aclose", None)) is not None:
                await close()


def _chunks(text: str, *, after: bool) -> Iterator[str]:
    """The text word by word, with the white space before each; a space before the first where words stand `after`."""
    words: Iterable[str] = _CHUNK.findall(text)
    for n, word in enumerate(words):
        yield (" " if after else "") + word.lstrip() if n == 0 else word
