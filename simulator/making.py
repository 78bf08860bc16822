"""Making tasks from people's events: `make_tasks`.

Knows how many tasks of which kind there are and whose they are. How one goal comes about is in `simulator.tasks`. Equal
catalog, events, number and seed give equal tasks, in every process and whatever models the workspace holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.errors import ConfigError
from simulator.draws import Draws
from simulator.fitted import Mix, draw_persona, fitted_mix
from simulator.goal import GoalKind
from simulator.task import Task
from simulator.tasks.askable import Askable
from simulator.tasks.choosing import Choosing
from simulator.tasks.goals import Goals
from simulator.tasks.person import LEAST_LIKED, Person, people_of
from simulator.tasks.source import TaskSource
from simulator.taste import world_of

if TYPE_CHECKING:
    from recommenders.workspace import Workspace

_TRIES, _PEOPLE = 12, 20
"""How often one person is tried, and how many people, before a task is given up."""


def make_tasks(workspace: Workspace | TaskSource, n: int, seed: int = 0, *, mix: Mix | None = None) -> list[Task]:
    """`n` tasks for people held out of the workspace, or for its own people where it holds nobody out.

    Kinds come in the shares of `mix` (default: the fitted one), rounded; people take turns, so that everybody has about
    as many tasks. Raises ConfigError where nobody liked enough items, or the data do not give so many fair tasks.
    """
    from threadpoolctl import threadpool_limits

    source = workspace if isinstance(workspace, TaskSource) else TaskSource.of(workspace)
    mix = mix or fitted_mix()
    people = people_of(source)
    if not people:
        raise ConfigError(
            f"nobody in {source.domain!r} liked {LEAST_LIKED} items and something new after them: tasks cannot be made "
            "of these events; write a file of tasks by hand"
        )
    draws = Draws(seed, "tasks")
    people, kinds = _shuffled(people, draws), _kinds(mix, n, draws)
    with threadpool_limits(1, "blas"):  # on a busy machine threads wait for each other longer than one works
        choosing = Choosing(Askable(source.catalog, mix.goals.unsaid), mix.goals)
        goals = Goals(world_of(source), choosing, mix.goals, source.domain)
        return [_one(goals, kind, place, people, draws, mix) for place, kind in enumerate(kinds)]


def _one(goals: Goals, kind: GoalKind, place: int, people: list[Person], draws: Draws, mix: Mix) -> Task:
    for shift in range(min(_PEOPLE, len(people))):
        person = people[(place + shift) % len(people)]
        for attempt in range(_TRIES):
            here = draws.under(place, shift, attempt)
            task = goals.task(kind, person, draw_persona(mix, draws.under(place)), here)
            if task is not None:
                return task
    raise ConfigError(
        f"no fair task of the kind {kind!r} was found for task {place + 1}: these items have too few values in common; "
        "make fewer tasks or write them by hand"
    )


def _shuffled(people: list[Person], draws: Draws) -> list[Person]:
    return sorted(people, key=lambda person: (draws.unit(0, f"person:{person.id}"), person.id))


def _kinds(mix: Mix, n: int, draws: Draws) -> list[GoalKind]:
    """`n` kinds in their shares, by largest remainder, in an order of chance."""
    shares = mix.goals.kinds
    exact = {kind: n * share / sum(shares.values()) for kind, share in shares.items()}
    counts = {kind: int(number) for kind, number in exact.items()}
    for kind in sorted(exact, key=lambda k: (counts[k] - exact[k], k))[: n - sum(counts.values())]:
        counts[kind] += 1
    listed = [kind for kind, count in counts.items() for _ in range(count)]
    order = sorted(range(n), key=lambda place: (draws.unit(0, f"kind:{place}"), place))
    return [listed[place] for place in order]
