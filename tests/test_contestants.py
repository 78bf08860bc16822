"""Agents under test: all keep the contract, each does what it is there for, and foreign ones are found and checked."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from contestant_contract import ContestantContract, record, talk
from model_server import ModelServer
from scripted_model import ScriptedModel

from agent.settings import Settings
from catalog import plugins
from catalog.constraint import Constraint
from catalog.errors import ConfigError, PluginError
from recommenders.workspace import Workspace
from simulator.acts import UserAct, UserTurn
from simulator.agent_turn import AgentTurn
from simulator.agents import registry
from simulator.agents.registry import agent_names, make_contestant
from simulator.contestant import Contestant
from simulator.goal import Goal, Wanted
from simulator.task import Task, TaskUser
from simulator.taste import world_of

NAMES = ("copy-last", "full", "full-no-memory", "full-no-questions", "full-no-verify", "interec", "oracle", "popularity", "random",
         "ranker", "react", "retriever", "search", "text")  # fmt: skip
WITHOUT_MODEL = tuple(name for name in NAMES if name != "react")
COMEDY = Constraint(field="genres", op="any_of", value=("Comedy",))


@pytest.fixture(scope="module")
def workspace(films_workspace: Path) -> Workspace:
    return Workspace.open(films_workspace)


@pytest.fixture(scope="module")
def made(workspace: Workspace) -> Callable[[str], Contestant]:
    """An agent by its name, each made once."""
    known: dict[str, Contestant] = {}
    return lambda name: known.get(name) or known.setdefault(name, make_contestant(name, workspace))


class TestOurs(ContestantContract):
    @pytest.fixture(params=WITHOUT_MODEL)
    def contestant(self, request: pytest.FixtureRequest, made: Callable[[str], Contestant]) -> Contestant:
        return made(request.param)

    def test_its_name_is_the_one_it_is_found_by(self, contestant: Contestant) -> None:
        assert contestant.name in agent_names()


class Parrot(Contestant):
    """A foreign agent."""

    name = "parrot"

    def __init__(self, workspace: Workspace, settings: Settings | None) -> None:
        self.item = workspace.catalog.ids[0]

    def begin(self, conversation: str, user: str | None) -> None:
        pass

    def respond(self, message: str) -> AgentTurn:
        return AgentTurn(text=f"You said {message!r}.", kind="recommend", slate=(self.item,))

    def end(self) -> None:
        pass


class TestForeign(ContestantContract):
    @pytest.fixture
    def contestant(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Contestant:
        installed(monkeypatch, parrot=f"{__name__}:Parrot")
        return make_contestant("parrot", workspace)


def installed(monkeypatch: pytest.MonkeyPatch, **entries: str) -> None:
    found = [EntryPoint(name, value, registry.GROUP) for name, value in entries.items()]
    monkeypatch.setattr(plugins, "entry_points", lambda group: found)


def nothing(workspace: Workspace, settings: Settings | None) -> None:
    """A maker that makes no agent."""


def test_the_built_in_agents_are_installed() -> None:
    assert agent_names() == sorted(NAMES)


def test_an_unknown_name_names_the_known_ones(workspace: Workspace) -> None:
    with pytest.raises(ConfigError, match=r"no agent 'fulll'; known: copy-last, .*text, or an address"):
        make_contestant("fulll", workspace)


@pytest.mark.parametrize(
    "value",
    ["no_such_module:Thing", "simulator.agents.random_agent:Nothing", "simulator.agents.registry:GROUP", f"{__name__}:nothing",
     "simulator.contestant:Contestant", "simulator.agents.random_agent:RandomAgent"],
)  # fmt: skip
def test_a_broken_plug_in_is_named(monkeypatch: pytest.MonkeyPatch, workspace: Workspace, value: str) -> None:
    installed(monkeypatch, foreign=value)
    with pytest.raises(PluginError, match="'foreign'") as caught:
        make_contestant("foreign", workspace)
    assert value in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_agents_of_one_name_or_none_at_all_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = [EntryPoint("parrot", f"{__name__}:{name}", registry.GROUP) for name in ("Parrot", "nothing")]
    monkeypatch.setattr(plugins, "entry_points", lambda group: twice)
    with pytest.raises(PluginError, match="two agents are called 'parrot'"):
        agent_names()
    installed(monkeypatch)
    with pytest.raises(PluginError, match="no agents are installed"):
        agent_names()


def test_step_by_step_planning_needs_a_language_model(workspace: Workspace) -> None:
    for settings in (None, Settings()):
        with pytest.raises(ConfigError, match="'react' needs a language model") as caught:
            make_contestant("react", workspace, settings)
        assert "\n" not in str(caught.value)


def test_with_a_language_model_it_plans_step_by_step(workspace: Workspace) -> None:
    with ModelServer(ScriptedModel()) as server:
        settings = Settings(llm="openai:scripted", llm_base_url=server.url, llm_demonstrations="zero", planning="plan-first")
        offered = {}
        for name in ("full", "react"):
            turn = talk(make_contestant(name, workspace, settings), ["I feel like a quiet film about a lighthouse"])[0]
            assert turn.calls > 0
            offered[name] = {
                each["function"]["name"] for request in server.requests for each in request.get("tools", ())
            }
            server.records.clear()
    assert "make_plan" in offered["full"]
    assert {"search_items", "rank_items"} <= offered["react"]


@pytest.mark.parametrize("name", ["random", "popularity", "ranker", "search", "text", "retriever", "full", "full-no-questions"])
def test_nothing_is_shown_twice(made: Callable[[str], Contestant], name: str) -> None:
    shown = [item for turn in talk(made(name), ["a comedy"] + ["more"] * 6) for item in turn.slate]
    assert len(shown) >= 30
    assert len(set(shown)) == len(shown)


def test_chance_differs_from_dialogue_to_dialogue(made: Callable[[str], Contestant]) -> None:
    one, two = (talk(made("random"), ["hi"], conversation) for conversation in ("one", "two"))
    assert one[0].slate != two[0].slate


@pytest.mark.parametrize("name", ["search", "interec", "full", "full-no-verify"])
def test_conditions_are_kept_by_those_that_hear_them(workspace: Workspace, made: Callable[[str], Contestant], name: str) -> None:
    fits = workspace.catalog.mask([COMEDY, Constraint(field="year", op="ge", value=1990)])
    last = talk(made(name), ["I want a comedy", "from 1990 or later please"])[-1]
    assert last.slate
    assert fits[[workspace.catalog.row_of(item) for item in last.slate]].all()
    assert last.held is not None
    assert {c.field for c in last.held} == {"genres", "year"}


@pytest.mark.parametrize("name", ["ranker", "retriever"])
def test_likes_move_what_goes_by_the_profile_only(made: Callable[[str], Contestant], name: str) -> None:
    plain, other, liked = (
        talk(made(name), [message])[0] for message in ("hello", "under 100 minutes please", "I loved Alien and Aliens")
    )
    assert plain.slate == other.slate != liked.slate
    assert liked.held is None


def test_the_retrieval_of_texts_reads_the_whole_talk(made: Callable[[str], Contestant]) -> None:
    one = talk(made("text"), ["a heist in a bank"])[0]
    both = talk(made("text"), ["samurai and swords", "a heist in a bank"])[1]
    assert one.slate != both.slate


class TestAblations:
    def test_without_memory_conditions_are_forgotten(self, made: Callable[[str], Contestant]) -> None:
        first, again = talk(made("full-no-memory"), ["a comedy please", "from after 1990"])
        assert [c.field for c in first.held or ()] == ["genres"]
        assert [c.field for c in again.held or ()] == ["year"]

    def test_without_memory_a_person_is_nobody(self, made: Callable[[str], Contestant]) -> None:
        for name, remembers in (("full", True), ("full-no-memory", False)):
            made(name)
            talk(made(name), ["I never watch horror films"], "monday", user=f"ann {name}")
            later = talk(made(name), ["suggest something"], "tuesday", user=f"ann {name}")[0]
            assert any(c.field == "genres" and c.negative for c in later.held or ()) is remembers, name

    def test_without_questions_a_list_takes_their_place(self, made: Callable[[str], Contestant]) -> None:
        messages = ["hello", "a comedy", "I loved Alien, but no horror please", "something like Dracula"]
        asked = [turn.question is not None for turn in talk(made("full"), messages)]
        silent = talk(made("full-no-questions"), messages)
        assert sum(asked) >= 2
        assert all(turn.question is None and turn.kind == "recommend" and turn.slate for turn in silent)

    def test_without_verification_lists_come_back(self, made: Callable[[str], Contestant]) -> None:
        messages = ["a comedy", *["no, none of these"] * 5]
        for name, again in (("full", False), ("full-no-verify", True)):
            shown = [item for turn in talk(made(name), messages) for item in turn.slate]
            assert (len(set(shown)) < len(shown)) is again, name

    def test_without_verification_nothing_gives_way(self, made: Callable[[str], Contestant]) -> None:
        strict, loose = (talk(made(name), ["a comedy over 400 minutes"])[0] for name in ("full", "full-no-verify"))
        assert strict.relaxed
        assert strict.slate
        assert (loose.relaxed, loose.slate) == ((), ())
        assert loose.abstained


class TestFull:
    def test_giving_up_a_condition_is_told_and_not_held(self, made: Callable[[str], Contestant]) -> None:
        turn = talk(made("full"), ["a comedy over 400 minutes"])[0]
        assert [(c.field, c.hard) for c in turn.relaxed] == [("runtime", True)]
        assert [c.field for c in turn.held or ()] == ["genres"]
        assert not turn.abstained

    def test_what_cannot_give_way_is_answered_by_abstaining(self, workspace: Workspace, made: Callable[[str], Contestant]) -> None:
        kinds = " or ".join(workspace.catalog.category("genres").vocabulary).lower()
        turn = talk(made("full"), [f"no {kinds}"])[0]
        assert turn.abstained
        assert turn.kind == "answer"

    def test_chat_and_facts_are_no_abstaining(self, made: Callable[[str], Contestant]) -> None:
        turns = talk(made("full"), ["hi", "a comedy", "who directed the first one?", "thanks"])
        assert [turn.abstained for turn in turns] == [False] * 4
        assert [turn.kind for turn in turns] == ["ask", "recommend", "answer", "chat"]

    def test_whether_an_exclusion_stays_is_a_question_about_no_field(self, made: Callable[[str], Contestant]) -> None:
        asked = talk(made("full"), ["no horror", "I loved Alien"])[1].question
        assert asked is not None
        assert asked.field is None
        assert asked.options

    def test_a_list_longer_than_five_is_cut(self, made: Callable[[str], Contestant]) -> None:
        assert len(talk(made("full"), ["show me ten comedies"])[0].slate) == 5

    def test_acts_do_what_the_same_words_do(self, made: Callable[[str], Contestant], workspace: Workspace) -> None:
        contestant = made("full")
        said = talk(contestant, ["a comedy", "none of these", "no comedy after all, I do not mind the genre"])
        contestant.begin("acts", None)
        done = [
            contestant.act(UserTurn(acts=(act,)))
            for act in (UserAct(kind="require", constraint=COMEDY), UserAct(kind="reject"), UserAct(kind="drop", constraint=COMEDY))
        ]
        contestant.end()
        assert done[0].slate == said[0].slate
        assert done[1].slate == said[1].slate
        assert done[2].held == ()

    @pytest.mark.parametrize(
        ("act", "kind"),
        [
            (UserAct(kind="inquire", place=1, field="directors"), "answer"),
            (UserAct(kind="inquire", place=9, field="directors"), "chat"),
            (UserAct(kind="more"), "recommend"),
            (UserAct(kind="reject", place=2, constraint=Constraint(field="year", op="ge", value=2000)), "recommend"),
            (UserAct(kind="seen", place=1, liked=False), "recommend"),
            (UserAct(kind="accept", place=1), "chat"),
            (UserAct(kind="ask_back"), "chat"),
            (UserAct(kind="thanks"), "chat"),
        ],
    )  # fmt: skip
    def test_every_act_gets_its_kind_of_reply(self, made: Callable[[str], Contestant], act: UserAct, kind: str) -> None:
        contestant = made("full")
        contestant.begin("acts", None)
        before = contestant.act(UserTurn(acts=(UserAct(kind="require", constraint=COMEDY),)))
        reply = contestant.act(UserTurn(acts=(act,)))
        contestant.end()
        assert reply.kind == kind
        assert not set(before.slate) & set(reply.slate)
        if act.constraint is not None:
            assert ("year", "ge", 2000) in [(c.field, c.op, c.value) for c in reply.held or ()]

    def test_what_is_remembered_stays_with_the_agent(self, workspace: Workspace) -> None:
        one, other = make_contestant("full", workspace), make_contestant("full", workspace)
        talk(one, ["I never watch horror films"], "monday", user="ann")
        held = [talk(agent, ["suggest something"], "tuesday", user="ann")[0].held for agent in (one, other)]
        assert held[0]
        assert not held[1]


class TestInterec:
    def test_likeness_is_an_order_after_the_conditions(self, made: Callable[[str], Contestant], workspace: Workspace) -> None:
        plain, like = (talk(made("interec"), [m])[0] for m in ("a comedy", "a comedy like Fargo"))
        mask = workspace.catalog.mask([COMEDY])
        assert plain.slate != like.slate
        assert all(mask[workspace.catalog.row_of(item)] for item in (*plain.slate, *like.slate))

    def test_the_critic_gives_up_what_is_soft_and_no_more(self, made: Callable[[str], Contestant]) -> None:
        soft = talk(made("interec"), ["a funny scary western musical like Alien"])[0]
        assert soft.slate
        hard = talk(made("interec"), ["a comedy over 400 minutes"])[0]
        assert hard.abstained
        assert not hard.relaxed

    def test_a_life_of_likes_orders_later_lists(self, workspace: Workspace) -> None:
        contestant = make_contestant("interec", workspace)
        before = talk(contestant, ["a thriller"], "monday", user="ann")[0]
        talk(contestant, ["I loved Psycho and Vertigo"], "tuesday", user="ann")
        after, bob = (talk(contestant, ["a thriller"], f"later {who}", user=who)[0] for who in ("ann", "bob"))
        assert before.slate == bob.slate != after.slate

    def test_it_asks_once_when_it_knows_nothing(self, made: Callable[[str], Contestant]) -> None:
        assert [turn.kind for turn in talk(made("interec"), ["suggest something", "suggest something"])] == ["ask", "recommend"]

    def test_facts_are_looked_up(self, made: Callable[[str], Contestant]) -> None:
        turn = talk(made("interec"), ["a comedy", "who directed the first one?"])[1]
        assert turn.kind == "answer"
        assert not turn.slate


class TestControls:
    def test_the_oracle_shows_what_would_be_taken(self, workspace: Workspace) -> None:
        oracle = make_contestant("oracle", workspace)
        assert oracle.privileged
        target = workspace.catalog.ids[7]
        user = TaskUser(id="ann")
        goals = {
            "target": Goal(kind="target", target=target),
            "constraints": Goal(kind="constraints", wanted=(Wanted(constraint=COMEDY),)),
            "impossible": Goal(kind="impossible", wanted=(Wanted(constraint=Constraint(field="year", op="lt", value=1800)),)),
        }
        turns = {}
        for kind, goal in goals.items():
            task = Task(domain="films", user=user, goal=goal)
            oracle.reveal(task)
            turns[kind] = talk(oracle, ["hi"])[0]
            takes = world_of(workspace).acceptable(task, 2)
            assert all(takes[workspace.catalog.row_of(item)] for item in turns[kind].slate)
        assert turns["target"].slate == (target,)
        assert len(turns["constraints"].slate) == 5
        assert turns["impossible"].abstained

    def test_no_other_agent_is_told_anything(self, made: Callable[[str], Contestant]) -> None:
        task = Task(domain="films", user=TaskUser(id="ann"), goal=Goal(kind="exploratory"))
        for name in WITHOUT_MODEL:
            if name != "oracle":
                assert not made(name).privileged
                with pytest.raises(NotImplementedError):
                    made(name).reveal(task)

    def test_a_copy_says_back_the_last_title_first(self, made: Callable[[str], Contestant]) -> None:
        silent, alien, both = talk(made("copy-last"), ["hello", "I loved Alien", "and Fargo too"])
        assert (silent.kind, silent.slate) == ("chat", ())
        assert alien.slate == ("alien-1979",)
        assert both.slate == ("fargo-1996", "alien-1979")


def test_replies_are_the_same_in_another_copy(workspace: Workspace) -> None:
    messages = ["hi", "a funny film from the 90s", "more", "no, none of these"]
    for name in WITHOUT_MODEL:
        one, two = (record(talk(make_contestant(name, workspace), messages)) for _ in range(2))
        assert one == two, name


def test_the_day_does_not_come_from_a_clock(workspace: Workspace, made: Callable[[str], Contestant]) -> None:
    newest = int(np.nanmax(workspace.catalog.years))
    held = talk(made("full"), ["films from the last 5 years"])[0].held or ()
    assert [c.field for c in held] == ["year"]
    assert all(newest - 6 <= float(value) <= newest for value in held[0].values)
    told = Settings(today="2001-05-05")  # type: ignore[arg-type]
    held = talk(make_contestant("full", workspace, told), ["films from the last 5 years"])[0].held or ()
    assert all(1995 <= float(value) <= 2001 for value in held[0].values)
