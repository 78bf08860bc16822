"""The fixed sets of tasks: made again from the data, they are the files that were published."""

from __future__ import annotations

from dataclasses import replace

import pytest
from data_paths import data_folder
from task_data import films

from catalog.errors import ConfigError
from simulator.making import make_tasks
from simulator.task import digest_of
from simulator.task_sets import SETS, TaskSet, source_of_set, task_set, tasks_of_set

LITTLE = TaskSet("little", "films", 6, 1, 0.2, "")


@pytest.mark.parametrize("name", ["movies-tasks", "games-tasks"])
def test_a_set_made_of_the_real_data_is_the_published_one(name: str) -> None:
    one = task_set(name)
    source = source_of_set(one, data_folder(one.dataset).parent)
    tasks = tasks_of_set(one, source)
    assert len(tasks) == one.n
    assert {task.domain for task in tasks} == {one.dataset}


def test_the_names_and_sizes_of_the_sets() -> None:
    assert {one.name: one.n for one in SETS} == {
        "movies-tasks": 300, "movies-tasks-large": 3_000, "games-tasks": 300,
    }  # fmt: skip
    assert all(len(one.sha256) == 64 for one in SETS)


def test_a_set_is_verified() -> None:
    tasks = make_tasks(films(), LITTLE.n, LITTLE.seed)
    published = replace(LITTLE, sha256=digest_of(tasks))
    assert tasks_of_set(published, replace(films(), domain="my films")) == tasks
    fewer = films().interactions.select(films().interactions.items != 7)
    with pytest.raises(ConfigError, match="are not those of 'little'") as error:
        tasks_of_set(published, replace(films(), interactions=fewer))
    assert "\n" not in str(error.value)
    with pytest.raises(ConfigError, match=r"parley build --dataset films --hold-out 0\.2"):
        tasks_of_set(published, replace(films(), held_out=None))


def test_an_unknown_set_is_named() -> None:
    with pytest.raises(ConfigError, match="no set of tasks 'books-tasks'; there are movies-tasks"):
        task_set("books-tasks")
