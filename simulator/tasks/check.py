"""Whether tasks, made or written by hand, can be played on a catalog: `problems_of`.

Knows what a task must find there: its items, fields and values, something to take or, for an impossible goal, nothing.
Does not know who wrote it; the shape of a line is checked where it is read.
"""

from __future__ import annotations

from catalog.constraint import Constraint
from catalog.errors import CatalogError
from catalog.table import Catalog
from simulator.goal import Goal, Wanted
from simulator.task import Task
from simulator.world import World


def problems_of(task: Task, world: World) -> list[str]:
    """What is wrong with a task, one line each; [] where it can be played."""
    catalog, goal = world.catalog, task.goal
    found = _items(task, catalog)
    added = goal.mind_change.add if goal.mind_change else ()
    conditions = [_condition(wanted.constraint, catalog) for wanted in (*goal.wanted, *added)]
    found += [problem for problem in conditions if problem]
    found += [f"taste {name!r}: {problem}" for name in sorted(task.user.taste) if (problem := _taste(name, catalog))]
    if found:
        return found
    return _impossible(goal, world) if goal.kind == "impossible" else _possible(task, world)


def _items(task: Task, catalog: Catalog) -> list[str]:
    goal = task.goal
    named = [("past", past.item) for past in task.user.past] + [("examples", item) for item in goal.examples]
    if goal.target is not None:
        named.append(("target", goal.target))
    found = [
        f"{place} names the item {item!r}, which the catalog has not" for place, item in named if item not in catalog
    ]
    known = {past.item: past.value for past in task.user.past}
    if goal.target in known:
        found.append(f"the target {goal.target!r} is known to the person already")
    disliked = [item for item in goal.examples if known.get(item, 1.0) <= 0]
    return found + [f"the example {item!r} is something the person does not like" for item in disliked]


def _condition(constraint: Constraint, catalog: Catalog) -> str | None:
    """Why a condition means nothing here, or None."""
    try:
        catalog.check(constraint)
    except CatalogError as error:
        return f"{constraint.describe()}: {error}"
    if constraint.negative or catalog.mask([constraint]).any():
        return None
    return f"{constraint.describe()}: no {catalog.schema.noun} of the catalog meets it, so nobody would ask for it"


def _taste(name: str, catalog: Catalog) -> str | None:
    field, sign, _ = name.partition("=")
    if not sign:
        return "it is not written FIELD=VALUE"
    return None if any(field == known.name for known in catalog.schema.fields) else f"no field {field!r}"


def _impossible(goal: Goal, world: World) -> list[str]:
    hard = [wanted for wanted in goal.wanted if wanted.constraint.hard]
    met = int(world.holds(wanted.constraint for wanted in hard).sum())
    if met:
        return [f"it should be impossible, but {met} {world.catalog.schema.plural} meet every hard condition"]
    if world.holds(wanted.constraint for wanted in hard if wanted.reveal != "hidden").any():
        return ["it is impossible by a hidden condition only, which no agent can know"]
    return []


def _possible(task: Task, world: World) -> list[str]:
    goal = task.goal
    turns = [1] if goal.mind_change is None else [1, goal.mind_change.turn]
    found = []
    for turn in turns:
        when = "" if turn == 1 else f" after the change of mind in turn {turn}"
        if goal.target is not None and not _fits(goal.target, goal.wanted_at(turn), world):
            found.append(f"the target {goal.target!r} does not meet every hard condition{when}")
        elif not world.acceptable(task, turn).any():
            found.append(f"there is nothing the person would take{when}")
    return found


def _fits(item: str, wanted: tuple[Wanted, ...], world: World) -> bool:
    return bool(world.holds(one.constraint for one in wanted)[world.catalog.row_of(item)])
