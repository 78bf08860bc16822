"""People who are controls: the mute gives nothing away, the shuffled say what somebody else wants, and both take what they want."""

from __future__ import annotations

import pytest
from plain_voice import PlainVoice
from simulated_user_contract import SimulatedUserContract, mixed, target_task
from simulated_world import Stub, a_task, asks, shows, small_world

from catalog.constraint import Constraint
from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.controls import MuteUser, ShuffledUser
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.goal import Goal, Wanted
from simulator.record import Dialogue
from simulator.rules_user import RulesUser
from simulator.simulated_user import SimulatedUser
from simulator.strangers import Strangers
from simulator.task import Task
from simulator.world import World

SILENT = {"greet", "request", "more", "dont_know", "accept", "leave", "thanks"}
TAKES = "f48"


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


class TestMute(SimulatedUserContract):
    @pytest.fixture
    def user(self) -> SimulatedUser:
        return MuteUser(voice=PlainVoice())


class TestShuffled(SimulatedUserContract):
    @pytest.fixture
    def user(self) -> SimulatedUser:
        return ShuffledUser(voice=PlainVoice())

    def test_acts_point_at_what_is_there(self, user: SimulatedUser, world: World) -> None:
        """What is named is from the stranger's past, and never what the person would take."""
        strangers = Strangers(world)
        known = {past.item for past in strangers.of(target_task()).user.past}
        named = {act.item for d in dialogues(user, world, Stub(mixed)) for e in d.exchanges for act in e.user.acts} - {None}
        assert named <= known
        assert TAKES not in known


def dialogues(user: SimulatedUser, world: World, contestant: Stub, task: Task | None = None, n: int = 12) -> list[Dialogue]:
    task = task or target_task()
    return [converse(task, contestant, user, world, Draws(seed, task.key, 0))[0] for seed in range(n)]


def obedient(world: World) -> Stub:
    """An agent that takes acts, keeps every condition it is told and shows nothing twice."""
    said: list[Constraint] = []
    shown: list[str] = []

    def reply(turn: int, acts: UserTurn | str) -> AgentTurn:
        assert isinstance(acts, UserTurn)
        if turn == 0:
            said.clear()
            shown.clear()
        said.extend(act.constraint for act in acts.acts if act.constraint is not None)
        fits = world.holds(said)
        slate = [item for row, item in enumerate(world.catalog.ids) if fits[row] and item not in shown][:5]
        shown.extend(slate)
        return shows(*slate)

    return Stub(reply)


def wordless(user: SimulatedUser) -> SimulatedUser:
    user.words = False
    return user


def test_the_mute_gives_nothing_away(world: World) -> None:
    for dialogue in dialogues(MuteUser(voice=PlainVoice()), world, Stub(mixed)):
        acts = [act for exchange in dialogue.exchanges for act in exchange.user.acts]
        assert {act.kind for act in acts} <= SILENT
        assert all(act.constraint is None and act.item is None for act in acts)
        assert all(exchange.judged is None or exchange.judged.bits == 0 for exchange in dialogue.exchanges)


def test_the_mute_has_no_answer(world: World) -> None:
    (dialogue, *_) = dialogues(MuteUser(voice=PlainVoice()), world, Stub(lambda turn, message: asks("year")))
    assert dialogue.exchanges[1].user.acts[0].kind == "dont_know"
    assert dialogue.exchanges[1].user.acts[0].field == "year"


@pytest.mark.parametrize("kind", [MuteUser, ShuffledUser])
def test_what_is_wanted_is_taken_at_once(world: World, kind: type[MuteUser] | type[ShuffledUser]) -> None:
    for dialogue in dialogues(kind(voice=PlainVoice()), world, Stub(lambda turn, message: shows(TAKES))):
        assert dialogue.success
        assert dialogue.accepted == TAKES


def test_the_shuffled_say_conditions_of_somebody_else(world: World) -> None:
    task = target_task()
    own = {(w.constraint.field, w.constraint.op, w.constraint.value) for w in task.goal.wanted}
    said = [
        act.constraint
        for dialogue in dialogues(ShuffledUser(voice=PlainVoice()), world, Stub(mixed))
        for exchange in dialogue.exchanges
        for act in exchange.user.acts
        if act.constraint is not None
    ]
    assert said
    assert not {(c.field, c.op, c.value) for c in said} <= own


def test_a_task_always_has_the_same_stranger(world: World) -> None:
    tasks = [a_task(turns=n) for n in range(5, 25)]
    one, two = ([Strangers(small_world()).of(task).line() for task in tasks] for _ in range(2))
    assert one == two
    assert len(set(one)) > 10
    assert all(Strangers(world).of(task).persona == task.persona for task in tasks)


def test_success_collapses_for_an_agent_that_listens(world: World) -> None:
    goal = Goal(
        kind="target",
        target=TAKES,
        wanted=(
            Wanted(constraint=Constraint(field="genres", op="any_of", value=("Comedy",))),
            Wanted(constraint=Constraint(field="year", op="ge", value=2005)),
        ),
    )
    users = (RulesUser(PlainVoice()), MuteUser(voice=PlainVoice()), ShuffledUser(voice=PlainVoice()))
    tasks = [a_task(goal, turns=turns) for turns in range(4, 10)]
    found = [
        sum(d.success for task in tasks for d in dialogues(wordless(user), world, obedient(world), task, 4)) for user in users
    ]
    assert found[0] >= 15
    assert found[1] <= found[0] / 2
    assert found[2] <= found[0] / 2
