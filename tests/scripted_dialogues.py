"""Conversations with a scripted model, made for the catalog at hand: `dialogues`.

Knows how people type, and what a good model makes of each message. Every value and title is one of the catalog; the
same message always means the same. Knows nothing about prompts or endpoints.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from dialogue_facts import Facts, Said
from dialogue_moves import ANSWERS, EASY, ENDINGS, FIRST_PLACES, HARD, OPENINGS, Move

from agent.language.draft import Draft
from catalog.table import Catalog

Turn = tuple[str, Draft]
_LENGTHS = (6, 10)
_TRIES = 30
_EASY_SHARE = 0.35
_TYPOS = (("something", "somthing"), ("recommend", "reccomend"), ("should", "shoud"), ("please", "plz"), ("the ", "teh "))


def dialogues(n: int, seed: int, catalog: Catalog) -> list[list[Turn]]:
    """`n` dialogues of 6 to 10 turns; the same seed and catalog give the same ones."""
    facts = Facts(catalog)
    known: dict[str, Draft] = {}
    return [Person(facts, random.Random(f"{seed}:{k}"), known).dialogue() for k in range(n)]


def plans_of(made: Sequence[Sequence[Turn]]) -> Mapping[str, Draft]:
    """What the model answers, by message."""
    return {message: draft for dialogue in made for message, draft in dialogue}


class Person:
    """Somebody who talks, with habits of typing."""

    def __init__(self, facts: Facts, rng: random.Random, known: dict[str, Draft]) -> None:
        self.facts = facts
        self.rng = rng
        self.known = known
        self.conditions: list[dict[str, Any]] = []
        """What holds, as the state of the dialogue has it."""
        self.listed = False
        """Whether a list was shown."""
        self.said: set[str] = set()
        self.lower = rng.random() < 0.5
        self.careless = rng.random() < 0.25

    def dialogue(self) -> list[Turn]:
        """One opening, then easy and hard turns, then often a word of thanks."""
        count = self.rng.randint(*_LENGTHS)
        turns = [self._turn(OPENINGS)]
        while len(turns) < count - 1:
            moves = EASY if self.rng.random() < _EASY_SHARE else HARD
            turns.append(self._turn(moves if self.listed else ANSWERS))
        turns.append(self._turn(ENDINGS if self.listed else ANSWERS))
        return turns

    def _turn(self, moves: Sequence[Move]) -> Turn:
        for _ in range(_TRIES):
            held = list(self.conditions)
            move = self.rng.choice(moves)(self)
            if move is not None:
                message, draft = self.typed(move[0]), Draft.model_validate(move[1])
                twice = message in self.said and moves is HARD
                if not twice and self.known.setdefault(message, draft) == draft:
                    self.listed |= draft.intent == "recommend"
                    self.said.add(message)
                    return message, draft
            self.conditions = held
        raise AssertionError("no move fits: the catalog is too small for dialogues")

    def typed(self, text: str) -> str:
        """The text as this person types it."""
        if self.careless:
            for right, wrong in _TYPOS:
                text = text.replace(right, wrong)
        return text.lower().rstrip(".") if self.lower else text

    def among(self, *options: str) -> str:
        """One of some ways to say it."""
        return self.rng.choice(options)

    def place(self) -> int:
        """A place of the list."""
        return self.rng.randint(1, self.reach)

    @property
    def reach(self) -> int:
        """Places of the list that can be spoken of; what hardly anything fits may have led to a list of one."""
        return FIRST_PLACES if self.facts.enough(self.conditions) else 1

    def adding(self, *said: Said | None, instead: bool = False) -> list[dict[str, Any]] | None:
        """The conditions, if enough of the catalog meets them and all that hold; they hold from now on.

        A number takes the place of an earlier one on its field; other values join what holds, unless `instead`.
        """
        new = [one.condition for one in said if one is not None]
        gone = {c["field"] for c in new if instead or c["op"] not in ("any_of", "none_of")}
        both = [c for c in self.conditions if c["field"] not in gone] + new
        if len(new) < len(said) or not self.facts.enough(both):
            return None
        self.conditions = both
        return new
