"""Fixed sets of tasks by name: `SETS`, how each is made again and what its file must be.

Knows data set, number, seed, share held out, and the sha256 of the file: tasks hold what people did, which may not be
passed on, so everybody makes them from their own copy of the data. The digests follow from the data, the code of
`simulator.tasks` and `persona_mix.json`; whoever changes these writes new digests here and says that figures are not
comparable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from catalog.errors import ConfigError
from simulator.making import make_tasks
from simulator.task import Task, digest_of
from simulator.tasks.source import TaskSource


@dataclass(frozen=True)
class TaskSet:
    """One fixed set."""

    name: str
    dataset: str
    n: int
    seed: int
    hold_out: float
    sha256: str


SETS = (
    TaskSet("movies-tasks", "movies", 300, 0, 0.2, "e5d89a567281f8367233d7b3cc65b558ab1f28bc88613796114af031ca04d43f"),
    TaskSet(
        "movies-tasks-large",
        "movies",
        3_000,
        1,
        0.2,
        "3f4f48fcc82fdd5b836d9da10246c711154efd7dfd202217172bba6e00300b7d",
    ),
    TaskSet("games-tasks", "games", 300, 0, 0.2, "ec615749d1f1dfd91ee9f8ade9f09150b281e55debe731c7284f3afdd8fcd32d"),
)


def task_set(name: str) -> TaskSet:
    """The set of this name; ConfigError lists the names there are."""
    for one in SETS:
        if one.name == name:
            return one
    raise ConfigError(f"no set of tasks {name!r}; there are {', '.join(one.name for one in SETS)}")


def tasks_of_set(one: TaskSet, source: TaskSource) -> list[Task]:
    """The tasks of a set, made from the data of a workspace or a folder and verified.

    Raises ConfigError where they are not the ones that were published.
    """
    if source.held_out is None:
        raise ConfigError(
            f"{one.name!r} needs people nothing was learnt from: build the workspace with "
            f"`parley build --dataset {one.dataset} --hold-out {one.hold_out:g}`"
        )
    tasks = make_tasks(replace(source, domain=one.dataset), one.n, one.seed)
    found = digest_of(tasks)
    if found != one.sha256:
        raise ConfigError(
            f"the tasks made here are not those of {one.name!r} (sha256 {found[:12]}…, not {one.sha256[:12]}…): the "
            f"data are others, the share held out is not {one.hold_out:g}, or this is another version of Parley; "
            "figures of these tasks cannot be compared with those of the set"
        )
    return tasks


def source_of_set(one: TaskSet, data: Path | None = None) -> TaskSource:
    """What a set is made from, read from the user's copy of the data; `data` as for `catalog.datasets.resolve`."""
    return TaskSource.read(one.dataset, one.hold_out, data)
