"""Tasks over the bundled films, made by hand and in no time."""

from __future__ import annotations

from pathlib import Path

from catalog.constraint import Constraint
from simulator.goal import Goal, Wanted
from simulator.persona import Persona
from simulator.task import Past, Task, TaskUser, write_tasks

GENRES = ("Comedy", "Drama", "Thriller", "Romance")


def film_tasks(count: int, ids: list[str], *, sessions: int = 1) -> list[Task]:
    """People who want a film of a genre from a year on, half of whom know some films."""
    return [
        Task(
            domain="films",
            user=TaskUser(id=f"user {n}", past=tuple(Past(item=ids[(7 * n + k) % len(ids)], value=0.5) for k in range(n % 2 * 4))),
            goal=Goal(
                kind="constraints",
                wanted=(
                    Wanted(constraint=Constraint(field="genres", op="any_of", value=(GENRES[n % 4],))),
                    Wanted(constraint=Constraint(field="year", op="ge", value=1950 + n), reveal="on_ask"),
                ),
                least_utility=0.2,
            ),
            persona=Persona(patience=4.0 + n % 3),
            sessions=sessions,
        )
        for n in range(count)
    ]


def task_file(path: Path, count: int, ids: list[str], *, sessions: int = 1) -> Path:
    """A file of such tasks."""
    write_tasks(path, film_tasks(count, ids, sessions=sessions))
    return path
