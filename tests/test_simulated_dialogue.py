"""Whole dialogues: how they end, whose fault it was, what comes after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from plain_voice import PlainVoice
from simulated_user_contract import TARGET, target_task
from simulated_world import Stub, a_task, asks, gives_up, hard, shows, small_world

from catalog.errors import BudgetSpent, ConfigError, InfrastructureFault, ModelError, ParleyError
from simulator.acts import UserTurn
from simulator.acts_user import ActsUser
from simulator.agent_turn import AgentTurn
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.goal import Goal, Wanted
from simulator.persona import Persona
from simulator.record import Dialogue, Exchange
from simulator.rules_user import RulesUser
from simulator.simulated_user import Said
from simulator.task import Task
from simulator.view import View

WORLD = small_world()
CALM = Persona(patience=1000, disclosure=1, dont_know=0, curiosity=0, attention=1, politeness=0)


def talk(task: Task, reply: Callable[[int, UserTurn | str], AgentTurn], seed: int = 1) -> Dialogue:
    return converse(task, Stub(reply), ActsUser(), WORLD, Draws(seed, task.key, 0))[0]


def test_success_is_an_acceptable_item_taken() -> None:
    found = talk(a_task(persona=CALM), lambda turn, message: shows("f1") if turn == 0 else shows("f36"))
    assert (found.outcome, found.accepted, found.success, found.agent_turns) == ("accepted", "f36", True, 2)
    worth = WORLD.utilities(a_task().user)
    assert found.utility == pytest.approx(float(worth[36]))
    assert found.best_utility == pytest.approx(float(worth[48]))
    assert found.exchanges[-1].agent is None
    assert found.exchanges[-1].judged is None
    assert found.rating is not None
    assert found.rating >= 4


def test_target_found() -> None:
    task = target_task(persona=CALM)
    found = talk(task, lambda turn, message: shows("f32", "f48"))
    assert found.success
    assert found.accepted == TARGET
    assert found.utility == found.best_utility


def test_turn_cap() -> None:
    found = talk(a_task(persona=CALM, turns=3), lambda turn, message: asks(("year", "runtime", "language")[turn]))
    assert (found.outcome, found.agent_turns, found.success) == ("turn_cap", 3, False)
    assert len(found.exchanges) == 4


def test_last_reply_may_still_be_taken() -> None:
    found = talk(a_task(persona=CALM, turns=2), lambda turn, message: shows("f1") if turn == 0 else shows("f36"))
    assert found.success
    assert found.agent_turns == 2


def test_left() -> None:
    task = a_task(persona=CALM.model_copy(update={"patience": 3.0}))
    found = talk(task, lambda turn, message: shows("f1", "f2"))
    assert (found.outcome, found.success) == ("left", False)
    assert found.rating is not None
    assert found.rating <= 2


def impossible() -> Task:
    wanted = (
        Wanted(constraint=hard("genres", "any_of", ("Comedy",))),
        Wanted(constraint=hard("genres", "none_of", ("Comedy",)), reveal="hidden"),
    )
    return a_task(Goal(kind="impossible", wanted=wanted), persona=CALM)


def test_honest_no_is_a_success_where_nothing_fits() -> None:
    found = talk(impossible(), lambda turn, message: shows("f32") if turn == 0 else gives_up())
    assert (found.outcome, found.success) == ("abstained", True)
    assert found.best_utility is None
    assert found.accepted is None


def test_no_before_everything_was_said_is_none_yet() -> None:
    found = talk(impossible(), lambda turn, message: gives_up())
    assert found.success
    assert found.agent_turns == 2
    assert [e.judged.possible for e in found.exchanges if e.judged] == [True, False]


def test_false_no_is_no_success() -> None:
    task = a_task(persona=CALM.model_copy(update={"patience": 6.0}))
    found = talk(task, lambda turn, message: gives_up())
    assert not found.success
    assert found.outcome == "left"


@pytest.mark.parametrize(
    ("error", "agent", "user"),
    [
        (InfrastructureFault("the network is down"), "infrastructure", "infrastructure"),
        (ModelError("no usable answer"), "agent", "user"),
        (BudgetSpent("spent"), "budget", "budget"),
    ],
)
def test_whose_fault_it_was(error: ParleyError, agent: str, user: str) -> None:
    def fails(turn: int, message: UserTurn | str) -> AgentTurn:
        if turn == 1:
            raise error
        return asks("year")

    class Fails(ActsUser):
        def say(self, *args: object) -> Said:
            raise error

    task = a_task(persona=CALM)
    contestant = Stub(fails)
    (found,) = converse(task, contestant, ActsUser(), WORLD, Draws(1))
    assert (found.fault, found.outcome, found.success, found.rating) == (agent, None, False, None)
    assert found.fault_message == str(error)
    assert contestant.ended == 1
    assert [e.agent is None for e in found.exchanges] == [False, True]
    (found,) = converse(task, Stub(fails), Fails(), WORLD, Draws(1))
    assert found.fault == user
    assert found.exchanges == ()


def test_agent_that_cannot_end_has_failed() -> None:
    class Endless(Stub):
        def end(self) -> None:
            raise ModelError("the endpoint hung up")

    (found,) = converse(a_task(persona=CALM), Endless(lambda *_: shows("f36")), ActsUser(), WORLD, Draws(1))
    assert (found.fault, found.success) == ("agent", False)


def test_wrong_settings_stop_everything() -> None:
    def fails(turn: int, message: UserTurn | str) -> AgentTurn:
        raise ConfigError("no key")

    contestant = Stub(fails)
    with pytest.raises(ConfigError):
        converse(a_task(), contestant, ActsUser(), WORLD, Draws(1))
    assert contestant.ended == 1


def test_words_reach_agents_that_read_and_acts_the_others() -> None:
    reads, acts = (Stub(lambda turn, message: shows("f36")) for _ in range(2))
    task = a_task(persona=CALM)
    converse(task, reads, RulesUser(PlainVoice()), WORLD, Draws(1))
    converse(task, acts, ActsUser(), WORLD, Draws(1))
    assert isinstance(reads.heard[0], str)
    assert isinstance(acts.heard[0], UserTurn)


def test_every_exchange_is_heard_as_it_happens() -> None:
    heard: list[Exchange] = []
    task = a_task(persona=CALM)
    (found,) = converse(task, Stub(lambda *_: shows("f36")), ActsUser(), WORLD, Draws(1), listen=heard.append)
    assert tuple(heard) == found.exchanges


class Blabbing(PlainVoice):
    """Names the target: the first words of a turn, or all."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def word(self, turn: UserTurn, view: View, draws: Draws) -> str:
        said = super().word(turn, view, draws)
        return f"{said} I mean Film Number 48." if view.attempt < self._attempts else said


@pytest.mark.parametrize("attempts", [1, 2])
def test_what_gives_the_target_away_never_reaches_the_agent(attempts: int) -> None:
    contestant = Stub(lambda *_: shows("f1", "f2"))
    task = target_task(persona=CALM, turns=3)
    (found,) = converse(task, contestant, RulesUser(Blabbing(attempts)), WORLD, Draws(1))
    assert all("48" not in str(heard) for heard in contestant.heard)
    assert all("leak_blocked" in exchange.notes for exchange in found.exchanges)
    assert found.exchanges[0].judged is not None
    assert found.exchanges[0].judged.suspected_leaks > 0
    said = {exchange.judged.bits for exchange in found.exchanges if exchange.judged}
    assert said == {0.0} if attempts == 2 else max(said) > 0


def test_people_come_back_and_remember() -> None:
    task = target_task(persona=CALM, sessions=3)
    pairs = []

    class Oracle(Stub):
        privileged = True

        def reveal(self, task: Task) -> None:
            pairs.append(task.goal)

    best = [TARGET, "f48", "f44", "f36", "f32", "f40"]
    for seed in range(20):
        pairs.clear()
        talks = converse(task, Oracle(lambda *_: shows(*best)), ActsUser(), WORLD, Draws(seed, task.key, 0))
        assert [d.session for d in talks] == list(range(len(talks)))
        assert {d.task for d in talks} == {task.key}
        assert len(pairs) == len(talks)
        if len(talks) > 1:
            break
    assert talks[0].accepted == TARGET
    assert talks[0].returns
    assert pairs[0].kind == "target"
    assert pairs[1].kind == "constraints"
    assert pairs[1].target is None
    assert talks[1].accepted not in (None, TARGET)
    assert WORLD.holds(w.constraint for w in task.goal.wanted)[WORLD.catalog.row_of(str(talks[1].accepted))]


def test_nobody_comes_back_from_a_bad_session_often() -> None:
    task = a_task(persona=CALM.model_copy(update={"patience": 3.0}), sessions=2)
    bad = [len(converse(task, Stub(lambda *_: shows("f1")), ActsUser(), WORLD, Draws(n))) for n in range(60)]
    good = [len(converse(task, Stub(lambda *_: shows("f36")), ActsUser(), WORLD, Draws(n))) for n in range(60)]
    assert sum(n == 2 for n in bad) < 20 < 40 < sum(n == 2 for n in good)
