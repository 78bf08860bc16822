"""What a forgotten fact leaves in the turns of its user, and turns without it: `Traces`.

Knows the JSON of turns: states, replies and changes. Knows nothing about databases.

A turn *told* of a fact if its words begin as the evidence does, or if its words or changes name what the fact is
about. It loses words and changes. A turn *held* it if it told of it or if its state or reply names it. It loses the
prose of its reply (text, reasons, question, plan, relaxed, funnel, faults) and of its state (talk, summary, reasons,
pending), and what is forgotten leaves every list and condition of both, wishes in words of turns that told included.
A name that another fact of the person still speaks of stays where it is not this fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from catalog.constraint import plain

if TYPE_CHECKING:
    from agent.preference import PreferenceFact

_GONE = object()
_SHORTEST = 4
"""Of a title or value that counts as named where it stands in a sentence: "It" and "Up" are in most of them."""
_PROSE = ("talk", "summary", "reasons", "pending")
_REPLY_LISTS = ("relaxed", "plan", "funnel", "faults")
_WISHES = ("wishes", "avoids", "wish", "text")
"""Where the person's own words stand in states and replies."""
_PAIRS = ("person",)
"""Lists of a state that mean something only as a whole."""


@dataclass(frozen=True)
class Traces:
    """What to look for, in small letters where words are compared."""

    evidence: frozenset[str]
    """What the person said, in one line and small letters."""
    feelings: frozenset[tuple[str, str]]
    """(kind, item id)."""
    conditions: frozenset[tuple[str, str]]
    """(field, value)."""
    names: frozenset[str]
    """Ids, titles and values that no fact of the person speaks of any more."""
    pattern: re.Pattern[str] | None
    """Finds those names in a sentence."""

    @classmethod
    def of(
        cls, gone: Iterable[PreferenceFact], left: Iterable[PreferenceFact], titles: Mapping[str, Iterable[str]]
    ) -> Traces:
        """Of facts that are forgotten, where others are `left`; `titles` of items by id."""
        gone = list(gone)
        items = _items(gone) - _items(left)
        values = {value for _, value in _conditions(gone)} - {value for _, value in _conditions(left)}
        called = {title for item in items for title in titles.get(item, ())}
        spelled = (*items, *values, *called)
        names = frozenset({*map(_line, spelled), *map(str.casefold, spelled)}) - {""}
        return cls(
            evidence=frozenset(_line(fact.evidence) for fact in gone if fact.evidence),
            feelings=frozenset((fact.kind, fact.item_id) for fact in gone if fact.item_id),
            conditions=_conditions(gone),
            names=names,
            pattern=_finding(names, values),
        )

    def with_words(self, turns: Iterable[Mapping[str, Any]]) -> Traces:
        """These with the whole words of the turns that told: facts keep only the beginning, wishes are parts of it."""
        told = {_line(turn["words"]) for turn in turns if self._told(turn["words"], turn["changes"])}
        return replace(self, evidence=self.evidence | told - {""})

    def named_in(self, text: str) -> bool:
        """True if a sentence names what is forgotten, or is the evidence of it."""
        low = _line(text)
        return self._is_name(text) or low in self.evidence or bool(self.pattern and self.pattern.search(low))

    def _is_name(self, text: str) -> bool:
        return _line(text) in self.names or text.casefold() in self.names

    def without(self, turn: Mapping[str, Any]) -> dict[str, Any] | None:
        """A turn's `words`, `reply`, `changes` and `state` without what is forgotten; None if they hold none of it."""
        told = self._told(turn["words"], turn["changes"])
        reply, state = self._cleaned(turn["reply"]), self._cleaned(turn["state"])
        if not told and reply == turn["reply"] and state == turn["state"]:
            return None
        reply = self._cleaned(_without_prose(turn["reply"]))
        words, changes = ("", []) if told else (turn["words"], turn["changes"])
        return {"words": words, "changes": changes, "reply": reply, "state": _drop(state, _PROSE)}

    def _told(self, words: str, changes: list[Any]) -> bool:
        said = _line(words)
        quoted = any(said.startswith(evidence) for evidence in self.evidence)
        felt = {(c.get("feeling"), item) for c in changes for item in c.get("items", ())}
        return quoted or self.named_in(said) or bool(felt & self.feelings) or self._cleaned(changes) != changes

    def _cleaned(self, value: Any) -> Any:
        """JSON without what is forgotten; objects on the way to the top lose an entry, those below go as a whole."""
        if isinstance(value, dict):
            return {key: left for key, v in value.items() if (left := self._entry(key, v)) is not _GONE}
        return [left for v in value if (left := self._part(v)) is not _GONE]

    def _entry(self, key: str, value: Any) -> Any:
        if self._is_name(key):
            return _GONE
        if key == "understood":
            return {"wish": "", **self._cleaned(value)}
        if isinstance(value, list):
            left = self._cleaned([v for v in value if not (isinstance(v, str) and self._is_it(key, v))])
            return _GONE if key in _PAIRS and left != value else left
        return _GONE if isinstance(value, str) and self._is_it(key, value) else self._part(value)

    def _is_it(self, key: str, text: str) -> bool:
        """True for the feeling itself, and for a wish in words of the evidence."""
        if (key, text) in self.feelings:
            return True
        return key in _WISHES and bool(text.strip()) and any(_line(text) in said for said in self.evidence)

    def _part(self, value: Any) -> Any:
        if isinstance(value, str):
            return _GONE if self.named_in(value) else value
        if value is None or isinstance(value, int | float):
            return value
        if isinstance(value, list):
            return self._cleaned(value)
        if {"field", "op", "value"} <= value.keys():
            return self._condition(value)
        left = self._cleaned(value)
        return left if left.keys() == value.keys() else _GONE

    def _condition(self, condition: dict[str, Any]) -> Any:
        many = isinstance(condition["value"], list)
        values = condition["value"] if many else [condition["value"]]
        field = str(condition["field"])
        left = [v for v in values if (field, plain(v).casefold()) not in self.conditions and self._part(v) is not _GONE]
        if not left:
            return _GONE
        return {**condition, "value": left} if many else condition


def _line(text: str) -> str:
    """A text as evidence is kept, in small letters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()).casefold()


def _without_prose(reply: dict[str, Any]) -> dict[str, Any]:
    silent: dict[str, Any] = {"text": "", "question": None} | {key: [] for key in _REPLY_LISTS}
    silent = {key: value for key, value in silent.items() if key in reply}
    slate = [{**item, "reasons": []} if "reasons" in item else item for item in reply.get("slate", ())]
    return {**reply, **silent, **({"slate": slate} if "slate" in reply else {})}


def _drop(value: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: v for key, v in value.items() if key not in keys}


def _items(facts: Iterable[PreferenceFact]) -> set[str]:
    return {fact.item_id for fact in facts if fact.item_id}


def _conditions(facts: Iterable[PreferenceFact]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (fact.constraint.field, plain(value).casefold())
        for fact in facts
        if fact.constraint
        for value in fact.constraint.values
    )


def _finding(names: Iterable[str], values: set[str]) -> re.Pattern[str] | None:
    """Whole words; the end of a value is free, as in "musicals"."""
    found = [
        re.escape(name) + ("" if name in values else r"(?!\w)")
        for name in sorted(names, key=lambda name: (-len(name), name))
        if len(name) >= _SHORTEST
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})") if found else None
