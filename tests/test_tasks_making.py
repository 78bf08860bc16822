"""Tasks made from people's events: fair, theirs, in the shares asked for, and the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_data import films, films_world, shelf

from catalog.constraint import Constraint
from catalog.errors import ConfigError
from simulator.draws import Draws
from simulator.fitted import Mix, draw_one, draw_persona, fitted_mix
from simulator.goal import Goal, MindChange, Wanted
from simulator.making import make_tasks
from simulator.persona import Persona
from simulator.task import Past, Task, TaskUser, read_tasks, write_tasks
from simulator.tasks.check import problems_of
from simulator.tasks.person import people_of

ROOT = Path(__file__).resolve().parents[1]
N = 80


@pytest.fixture(scope="module")
def made() -> list[Task]:
    """Eighty tasks of the bundled films."""
    return make_tasks(films(), N, 5)


def test_kinds_come_in_their_shares(made: list[Task]) -> None:
    counts = Counter(task.goal.kind for task in made)
    assert counts == {"target": 16, "constraints": 36, "exploratory": 12, "impossible": 16}
    assert [task.goal.kind for task in made] != sorted(task.goal.kind for task in made)


def test_every_task_can_be_played(made: list[Task]) -> None:
    assert {task.key: problems_of(task, films_world()) for task in made} == {task.key: [] for task in made}
    assert len({task.key for task in made}) == N


def test_people_are_those_held_out_and_take_turns(made: list[Task]) -> None:
    held_out = films().held_out
    assert held_out is not None
    assert {task.user.id for task in made} <= set(held_out.user_ids)
    assert len({task.user.id for task in made}) > 0.8 * N
    assert {task.domain for task in made} == {"films"}


def test_the_past_is_what_came_before_the_last_fifth() -> None:
    met = [(2, 1.0), (4, 0.5), (5, -1.0), (6, 1.0), (8, 1.0), (7, -0.5), (10, 1.0), (4, 1.0), (12, 1.0)]
    [person] = people_of(shelf({"p": met, "too few": met[:4]}))
    # 7 liked events: the sixth and seventh are the last fifth; what was liked again is no news.
    assert [(past.item, past.value) for past in person.past] == [
        ("i2", 1.0), ("i4", 0.5), ("i5", -1.0), ("i6", 1.0), ("i8", 1.0), ("i7", -0.5), ("i10", 1.0),
    ]  # fmt: skip
    assert person.later == (12,)
    assert person.liked == (2, 4, 6, 8, 10)


def test_groups_are_thirds() -> None:
    people = {f"p{n}": [(row, 1.0) for row in range(5 * n + 5)] for n in range(9)}
    groups = [person.groups["activity"] for person in people_of(shelf(people))]
    assert groups == ["light"] * 3 + ["middle"] * 3 + ["heavy"] * 3


def test_what_is_wanted_is_unknown_and_within_reach(made: list[Task]) -> None:
    world = films_world()
    low, high = fitted_mix().goals.takes["constraints"]
    for task in made:
        known = world.known(task.user)
        if task.goal.target is not None:
            assert not known[world.catalog.row_of(task.goal.target)]
        if task.goal.kind == "constraints":
            assert 1 <= len(task.goal.wanted) <= 4
            fits = world.holds(wanted.constraint for wanted in task.goal.wanted) & ~known
            taken = int(world.acceptable(task, 1).sum())
            assert taken >= 5
            assert low - 1 / fits.sum() <= taken / fits.sum() <= high + 2 / fits.sum()


def test_something_the_person_came_to_like_would_be_taken(made: list[Task]) -> None:
    world = films_world()
    later = {person.id: set(person.later) for person in people_of(films())}
    for task in made:
        if task.goal.kind != "impossible":
            assert set(np.flatnonzero(world.acceptable(task, 1))) & later[task.user.id]


def test_one_condition_less_makes_the_impossible_possible(made: list[Task]) -> None:
    world = films_world()
    for task in made:
        if task.goal.kind == "impossible":
            wanted = [one.constraint for one in task.goal.wanted]
            assert all(one.hard for one in wanted)
            assert not world.holds(wanted).any()
            for fewer in combinations(wanted, len(wanted) - 1):
                assert world.holds(fewer).sum() >= 3


def test_minds_change_to_something_else_that_can_be_had() -> None:
    mix = fitted_mix()
    changes = mix.goals.mind_change.model_copy(update={"share": 1.0})
    goals = mix.goals.model_copy(update={"kinds": {"constraints": 1.0}, "mind_change": changes})
    tasks = make_tasks(films(), 25, 0, mix=Mix(personas=mix.personas, goals=goals))
    kinds = set()
    for task in tasks:
        change = task.goal.mind_change
        assert change is not None
        assert change.turn in mix.goals.mind_change.turns
        before, after = (films_world().acceptable(task, turn) for turn in (1, change.turn))
        assert after.sum() >= 5
        assert (before != after).any()
        kinds.add((len(change.drop), len(change.add)))
    assert kinds == {(1, 1), (0, 1), (1, 0)}


def test_the_same_seed_gives_the_same_bytes_in_every_process(made: list[Task], tmp_path: Path) -> None:
    written = write_tasks(tmp_path / "here.jsonl", made)
    code = (
        "import sys; from pathlib import Path; from simulator.making import make_tasks; "
        "from simulator.task import write_tasks; from simulator.tasks.source import TaskSource; "
        f"print(write_tasks(Path(sys.argv[1]), make_tasks(TaskSource.read('films', 0.2), {N}, 5)))"
    )
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / f"{hash_seed}.jsonl")],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": hash_seed, "OPENBLAS_NUM_THREADS": hash_seed},
            capture_output=True,
            check=True,
            timeout=120,
        )
        assert done.stdout.decode().strip() == written
    assert [task.key for task in make_tasks(films(), N, 6)] != [task.key for task in made]


def test_the_protocol_says_whose_events_these_are() -> None:
    assert "synthetic" in films().note
    shared = shelf({"p": [(row, 1.0) for row in range(8)]})
    assert "too good" in shared.note
    assert "nothing was learnt from them" in replace(shared, held_out=shared.interactions).note
    assert shared.people is shared.interactions


def test_without_people_or_common_values_a_line_says_so() -> None:
    with pytest.raises(ConfigError, match="nobody in 'shelf' liked 5 items"):
        make_tasks(shelf({"p": [(1, 1.0), (2, 1.0)]}), 10)
    mix = fitted_mix()
    only = mix.goals.model_copy(update={"kinds": {"constraints": 1.0}, "asks": {"performer": 1.0}})
    with pytest.raises(ConfigError, match="no fair task of the kind 'constraints'"):
        make_tasks(shelf({"p": [(row, 1.0) for row in range(12)]}), 3, mix=Mix(personas=mix.personas, goals=only))


def test_personas_lie_between_the_quantiles() -> None:
    mix = fitted_mix()
    drawn = [draw_persona(mix, Draws("persona", n)) for n in range(400)]
    for trait, points in mix.personas.items():
        values = np.array([getattr(persona, trait) for persona in drawn])
        assert values.min() >= points[0]
        assert values.max() <= points[-1]
        assert abs((values <= points[2]).mean() - 0.5) < 0.15 or points[2] == points[0]


def test_a_mix_must_speak_of_every_trait() -> None:
    mix = fitted_mix()
    with pytest.raises(ValueError, match="exactly these traits"):
        Mix(personas={"patience": (1.0, 2.0)}, goals=mix.goals)
    with pytest.raises(ValueError, match="never fall"):
        Mix(personas=mix.personas | {"patience": (2.0, 1.0)}, goals=mix.goals)


def test_draws_come_in_their_shares() -> None:
    found = Counter(draw_one({"a": 0.0, "b": 3.0, "c": 1.0}, Draws(n), "x") for n in range(1000))
    assert found["a"] == 0
    assert 700 < found["b"] < 800


condition = st.builds(
    Constraint,
    field=st.text(min_size=1, max_size=9),
    op=st.sampled_from(["eq", "le", "any_of", "none_of"]),
    value=st.one_of(st.text(max_size=9), st.lists(st.text(max_size=9), min_size=1, max_size=3)),
    hard=st.booleans(),
)
wanted = st.builds(Wanted, constraint=condition, reveal=st.sampled_from(["volunteer", "on_ask", "hidden"]))
goal = st.builds(
    Goal,
    kind=st.sampled_from(["constraints", "exploratory", "impossible"]),
    wanted=st.lists(wanted, min_size=1, max_size=3).map(tuple),
    examples=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    least_utility=st.floats(-5, 5),
    mind_change=st.none() | st.builds(MindChange, turn=st.integers(2, 9), drop=st.just((0,)), add=st.tuples(wanted)),
)
user = st.builds(
    TaskUser,
    id=st.text(max_size=9),
    past=st.lists(st.builds(Past, item=st.text(max_size=5), value=st.floats(-1, 1)), max_size=4).map(tuple),
    taste=st.dictionaries(st.text(max_size=9), st.floats(-3, 3), max_size=3),
)


@given(st.builds(Task, domain=st.text(max_size=9), user=user, goal=goal, persona=st.builds(Persona)))
def test_a_task_comes_back_from_its_line(task: Task) -> None:
    again = Task.model_validate_json(task.line())
    assert again == task
    assert again.key == task.key
    assert "\n" not in task.line()


def test_made_tasks_come_back_from_their_file(made: list[Task], tmp_path: Path) -> None:
    write_tasks(tmp_path / "tasks.jsonl", made)
    assert read_tasks(tmp_path / "tasks.jsonl") == made
