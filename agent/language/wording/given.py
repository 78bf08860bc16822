"""What the words of one reply may speak of: `Given`.

Knows the items a reply and its dialogue are about, and all that the catalog and the dialogue say of them. Knows
nothing about how a sentence is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from agent.brain import Findings
from agent.language.wording.names import Names, Source
from agent.language.wording.reply_facts import spoken_rows
from agent.state import DialogueState
from catalog.titles import short_title, title_key

_LIKED = 5
_SHOWN = 60
"""Items shown earlier that may still be spoken of."""


class Given:
    """Of one reply: `rows` are what [1], [2] mean, `allowed` every row that may be named, `titles` their names."""

    def __init__(self, findings: Findings, facts: Mapping[str, Any], names: Names) -> None:
        """`facts`: what the model was told (`agent.language.wording.reply_facts`)."""
        catalog = names.catalog
        self.names = names
        self.rows = spoken_rows(findings, catalog)
        ids = dict.fromkeys((*_spoken_of(findings), *_known(findings.before), *_known(findings.state)))
        self.allowed = frozenset((*self.rows, *(catalog.row_of(i) for i in ids if i in catalog)))
        told = {name: value for name, value in facts.items() if name not in ("items", "fitting")}
        titles = [name for row in self.allowed for name in (catalog.titles[row], short_title(catalog.titles[row]))]
        self.titles = frozenset(title_key(title) for title in titles)
        models = (*findings.state.similar_to, *findings.state.liked[-_LIKED:], *findings.before.slate)
        self._models = tuple(catalog.row_of(i) for i in models if i in catalog)
        counts = {float(n) for n in (len(catalog), findings.matching, findings.state.size, len(self.rows))}
        self.counts = frozenset((*counts, *(float(n) for n in range(1, len(self.rows) + 1))))
        self.talk = Source([*_leaves(told), *_said(findings), *titles])

    def speaks_of(self, phrase: str) -> bool:
        """Whether the dialogue or the items of the reply hold these comparable words, or they are a value of the
        catalog."""
        if any(phrase in source.units or (" " in phrase and source.says(phrase)) for source in self.sources):
            return True
        return self.names.is_value(phrase)

    def source(self, row: int) -> Source:
        """What the catalog says of a row."""
        return self.names.source(row)

    @cached_property
    def sources(self) -> Sequence[Source]:
        """Where a sentence may take its facts from: the dialogue, the items of the reply and those it starts from."""
        return (self.talk, *(self.names.source(row) for row in dict.fromkeys((*self.rows, *self._models))))


def _spoken_of(findings: Findings) -> Iterator[str]:
    understanding, question = findings.understanding, findings.question
    yield from understanding.subjects
    for _, ids in understanding.unclear_titles:
        yield from ids
    for facts in findings.facts.values():
        items = facts.get("items", ())
        yield from (str(item["id"]) for item in items if isinstance(item, Mapping) and "id" in item)
    if question is not None and findings.state.pending is not None:
        yield from findings.state.pending.items


def _known(state: DialogueState) -> Iterator[str]:
    """Items of the dialogue, by id."""
    for ids in (state.slate, state.liked, state.disliked, state.seen, state.rejected, state.saved, state.similar_to):
        yield from ids
    yield from state.shown[-_SHOWN:]
    yield from state.pending.items if state.pending else ()
    if state.focus:
        yield state.focus


def _said(findings: Findings) -> Iterator[str]:
    yield findings.message
    yield findings.state.summary
    for exchange in findings.before.talk:
        yield exchange.said
        yield exchange.replied
    for constraint in findings.state.constraints:
        yield from (str(value) for value in constraint.values)
    if findings.question is not None:
        yield from findings.question.options


def _leaves(value: Any) -> Iterator[str]:
    """Every text and number in plain data."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)
    else:
        yield str(value)
