"""What simulated people do: by code, by known cases."""

from __future__ import annotations

import pytest
from plain_voice import PlainVoice
from simulated_user_contract import SimulatedUserContract, mixed, target_task
from simulated_world import a_task, asks, gives_up, hard, shows, small_world

from catalog.constraint import Constraint
from simulator import message as messages
from simulator.acts import UserTurn
from simulator.acts_user import ActsUser
from simulator.agent_turn import AgentTurn
from simulator.core import decide
from simulator.draws import Draws
from simulator.goal import Goal, MindChange, Wanted
from simulator.information import bits
from simulator.persona import Persona
from simulator.rules_user import RulesUser
from simulator.simulated_user import SimulatedUser
from simulator.task import Task
from simulator.user_state import Mindset, UserState

WORLD = small_world()
PLAIN = Persona(patience=100, disclosure=1, dont_know=0, curiosity=0, attention=1, politeness=0)
COMEDY = hard("genres", "any_of", ("Comedy",))
RECENT, SHORT = hard("year", "ge", 1990), hard("runtime", "le", 110)


class TestRulesUser(SimulatedUserContract):
    @pytest.fixture
    def user(self) -> SimulatedUser:
        return RulesUser(PlainVoice())


class TestActsUser(SimulatedUserContract):
    @pytest.fixture
    def user(self) -> SimulatedUser:
        return ActsUser()


def after(task: Task, *heard: AgentTurn, seed: int = 1) -> tuple[UserTurn, UserState]:
    """The last turn and the state after it, where an agent says all this."""
    draws = Draws(seed, task.key)
    decided = decide(task, WORLD, UserState(), None, draws)
    for reply in heard:
        assert not decided.turn.leaves
        decided = decide(task, WORLD, decided.state, reply, draws)
    return decided.turn, decided.state


def plain(**changes: object) -> Task:
    return a_task(persona=PLAIN.model_copy(update=changes))


def kinds(turn: UserTurn) -> list[str]:
    """What is done, but for the remark that something was not seen yet, which is made or not by chance."""
    return [act.kind for act in turn.acts if act.kind != "unseen"]


def values(state: UserState) -> list[tuple[str, object]]:
    return [(c.field, c.value) for c in state.said]


def test_first_message_asks_and_says_only_what_is_volunteered() -> None:
    turn, state = after(plain())
    assert kinds(turn)[0] == "request"
    assert values(state) == [("genres", ("Comedy",))]
    assert [act.constraint for act in turn.of("require")] == [COMEDY.model_copy(update={"turn": 1})]


def test_first_fitting_new_item_is_taken() -> None:
    # f1 is no comedy, f28 of 1988, f40 known from before, f52 runs 112 minutes, f36 and f48 are all that is wanted
    turn, state = after(plain(), shows("f1", "f28", "f40", "f52", "f36", "f48"))
    assert kinds(turn) == ["accept"]
    assert turn.acts[0].place == 5
    assert state.mindset.satisfaction > 0.7


@pytest.mark.parametrize("item", ["f1", "f28", "f40", "f52"])
def test_nothing_else_is_taken(item: str) -> None:
    assert all(not after(plain(), shows(item), seed=seed)[0].leaves for seed in range(10))


def test_less_useful_items_are_not_taken() -> None:
    choosy = plain().model_copy(update={"goal": plain().goal.model_copy(update={"least_utility": 0.9})})
    choosy = Task.model_validate_json(choosy.line())
    assert "accept" not in kinds(after(choosy, shows("f36", "f40"))[0])
    assert kinds(after(choosy, shows("f36", "f48"))[0]) == ["accept"]


def test_target_alone_is_taken() -> None:
    task = target_task(persona=PLAIN)
    assert "accept" not in kinds(after(task, shows("f44", "f52"))[0])
    assert after(task, shows("f44", "f48"))[0].of("accept")[0].place == 2


def test_inattentive_people_look_at_the_top_only() -> None:
    inattentive = plain(attention=0)
    assert "accept" not in kinds(after(inattentive, shows("f1", "f36"))[0])
    assert kinds(after(inattentive, shows("f36", "f1"))[0]) == ["accept"]


def test_what_is_known_is_said_with_how_it_was() -> None:
    turn, state = after(plain(), shows("f4", "f40"))
    assert [(act.place, act.liked) for act in turn.of("seen")] == [(1, True), (2, False)]
    assert {"f4", "f40"} <= set(state.rejected)


def test_hidden_condition_comes_out_by_turning_down() -> None:
    turn, state = after(plain(), shows("f52", "f56"))
    reject = turn.of("reject")[0]
    assert reject.place is None
    assert reject.constraint == SHORT.model_copy(update={"turn": 2})
    assert state.said[-1] == reject.constraint
    assert state.told[-1] == SHORT
    assert set(state.rejected) == {"f52", "f56"}


def test_reason_for_one_of_several_names_its_place() -> None:
    choosy = Goal(kind="constraints", wanted=(Wanted(constraint=SHORT, reveal="hidden"),), least_utility=5.0)
    turn, state = after(a_task(choosy, persona=PLAIN), shows("f36", "f52"))
    assert [(act.place, act.constraint is not None) for act in turn.of("reject")] == [(2, True)]
    assert state.rejected == ("f52",)


def test_reserved_people_give_no_reason() -> None:
    turn, _ = after(plain(disclosure=0), shows("f53", "f1"))
    assert kinds(turn) == ["reject"]
    assert turn.acts[0].constraint is None


@pytest.mark.parametrize("field", ["year", "runtime", "language"])
def test_questions(field: str) -> None:
    turn, state = after(plain(), asks(field))
    match field:
        case "year":
            assert kinds(turn) == ["require"]
            assert turn.acts[0].constraint == RECENT.model_copy(update={"turn": 2})
        case "runtime":  # what is hidden cannot be put into words
            assert kinds(turn) == ["dont_know"]
        case "language":
            assert kinds(turn) == ["dont_mind"]
    assert state.asked == (field,)


def test_dont_know_share() -> None:
    assert kinds(after(plain(dont_know=1), asks("year"))[0]) == ["dont_know"]
    assert kinds(after(plain(dont_know=1), asks("language"))[0]) == ["dont_know"]


def test_question_about_anything_gets_the_rest() -> None:
    turn, _ = after(plain(), asks(None))
    assert turn.acts[0].constraint == RECENT.model_copy(update={"turn": 2})
    assert kinds(after(plain(), asks(None), asks(None))[0]) == ["dont_mind"]


def test_question_about_where_it_is_from_is_about_language() -> None:
    goal = Goal(kind="constraints", wanted=(Wanted(constraint=hard("language", "eq", "French"), reveal="on_ask"),))
    assert kinds(after(a_task(goal, persona=PLAIN), asks("origin"))[0]) == ["require"]


def test_list_and_question_are_both_answered() -> None:
    turn, _ = after(plain(), asks("year", kind="recommend", slate=("f52", "f4")))
    assert kinds(turn) == ["seen", "reject", "require"]
    turn, _ = after(plain(), asks("year", kind="recommend", slate=("f1", "f36")))
    assert kinds(turn) == ["accept"]


def test_which_item_was_meant_is_answered_by_the_one_that_was_named() -> None:
    task = next(t for t in (a_task(persona=PLAIN, turns=turns) for turns in range(5, 15)) if "f4" in after(t)[1].named)
    question = {"field": None, "text": "Which?", "options": ("Film Number 4 (1964)", "Film Number 5 (1965)")}
    turn, _ = after(task, AgentTurn.model_validate({"text": "?", "kind": "ask", "question": question}))
    assert [(act.kind, act.item) for act in turn.acts] == [("like", "f4")]


def test_what_is_said_to_be_unseen_is_new_to_the_person() -> None:
    past = {past.item for past in plain().user.past}
    told = 0
    for seed in range(40):
        draws, state = Draws(seed), UserState()
        replies = (shows("f4", "f1", "f8"), shows("f1", "f40"), shows("f12", "f36"))
        decided = decide(plain(curiosity=0.3), WORLD, state, None, draws)
        for reply in replies:
            before, decided = decided.state, decide(plain(curiosity=0.3), WORLD, decided.state, reply, draws)
            unseen = [decided.state.slate[(act.place or 0) - 1] for act in decided.turn.of("unseen")]
            assert not {*past, *before.shown} & set(unseen)
            assert len(unseen) < len(decided.turn.acts)
            assert not set(unseen) & {decided.state.slate[(act.place or 0) - 1] for act in decided.turn.of("seen")}
            told += len(unseen)
            if decided.turn.leaves:
                break
    assert 10 < told < 100


def test_the_item_somebody_recalls_is_not_unseen() -> None:
    goal = Goal(kind="target", target="f48", wanted=(Wanted(constraint=COMEDY),))
    for seed in range(30):
        turn, _ = after(a_task(goal, persona=PLAIN), shows("f48"), seed=seed)
        assert [act.kind for act in turn.acts] == ["accept"]


def test_exclusion_stays_when_it_is_asked_about() -> None:
    no_horror = hard("genres", "none_of", ("Horror",))
    goal = Goal(kind="constraints", wanted=(Wanted(constraint=no_horror),))
    question = {"field": None, "text": "Keep it out?", "options": ("keep horror out", "some horror is fine")}
    heard = AgentTurn.model_validate({"text": "?", "kind": "ask", "question": question})
    turn, state = after(a_task(goal, persona=PLAIN), heard)
    assert turn.acts[0].constraint == no_horror.model_copy(update={"turn": 2})
    assert len(state.said) == 1


def test_said_conditions_are_not_said_again_unless_broken() -> None:
    heard = (shows("f0", "f4"), asks("language"), shows("f8", "f12"), asks("runtime"))
    task, draws = plain(), Draws(1)
    state, reply, often = UserState(), None, 0
    for reply in (None, *heard):
        decided = decide(task, WORLD, state, reply, draws)
        often += sum(act.constraint is not None and act.constraint.field == "genres" for act in decided.turn.acts)
        state = decided.state
    assert often == 1
    turn, _ = after(plain(), shows("f37", "f38"))
    assert turn.of("reject")[0].constraint == COMEDY.model_copy(update={"turn": 2})


def test_noise_makes_what_is_said_false_and_wanted_stays() -> None:
    _, state = after(plain(noise=1.0), asks("year"))
    for said, told in zip(state.said, state.told, strict=True):
        assert (said.field, said.op) == (told.field, told.op)
        assert said.value != told.value
        assert WORLD.holds([said]).any()
    assert kinds(after(plain(noise=1.0), shows("f36"))[0]) == ["accept"]
    _, true = after(plain(), asks("year"))
    assert [(c.field, c.op, c.value) for c in true.said] == [(c.field, c.op, c.value) for c in true.told]


def test_what_was_false_is_put_right_when_nothing_fits() -> None:
    false = Constraint(field="genres", op="any_of", value=("Horror",), turn=1)
    state = UserState(turn=1, said=(false,), told=(COMEDY,))
    decided = decide(plain(), WORLD, state, gives_up(), Draws(1))
    assert [(act.kind, act.constraint and act.constraint.value) for act in decided.turn.acts] == [
        ("drop", ("Horror",)),
        ("require", ("Comedy",)),
    ]
    assert values(decided.state) == [("genres", ("Comedy",))]
    assert not decided.turn.leaves


def test_what_was_false_gives_way_to_what_it_clashes_with() -> None:
    no_horror = Wanted(constraint=hard("genres", "none_of", ("Horror",)), reveal="hidden")
    task = a_task(Goal(kind="constraints", wanted=(Wanted(constraint=RECENT), no_horror)), persona=PLAIN)
    slip = Constraint(field="genres", op="any_of", value=("Horror",), turn=1)
    gone = hard("genres", "any_of", ("Comedy", "Drama"))
    state = UserState(turn=1, said=(slip,), told=(gone,))
    decided = decide(task, WORLD, state, shows("f38", "f42"), Draws(1))
    assert kinds(decided.turn) == ["drop", "reject"]
    assert values(decided.state) == [("genres", ("Horror",))]
    assert decided.state.said[0].op == "none_of"


def changing(announced: bool) -> Task:
    change = MindChange(
        turn=3, drop=(0,), add=(Wanted(constraint=hard("genres", "any_of", ("Drama",))),), announced=announced
    )
    goal = Goal(kind="constraints", wanted=(Wanted(constraint=COMEDY),), mind_change=change)
    return a_task(goal, persona=PLAIN)


def test_announced_change_of_mind() -> None:
    turn, state = after(changing(announced=True), shows("f1"), shows("f2"))
    assert kinds(turn)[:2] == ["drop", "require"]
    assert values(state) == [("genres", ("Drama",))]
    assert kinds(after(changing(announced=True), shows("f1"), shows("f37"))[0]) == ["accept"]


def test_unannounced_change_of_mind_shows_in_what_is_turned_down() -> None:
    assert "accept" in kinds(after(changing(announced=False), shows("f32"))[0])
    turn, state = after(changing(announced=False), shows("f1"), shows("f32"))
    assert [kind for kind in kinds(turn) if kind != "like"] == ["drop", "reject"]
    assert values(state) == [("genres", ("Drama",))]


def impossible(**changes: object) -> Task:
    wanted = (
        Wanted(constraint=COMEDY),
        Wanted(constraint=hard("genres", "none_of", ("Comedy",)), reveal="hidden"),
        Wanted(constraint=RECENT, reveal="on_ask"),
    )
    return a_task(Goal(kind="impossible", wanted=wanted), **({"persona": PLAIN} | changes))


def test_impossible_wishes_come_out_and_an_honest_no_is_taken() -> None:
    _, state = after(impossible(), shows("f32"), shows("f33"))
    assert len(state.said) == 3
    turn, _ = after(impossible(), shows("f32"), shows("f33"), gives_up())
    assert turn.leaves
    assert turn.of("leave")[0].why == "nothing_fits"
    near = shows("f36", relaxed=(hard("genres", "none_of", ("Comedy",)),))
    assert after(impossible(), shows("f32"), shows("f33"), near)[0].of("leave")[0].why == "nothing_fits"


def test_early_no_is_answered_with_the_rest() -> None:
    turn, state = after(impossible(), gives_up())
    assert not turn.leaves
    assert len(state.said) == 3


def test_false_no_angers() -> None:
    turn, state = after(plain(), gives_up())
    assert not turn.leaves
    assert state.mindset.frustration > after(plain(), asks("year"))[1].mindset.frustration


def test_what_was_overlooked_is_found_when_there_is_nothing_else() -> None:
    hasty = plain(attention=0)
    assert not after(hasty, shows("f1", "f36"))[0].leaves
    assert [act.place for act in after(hasty, shows("f1", "f36"), gives_up())[0].of("accept")] == [2]


def test_no_is_right_when_everything_was_turned_down_or_passed_over() -> None:
    goal = Goal(kind="constraints", wanted=(Wanted(constraint=hard("year", "ge", 2016)),), least_utility=5.0)
    task = a_task(goal, persona=PLAIN)
    fits = ("f56", "f57", "f58", "f59")
    assert set(kinds(after(task, shows(*fits))[0])) & {"more", "reject"}
    assert after(task, shows(*fits), gives_up())[0].of("leave")[0].why == "nothing_fits"
    assert not after(task, shows(*fits[1:]), gives_up())[0].leaves


def test_what_identifies_an_item_is_said_only_when_asked() -> None:
    telling = hard("year", "ge", 2018)
    task = a_task(Goal(kind="constraints", wanted=(Wanted(constraint=telling),)), persona=PLAIN)
    assert after(task, AgentTurn(text="Hm.", kind="chat"))[1].said == ()
    assert after(task, asks("year"))[1].told == (telling,)


def test_repeated_question_angers() -> None:
    again, other = (after(plain(), asks("year"), asks(field))[1] for field in ("year", "language"))
    assert again.mindset.frustration > other.mindset.frustration
    assert again.spent > other.spent


def test_people_leave_when_patience_is_spent() -> None:
    task = plain(patience=2.0)
    turn, state = after(task, shows("f1"), shows("f2"))
    assert turn.of("leave")[0].why in ("out_of_patience", "annoyed")
    assert state.spent >= 2.0
    assert state.mindset.fatigue == 1.0
    assert kinds(after(task, shows("f1"), shows("f36"))[0]) == ["accept"]


def test_who_looks_around_may_have_seen_enough() -> None:
    looking = a_task(Goal(kind="exploratory", least_utility=5.0), persona=PLAIN.model_copy(update={"patience": 1.0}))
    for mood, why in ((0.9, "satisfied"), (0.2, "out_of_patience")):
        state = UserState(turn=1, mindset=Mindset(satisfaction=mood))
        assert decide(looking, WORLD, state, shows("f58", "f57"), Draws(1)).turn.of("leave")[0].why == why


def test_agent_that_keeps_to_what_was_said_falsely_angers_all_the_same() -> None:
    false = Constraint(field="genres", op="any_of", value=("Horror",), turn=1)
    state = UserState(turn=1, said=(false,), told=(COMEDY,))
    horror, comedy = (decide(plain(), WORLD, state, shows(item), Draws(1)).state for item in ("f2", "f4"))
    assert horror.mindset.frustration > comedy.mindset.frustration


def test_anger_makes_people_leave() -> None:
    task = plain(patience=1000.0)
    angry = UserState(turn=1, mindset=Mindset(frustration=1.0))
    left = [decide(task, WORLD, angry, shows("f1"), Draws(seed)).turn.leaves for seed in range(200)]
    calm = [decide(task, WORLD, UserState(turn=1), shows("f1"), Draws(seed)).turn.leaves for seed in range(200)]
    assert 0.2 < sum(left) / 200 < 0.6
    assert sum(calm) < 10


def test_curious_people_ask_before_they_take() -> None:
    curious = plain(curiosity=1.0)
    turn, state = after(curious, shows("f52", "f36"))
    assert kinds(turn) == ["inquire"]
    assert turn.acts[0].place == 2
    assert state.asking == "f36"
    answer = AgentTurn(text="It runs 96 minutes.", kind="answer")
    turn, after_it = after(curious, shows("f52", "f36"), answer)
    assert kinds(turn) == ["accept"]
    assert turn.acts[0].place == 2
    assert after_it.mindset.frustration == 0


def test_one_message_gives_away_no_more_than_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tuple(Wanted(constraint=c) for c in (COMEDY, RECENT, SHORT))
    task = a_task(Goal(kind="constraints", wanted=wanted), persona=PLAIN)
    assert len(after(task)[1].said) == 3
    monkeypatch.setattr(messages, "BUDGET", 2.1)
    state = UserState()
    for reply in (None, AgentTurn(text="Hm.", kind="chat"), AgentTurn(text="Hm.", kind="chat")):
        said = decide(task, WORLD, state, reply, Draws(1)).state
        assert bits(WORLD, state.said, said.said) <= 2.1
        state = said
    assert len(state.said) == 3


def test_people_share_their_draws_between_agents() -> None:
    """What an agent did before changes nothing of how far down a later list the same person looks."""
    task = plain(attention=0.5)
    looks = set()
    for first in (asks("language"), shows("f1"), mixed(5, "")):
        _, state = after(task, first)
        taken = tuple(
            decide(task, WORLD, state, shows(*["f1"] * before, "f36"), Draws(1, task.key)).turn.leaves for before in range(5)
        )
        looks.add(taken)
    assert len(looks) == 1


def test_exploring_people_mind_what_everybody_knows() -> None:
    goal = Goal(kind="exploratory", least_utility=-0.8)
    jaded, easy = (a_task(goal, persona=PLAIN.model_copy(update={"novelty": n})) for n in (1.0, 0.0))
    assert kinds(after(easy, shows("f17"))[0]) == ["accept"]  # one of the better known third
    assert "accept" not in kinds(after(jaded, shows("f17"))[0])
    assert kinds(after(jaded, shows("f50"))[0]) == ["accept"]
