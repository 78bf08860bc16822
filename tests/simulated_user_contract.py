"""What every simulated person keeps to, whoever words it. A test module derives a class from `SimulatedUserContract` and
says in `user` what is tested."""

from __future__ import annotations

import pytest
from simulated_world import Stub, a_task, asks, gives_up, hard, shows, small_world

from simulator.acts import UserTurn
from simulator.agent_turn import AgentTurn
from simulator.dialogue import converse
from simulator.draws import Draws
from simulator.goal import Goal, Wanted
from simulator.persona import Persona
from simulator.record import Dialogue
from simulator.simulated_user import SimulatedUser
from simulator.task import Task
from simulator.user_state import UserState
from simulator.world import World

SEEDS = range(6)
TARGET = "f48"
"""A comedy of 2008 that runs 108 minutes."""


def mixed(turn: int, message: UserTurn | str) -> AgentTurn:
    """Lists that hold no target, questions, a list with a question, an excuse and small talk, in turn."""
    replies = (
        shows("f1", "f4", "f8", "f40"),
        asks("year"),
        shows("f12", "f16", relaxed=(hard("genres", "any_of", ("Comedy",)),)),
        asks("genres", kind="recommend", slate=("f20", "f24")),
        gives_up(),
        AgentTurn(text="Hm.", kind="chat"),
        asks(None),
        shows("nowhere", "f21", "f13"),
    )
    return replies[turn % len(replies)]


def target_task(**changes: object) -> Task:
    """Somebody after one film, who knows two others."""
    wanted = (
        Wanted(constraint=hard("genres", "any_of", ("Comedy",))),
        Wanted(constraint=hard("year", "ge", 2000), reveal="on_ask"),
        Wanted(constraint=hard("runtime", "le", 110), reveal="hidden"),
    )
    goal = Goal(kind="target", target=TARGET, wanted=wanted, examples=("f4",))
    return a_task(goal, **({"persona": Persona(patience=20, curiosity=0.4)} | changes))


class SimulatedUserContract:
    """The tests; `user` is a fixture that gives the kind of people under test."""

    @pytest.fixture
    def user(self) -> SimulatedUser:
        raise NotImplementedError

    @pytest.fixture
    def world(self) -> World:
        return small_world()

    def test_target_is_never_named_before_it_is_shown(self, user: SimulatedUser, world: World) -> None:
        title = world.catalog.titles[world.catalog.row_of(TARGET)].casefold()
        for seed in SEEDS:
            for exchange in self._talk(user, world, target_task(), seed).exchanges:
                said = (exchange.text + exchange.user.model_dump_json()).casefold()
                assert TARGET not in said
                assert title not in said

    def test_something_is_always_said(self, user: SimulatedUser, world: World) -> None:
        for seed in SEEDS:
            for exchange in self._talk(user, world, target_task(), seed).exchanges:
                assert exchange.user.acts
                assert exchange.text.strip() if user.words else not exchange.text

    def test_dialogues_end(self, user: SimulatedUser, world: World) -> None:
        for seed in SEEDS:
            dialogue = self._talk(user, world, target_task(turns=4, persona=Persona(patience=1000)), seed)
            assert dialogue.fault is None
            assert dialogue.outcome is not None
            assert dialogue.agent_turns <= 4
            assert all(exchange.user.leaves is (exchange.agent is None) for exchange in dialogue.exchanges[:-1])

    def test_same_draws_same_messages(self, user: SimulatedUser, world: World) -> None:
        one, two = (self._talk(user, world, target_task(), 3).line() for _ in range(2))
        assert one == two
        assert len({self._talk(user, world, target_task(), seed).line() for seed in SEEDS}) > 1

    def test_state_goes_on_elsewhere(self, user: SimulatedUser, world: World) -> None:
        task, state, heard = target_task(), UserState(), None
        draws = Draws(5, task.key, 0)
        for turn in range(6):
            said = user.say(task, world, state, heard, draws)
            revived = UserState.model_validate_json(state.model_dump_json())
            again = user.say(Task.model_validate_json(task.line()), small_world(), revived, heard, draws)
            assert (again.turn, again.text, again.state) == (said.turn, said.text, said.state)
            assert said.state.turn == state.turn + 1
            if said.turn.leaves:
                break
            state, heard = said.state, mixed(turn, said.turn)

    def test_acts_point_at_what_is_there(self, user: SimulatedUser, world: World) -> None:
        known = {past.item for past in target_task().user.past}
        for seed in SEEDS:
            slate: tuple[str, ...] = ()
            for exchange in self._talk(user, world, target_task(), seed).exchanges:
                for act in exchange.user.acts:
                    assert act.place is None or act.place <= len(slate)
                    assert act.item is None or act.item in known
                    assert act.kind != "unseen" or slate[(act.place or 0) - 1] not in known
                    assert act.constraint is None or world.holds([act.constraint]).shape == (60,)
                if exchange.agent and exchange.agent.slate:
                    slate = exchange.agent.slate

    def test_nothing_is_taken_that_is_not_wanted(self, user: SimulatedUser, world: World) -> None:
        assert all(self._talk(user, world, target_task(), seed).accepted is None for seed in SEEDS)

    @staticmethod
    def _talk(user: SimulatedUser, world: World, task: Task, seed: int) -> Dialogue:
        return converse(task, Stub(mixed), user, world, Draws(seed, task.key, 0))[0]
