"""Long-term memory: what one conversation teaches about a person, and how the next one starts from it.

Knows which feelings and conditions outlast a conversation and how the state before and after a turn becomes facts.
Knows nothing about where facts are kept (`agent.store`) or how messages are understood.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as PydanticField

from agent.changes import Change, Require, Reset, apply
from agent.reply import Fault, Reply
from agent.state import DialogueState, added, removed
from catalog.constraint import Constraint
from catalog.errors import CatalogError, ConfigError
from catalog.schema import Schema
from catalog.table import Catalog

if TYPE_CHECKING:
    from agent.store import Store

FactKind = Literal["liked", "disliked", "seen", "saved", "constraint"]
LONGEST_USER = 200
LONGEST_EVIDENCE = 200
_ITEM_KINDS: tuple[FactKind, ...] = ("liked", "disliked", "seen", "saved")
_KEPT_BY_RESET: tuple[FactKind, ...] = ("disliked", "seen", "saved")
_WEIGHTS: dict[FactKind, tuple[Literal[-1, 0, 1], float]] = {
    "liked": (1, 1.0), "disliked": (-1, 1.0), "seen": (0, 1.0), "saved": (1, 0.5), "constraint": (-1, 1.0),
}  # fmt: skip
_TASTES = ("genre", "creator", "performer", "keyword", "mood", "about")


class PreferenceFact(BaseModel):
    """One thing known about a person: about an item, or a condition that always holds for them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: str = PydanticField(min_length=1, max_length=LONGEST_USER)
    catalog: str
    """Name of the catalog that the item or the field is of."""
    kind: FactKind
    item_id: str | None = None
    constraint: Constraint | None = None
    polarity: Literal[-1, 0, 1]
    strength: float = PydanticField(ge=0, le=1)
    evidence: str = PydanticField(default="", max_length=LONGEST_EVIDENCE)
    """The person's words; empty for a press of a button."""
    turn: int = PydanticField(ge=0)
    """The turn of the conversation in which it was learned."""
    date: dt.date
    expiry: dt.date | None = None
    """The last day on which it holds; None means always."""

    @property
    def id(self) -> str:
        """16 hex digits: the same for the same fact about the same catalog, however often it is learned."""
        return fact_id(self.catalog, self.kind, self.item_id, self.constraint)

    def __str__(self) -> str:
        about = self.constraint.describe() if self.constraint else self.item_id
        return f"{self.id}  {self.date}  {self.catalog}  {self.kind}: {about}  “{self.evidence}”"


def fact_id(catalog: str, kind: FactKind, item_id: str | None = None, constraint: Constraint | None = None) -> str:
    """The id of a fact, from what it is about."""
    condition = constraint and constraint.model_dump(mode="json", exclude={"turn"})
    return hashlib.sha256(json.dumps([catalog, kind, item_id, condition]).encode()).hexdigest()[:16]


def named_user(user: str) -> str:
    """The user's name, or ConfigError where it cannot be one."""
    if not user.strip() or len(user) > LONGEST_USER or not user.isprintable():
        raise ConfigError(f"{user[:40]!r} cannot be a user: a name has 1 to {LONGEST_USER} printable characters")
    return user


class Memory:
    """What is remembered about the people who talk about one catalog, named `name`; no store means the configured one,
    opened when it is first needed. Safe to share between threads."""

    def __init__(self, catalog: Catalog, name: str, store: Store | None = None) -> None:
        self._catalog = catalog
        self._name = name
        self._store = store
        self._opening = threading.Lock()

    def recall(self, user: str) -> tuple[DialogueState, tuple[Fault, ...]]:
        """The state that a new conversation of the user starts from; an empty one and a fault if the store fails."""
        try:
            return self._remembered(user), ()
        except ConfigError as error:
            return DialogueState(), (_fault(error),)

    def learn(self, user: str, words: str, changes: tuple[Change, ...], before: DialogueState, reply: Reply) -> Reply:
        """Remember what a turn changed; the reply with the state to go on from, or with a fault if the store fails.

        `words` is the message ("" for a button), `changes` what it meant, `before` the state it met.
        """
        try:
            return replace(reply, state=self._learn(user, words, changes, before, reply.state))
        except ConfigError as error:
            return replace(reply, faults=(*reply.faults, _fault(error)))

    def _learn(
        self, user: str, words: str, changes: tuple[Change, ...], before: DialogueState, after: DialogueState
    ) -> DialogueState:
        named_user(user)
        reset = any(isinstance(change, Reset) for change in changes)
        if reset and _FORGET_EVERYTHING.search(words):
            self._opened().forget_all(user)
            after = _without_person(after, before)
            reset, before = False, DialogueState()
        new = self._new_facts(user, words, before, after)
        kinds = _KEPT_BY_RESET if reset else _ITEM_KINDS
        gone = [fact_id(self._name, k, i) for k in kinds for i in removed(getattr(before, k), getattr(after, k))]
        dropped = set() if reset else _excluded(before) - _excluded(after)
        if dropped:
            facts = self._opened().facts(user, self._name)
            loosened = [fact for fact in facts if fact.constraint and _pairs(fact.constraint) & dropped]
            new += [left for fact in loosened if (left := _without(fact, dropped)) is not None]
            gone += [fact.id for fact in loosened]
        if new:
            self._opened().remember(user, new)
        if gone:
            self._opened().forget(user, gone)
        return self._started_over(user, after) if reset else after

    def _new_facts(self, user: str, words: str, before: DialogueState, after: DialogueState) -> list[PreferenceFact]:
        found: list[tuple[FactKind, str | None, Constraint | None]] = []
        for kind in _ITEM_KINDS:
            found += [(kind, item, None) for item in removed(getattr(after, kind), getattr(before, kind))]
        known = _excluded(before)
        for constraint in after.constraints:
            if constraint.turn == after.turn or not _pairs(constraint) <= known:
                part = lasting(words, constraint, self._catalog.schema)
                found += [("constraint", None, part)] if part is not None else []
        return [
            PreferenceFact(
                user=user,
                catalog=self._name,
                kind=kind,
                item_id=item,
                constraint=constraint,
                polarity=_WEIGHTS[kind][0],
                strength=_WEIGHTS[kind][1],
                evidence=_evidence(words),
                turn=after.turn,
                date=dt.date.today(),
            )
            for kind, item, constraint in found
        ]

    def _started_over(self, user: str, after: DialogueState) -> DialogueState:
        """Starting over ends a conversation, not what is known about the person: it begins anew from that."""
        known = self._remembered(user)
        said = [Require(constraint=constraint) for constraint in after.constraints]
        items = {kind: added(getattr(known, kind), getattr(after, kind)) for kind in _ITEM_KINDS}
        return apply(said, after.with_(constraints=known.constraints, **items))

    def _remembered(self, user: str) -> DialogueState:
        return recalled(self._opened().facts(user, self._name), self._catalog, dt.date.today())

    def _opened(self) -> Store:
        with self._opening:
            if self._store is None:
                from agent.store import open_store

                self._store = open_store()
            return self._store


def _without_person(after: DialogueState, before: DialogueState) -> DialogueState:
    kinds = (*_ITEM_KINDS, "rejected")
    return after.with_(**{kind: removed(getattr(after, kind), getattr(before, kind)) for kind in kinds})


def recalled(facts: Iterable[PreferenceFact], catalog: Catalog, today: dt.date) -> DialogueState:
    """The state before the first message; facts that are over or that the catalog can no longer use are left out."""
    valid = [fact for fact in facts if fact.expiry is None or fact.expiry >= today]
    items = {
        kind: tuple(fact.item_id for fact in valid if fact.kind == kind and fact.item_id and fact.item_id in catalog)
        for kind in _ITEM_KINDS
    }
    standing = [fact.constraint for fact in valid if fact.constraint is not None and _usable(fact.constraint, catalog)]
    constraints = tuple(dict.fromkeys(constraint.model_copy(update={"turn": 0}) for constraint in standing))
    return DialogueState(constraints=constraints).with_(**items)


def _usable(constraint: Constraint, catalog: Catalog) -> bool:
    try:
        catalog.check(constraint)
    except CatalogError:
        return False
    return True


_HATE = r"(?:hate|dislike|loathe|despise|detest)"
_NOT = r"(?:\bnever|\bno|(?<!did )(?<!would )\bnot|\b(?:do|ai|is|are|have)n't|\bdont)"
_LASTING = re.compile(
    rf"(?<!n't )(?<!not )(?<!never )\b{_HATE}\b|\balways (?:been )?(?:hat|dislik|loath|despis|detest)ed\b|"
    rf"{_NOT}(?: been| really| exactly| much of| much| usually| that| too| so| ever| an?| big| huge| great)* "
    r"(?:fan|into|keen on|fond of|crazy about|liked?|enjoy(?:ed)?|cared? for|watch|my (?:thing|taste|cup of tea))\b|"
    r"\b(?:can't|cannot|can not|could never|never could) (?:stand|bear|abide)\b|\ballergic to\b|"
    r"\b(?:i|we) (?:always )?avoid\b"
)
_FOR_NOW = re.compile(
    r"\b(?:tonight|today|now|at the moment|currently|lately|for once|this (?:time|once|evening|morning|week\w*)|"
    r"in the mood|feel(?:ing)? like)\b"
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|wife|husband|partner|girlfriend|boyfriend|kids?|son|daughter|child(?:ren)?|friends?|family|"
    r"mum|mom|dad|mother|father|parents|sister|brother)\b"
)
_EXCLUDING = re.compile(r"\b(?:no|not|nothing|none|without|except|avoid|skip|too|less)\b|n't\b")
_CLAUSES = re.compile(
    r"[.!?;:\n]+|\bbut\b|\bthough\b|(?:,|\band\b|\bso\b)\s*(?:and |so )?(?=(?:no|not|nothing|none|without|i|i'm|i've|"
    r"i'd|we|my|he|she|they|it|something|just|only|please|give|show|find|maybe|too|tonight|today|more|less|let|can|could|with|from|"
    r"under|over|for|except)\b)"
)
_FORGET_EVERYTHING = re.compile(r"\b(?:forget|delete|erase|clear) (?:everything|me\b)", re.IGNORECASE)


def lasting(text: str, constraint: Constraint, schema: Schema) -> Constraint | None:
    """The part of an exclusion that the person said as a lasting taste of their own; None if there is none.

    "I hate horror" lasts; "no horror tonight" and "she hates horror" do not. Where it is not clear, nothing lasts.
    """
    if not (constraint.hard and constraint.negative) or schema.field(constraint.field).role not in _TASTES:
        return None
    plain = re.sub(r"[^\S\n]+", " ", text.casefold().replace("’", "'"))
    clauses = [clause for clause in _CLAUSES.split(plain) if clause.strip()]
    verdicts = {value: _verdicts(str(value), clauses) for value in constraint.values}
    named = [verdict for found in verdicts.values() for verdict in found]
    # a value that is not named as such ("sci-fi" for Science Fiction) goes with the named ones, or with the message
    rest = all(named) if named else _wholly_lasting(clauses)
    kept = tuple(value for value, found in verdicts.items() if (all(found) if found else rest))
    return constraint.model_copy(update={"op": "none_of", "value": kept}) if kept else None


def _verdicts(value: str, clauses: list[str]) -> list[bool]:
    """For every clause that names the value, whether it says something lasting."""
    words = re.findall(r"\w+", value.casefold())
    wanted = {_stem(words[-1]), _stem("".join(words))} if words else set()
    return [_lasts(clause) for clause in clauses if wanted & {_stem(word) for word in re.findall(r"\w+", clause)}]


def _lasts(clause: str) -> bool:
    return bool(_LASTING.search(clause)) and not (_FOR_NOW.search(clause) or _OTHERS.search(clause))


def _wholly_lasting(clauses: list[str]) -> bool:
    excluding = [clause for clause in clauses if _EXCLUDING.search(clause) or _LASTING.search(clause)]
    return bool(excluding) and all(_lasts(clause) for clause in excluding)


def _stem(word: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if len(word) > 3 and word.endswith(ending) and not word.endswith("ss"):
            return word.removesuffix(ending) + instead
    return word


def _pairs(constraint: Constraint) -> set[tuple[str, str]]:
    """(field, value) of everything a condition speaks of."""
    return {(constraint.field, str(value).casefold()) for value in constraint.values}


def _excluded(state: DialogueState) -> set[tuple[str, str]]:
    """(field, value) of everything that must not be."""
    return {pair for constraint in state.hard if constraint.negative for pair in _pairs(constraint)}


def _without(fact: PreferenceFact, dropped: set[tuple[str, str]]) -> PreferenceFact | None:
    """The fact without the values that no longer hold; None if nothing is left of it."""
    condition = fact.constraint
    if condition is None:
        return fact
    left = tuple(v for v in condition.values if (condition.field, str(v).casefold()) not in dropped)
    return fact.model_copy(update={"constraint": condition.model_copy(update={"value": left})}) if left else None


def _evidence(words: str) -> str:
    """The person's words on one line without control characters, cut to what is kept."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:LONGEST_EVIDENCE]


def _fault(error: ConfigError) -> Fault:
    return Fault("memory", str(error))
