"""A small world for tests of simulated people: a catalog of 60 films made up by rule, tastes known by heart, and agents
that know more or less of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog
from simulator.acts import UserTurn
from simulator.agent_turn import AgentQuestion, AgentTurn
from simulator.contestant import Contestant
from simulator.goal import Goal, Wanted
from simulator.task import Past, Task, TaskUser
from simulator.world import Floats, World

GENRES = ("Comedy", "Drama", "Horror", "Romance")
SCHEMA = Schema(
    fields=(
        Field(name="id", kind="title", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="year", kind="number", role="year", unit="year"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="runtime", kind="number", role="duration", unit="minutes"),
        Field(name="language", kind="category", role="language"),
        Field(name="popularity", kind="number", role="popularity"),
    ),
    noun="film",
    plural="films",
)


class ByNumber:
    """Film 59 is the best for everybody, film 0 the worst; about standard normal."""

    def utilities(self, user: TaskUser) -> Floats:
        rows = np.arange(60, dtype=np.float32)
        return ((rows - rows.mean()) / rows.std()).astype(np.float32)


def small_catalog() -> Catalog:
    """Film n: genre n % 4, year 1960 + n, runtime 60 + n (unknown for every tenth), popularity 60 - n."""
    rows = [
        {
            "id": f"f{n}",
            "title": f"Film Number {n}",
            "year": 1960 + n,
            "genres": [GENRES[n % 4]],
            "runtime": None if n % 10 == 9 else 60 + n,
            "language": "French" if n % 6 == 0 else "English",
            "popularity": 60 - n,
        }
        for n in range(60)
    ]
    return Catalog.from_rows(rows, SCHEMA)


def small_world() -> World:
    return World(small_catalog(), ByNumber())


def hard(field: str, op: str, value: object) -> Constraint:
    return Constraint.model_validate({"field": field, "op": op, "value": value})


def a_task(goal: Goal | None = None, **changes: object) -> Task:
    """Somebody who wants a comedy (said), from 1990 on (asked), of 100 minutes at most (hidden), and knows two films."""
    goal = goal or Goal(
        kind="constraints",
        wanted=(
            Wanted(constraint=hard("genres", "any_of", ("Comedy",))),
            Wanted(constraint=hard("year", "ge", 1990), reveal="on_ask"),
            Wanted(constraint=hard("runtime", "le", 110), reveal="hidden"),
        ),
        examples=("f4",),
        least_utility=0.0,
    )
    user = TaskUser(id="ann", past=(Past(item="f4", value=0.8), Past(item="f40", value=-0.5)))
    return Task.model_validate({"domain": "small", "user": user, "goal": goal, **changes})


class Stub(Contestant):
    """Replies by a function of how many messages it got before (0 first) and of the message."""

    def __init__(self, reply: Callable[[int, UserTurn | str], AgentTurn], name: str = "stub") -> None:
        self.name = name
        self._reply = reply
        self._turn = 0
        self.heard: list[UserTurn | str] = []
        self.ended = 0

    def begin(self, conversation: str, user: str | None) -> None:
        self._turn = 0

    def respond(self, message: str) -> AgentTurn:
        return self._next(message)

    def act(self, turn: UserTurn) -> AgentTurn:
        return self._next(turn)

    def end(self) -> None:
        self.ended += 1

    def _next(self, message: UserTurn | str) -> AgentTurn:
        self.heard.append(message)
        self._turn += 1
        return self._reply(self._turn - 1, message)


def shows(*items: str, **more: object) -> AgentTurn:
    return AgentTurn.model_validate({"text": "Here.", "kind": "recommend", "slate": items, **more})


def asks(field: str | None, **more: object) -> AgentTurn:
    question = AgentQuestion(field=field, text=f"Which {field}?")
    return AgentTurn.model_validate({"text": "Tell me.", "kind": "ask", "question": question, **more})


def gives_up(**more: object) -> AgentTurn:
    return AgentTurn.model_validate({"text": "Nothing fits.", "kind": "answer", "abstained": True, **more})
