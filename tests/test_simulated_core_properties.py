"""What holds of simulated people whatever an agent does: drawn agents, goals and tempers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_world import GENRES, a_task, hard, small_world

from simulator.agent_turn import AgentQuestion, AgentTurn
from simulator.core import decide
from simulator.draws import Draws
from simulator.goal import Goal, MindChange, Wanted
from simulator.judge import judge
from simulator.persona import Persona
from simulator.task import Task
from simulator.user_state import UserState

WORLD = small_world()
SHARES = st.sampled_from([0.0, 0.1, 0.5, 1.0])
CONDITIONS = st.one_of(
    st.sets(st.sampled_from(GENRES), min_size=1, max_size=2).map(lambda v: hard("genres", "any_of", tuple(sorted(v)))),
    st.sampled_from(GENRES).map(lambda v: hard("genres", "none_of", (v,))),
    st.integers(1960, 2019).map(lambda v: hard("year", "ge", v)),
    st.tuples(st.integers(1960, 1990), st.integers(1990, 2019)).map(lambda v: hard("year", "between", v)),
    st.integers(60, 119).map(lambda v: hard("runtime", "le", v)),
    st.sampled_from(["French", "English"]).map(lambda v: hard("language", "eq", v)),
    st.just(hard("genres", "eq", "Comedy").model_copy(update={"hard": False})),
)
WANTED = st.builds(Wanted, constraint=CONDITIONS, reveal=st.sampled_from(["volunteer", "on_ask", "hidden"]))
PERSONAS = st.builds(
    Persona,
    patience=st.sampled_from([2.0, 8.0, 1000.0]),
    **dict.fromkeys(("disclosure", "dont_know", "noise", "novelty", "curiosity", "politeness", "attention"), SHARES),
)
ITEMS = st.one_of(st.integers(0, 59).map(lambda n: f"f{n}"), st.just("nowhere"))
FIELDS = st.sampled_from([None, "year", "genres", "runtime", "language", "origin", "title", "shoe size"])


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    wanted = tuple({w.constraint: w for w in draw(st.lists(WANTED, max_size=4))}.values())
    kind = draw(st.sampled_from(["target", "constraints", "exploratory", "impossible"]))
    change = None
    if draw(st.booleans()):
        drop = (0,) if wanted else ()
        added = tuple(w for w in draw(st.lists(WANTED, max_size=1)) if w.constraint not in {v.constraint for v in wanted})
        change = MindChange(turn=draw(st.integers(2, 4)), drop=drop, add=added, announced=draw(st.booleans()))
    target = f"f{draw(st.integers(0, 59))}" if kind == "target" else None
    least = draw(st.sampled_from([-1.0, 0.0, 1.0]))
    goal = Goal(kind=kind, wanted=wanted, target=target, examples=("f4",), least_utility=least, mind_change=change)
    return a_task(goal, persona=draw(PERSONAS))


@st.composite
def replies(draw: st.DrawFn) -> AgentTurn:
    field = draw(FIELDS)
    options = draw(st.sampled_from([(), ("Comedy", "Drama"), ("Film Number 4 (1964)",)]))
    return AgentTurn(
        text="…",
        kind="recommend",
        slate=tuple(draw(st.lists(ITEMS, max_size=5))),
        question=AgentQuestion(field=field, text="?", options=options) if draw(st.booleans()) else None,
        relaxed=tuple(draw(st.lists(CONDITIONS, max_size=1))) if draw(st.integers(0, 3)) == 0 else (),
        held=tuple(draw(st.lists(CONDITIONS, max_size=2))),
        abstained=draw(st.integers(0, 4)) == 0,
    )


@settings(max_examples=150, deadline=None)
@given(tasks(), st.lists(replies(), max_size=8), st.integers(0, 9))
def test_whatever_an_agent_says(task: Task, heard: list[AgentTurn], seed: int) -> None:
    draws, state = Draws(seed, task.key), UserState()
    for reply in [None, *heard]:
        decided = decide(task, WORLD, state, reply, draws)
        assert decided == decide(task, WORLD, UserState.model_validate_json(state.model_dump_json()), reply, draws)
        _is_sound(task, state, decided.state, reply)
        _points_right(task, decided.state, [act for act in decided.turn.acts if act.place is not None])
        stated = [act.constraint for act in decided.turn.acts if act.kind != "drop" and act.constraint is not None]
        assert all(constraint in decided.state.said for constraint in stated)
        for act in decided.turn.of("accept"):
            _is_wanted(task, state, decided.state.slate[(act.place or 0) - 1])
        if decided.turn.leaves:
            break
        if reply is not None:
            verdict = judge(task, WORLD, state, decided.turn, decided.state, reply)
            assert verdict.possible is (verdict.candidates > 0)
            assert verdict.bits >= 0
            assert verdict.misheard <= len(verdict.violations) <= len(decided.state.said)
        state = decided.state


def _is_sound(task: Task, before: UserState, after: UserState, reply: AgentTurn | None) -> None:
    assert after.turn == before.turn + 1
    assert len(after.said) == len(after.told) == len(set(after.told))
    for said, told in zip(after.said, after.told, strict=True):
        assert (said.field, said.op, said.hard) == (told.field, told.op, told.hard)
        if not task.persona.noise:
            assert said.value == told.value
    possible = [w.constraint for w in (*task.goal.wanted, *(task.goal.mind_change.add if task.goal.mind_change else ()))]
    assert set(after.told) <= set(possible)
    assert after.spent >= before.spent + (0.5 if reply else 0)
    assert set(before.shown) <= set(after.shown)
    assert set(after.rejected) | set(after.passed) <= set(after.shown)


def _points_right(task: Task, after: UserState, acts: list) -> None:  # type: ignore[type-arg]
    for act in acts:
        assert 1 <= act.place <= len(after.slate)
        assert after.slate[act.place - 1] in WORLD.catalog
        if act.kind == "seen":
            assert after.slate[act.place - 1] in WORLD.past(task.user)


def _is_wanted(task: Task, before: UserState, item: str) -> None:
    assert WORLD.acceptable(task, before.turn + 1)[WORLD.catalog.row_of(item)]
    assert item not in before.known


@settings(max_examples=60, deadline=None)
@given(tasks(), st.lists(replies(), min_size=1, max_size=5))
def test_hidden_conditions_come_out_only_by_turning_down(task: Task, heard: list[AgentTurn]) -> None:
    """Unless nothing can be had, in which case everything is said, or something false is put right."""
    hidden = {w.constraint for w in task.goal.wanted if w.reveal == "hidden"}
    state, draws = UserState(), Draws(0, task.key)
    for reply in [None, *heard]:
        decided = decide(task, WORLD, state, reply, draws)
        fresh = set(decided.state.told) - set(state.told)
        reasons = {act.constraint for act in decided.turn.of("reject")}
        out = [said for said, told in zip(decided.state.said, decided.state.told, strict=True) if told in fresh & hidden]
        if task.goal.kind != "impossible":
            assert set(out) <= reasons
        if decided.turn.leaves:
            break
        state = decided.state
