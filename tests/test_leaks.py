"""The target never reaches the agent before it was shown: names, ids, near matches, and what conditions give away."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from catalog.constraint import Constraint
from catalog.schema import Field, Schema
from catalog.table import Catalog
from recommenders.workspace import Workspace
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.contestant import Contestant
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.goal import Goal, Wanted
from simulator.information import bits
from simulator.leaks import guard, identifies
from simulator.making import make_tasks
from simulator.names import names_of, tokens
from simulator.task import Past, Task, TaskUser
from simulator.taste import world_of
from simulator.users import make_user
from simulator.world import Floats, World

TITLES = {
    "up-2009": "Up", "heat-1995": "Heat", "her-2013": "Her", "help-2011": "The Help", "matrix-1999": "The Matrix",
    "reloaded-2003": "The Matrix Reloaded", "amelie-2001": "Amélie", "lost-2003": "Lost in Translation",
    "furyroad-2015": "Mad Max: Fury Road", "seven-1995": "Seven (a.k.a. Se7en)", "it-follows-2014": "It Follows",
    "ray-2004": "Ray", "12345": "Blade Runner", "42": "Stalker", "king-1933": "King Kong", "king-2005": "King Kong",
}  # fmt: skip
SCHEMA = Schema(
    fields=(
        Field(name="id", kind="category", role="id"),
        Field(name="title", kind="title", role="title"),
        Field(name="genres", kind="categories", role="genre"),
        Field(name="year", kind="number", role="year", unit="year"),
    ),
    noun="film",
    plural="films",
)


class Flat:
    def utilities(self, user: TaskUser) -> Floats:
        raise AssertionError("no utility is needed to read a text")


@pytest.fixture(scope="module")
def world() -> World:
    rows = [
        {"id": item, "title": title, "year": 1950 + 5 * n, "genres": ["Drama" if n % 2 else "Comedy"] + ["Western"] * (n < 2)}
        for n, (item, title) in enumerate(TITLES.items())
    ]
    return World(Catalog.from_rows(rows, SCHEMA), Flat())


def after(item: str, *wanted: Constraint) -> Task:
    """Somebody after `item` who knows The Matrix Reloaded."""
    goal = Goal(kind="target", target=item, wanted=tuple(Wanted(constraint=c) for c in wanted))
    return Task(domain="films", user=TaskUser(id="ann", past=(Past(item="reloaded-2003", value=0.5),)), goal=goal)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("up-2009", "I want to see Up tonight"),
        ("up-2009", 'what about "up"?'),
        ("up-2009", "maybe up (2009)"),
        ("heat-1995", "Heat would be nice"),
        ("heat-1995", "something like Heat?"),
        ("her-2013", "is it Her?"),
        ("help-2011", "have you got The Help"),
        ("matrix-1999", "the matrix please"),
        ("matrix-1999", "THE MATRIX!"),
        ("matrix-1999", "the-matrix, i think"),
        ("matrix-1999", "Matrix"),
        ("amelie-2001", "I mean Amelie"),
        ("lost-2003", "lost in translation with subs"),
        ("furyroad-2015", "mad max fury road"),
        ("seven-1995", "it was Se7en"),
        ("it-follows-2014", "that one called It Follows"),
        ("12345", "blade runner"),
        ("12345", "item 12345."),
        ("heat-1995", "id heat-1995 please"),
        ("king-2005", "king kong"),
    ],
)
def test_names_of_the_target_are_stopped(world: World, item: str, text: str) -> None:
    assert guard(text, after(item), world, ()) == (None, 1)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("up-2009", "Up to you, i gave up. what's up with these?"),
        ("up-2009", "UPDATE: never mind"),
        ("her-2013", "a film about her life. Her voice is great"),
        ("help-2011", "could you help? thanks for the help. Help me out"),
        ("matrix-1999", "something about robots"),
        ("12345", "i have 1234 films"),
        ("42", "no more than 42 minutes"),
        ("heat-1995", "nothing from 1995"),
    ],
)
def test_plain_words_and_numbers_pass(world: World, item: str, text: str) -> None:
    passed, _ = guard(text, after(item), world, ())
    assert passed == text


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("furyroad-2015", "something like fury road"),
        ("furyroad-2015", "a mad max film"),
        ("lost-2003", "lost in translatoin"),
        ("12345", "blade runer"),
        ("heat-1995", "the heat of the night"),
    ],
)
def test_near_matches_pass_and_are_counted(world: World, item: str, text: str) -> None:
    assert guard(text, after(item), world, ()) == (text, 1)


def test_nothing_is_suspected_in_a_plain_message(world: World) -> None:
    for item in TITLES:
        assert guard("a western from before 2000, no horror please", after(item), world, ())[1] == 0


def test_what_was_shown_may_be_named(world: World) -> None:
    assert guard("the matrix please", after("matrix-1999"), world, ("up-2009",))[0] is None
    assert guard("the matrix please", after("matrix-1999"), world, ("matrix-1999",)) == ("the matrix please", 0)


def test_a_copy_of_the_target_is_the_target_and_a_namesake_is_not(world: World) -> None:
    assert guard("king kong", after("king-2005"), world, ("king-1933",))[0] is None


def test_longer_titles_that_may_be_said_name_no_shorter_one(world: World) -> None:
    text = "loved the matrix reloaded"
    assert guard(text, after("matrix-1999"), world, ()) == (text, 0)
    assert guard("loved the matrix reloaded, so the matrix", after("matrix-1999"), world, ())[0] is None


def test_names_of_people_in_conditions_name_no_film(world: World) -> None:
    liotta = Constraint(field="genres", op="any_of", value=("Ray Liotta",))
    text = "with Ray Liotta"
    assert guard(text, after("ray-2004", liotta), world, ()) == (text, 0)
    assert guard(text, after("ray-2004"), world, ())[0] is None


def test_people_without_a_target_have_nothing_to_give_away(world: World) -> None:
    task = Task(domain="films", user=TaskUser(id="ann"), goal=Goal(kind="exploratory"))
    assert guard("The Matrix", task, world, ()) == ("The Matrix", 0)


def test_names_of_titles_in_tables() -> None:
    assert ("the", "matrix") in names_of("Matrix, The").whole
    assert ("matrix",) in names_of("Matrix, The").whole
    assert ("se7en",) in names_of("Seven (a.k.a. Se7en)").whole
    assert names_of("Mad Max: Fury Road").parts == (("mad", "max"), ("fury", "road"))
    assert [token.word for token in tokens("Don't, Amélie!")] == ["dont", "amelie"]


def test_conditions_that_name_items_are_told(world: World) -> None:
    assert identifies(world, Constraint(field="genres", op="any_of", value=("Western",)))
    assert identifies(world, Constraint(field="year", op="lt", value=1965, hard=False))
    assert not identifies(world, Constraint(field="genres", op="any_of", value=("Drama",)))
    assert not identifies(world, Constraint(field="year", op="lt", value=1900))


def test_bits_that_a_condition_gives_away(world: World) -> None:
    drama = Constraint(field="genres", op="any_of", value=("Drama",))
    western = Constraint(field="genres", op="any_of", value=("Western",))
    assert bits(world, [], [drama]) == 1.0
    assert bits(world, [], [western]) == 3.0
    assert bits(world, [drama], [drama, western]) == 3.0
    assert bits(world, [drama], []) == 0.0


class Recorder(Contestant):
    """Takes down everything it is given and shows films that nobody is after."""

    name = "recorder"

    def __init__(self, shelf: list[str]) -> None:
        self._shelf, self._next = shelf, 0
        self.got: list[object] = []

    def begin(self, conversation: str, user: str | None) -> None:
        self.got = [conversation, user]

    def respond(self, message: str) -> AgentTurn:
        self.got.append(message)
        self._next += 5
        slate = tuple(self._shelf[(self._next + n) % len(self._shelf)] for n in range(5))
        return AgentTurn(text="Here are some.", kind="recommend", slate=slate)

    def act(self, turn: UserTurn) -> AgentTurn:
        raise AssertionError("words are what is looked at")

    def end(self) -> None:
        self._next = 0


def test_no_byte_of_fifty_dialogues_names_the_target(films_workspace: Path) -> None:
    workspace = Workspace.open(films_workspace)
    world = world_of(workspace)
    tasks = [task for task in make_tasks(workspace, 300, seed=5) if task.goal.target is not None][:50]
    assert len(tasks) == 50
    targets = {task.goal.target for task in tasks}
    recorder = Recorder([item for item in world.catalog.ids if item not in targets])
    user, messages = make_user("rules"), 0
    for task in tasks:
        converse(task, recorder, user, world, Draws(1, task.key, 0))
        received = json.dumps(recorder.got, ensure_ascii=False)
        messages += len(recorder.got) - 2
        assert task.goal.target is not None
        assert task.goal.target not in received
        title = world.catalog.titles[world.catalog.row_of(task.goal.target)]
        exact = re.escape(title) if len(title.split()) == 1 else f"(?i:{re.escape(title)})"
        assert not re.search(rf"(?<!\w){exact}(?!\w)", received), (title, received)
    assert messages > 100
