"""True utilities: whom they please, that they are the same everywhere, and that they rank what people came to like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from data_paths import data_folder
from task_data import films, films_world, shelf

from recommenders.hold_out import is_held_out
from simulator.task import Past, TaskUser
from simulator.tasks.person import people_of
from simulator.tasks.source import TaskSource
from simulator.taste import TasteModel, world_of


def auc(better: np.ndarray, worse: np.ndarray) -> float:
    """How often one of `better` is above one of `worse`; ties count half."""
    above = (better[:, None] > worse[None, :]).mean()
    return float(above + (better[:, None] == worse[None, :]).mean() / 2)


def test_utilities_are_about_standard_normal_and_rounded() -> None:
    for person in people_of(films())[:20]:
        values = films_world().utilities(TaskUser(id=person.id, past=person.past))
        assert values.dtype == np.float32
        assert abs(values.mean()) < 0.1
        assert 0.8 < values.std() < 1.1
        np.testing.assert_array_equal(values * 1024, np.rint(values * 1024))


def test_somebody_who_likes_one_kind_and_not_the_other() -> None:
    world = world_of(shelf({"a": [(0, 1.0), (2, 1.0)], "b": [(1, 1.0), (3, 1.0)]}))
    sea = TaskUser(id="sea", past=tuple(Past(item=f"i{row}", value=1.0 if row % 2 == 0 else -1.0) for row in range(12)))
    values = world.utilities(sea)
    assert values[20:60:2].mean() > values[21:60:2].mean() + 1


def test_taste_comes_on_top_in_deviations() -> None:
    catalog = films().catalog
    plain = films_world().utilities(TaskUser(id="x"))
    wishes = {"genres=Horror": 2.0, "year=1980s": -1.0, "about=vampire": 0.5, "no such field=1": 9.0, "genres": 9.0}
    wished = films_world().utilities(TaskUser(id="x", taste=wishes))
    horror = catalog.category("genres").mask("any_of", ("Horror",))
    eighties = (catalog.years >= 1980) & (catalog.years < 1990)
    vampires = catalog.column("about").mask("any_of", ("vampire",))
    assert vampires.any()
    np.testing.assert_allclose(wished - plain, 2.0 * horror - 1.0 * eighties + 0.5 * vampires, atol=2 / 1024)


def test_items_that_are_gone_count_for_nothing() -> None:
    past = people_of(films())[0].past
    gone = (*past, Past(item="burnt in 1937", value=1.0))
    np.testing.assert_array_equal(
        films_world().utilities(TaskUser(id="x", past=past)), films_world().utilities(TaskUser(id="y", past=gone))
    )


def test_nobody_and_nothing_known() -> None:
    world = world_of(shelf({}))
    np.testing.assert_array_equal(world.utilities(TaskUser(id="x")), np.zeros(60))


def test_fitting_twice_gives_the_same_bytes() -> None:
    source = films()
    user = TaskUser(id="x", past=people_of(source)[3].past)
    again = TasteModel.of(source)
    assert again.utilities(user).tobytes() == films_world().utilities(user).tobytes()


def test_utility_ranks_what_people_came_to_like_of_real_films() -> None:
    source = TaskSource.read(str(data_folder("movies")), 0.0)
    everybody = people_of(source)
    tested = [person for person in everybody if not is_held_out(person.id, 0.2)][::4]
    later = {(person.id, row) for person in tested for row in person.later}
    events = source.interactions
    keep = np.array([(events.user_ids[u], i) not in later for u, i in zip(events.users, events.items, strict=True)])
    world = world_of(replace(source, interactions=events.select(keep)))
    rng = np.random.default_rng(0)
    popularity = source.catalog.popularity
    anything, famous = [], []
    for person in tested:
        values = world.utilities(TaskUser(id=person.id, past=person.past))
        known = {past.item for past in person.past}
        unknown = np.array([item not in known for item in source.catalog.ids])
        unknown[list(person.later)] = False
        liked = values[list(person.later)]
        anything.append(auc(liked, values[unknown]))
        shares = popularity * unknown
        famous.append(auc(liked, values[rng.choice(len(values), 300, p=shares / shares.sum())]))
    assert np.mean(anything) > 0.83
    assert np.mean(famous) > 0.64
