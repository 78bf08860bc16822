"""What is true for simulated people: masks, worth, and what is kept of them; and the draws that they share."""

from __future__ import annotations

from statistics import fmean, pstdev

import numpy as np
import pytest
from simulated_world import SCHEMA, ByNumber, a_task, hard, small_catalog, small_world

from catalog.table import Catalog
from simulator.draws import Draws
from simulator.goal import Goal, MindChange, Wanted
from simulator.persona import Persona
from simulator.task import Past, Task, TaskUser
from simulator.world import Floats, World


class ByPast:
    """An item is worth as much as the past has items."""

    def utilities(self, user: TaskUser) -> Floats:
        return np.full(60, len(user.past), dtype=np.float32)


def test_people_of_one_name_and_other_pasts_are_others() -> None:
    world = World(small_catalog(), ByPast())
    one = TaskUser(id="ann", past=(Past(item="f1", value=1),))
    two = TaskUser(id="ann", past=(Past(item="f1", value=1), Past(item="f2", value=1)))
    for _ in range(2):
        assert (world.utilities(one)[0], world.utilities(two)[0]) == (1, 2)
        assert (world.known(one).sum(), world.known(two).sum()) == (1, 2)
    assert world.past(one) == {"f1": 1.0}
    assert one.key == TaskUser(id="ann", past=(Past(item="f1", value=1),)).key != two.key


def test_what_is_shared_cannot_be_changed() -> None:
    world, task = small_world(), a_task()
    for shared in (world.utilities(task.user), world.holds([hard("year", "ge", 1990)]), world.acceptable(task, 1)):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 1


def test_conditions_hold_by_value_and_not_by_turn() -> None:
    world = small_world()
    comedy, recent = hard("genres", "any_of", ("Comedy",)), hard("year", "ge", 1990)
    both = world.holds([comedy.model_copy(update={"turn": 3}), recent])
    assert np.array_equal(both, world.holds([comedy]) & world.holds([recent]))
    assert world.holds([comedy.model_copy(update={"hard": False})]).all()
    assert world.holds([]).all()


def test_acceptable_follows_the_mind() -> None:
    wanted = (Wanted(constraint=hard("genres", "any_of", ("Comedy",))),)
    change = MindChange(turn=3, drop=(0,), add=(Wanted(constraint=hard("genres", "any_of", ("Drama",))),))
    task = a_task(Goal(kind="constraints", wanted=wanted, mind_change=change, least_utility=0.0))
    before, after = small_world().acceptable(task, 2), small_world().acceptable(task, 3)
    assert np.flatnonzero(before).tolist() == [32, 36, 44, 48, 52, 56]  # f40 is known
    assert np.flatnonzero(after).tolist() == [33, 37, 41, 45, 49, 53, 57]


def test_copies_of_the_target_are_as_good() -> None:
    rows = [dict(record) for record in small_catalog().records]
    rows[7] |= {"title": rows[8]["title"], "year": rows[8]["year"]}
    world = World(Catalog(SCHEMA, rows), ByNumber())
    task = a_task(Goal(kind="target", target="f8"))
    assert np.flatnonzero(world.acceptable(task, 1)).tolist() == [7, 8]
    assert not world.copies("nowhere").any()


def test_fame_is_a_share_and_novelty_counts_for_those_who_look_around() -> None:
    world = small_world()
    assert world.fame[0] == pytest.approx(1 - 1 / 120)
    assert world.fame[59] == pytest.approx(1 / 120)
    jaded = a_task(Goal(kind="exploratory"), persona=Persona(novelty=1.0))
    gain = world.worth(jaded) - world.utilities(jaded.user)
    assert gain[59] == pytest.approx(0.5, abs=0.01)
    assert gain[0] == pytest.approx(-0.5, abs=0.01)
    seeking = a_task(persona=Persona(novelty=1.0))
    assert np.array_equal(world.worth(seeking), world.utilities(seeking.user))


def test_task_with_other_parts_has_another_key() -> None:
    task = a_task()
    other = task.with_(turns=3)
    assert other.turns == 3
    assert other.key != task.key == a_task().key
    assert Task.model_validate_json(other.line()).key == other.key


def test_draws_depend_on_their_name_alone() -> None:
    draws = Draws(1, "task", 0)
    later = [draws.unit(2, "b"), draws.normal(5, "c")]
    fresh = Draws(1, "task", 0)
    assert [fresh.unit(2, "b"), fresh.normal(5, "c")] == later
    names = [(turn, purpose) for turn in range(20) for purpose in ("a", "b")]
    units = {draws.under(more).unit(*name) for name in names for more in ("x", "y")} | {draws.unit(*n) for n in names}
    assert len(units) == 120
    assert Draws(1, "task", 0).under("x", 2).unit(0, "a") == Draws(1, "task", 0, "x", 2).unit(0, "a")


def test_draws_are_distributed_as_they_say() -> None:
    draws = Draws("spread")
    units = [draws.unit(turn, "u") for turn in range(4000)]
    normals = [draws.normal(turn, "n") for turn in range(4000)]
    assert fmean(units) == pytest.approx(0.5, abs=0.02)
    assert (fmean(normals), pstdev(normals)) == (pytest.approx(0, abs=0.05), pytest.approx(1, abs=0.05))
    rare, often = ({t for t in range(4000) if draws.chance(p, t, "c")} for p in (0.2, 0.6))
    assert rare < often
    assert len(rare) / 4000 == pytest.approx(0.2, abs=0.03)
    assert {draws.pick("abc", turn, "p") for turn in range(50)} == set("abc")
