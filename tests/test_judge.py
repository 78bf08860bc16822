"""The judge on cases whose verdict is known."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from simulated_world import ByNumber, a_task, gives_up, hard, shows, small_catalog, small_world

from catalog.schema import Field
from catalog.table import Catalog
from simulator.acts import UserAct, UserTurn
from simulator.agent_turn import AgentTurn
from simulator.judge import judge
from simulator.record import Judged
from simulator.user_state import UserState
from simulator.world import World

WORLD = small_world()
COMEDY, SHORT = hard("genres", "any_of", ("Comedy",)), hard("runtime", "le", 110)
SAID = UserState(turn=2, said=(COMEDY, SHORT))
ASKS = UserTurn(acts=(UserAct(kind="request"),))


def verdict(reply: AgentTurn, state: UserState = SAID, turn: UserTurn = ASKS, before: UserState = SAID) -> Judged:
    return judge(a_task(), WORLD, before, turn, state, reply)


def test_fitting_list_is_without_fault() -> None:
    found = verdict(shows("f36", "f48", "f32"))
    assert found == Judged(candidates=13, acceptable=3)


def test_candidates_are_counted_from_the_catalog() -> None:
    catalog = WORLD.catalog
    fits = [r for r in catalog.records if "Comedy" in r["genres"] and r.get("runtime") is not None and r["runtime"] <= 110]
    assert verdict(shows()).candidates == len(fits)
    assert verdict(shows(), UserState(turn=1)).candidates == 60
    assert verdict(shows(), SAID.model_copy(update={"rejected": ("f36", "f1")})).candidates == len(fits) - 1


def test_each_broken_condition_counts_once() -> None:
    found = verdict(shows("f1", "f2", "f52"))
    assert found.violations == (COMEDY, SHORT)
    assert verdict(shows("f52")).violations == (SHORT,)


def test_unknown_value_meets_no_condition() -> None:
    state = UserState(turn=1, said=(SHORT,))
    assert verdict(shows("f39"), state).violations == (SHORT,)  # 99 minutes by the rule, which the catalog does not say


def test_soft_conditions_may_be_broken() -> None:
    soft = COMEDY.model_copy(update={"hard": False})
    assert verdict(shows("f1"), UserState(turn=1, said=(soft,))).violations == ()


def test_what_is_said_to_be_given_up_is_no_violation() -> None:
    found = verdict(shows("f1", relaxed=(COMEDY.model_copy(update={"turn": 1}),)))
    assert found.violations == ()
    assert found.abstained
    found = verdict(shows("f53", relaxed=(COMEDY,)))
    assert found.violations == (SHORT,)
    soft = COMEDY.model_copy(update={"hard": False})
    assert not verdict(shows("f36", relaxed=(soft,))).abstained


@pytest.mark.parametrize(
    ("held", "misheard"),
    [
        (None, 0),
        ((), 2),
        ((COMEDY,), 1),
        ((hard("genres", "eq", "Comedy"), hard("runtime", "lt", 90)), 0),
        ((hard("genres", "any_of", ("Comedy", "Drama")), SHORT), 1),
    ],
)
def test_misheard_is_what_the_agent_does_not_go_by(held: tuple[object, ...] | None, misheard: int) -> None:
    found = verdict(shows("f1", "f52", held=held))
    assert len(found.violations) == 2
    assert found.misheard == misheard


def test_invented_items() -> None:
    found = verdict(shows("f36", "film-99", ""))
    assert found.invented == 2
    assert found.violations == ()


def test_repeats_are_what_was_turned_down_or_known() -> None:
    state = SAID.model_copy(update={"rejected": ("f36",), "slate": ("f36", "f32"), "shown": ("f36", "f32")})
    assert verdict(shows("f36", "f32"), state).repeats == 1
    more = UserTurn(acts=(UserAct(kind="more"),))
    assert verdict(shows("f36", "f32", "f48"), state, more).repeats == 2


def test_item_of_an_earlier_list_may_come_back_under_a_new_condition() -> None:
    state = SAID.model_copy(update={"slate": ("f32",), "shown": ("f36", "f32")})
    narrows = UserTurn(acts=(UserAct(kind="require", constraint=SHORT),))
    assert verdict(shows("f36", "f32"), state, narrows).repeats == 0


def test_honest_no() -> None:
    none = UserState(turn=1, said=(COMEDY, hard("genres", "none_of", ("Comedy",))))
    found = verdict(gives_up(), none)
    assert found.abstained
    assert not found.possible
    assert found.candidates == 0
    assert verdict(gives_up()).abstained
    assert verdict(gives_up()).possible


def test_all_that_fits_turned_down_leaves_nothing() -> None:
    fits = tuple(WORLD.catalog.ids[row] for row in np.flatnonzero(WORLD.holds([COMEDY, SHORT])))
    assert not verdict(gives_up(), SAID.model_copy(update={"rejected": fits})).possible
    assert verdict(gives_up(), SAID.model_copy(update={"rejected": fits[1:]})).possible


def test_acceptable_items_are_new_fitting_and_good() -> None:
    # wanted are also years from 1990 on, a hidden condition; f40 is known, f28 too old, f36 and f48 are all right
    assert verdict(shows("f36", "f28", "f40", "f48", "f37")).acceptable == 2
    assert verdict(shows("f36"), SAID.model_copy(update={"known": ("f36",)})).acceptable == 0


def test_bits() -> None:
    before = UserState(turn=1, said=(COMEDY,))
    assert verdict(shows(), before=before).bits == pytest.approx(log2(15 / 13))
    assert verdict(shows(), before=UserState()).bits == pytest.approx(log2(60 / 13))
    assert verdict(shows(), UserState(turn=2), before=SAID).bits == 0


def test_house_rules() -> None:
    catalog = small_catalog()
    schema = catalog.schema.model_copy(
        update={"fields": (*(f for f in catalog.schema.fields if not f.derived), Field(name="stock", kind="flag", role="available"))}
    )
    world = World(Catalog(schema, [{**r, "stock": r["id"] != "f36"} for r in catalog.records]), ByNumber())
    assert judge(a_task(), world, SAID, ASKS, SAID, shows("f36", "f48")).house == 1
